package dev.tamis.shards.read;

import dev.tamis.shards.format.MegatronReader;
import dev.tamis.shards.format.PhaseIndex;
import dev.tamis.shards.format.TokenType;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Reads the sequences of one phase, {@code RUN/tokens/<phase>/}, in the order they are to be trained on. Files are
 * memory-mapped and their indexes checked when the phase is opened; checksums are compared by {@link #verify} only.
 * Holds no state of a reader's place: which sequence comes next is the caller's one number. Safe for use by many
 * threads.
 */
public final class PhaseReader implements Closeable {

    /** More than any index of shards of sensible size: 100,000 of them. */
    private static final long MOST_INDEX_BYTES = 64L << 20;

    private final Path directory;
    private final PhaseIndex index;
    private final List<MegatronReader> shards;
    /** First sequence of each shard. */
    private final long[] first;

    private PhaseReader(Path directory, PhaseIndex index, List<MegatronReader> shards) {
        this.directory = directory;
        this.index = index;
        this.shards = shards;
        first = index.shards().stream()
                .mapToLong(PhaseIndex.Shard::firstSequence)
                .toArray();
    }

    /**
     * Opens a phase.
     *
     * @param directory the one with index.json
     * @throws IOException if a file is absent, damaged, or is not what index.json says
     */
    public static PhaseReader open(Path directory) throws IOException {
        Path file = directory.resolve(PhaseIndex.FILE);
        if (!Files.exists(file)) {
            throw new IOException("No " + PhaseIndex.FILE + " in " + directory
                    + ": not a phase of tokens, or its emission has not finished");
        }
        if (Files.size(file) > MOST_INDEX_BYTES) {
            throw new IOException(file + " has " + Files.size(file) + " bytes (at most " + MOST_INDEX_BYTES + ")");
        }
        PhaseIndex index = PhaseIndex.parse(Files.readAllBytes(file), file.toString());
        List<MegatronReader> shards = new ArrayList<>();
        try {
            for (PhaseIndex.Shard shard : index.shards()) {
                MegatronReader reader =
                        MegatronReader.open(directory.resolve(shard.bin()), directory.resolve(shard.idx()));
                shards.add(reader);
                agree(shard.idx(), "dtype", index.dtype().id(), reader.type().id());
                agree(shard.idx(), "sequences", shard.sequences(), reader.sequences());
                agree(shard.idx(), "tokens", shard.tokens(), reader.tokens());
                if (reader.longestSequence() > index.sequenceLength()) {
                    throw new IOException(shard.idx() + " has a sequence of " + reader.longestSequence()
                            + " tokens (at most " + index.sequenceLength() + ")");
                }
            }
            return new PhaseReader(directory, index, List.copyOf(shards));
        } catch (IOException | RuntimeException e) {
            for (MegatronReader reader : shards) {
                reader.close();
            }
            throw e;
        }
    }

    private static void agree(String file, String what, Object listed, Object found) throws IOException {
        if (!listed.equals(found)) {
            throw new IOException(file + " has " + what + " " + found + ", but " + PhaseIndex.FILE + " says " + listed);
        }
    }

    /** What index.json says. */
    public PhaseIndex index() {
        return index;
    }

    /** Number of sequences in the phase. */
    public long sequences() {
        return index.sequences();
    }

    /** The tokens of sequence number {@code n} of the phase, counted from 0. */
    public int[] sequence(long n) throws IOException {
        if (n < 0 || n >= sequences()) {
            throw new IndexOutOfBoundsException(
                    "Sequence " + n + " is outside of [0, " + sequences() + ") of phase " + index.phase());
        }
        int low = 0;
        int high = first.length - 1;
        // The last shard that begins at n or before; empty shards begin where the next one does, so the last is right.
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (first[middle] <= n) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return shards.get(low).sequence(n - first[low]);
    }

    /** Number of whole batches of this size. */
    public long batches(int batchSize) {
        if (batchSize < 1) {
            throw new IllegalArgumentException("Invalid batch size: " + batchSize + " (must be >= 1)");
        }
        return sequences() / batchSize;
    }

    /**
     * The sequences of one optimiser step: {@code step * batchSize} and those after it.
     *
     * @param step from 0 to {@link #batches}; the remainder of the phase that fills no batch is in none
     */
    public int[][] batch(long step, int batchSize) throws IOException {
        if (step < 0 || step >= batches(batchSize)) {
            throw new IndexOutOfBoundsException("Step " + step + " is outside of [0, " + batches(batchSize)
                    + ") of phase " + index.phase() + " at batch size " + batchSize);
        }
        int[][] batch = new int[batchSize][];
        for (int i = 0; i < batchSize; i++) {
            batch[i] = sequence(step * batchSize + i);
        }
        return batch;
    }

    /**
     * Reads every file whole: checksums against index.json, and every token against the vocabulary.
     *
     * @return what is wrong, a line each, in the order of shards; empty if nothing is
     */
    public List<String> verify() throws IOException {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < shards.size(); i++) {
            PhaseIndex.Shard shard = index.shards().get(i);
            compare(problems, shard.bin(), shard.binSha256());
            compare(problems, shard.idx(), shard.idxSha256());
            checkTokens(problems, shard, shards.get(i));
        }
        return problems;
    }

    private void compare(List<String> problems, String file, String listed) throws IOException {
        String found = sha256(directory.resolve(file));
        if (!found.equals(listed)) {
            problems.add(file + ": sha256 is " + found + ", index.json says " + listed);
        }
    }

    /** Reports a shard's first token outside of the vocabulary, not each of what may be millions. */
    private void checkTokens(List<String> problems, PhaseIndex.Shard shard, MegatronReader reader) throws IOException {
        // Where the type cannot hold a wrong id there is nothing to look for.
        if (index.dtype() == TokenType.UINT16 && index.vocabSize() > TokenType.UINT16.maxToken()) {
            return;
        }
        int[] ids = new int[reader.longestSequence()];
        for (long n = 0; n < reader.sequences(); n++) {
            int length;
            try {
                length = reader.read(n, ids, 0);
            } catch (IOException e) {
                problems.add(e.getMessage());
                return;
            }
            for (int i = 0; i < length; i++) {
                if (ids[i] >= index.vocabSize()) {
                    problems.add(shard.bin() + ": token " + i + " of sequence " + (shard.firstSequence() + n) + " is "
                            + ids[i] + " (must be below vocab_size " + index.vocabSize() + ")");
                    return;
                }
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
        byte[] buffer = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    @Override
    public void close() throws IOException {
        for (MegatronReader reader : shards) {
            reader.close();
        }
    }
}
