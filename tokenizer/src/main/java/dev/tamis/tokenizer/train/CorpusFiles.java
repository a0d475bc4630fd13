package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.Lines;
import dev.tamis.tokenizer.model.TrainerField;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Counts the words of local text files. With {@code input_sentence_size} only about so many sentences are taken: by a
 * hash of their place when {@code shuffle_input_sentence} is on, which differs from SentencePiece's random choice but is
 * the same in every run, and else the first ones.
 */
public final class CorpusFiles {
    private CorpusFiles() {}

    /** The counts of all files together. */
    public static WordCounter count(List<Path> files, TrainerOptions options, Progress progress) throws IOException {
        WordCounter counter = new WordCounter(options);
        boolean weighted = options.trainer().text(TrainerField.INPUT_FORMAT).equals("tsv");
        long wanted = options.trainer().whole(TrainerField.INPUT_SENTENCE_SIZE);
        boolean shuffled = options.flag(TrainerField.SHUFFLE_INPUT_SENTENCE);
        long all = wanted > 0 && shuffled ? sentences(files) : 0;
        double share = all > wanted ? (double) wanted / all : 1;
        long ordinal = 0;
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                Lines lines = new Lines(in);
                for (long line = 1; lines.next(); line++, ordinal++) {
                    if (wanted > 0 && (shuffled ? uniform(ordinal) >= share : ordinal >= wanted)) {
                        continue;
                    }
                    if (weighted) {
                        addWeighted(counter, lines, file, line);
                    } else {
                        counter.addSentence(lines.bytes(), lines.start(), lines.length(), 1);
                    }
                }
            }
            progress.report("read " + file + ": " + counter.totals().sentences() + " sentences, " + counter.size()
                    + " distinct words so far");
        }
        WordCounter.Totals totals = counter.totals();
        if (totals.tooLong() > 0) {
            progress.report("left out " + totals.tooLong() + " sentences of " + totals.tooLongBytes()
                    + " bytes together, longer than max_sentence_length="
                    + options.trainer().integer(TrainerField.MAX_SENTENCE_LENGTH));
        }
        if (totals.reserved() > 0) {
            progress.report("left out " + totals.reserved() + " sentences of " + totals.reservedBytes()
                    + " bytes together, which hold the reserved U+2585");
        }
        return counter;
    }

    private static void addWeighted(WordCounter counter, Lines lines, Path file, long line) {
        int tab = lines.start() + lines.length() - 1;
        while (tab >= lines.start() && lines.bytes()[tab] != '\t') {
            tab--;
        }
        long times = 0;
        int end = lines.start() + lines.length();
        for (int at = tab + 1; at < end && times >= 0; at++) {
            int digit = lines.bytes()[at] - '0';
            times = digit < 0 || digit > 9 || times > Long.MAX_VALUE / 100 ? -1 : times * 10 + digit;
        }
        if (tab < lines.start() || times < 1) {
            throw new IllegalArgumentException(
                    file + ":" + line + ": input_format=tsv takes a sentence, a TAB and a count of at least 1");
        }
        counter.addSentence(lines.bytes(), lines.start(), tab - lines.start(), times);
    }

    private static long sentences(List<Path> files) throws IOException {
        long count = 0;
        for (Path file : files) {
            try (InputStream in = Files.newInputStream(file)) {
                Lines lines = new Lines(in);
                while (lines.next()) {
                    count++;
                }
            }
        }
        return count;
    }

    /** A number in [0, 1) that looks random and follows from the sentence's place alone (SplitMix64). */
    private static double uniform(long ordinal) {
        long z = (ordinal + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 11) * 0x1.0p-53;
    }
}
