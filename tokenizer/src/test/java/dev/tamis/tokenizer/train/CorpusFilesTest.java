package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.model.TrainerField;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
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
            long taken = one.totals().sentences() + one.totals().empty();
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
}
