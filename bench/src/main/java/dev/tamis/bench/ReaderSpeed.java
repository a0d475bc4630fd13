package dev.tamis.bench;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.format.MegatronReader;
import dev.tamis.shards.format.SequenceIndex;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.read.Batch;
import dev.tamis.shards.read.DataLoader;
import dev.tamis.shards.read.LoaderState;
import dev.tamis.shards.read.TokenCorpus;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * How fast one thread reads a corpus, how fast one is opened, and where a loader resumes: the side of ours of {@code
 * bench/peers/reader.py}. A line of output is a name and a figure.
 *
 * <pre>{@code
 * ReaderSpeed make DIRECTORY MEGABYTES   a corpus of sequences of 2,048 tokens, in both formats
 * ReaderSpeed read DIRECTORY             CPU time of one thread, files in the page cache
 * ReaderSpeed digest DIRECTORY           SHA-256 of all tokens in the order of training, as little-endian u16, and
 *                                        the chain of batches of 64 sequences
 * ReaderSpeed documents DIRECTORY COUNT  a corpus of so many documents, each a sequence of 16 tokens
 * ReaderSpeed shards DIRECTORY COUNT     a corpus of so many shards of one sequence
 * ReaderSpeed open DIRECTORY             start and resume, in a JVM that has done nothing before
 * }</pre>
 */
public final class ReaderSpeed {
    private static final int LENGTH = 2048;
    private static final long SHARD_BYTES = 256L << 20;
    private static final double SECONDS = 4;
    private static final int ROUNDS = 3;

    private ReaderSpeed() {}

    /** Reads some sequences and returns how many. */
    private interface Pass {
        long run() throws IOException;
    }

    public static void main(String[] arguments) throws IOException {
        Path directory = Path.of(arguments[1]);
        switch (arguments[0]) {
            case "make" -> {
                long sequences = Long.parseLong(arguments[2]) * 1_000_000 / (2 * LENGTH);
                ReaderCorpus.write(
                        directory,
                        CorpusIndex.Layout.PHASES,
                        sequences,
                        LENGTH,
                        700,
                        SHARD_BYTES,
                        EnumSet.allOf(ShardFormat.class));
                ReaderCorpus.write(
                        Files.createDirectories(directory.resolve("domains")),
                        CorpusIndex.Layout.DOMAINS,
                        sequences / 4,
                        LENGTH,
                        700,
                        SHARD_BYTES,
                        EnumSet.of(ShardFormat.MEGATRON));
            }
            case "documents" ->
                ReaderCorpus.write(
                        directory,
                        CorpusIndex.Layout.PHASES,
                        Long.parseLong(arguments[2]),
                        16,
                        16,
                        SHARD_BYTES,
                        EnumSet.of(ShardFormat.MEGATRON));
            case "shards" ->
                ReaderCorpus.write(
                        directory,
                        CorpusIndex.Layout.PHASES,
                        Long.parseLong(arguments[2]),
                        16,
                        16,
                        32,
                        EnumSet.of(ShardFormat.MEGATRON));
            case "read" -> read(directory);
            case "digest" -> digest(directory);
            case "open" -> open(directory);
            default -> throw new IllegalArgumentException("Unknown: " + arguments[0]);
        }
    }

    private static void read(Path directory) throws IOException {
        try (TokenCorpus corpus = TokenCorpus.open(directory);
                TokenCorpus domains = TokenCorpus.open(directory.resolve("domains"))) {
            for (int round = 0; round < 2; round++) {
                // The first round warms up; the second is printed.
                boolean print = round == 1;
                measure(print, "loader", () -> batches(corpus, true, false));
                measure(print, "loader_unverified", () -> batches(corpus, false, false));
                measure(print, "loader_masks", () -> batches(corpus, true, true));
                measure(print, "loader_domains", () -> batches(domains, true, false));
                measure(print, "random", () -> random(corpus));
                megatron(print, directory);
            }
        }
    }

    private static long batches(TokenCorpus corpus, boolean verify, boolean masks) throws IOException {
        long sum = 0;
        long sequences = 0;
        try (DataLoader loader =
                corpus.loader().batchSequences(64).verify(verify).open()) {
            for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
                sum += batch.tokens()[0];
                if (masks) {
                    sum += batch.positions()[1] + batch.segments()[1] + batch.lossMask()[1];
                }
                sequences += batch.rows();
            }
        }
        use(sum);
        return sequences;
    }

    private static long random(TokenCorpus corpus) throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        long sum = 0;
        for (int i = 0; i < 20_000; i++) {
            sum += corpus.sequence(0, random.nextLong(corpus.sequences(0))).tokens()[0];
        }
        use(sum);
        return 20_000;
    }

    /** The pair of files alone, as Megatron's own reader has it: without checksums and tables. */
    private static void megatron(boolean print, Path directory) throws IOException {
        Path part = directory.resolve("main");
        SequenceIndex index = SequenceIndex.parse(Files.readAllBytes(part.resolve(SequenceIndex.FILE)), "index.json");
        SequenceIndex.Shard shard = index.shards().get(0);
        try (MegatronReader reader = MegatronReader.open(
                part.resolve(shard.file(FileKind.BIN).name()),
                part.resolve(shard.file(FileKind.IDX).name()))) {
            int[] into = new int[LENGTH];
            measure(print, "megatron_sequential", () -> {
                long sum = 0;
                for (long n = 0; n < reader.sequences(); n++) {
                    reader.read(n, into, 0);
                    sum += into[0];
                }
                use(sum);
                return reader.sequences();
            });
            measure(print, "megatron_random", () -> {
                SplittableRandom random = new SplittableRandom(5);
                long sum = 0;
                for (long n = 0; n < reader.sequences(); n++) {
                    reader.read(random.nextLong(reader.sequences()), into, 0);
                    sum += into[0];
                }
                use(sum);
                return reader.sequences();
            });
            measure(print, "megatron_view_sequential", () -> {
                long sum = 0;
                for (long n = 0; n < reader.sequences(); n++) {
                    sum += reader.stored(n).remaining();
                }
                use(sum);
                return reader.sequences();
            });
            measure(print, "megatron_view_random", () -> {
                SplittableRandom random = new SplittableRandom(5);
                long sum = 0;
                for (long n = 0; n < reader.sequences(); n++) {
                    sum += reader.stored(random.nextLong(reader.sequences())).remaining();
                }
                use(sum);
                return reader.sequences();
            });
        }
    }

    /** Best of some rounds, each of some seconds of this thread's CPU time. */
    private static void measure(boolean print, String name, Pass pass) throws IOException {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long begin = threads.getCurrentThreadCpuTime();
            long sequences = 0;
            double seconds = 0;
            while (seconds < SECONDS / ROUNDS) {
                sequences += pass.run();
                seconds = (threads.getCurrentThreadCpuTime() - begin) / 1e9;
            }
            best = Math.max(best, sequences / seconds);
        }
        if (print) {
            System.out.printf(Locale.ROOT, "%s_samples %.0f%n", name, best);
            System.out.printf(Locale.ROOT, "%s_mb %.0f%n", name, best * LENGTH * 2 / 1e6);
        }
    }

    private static void use(long sum) {
        if (sum == 42) {
            System.out.println();
        }
    }

    private static void digest(Path directory) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        String chain = null;
        try (TokenCorpus corpus = TokenCorpus.open(directory);
                DataLoader loader = corpus.loader()
                        .batchSequences(64)
                        .keepRest(true)
                        .prefetch(2)
                        .open()) {
            byte[] bytes = new byte[0];
            for (Batch batch = loader.next(); batch != null; batch = loader.next()) {
                int[] tokens = batch.tokens();
                if (bytes.length != 2 * tokens.length) {
                    bytes = new byte[2 * tokens.length];
                }
                for (int i = 0; i < tokens.length; i++) {
                    bytes[2 * i] = (byte) tokens[i];
                    bytes[2 * i + 1] = (byte) (tokens[i] >>> 8);
                }
                digest.update(bytes);
                chain = batch.chain();
            }
        }
        System.out.println("digest " + HexFormat.of().formatHex(digest.digest()));
        System.out.println("chain " + chain);
    }

    private static void open(Path directory) throws IOException {
        long begin = System.nanoTime();
        TokenCorpus corpus = TokenCorpus.open(directory);
        DataLoader loader = corpus.loader().batchSequences(64).open();
        loader.next();
        print("start_ms", begin);
        String state = loader.state().toJson().replaceFirst("\"step\":1", "\"step\":" + loader.steps() / 2);
        begin = System.nanoTime();
        DataLoader resumed = corpus.loader().resume(LoaderState.parse(state)).open();
        resumed.next();
        print("resume_ms", begin);
        begin = System.nanoTime();
        TokenCorpus again = TokenCorpus.open(directory);
        DataLoader other = again.loader().resume(LoaderState.parse(state)).open();
        other.next();
        print("reopen_and_resume_ms", begin);
        Path part = directory.resolve("main");
        SequenceIndex.Shard shard = SequenceIndex.parse(
                        Files.readAllBytes(part.resolve(SequenceIndex.FILE)), "index.json")
                .shards()
                .get(0);
        begin = System.nanoTime();
        try (MegatronReader reader = MegatronReader.open(
                part.resolve(shard.file(FileKind.BIN).name()),
                part.resolve(shard.file(FileKind.IDX).name()))) {
            print("megatron_open_ms", begin);
            System.out.println("megatron_documents " + reader.documents());
        }
    }

    private static void print(String name, long begin) {
        System.out.printf(Locale.ROOT, "%s %.1f%n", name, (System.nanoTime() - begin) / 1e6);
    }
}
