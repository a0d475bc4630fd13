package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.model.TrainerField;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Counts the words of local text files. With {@code input_sentence_size} only about so many sentences are taken: by a
 * hash of their place when {@code shuffle_input_sentence} is on, which differs from SentencePiece's random choice but is
 * the same in every run, and else the first ones. Sentences that training leaves out are not among them, as in
 * SentencePiece.
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

    /** Where in a share a line is not what it should be, and why. */
    private record Wrong(Share share, long line, String what) {}

    /**
     * The counts of all files together.
     *
     * @param files regular files, or such as pipes where {@code input_sentence_size} takes no second reading
     * @throws IllegalArgumentException naming the first line that {@code input_format} doesn't allow or whose count is
     *     too large, or a file that cannot be used
     */
    public static WordCounter count(List<Path> files, TrainerOptions options, Progress progress) throws IOException {
        try {
            return new CorpusFiles(options).count(files, progress);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private WordCounter count(List<Path> files, Progress progress) throws IOException {
        List<Share> shares = shares(files);
        WordCounter rules = new WordCounter(options);
        WordCounter[] counters = new WordCounter[workers.count()];
        Arrays.setAll(counters, worker -> rules.another());
        long[] firsts = wanted > 0 ? ordinals(shares, rules) : new long[shares.size() + 1];
        long all = firsts[shares.size()];
        double part = shuffled && all > wanted ? (double) wanted / all : 1;
        Wrong[] wrong = new Wrong[shares.size()];
        AtomicBoolean tooMuch = new AtomicBoolean();
        workers.run(shares.size(), (share, worker) -> {
            wrong[share] = count(shares.get(share), firsts[share], part, rules, line -> {
                try {
                    line.addTo(counters[worker]);
                } catch (ArithmeticException e) {
                    // Goes on with an empty counter, so that a wrong line is found whichever worker comes to it.
                    tooMuch.set(true);
                    counters[worker] = counters[worker].another();
                    line.addTo(counters[worker]);
                }
            });
        });
        for (Wrong first : wrong) {
            if (first != null) {
                throw new IllegalArgumentException(
                        first.share.file + ":" + (linesBefore(first.share) + first.line) + ": " + first.what);
            }
        }
        WordCounter counter = counters[0];
        try {
            for (int worker = 1; worker < counters.length; worker++) {
                counter.merge(counters[worker]);
                counters[worker] = null;
            }
        } catch (ArithmeticException e) {
            tooMuch.set(true);
        }
        if (tooMuch.get()) {
            throw new IllegalArgumentException("input: " + named(files)
                    + " with the sentences' counts make more than 2^53 bytes of text; give smaller counts");
        }
        report(files, counter, progress);
        return counter;
    }

    private static List<Share> shares(List<Path> files) throws IOException {
        List<Share> shares = new ArrayList<>();
        for (Path file : files) {
            if (Files.isDirectory(file)) {
                throw new IllegalArgumentException("input: " + file + " is a directory; give the files in it");
            }
            // What is no regular file, such as a pipe, can be read once and from its start only.
            long size = Files.isRegularFile(file) ? Files.size(file) : 0;
            if (size == 0) {
                shares.add(new Share(file, 0, Long.MAX_VALUE));
            }
            for (long from = 0; from < size; from += SHARE) {
                shares.add(new Share(file, from, Math.min(size, from + SHARE)));
            }
        }
        return shares;
    }

    private static String named(List<Path> files) {
        return files.size() == 1 ? files.get(0).toString() : files.size() + " files";
    }

    private void report(List<Path> files, WordCounter counter, Progress progress) {
        WordCounter.Totals totals = counter.totals();
        progress.report("read " + named(files) + ": " + totals.sentences() + " sentences, " + counter.size()
                + " distinct words");
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

    private ShareLines open(Share share) throws IOException {
        int longest = options.trainer().integer(TrainerField.MAX_SENTENCE_LENGTH);
        InputStream in;
        if (share.from == 0) {
            in = Files.newInputStream(share.file);
        } else {
            FileChannel channel = FileChannel.open(share.file);
            channel.position(share.from - 1);
            in = Channels.newInputStream(channel);
        }
        return new ShareLines(in, share.from, share.to, longest);
    }

    /** The current line of a share as a sentence and how often it counts. */
    private static final class Sentence {
        private final ShareLines lines;
        private final boolean weighted;
        private int end;
        private long times;

        Sentence(ShareLines lines, boolean weighted) {
            this.lines = lines;
            this.weighted = weighted;
        }

        /** Reads the current line; false if it has no count. */
        boolean read() {
            end = lines.start() + lines.length();
            times = 1;
            return !weighted || readCount();
        }

        private boolean readCount() {
            int lineEnd = end;
            end--;
            while (end >= lines.start() && lines.bytes()[end] != '\t') {
                end--;
            }
            // A TAB before what was dropped is none before a count.
            int first = lines.dropped() == 0 ? lines.start() : lineEnd - ShareLines.TAIL;
            times = end < first ? -1 : 0;
            for (int at = end + 1; at < lineEnd && times >= 0; at++) {
                int digit = lines.bytes()[at] - '0';
                times = digit < 0 || digit > 9 || times > Long.MAX_VALUE / 100 ? -1 : times * 10 + digit;
            }
            return times > 0;
        }

        /** Whether training may count it. */
        boolean isTakenBy(WordCounter rules) {
            return lines.dropped() == 0 && rules.takes(lines.bytes(), lines.start(), end - lines.start());
        }

        void addTo(WordCounter counter) {
            if (lines.dropped() > 0) {
                counter.addTooLong(end - lines.start() + lines.dropped(), times);
            } else {
                counter.addSentence(lines.bytes(), lines.start(), end - lines.start(), times);
            }
        }
    }

    /** Counts a share; what is wrong with its first wrong line, or null. */
    private Wrong count(Share share, long first, double part, WordCounter rules, Consumer<Sentence> counter) {
        try (ShareLines lines = open(share)) {
            Sentence sentence = new Sentence(lines, weighted);
            long ordinal = first;
            for (long line = 1; (wanted == 0 || shuffled || ordinal < wanted) && lines.next(); line++) {
                if (!sentence.read()) {
                    return new Wrong(share, line, "input_format=tsv takes a sentence, a TAB and a count of at least 1");
                }
                if (wanted > 0 && sentence.isTakenBy(rules) && uniform(ordinal++) >= part) {
                    continue;
                }
                try {
                    counter.accept(sentence);
                } catch (ArithmeticException e) {
                    return new Wrong(share, line, e.getMessage());
                }
            }
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * By share the number of sentences before it that training may count, and after the last one the number of all,
     * which only a random choice needs.
     */
    private long[] ordinals(List<Share> shares, WordCounter rules) {
        int counted = shuffled ? shares.size() : shares.size() - 1;
        for (Share share : shares.subList(0, counted)) {
            if (!Files.isRegularFile(share.file)) {
                throw new IllegalArgumentException("input_sentence_size: " + share.file
                        + " is no regular file, but would have to be read twice"
                        + (shuffled ? "; with shuffle_input_sentence=false once is enough" : ": let it be the last"));
            }
        }
        long[] firsts = new long[shares.size() + 1];
        workers.run(counted, (share, worker) -> firsts[share + 1] = sentences(shares.get(share), rules));
        for (int share = 0; share < shares.size(); share++) {
            firsts[share + 1] += firsts[share];
        }
        return firsts;
    }

    private long sentences(Share share, WordCounter rules) {
        try (ShareLines lines = open(share)) {
            Sentence sentence = new Sentence(lines, weighted);
            long count = 0;
            while (lines.next()) {
                if (sentence.read() && sentence.isTakenBy(rules)) {
                    count++;
                }
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long linesBefore(Share share) {
        if (share.from == 0) {
            return 0;
        }
        try (ShareLines lines = open(new Share(share.file, 0, share.from))) {
            long count = 0;
            while (lines.next()) {
                count++;
            }
            return count;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A number in [0, 1) that looks random and follows from the sentence's place alone (SplitMix64). */
    private static double uniform(long ordinal) {
        long z = (ordinal + 1) * 0x9E3779B97F4A7C15L;
        z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return ((z ^ z >>> 31) >>> 11) * 0x1.0p-53;
    }
}
