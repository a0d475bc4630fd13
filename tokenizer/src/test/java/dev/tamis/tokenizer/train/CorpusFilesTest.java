package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.tokenizer.model.TrainerField;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class CorpusFilesTest {
    private static final TrainerOptions OPTIONS = TrainerOptions.defaults().withNormalization("identity");

    @TempDir
    Path folder;

    private static Map<String, List<Long>> words(WordCounter counter) {
        Map<String, List<Long>> words = new TreeMap<>();
        counter.forEach(entry ->
                words.put(new String(entry.word(), StandardCharsets.UTF_8), List.of(entry.followed(), entry.ended())));
        return words;
    }

    /** Text of several shares: lines of all lengths, empty ones, and no LF at the end. */
    private static String text(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder();
        while (text.length() < 20_000_000) {
            for (int words = random.nextInt(300); words > 0; words--) {
                text.append((char) ('a' + random.nextInt(26)))
                        .append((char) ('a' + random.nextInt(3)))
                        .append(words > 1 ? " " : "");
            }
            text.append('\n');
        }
        return text.append("the end").toString();
    }

    @Test
    void everyLineCountsOnceHoweverFilesAreShared() throws IOException {
        String text = text(1);
        Path file = Files.writeString(folder.resolve("text"), text);
        Path other = Files.writeString(folder.resolve("other"), "one\ntwo\n");
        WordCounter expected = new WordCounter(OPTIONS);
        expected.add(text);
        expected.add("one\ntwo\n");
        for (int threads : new int[] {1, 2, 8}) {
            WordCounter counter =
                    CorpusFiles.count(List.of(file, other), OPTIONS.withNumThreads(threads), Progress.NONE);
            assertEquals(expected.totals(), counter.totals());
            assertEquals(words(expected), words(counter));
        }
    }

    @Test
    void aSampleIsTheSameForAnyNumberOfThreads() throws IOException {
        Path file = Files.writeString(folder.resolve("text"), text(2));
        for (boolean shuffled : new boolean[] {true, false}) {
            TrainerOptions options = OPTIONS.with(TrainerField.INPUT_SENTENCE_SIZE, 10_000L)
                    .with(TrainerField.SHUFFLE_INPUT_SENTENCE, shuffled);
            WordCounter one = CorpusFiles.count(List.of(file), options.withNumThreads(1), Progress.NONE);
            WordCounter four = CorpusFiles.count(List.of(file), options.withNumThreads(4), Progress.NONE);
            assertEquals(words(one), words(four));
            assertEquals(one.totals(), four.totals());
            long taken = one.totals().sentences();
            assertTrue(shuffled ? Math.abs(taken - 10_000) < 500 : taken == 10_000, "taken: " + taken);
        }
    }

    @Test
    void aWrongWeightIsNamedByItsLine() throws IOException {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 500_000; i++) {
            lines.add("a sentence of some words\t" + (1 + i % 7));
        }
        TrainerOptions options = OPTIONS.with(TrainerField.INPUT_FORMAT, "tsv");
        Path file = Files.write(folder.resolve("text.tsv"), lines);
        WordCounter counter = CorpusFiles.count(List.of(file), options.withNumThreads(2), Progress.NONE);
        long weights = 0;
        for (int i = 0; i < 500_000; i++) {
            weights += 1 + i % 7;
        }
        assertEquals(weights, counter.totals().sentences());
        lines.set(450_000, "no weight");
        lines.set(470_000, "zero\t0");
        Files.write(file, lines);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> CorpusFiles.count(List.of(file), options.withNumThreads(2), Progress.NONE))
                .getMessage();
        assertTrue(message.startsWith(file + ":450001: input_format=tsv takes"), message);
    }

    @Test
    void anEmptyFileHasNoWords() throws IOException {
        Path file = Files.writeString(folder.resolve("empty"), "");
        assertEquals(0, CorpusFiles.count(List.of(file), OPTIONS, Progress.NONE).size());
    }

    private static String refusal(List<Path> files, TrainerOptions options) {
        return assertThrows(IllegalArgumentException.class, () -> CorpusFiles.count(files, options, Progress.NONE))
                .getMessage();
    }

    @Test
    void countsThatWouldOverflowAreRefused() throws IOException {
        TrainerOptions options = OPTIONS.with(TrainerField.INPUT_FORMAT, "tsv");
        Path one = Files.writeString(folder.resolve("one"), "a\t1\nabcdefghijklmnop\t900000000000000000\n");
        String message = refusal(List.of(one), options);
        assertTrue(message.startsWith(one + ":2: a sentence of 19 bytes counted 900000000000000000 times"), message);
        long most = CharacterCounts.MOST / 19;
        Path two = Files.writeString(
                folder.resolve("two"), "abcdefghijklmnop\t" + most + "\nabcdefghijklmnoq\t" + most + "\n");
        message = refusal(List.of(two), options);
        assertTrue(message.startsWith("input: " + two + " with the sentences' counts make more than 2^53"), message);
        Path fits = Files.writeString(folder.resolve("fits"), "abcdefghijklmnop\t" + most);
        WordCounter counter = CorpusFiles.count(List.of(fits), options, Progress.NONE);
        assertEquals(16 * most, counter.totals().bytes());
        message = refusal(List.of(fits, fits), options.withNumThreads(2));
        assertTrue(message.startsWith("input: 2 files with"), message);
    }

    @Test
    void onlySentencesThatTrainingTakesAreSampled() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 1000; i++) {
            text.append("sentence ").append(i).append("\n\n\n");
        }
        Path file = Files.writeString(folder.resolve("text"), text);
        TrainerOptions options = OPTIONS.with(TrainerField.INPUT_SENTENCE_SIZE, 300L);
        TrainerOptions first = options.with(TrainerField.SHUFFLE_INPUT_SENTENCE, false);
        assertEquals(
                300,
                CorpusFiles.count(List.of(file), first, Progress.NONE).totals().sentences());
        long sampled = CorpusFiles.count(List.of(file), options, Progress.NONE)
                .totals()
                .sentences();
        assertTrue(Math.abs(sampled - 300) < 60, "sampled: " + sampled);
    }

    @Test
    @Timeout(60)
    void aPipeIsReadOnceOrRefused() throws Exception {
        Path pipe = folder.resolve("pipe");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0);
        TrainerOptions sample = OPTIONS.with(TrainerField.INPUT_SENTENCE_SIZE, 101L);
        String message = refusal(List.of(pipe), sample);
        assertTrue(message.startsWith("input_sentence_size: " + pipe + " is no regular file"), message);
        Thread writer = new Thread(() -> {
            try {
                Files.writeString(pipe, "a line\n".repeat(200));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        writer.start();
        TrainerOptions first = sample.with(TrainerField.SHUFFLE_INPUT_SENTENCE, false);
        assertEquals(
                101,
                CorpusFiles.count(List.of(pipe), first, Progress.NONE).totals().sentences());
        writer.join();
        message = refusal(List.of(folder), OPTIONS);
        assertEquals("input: " + folder + " is a directory; give the files in it", message);
    }

    @Test
    void aLongLineTakesNeitherMemoryNorASecondReading() throws IOException {
        byte[] text = new byte[64 << 20];
        Arrays.fill(text, (byte) 'x');
        text[text.length - 6] = '\n';
        try (ShareLines lines = new ShareLines(new ByteArrayInputStream(text), 0, text.length, 4192)) {
            assertTrue(lines.next());
            assertEquals(text.length - 6, lines.length() + lines.dropped());
            assertTrue(lines.next());
            assertEquals(5, lines.length());
            assertFalse(lines.next());
            assertTrue(lines.bytes().length <= 1 << 17, "buffer: " + lines.bytes().length);
        }
        ByteArrayInputStream in = new ByteArrayInputStream(text);
        try (ShareLines lines = new ShareLines(in, 1, 8 << 20, 4192)) {
            assertFalse(lines.next());
            assertTrue(in.available() >= 55 << 20, "left: " + in.available());
        }
        Path file = Files.write(folder.resolve("long"), text);
        WordCounter.Totals totals =
                CorpusFiles.count(List.of(file), OPTIONS, Progress.NONE).totals();
        assertEquals(new WordCounter.Totals(1, 5, 0, 1, text.length - 6, 0, 0), totals);
        Path weighted = Files.writeString(folder.resolve("long.tsv"), "y".repeat(100_000) + "\t7\n");
        totals = CorpusFiles.count(List.of(weighted), OPTIONS.with(TrainerField.INPUT_FORMAT, "tsv"), Progress.NONE)
                .totals();
        assertEquals(new WordCounter.Totals(0, 0, 0, 7, 700_000, 0, 0), totals);
    }
}
