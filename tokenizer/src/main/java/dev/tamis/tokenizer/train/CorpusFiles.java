package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.Lines;
import dev.tamis.tokenizer.model.TrainerField;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Counts the words of local text files. With {@code input_sentence_size} only about so many sentences are taken: by a
 * hash of their place when {@code shuffle_input_sentence} is on, which differs from SentencePiece's random choice but is
 * the same in every run, and else the first ones.
 *
 * <p>Files are cut in shares at line ends, and up to {@code num_threads} threads count shares. Counts add up, so how many
 * there are doesn't show in the result.
 */
public final class CorpusFiles {
    /** Bytes of a share, before it is moved to the next line. */
    private static final long SHARE = 1 << 23;

    private final TrainerOptions options;
    private final boolean weighted;
    private final long wanted;
    private final boolean shuffled;
    private final Workers workers;

    private CorpusFiles(TrainerOptions options) {
        this.options = options;
        weighted = options.trainer().text(TrainerField.INPUT_FORMAT).equals("tsv");
        wanted = options.trainer().whole(TrainerField.INPUT_SENTENCE_SIZE);
        shuffled = options.flag(TrainerField.SHUFFLE_INPUT_SENTENCE);
        workers = new Workers(options.trainer().integer(TrainerField.NUM_THREADS));
    }

    /** The lines of a file that start at {@code from} or later and before {@code to}. */
    private record Share(Path file, long from, long to) {}

    /** Where in a share a line is not what it should be. */
    private record Wrong(Share share, long line) {}

    /**
     * The counts of all files together.
     *
     * @throws IllegalArgumentException naming the first line that {@code input_format} doesn't allow
     */
    public static WordCounter count(List<Path> files, TrainerOptions options, Progress progress) throws IOException {
        try {
            return new CorpusFiles(options).count(files, progress);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private WordCounter count(List<Path> files, Progress progress) throws IOException {
        List<Share> shares = new ArrayList<>();
        for (Path file : files) {
            // What is no regular file, such as a pipe, can be read once and from its start only.
            long size = Files.isRegularFile(file) ? Files.size(file) : 0;
            if (size == 0) {
                shares.add(new Share(file, 0, Long.MAX_VALUE));
            }
            for (long from = 0; from < size; from += SHARE) {
                shares.add(new Share(file, from, Math.min(size, from + SHARE)));
            }
        }
        long[] firsts = wanted > 0 ? ordinals(shares) : new long[shares.size() + 1];
        long all = firsts[shares.size()];
        double part = shuffled && all > wanted ? (double) wanted / all : 1;
        WordCounter[] counters = new WordCounter[workers.count()];
        Wrong[] wrong = new Wrong[shares.size()];
        workers.run(shares.size(), (share, worker) -> {
            if (counters[worker] == null) {
                counters[worker] = new WordCounter(options);
            }
            wrong[share] = count(shares.get(share), firsts[share], part, counters[worker]);
        });
        for (Wrong first : wrong) {
            if (first != null) {
                throw new IllegalArgumentException(first.share.file + ":" + (linesBefore(first.share) + first.line)
                        + ": input_format=tsv takes a sentence, a TAB and a count of at least 1");
            }
        }
        WordCounter counter = counters[0] == null ? new WordCounter(options) : counters[0];
        for (int worker = 1; worker < counters.length; worker++) {
            if (counters[worker] != null) {
                counter.merge(counters[worker]);
                counters[worker] = null;
            }
        }
        report(files, counter, progress);
        return counter;
    }

    private void report(List<Path> files, WordCounter counter, Progress progress) {
        WordCounter.Totals totals = counter.totals();
        progress.report("read " + (files.size() == 1 ? files.get(0) : files.size() + " files") + ": "
                + totals.sentences() + " sentences, " + counter.size() + " distinct words");
        if (totals.tooLong() > 0) {
            progress.report("left out " + totals.tooLong() + " sentences of " + totals.tooLongBytes()
                    + " bytes together, longer than max_sentence_length="
                    + options.trainer().integer(TrainerField.MAX_SENTENCE_LENGTH));
        }
        if (totals.reserved() > 0) {
            progress.report("left out " + totals.reserved() + " sentences of " + totals.reservedBytes()
                    + " bytes together, which hold the reserved U+2585");
        }
    }

    /** Goes through the lines of a share; stops where the line says so. */
    private interface LineTask {
        boolean takes(Lines lines);
    }

    private static void read(Share share, LineTask task) {
        try (InputStream in = open(share)) {
            Lines lines = new Lines(in);
            long at = share.from;
            if (at > 0) {
                // One byte was read too much, so that a line that starts right here is not taken for a remainder.
                at--;
                if (!lines.next()) {
                    return;
                }
                at += lines.length() + 1;
            }
            while (at < share.to && lines.next() && task.takes(lines)) {
                at += lines.length() + 1;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream open(Share share) throws IOException {
        if (share.from == 0) {
            return Files.newInputStream(share.file);
        }
        FileChannel channel = FileChannel.open(share.file);
        channel.position(share.from - 1);
        return new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
    }

    /** Counts a share; what is wrong with its first wrong line, or null. */
    private Wrong count(Share share, long first, double part, WordCounter counter) {
        long[] line = {0};
        boolean[] wrong = {false};
        read(share, lines -> {
            long ordinal = first + line[0]++;
            if (wanted > 0 && (shuffled ? uniform(ordinal) >= part : ordinal >= wanted)) {
                return shuffled;
            }
            if (weighted) {
                wrong[0] = !addWeighted(counter, lines);
                return !wrong[0];
            }
            counter.addSentence(lines.bytes(), lines.start(), lines.length(), 1);
            return true;
        });
        return wrong[0] ? new Wrong(share, line[0]) : null;
    }

    private static boolean addWeighted(WordCounter counter, Lines lines) {
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
            return false;
        }
        counter.addSentence(lines.bytes(), lines.start(), tab - lines.start(), times);
        return true;
    }

    /** By share the number of lines before it, and after the last one the number of all lines. */
    private long[] ordinals(List<Share> shares) {
        long[] firsts = new long[shares.size() + 1];
        workers.run(shares.size(), (share, worker) -> firsts[share + 1] = lines(shares.get(share)));
        for (int share = 0; share < shares.size(); share++) {
            firsts[share + 1] += firsts[share];
        }
        return firsts;
    }

    private static long lines(Share share) {
        long[] count = {0};
        read(share, lines -> {
            count[0]++;
            return true;
        });
        return count[0];
    }

    private static long linesBefore(Share share) {
        return share.from == 0 ? 0 : lines(new Share(share.file, 0, share.from));
    }

    /** A number in [0, 1) that looks random and follows from the sentence's place alone (SplitMix64). */
    private static double uniform(long ordinal) {
        long z = (ordinal + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 11) * 0x1.0p-53;
    }
}
