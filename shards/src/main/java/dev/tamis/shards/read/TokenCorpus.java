package dev.tamis.shards.read;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.SequenceIndex;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.SequenceOrder;
import java.io.Closeable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The tokens of a run, {@code RUN/tokens/}, at any place of any phase, in the order of training. Both layouts read the
 * same.
 *
 * <p>Opening reads the corpus's index and plan only. Directories and shards are opened when they are first read,
 * memory-mapped, and checked against the indexes; what is read of them is never trusted beyond its bounds. All names are
 * relative: a copy reads the same. Holds no reader's place. Safe for use by many threads.
 */
public final class TokenCorpus implements Closeable {

    /** More than any index of sensible size: 250,000 shards. */
    private static final long MOST_INDEX_BYTES = 256L << 20;

    /** See {@link SequenceDirectory.Opened}. */
    private static final int MOST_SHARDS = 8192;

    private final Path directory;
    private final CorpusIndex index;
    private final String digest;
    private final MixturePlan plan;
    private final SequenceOrder order;
    private final SequenceDirectory.Opened opened;
    private final AtomicReferenceArray<SequenceDirectory> directories;
    private volatile boolean closed;

    private TokenCorpus(Path directory, CorpusIndex index, MixturePlan plan, int mostShards) {
        this.directory = directory;
        this.index = index;
        this.plan = plan;
        digest = index.digest();
        order = new SequenceOrder(plan);
        opened = new SequenceDirectory.Opened(mostShards);
        directories = new AtomicReferenceArray<>(index.directories().size());
    }

    /**
     * Opens a corpus.
     *
     * @param tokens the directory with index.json and plan.json: {@code RUN/tokens}
     * @throws IOException if it is no corpus, or its plan is another's; the message says which file and what to do
     */
    public static TokenCorpus open(Path tokens) throws IOException {
        return open(tokens, MOST_SHARDS);
    }

    static TokenCorpus open(Path tokens, int mostShards) throws IOException {
        Path file = tokens.resolve(CorpusIndex.FILE);
        if (!Files.exists(file)) {
            if (Files.exists(tokens.resolve("tokens").resolve(CorpusIndex.FILE))) {
                throw new IOException(
                        "No " + CorpusIndex.FILE + " in " + tokens + ": open " + tokens.resolve("tokens"));
            }
            throw new IOException("No " + CorpusIndex.FILE + " in " + tokens
                    + ": no corpus of tokens, or its emission has not finished: let the run finish");
        }
        byte[] json = bytes(file);
        CorpusIndex index;
        try {
            index = CorpusIndex.parse(json, file.toString());
        } catch (IOException e) {
            if (isDirectoryIndex(json)) {
                throw new IOException(
                        file + " is the index of one directory of sequences: open the directory above it", e);
            }
            throw e;
        }
        MixturePlan plan = plan(tokens.resolve(CorpusIndex.PLAN), file, index);
        return new TokenCorpus(tokens, index, plan, mostShards);
    }

    private static boolean isDirectoryIndex(byte[] json) {
        try {
            SequenceIndex.parse(json, CorpusIndex.FILE);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static MixturePlan plan(Path planFile, Path indexFile, CorpusIndex index) throws IOException {
        if (!Files.exists(planFile)) {
            throw new IOException(planFile + " is absent: copy the whole directory");
        }
        byte[] json = bytes(planFile);
        String found = HexFormat.of().formatHex(sha256().digest(json));
        if (!found.equals(index.planSha256())) {
            throw new IOException(planFile + ": sha256 is " + found + ", but " + indexFile + " says "
                    + index.planSha256() + ": it is another run's plan; copy the whole directory");
        }
        MixturePlan plan;
        try {
            plan = MixturePlan.fromJson(new String(json, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            throw new IOException(planFile + ": " + e.getMessage(), e);
        }
        agree(
                planFile,
                indexFile,
                "phases",
                plan.phases().size(),
                index.phases().size());
        agree(
                planFile,
                indexFile,
                "stocks",
                plan.stocks().size(),
                index.stocks().size());
        for (int p = 0; p < plan.phases().size(); p++) {
            MixturePlan.Phase planned = plan.phases().get(p);
            CorpusIndex.Phase listed = index.phases().get(p);
            String where = "phases[" + p + "].";
            agree(planFile, indexFile, where + "name", planned.name(), listed.name());
            agree(planFile, indexFile, where + "sequence_length", planned.sequenceLength(), listed.sequenceLength());
            agree(planFile, indexFile, where + "sequences", planned.sequences(), listed.sequences());
        }
        for (int s = 0; s < plan.stocks().size(); s++) {
            MixturePlan.Stock planned = plan.stocks().get(s);
            CorpusIndex.Stock listed = index.stocks().get(s);
            String where = "stocks[" + s + "].";
            agree(planFile, indexFile, where + "name", planned.name(), listed.name());
            agree(planFile, indexFile, where + "sequences", planned.sequences(), listed.sequences());
        }
        return plan;
    }

    private static void agree(Path planFile, Path indexFile, String field, Object planned, Object listed)
            throws IOException {
        if (!planned.equals(listed)) {
            throw new IOException(planFile + " has " + field + " " + planned + ", but " + indexFile + " says " + listed
                    + ": copy the whole directory, or emit anew");
        }
    }

    private static byte[] bytes(Path file) throws IOException {
        if (Files.size(file) > MOST_INDEX_BYTES) {
            throw new IOException(file + " has " + Files.size(file) + " bytes (at most " + MOST_INDEX_BYTES + ")");
        }
        return Files.readAllBytes(file);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** What index.json says. */
    public CorpusIndex index() {
        return index;
    }

    /** The plan of the mixture. */
    public MixturePlan plan() {
        return plan;
    }

    /** What stands in every slot, by the plan. */
    public SequenceOrder order() {
        return order;
    }

    /** Changes when any file of the corpus does; see {@link CorpusIndex#digest}. */
    public String digest() {
        return digest;
    }

    /** Number of phases. */
    public int phases() {
        return index.phases().size();
    }

    /** Number of sequences of a phase. */
    public long sequences(int phase) {
        return index.phases().get(phase).sequences();
    }

    /** Tokens of every sequence of a phase, padding included. */
    public int sequenceLength(int phase) {
        return index.phases().get(phase).sequenceLength();
    }

    /**
     * The place of a phase.
     *
     * @throws IllegalArgumentException if there is none of this name
     */
    public int phase(String name) {
        for (int p = 0; p < phases(); p++) {
            if (index.phases().get(p).name().equals(name)) {
                return p;
            }
        }
        throw new IllegalArgumentException("Invalid phase: " + name + " (the corpus has "
                + index.phases().stream().map(CorpusIndex.Phase::name).toList() + ")");
    }

    /** A directory by its place among those of the index: a phase's or a stock's; opened when first asked for. */
    SequenceDirectory directory(int i) throws IOException {
        if (closed) {
            throw new IOException(directory + " is closed");
        }
        SequenceDirectory known = directories.get(i);
        return known != null ? known : openDirectory(i);
    }

    private synchronized SequenceDirectory openDirectory(int i) throws IOException {
        SequenceDirectory known = directories.get(i);
        if (known == null) {
            known = new SequenceDirectory(
                    directory.resolve(index.directories().get(i).path()), directoryIndex(i), opened);
            directories.set(i, known);
        }
        return known;
    }

    private SequenceIndex directoryIndex(int i) throws IOException {
        CorpusIndex.Directory listed = index.directories().get(i);
        Path file = directory.resolve(listed.path()).resolve(SequenceIndex.FILE);
        if (!Files.exists(file)) {
            throw new IOException(file + " is absent, but the corpus lists it: copy the directory, or emit anew");
        }
        byte[] json = bytes(file);
        String found = HexFormat.of().formatHex(sha256().digest(json));
        if (!found.equals(listed.indexSha256())) {
            throw new IOException(file + ": sha256 is " + found + ", but the corpus says " + listed.indexSha256()
                    + ": it has changed since; copy the whole corpus again, or emit anew");
        }
        SequenceIndex part = SequenceIndex.parse(json, file.toString());
        boolean phases = index.layout() == CorpusIndex.Layout.PHASES;
        String name =
                phases ? index.phases().get(i).name() : index.stocks().get(i).name();
        long sequences = phases
                ? index.phases().get(i).sequences()
                : index.stocks().get(i).sequences();
        int length = phases
                ? index.phases().get(i).sequenceLength()
                : index.stocks().get(i).sequenceLength();
        agree(file, phases ? "phase" : "stock", name, phases ? part.phase() : part.stock());
        agree(file, "sequences", sequences, part.sequences());
        agree(file, "sequence_length", length, part.sequenceLength());
        agree(file, "vocab_size", index.vocabSize(), part.vocabSize());
        agree(file, "dtype", index.dtype(), part.dtype());
        agree(file, "pad_id", index.padId(), part.padId());
        return part;
    }

    private static void agree(Path file, String field, Object listed, Object found) throws IOException {
        if (!listed.equals(found)) {
            throw new IOException(file + " has " + field + " " + found + ", but the corpus says " + listed);
        }
    }

    /** Shards that are mapped at this moment. */
    int openShards() {
        return opened.count();
    }

    /**
     * One sequence with its provenance; its checksum is compared.
     *
     * @param phase its place, from 0
     * @param slot from 0 to the phase's sequences
     * @throws DamagedSequenceException if its tokens are not those that were emitted
     */
    public PackedSequence sequence(int phase, long slot) throws IOException {
        SequenceReader reader = new SequenceReader(this, true);
        reader.locate(phase, checked(phase, slot));
        int[] tokens = new int[sequenceLength(phase)];
        reader.tokens(tokens, 0);
        List<SequenceRun> runs = new ArrayList<>();
        for (int r = 0; r < reader.runCount(); r++) {
            runs.add(SequenceRun.of(reader.runs(), r * SequenceRun.BYTES));
        }
        return new PackedSequence(
                index.phases().get(phase).name(),
                slot,
                plan.stocks().get(reader.stock()).domain(),
                reader.epoch(),
                reader.sequence(),
                tokens,
                reader.length(),
                reader.checksum(),
                List.copyOf(runs),
                List.copyOf(reader.shard().media().of(reader.sequence())));
    }

    /**
     * The checksum of a sequence as its table has it: the CRC-32C of its stored tokens, of which nothing is read.
     *
     * @param phase its place, from 0
     * @param slot from 0 to the phase's sequences
     */
    public int checksum(int phase, long slot) throws IOException {
        return new SequenceReader(this, false).listedChecksum(phase, checked(phase, slot));
    }

    private long checked(int phase, long slot) {
        if (slot < 0 || slot >= sequences(phase)) {
            throw new IndexOutOfBoundsException("Slot " + slot + " is outside of [0, " + sequences(phase)
                    + ") of phase " + index.phases().get(phase).name());
        }
        return slot;
    }

    /** A loader of batches; nothing is read before {@link DataLoader.Builder#open}. */
    public DataLoader.Builder loader() {
        return new DataLoader.Builder(this);
    }

    /**
     * Reads every file whole: checksums of files and of sequences, tokens against the vocabulary, tables against each
     * other and the plan.
     *
     * @return what is wrong, a line each, in the order of files; empty if nothing is
     */
    public List<String> verify() throws IOException {
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < index.directories().size(); i++) {
            SequenceDirectory part;
            try {
                part = directory(i);
            } catch (IOException e) {
                problems.add(e.getMessage());
                continue;
            }
            new Verification(this, i, part, problems).run();
        }
        return problems;
    }

    /** Ends reading; what is being read by other threads may end in an IOException. */
    @Override
    public void close() {
        closed = true;
    }
}
