package dev.tamis.shards.read;

import dev.tamis.shards.format.SequenceRun;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;

/**
 * One worker's rows of one global batch. Row i of worker r of R is sequence {@code r + i * R} of the batch.
 *
 * <p>Arrays are row-major, {@code rows() * sequenceLength()} long, and belong to the batch; a loader fills the same
 * batches again and again. What {@link DataLoader#next} gave is valid until the next call of it; {@link #copy} keeps it.
 *
 * <p>Documents: {@link #segments} numbers those of each row, {@link #positions} counts from 0 in each, and {@link
 * #cumulativeLengths} are the bounds that attention kernels of variable length take. Resetting positions does not by
 * itself stop attention from one document to another: give the kernel the bounds or a mask made of the segments.
 *
 * <p>For use by one thread at a time.
 */
public final class Batch {

    /** Tokens of one worker's rows: what an array may have on every platform. Held by {@link BatchSchedule#checkRows}. */
    static final int MOST = Integer.MAX_VALUE - 8;

    private final TokenCorpus corpus;
    private final int rank;
    private final int workers;
    private long step;
    private int phase;
    private int sequenceLength;
    private int globalRows;
    private int rows;
    private int[] tokens = new int[0];
    private final byte[] chain = new byte[BatchChain.BYTES];
    private boolean hasChain;

    private long[] slots = new long[0];
    private long[] sequences = new long[0];
    private int[] stocks = new int[0];
    private long[] epochs = new long[0];
    private int[] lengths = new int[0];
    private int[] checksums = new int[0];
    private List<List<MediaReference>> media = List.of();
    /** First run of each row among {@link #runs}, and the number of all. */
    private int[] firstRun = new int[1];

    private byte[] runs = new byte[0];

    private int[] positions;
    private int[] segments;
    private byte[] lossMask;
    private boolean positionsMade;
    private boolean segmentsMade;
    private boolean lossMaskMade;

    Batch(TokenCorpus corpus, int rank, int workers) {
        this.corpus = corpus;
        this.rank = rank;
        this.workers = workers;
    }

    /** Empties the batch for a step. */
    void begin(long atStep, int ofPhase, int global, int local) {
        step = atStep;
        phase = ofPhase;
        globalRows = global;
        rows = local;
        sequenceLength = corpus.sequenceLength(ofPhase);
        int size = Math.multiplyExact(local, sequenceLength);
        if (tokens.length != size) {
            tokens = new int[size];
            positions = null;
            segments = null;
            lossMask = null;
        }
        if (slots.length < local) {
            slots = new long[local];
            sequences = new long[local];
            stocks = new int[local];
            epochs = new long[local];
            lengths = new int[local];
            checksums = new int[local];
            firstRun = new int[local + 1];
        }
        media = List.of();
        positionsMade = false;
        segmentsMade = false;
        lossMaskMade = false;
        hasChain = false;
    }

    /** Takes the sequence that the reader has located, and its tokens. */
    void read(int row, long slot, SequenceReader reader) throws IOException {
        reader.tokens(tokens, row * sequenceLength);
        slots[row] = slot;
        sequences[row] = reader.sequence();
        stocks[row] = reader.stock();
        epochs[row] = reader.epoch();
        lengths[row] = reader.length();
        checksums[row] = reader.checksum();
        int count = reader.runCount();
        int from = firstRun[row];
        long end = ((long) from + count) * SequenceRun.BYTES;
        if (end > MOST) {
            throw new IOException("Batch " + step + " has more than " + MOST / SequenceRun.BYTES
                    + " runs of documents for one worker: take a smaller batch or more workers");
        }
        if (runs.length < end) {
            runs = Arrays.copyOf(runs, (int) Math.min(MOST, end * 3 / 2));
        }
        System.arraycopy(reader.runs(), 0, runs, from * SequenceRun.BYTES, count * SequenceRun.BYTES);
        firstRun[row + 1] = from + count;
        MediaTable table = reader.shard().media();
        if (!table.isEmpty()) {
            if (media.isEmpty()) {
                media = new ArrayList<>(Collections.nCopies(rows, List.of()));
            }
            media.set(row, table.of(reader.sequence()));
        }
    }

    void chain(BatchChain value) {
        value.copyTo(chain);
        hasChain = true;
    }

    /** Number of the optimiser step, over all phases that are loaded. */
    public long step() {
        return step;
    }

    /** Place of the phase in the corpus. */
    public int phase() {
        return phase;
    }

    /** Name of the phase. */
    public String phaseName() {
        return corpus.index().phases().get(phase).name();
    }

    /** This worker's rows. */
    public int rows() {
        return rows;
    }

    /** Sequences of the global batch: the rows of all workers. */
    public int globalRows() {
        return globalRows;
    }

    /** Tokens of each row, padding included. */
    public int sequenceLength() {
        return sequenceLength;
    }

    /** The token ids. */
    public int[] tokens() {
        return tokens;
    }

    /** Tokens of a row without padding, which is at its end. */
    public int length(int row) {
        return lengths[checked(row)];
    }

    /** Place of each token in its document's run: from 0 at the first; 0 for padding. */
    public int[] positions() {
        if (!positionsMade) {
            positions = positions == null ? new int[tokens.length] : positions;
            for (int row = 0; row < rows; row++) {
                int base = row * sequenceLength;
                for (int r = firstRun[row]; r < firstRun[row + 1]; r++) {
                    int from = base + start(r);
                    int size = size(r);
                    for (int i = 0; i < size; i++) {
                        positions[from + i] = i;
                    }
                }
                Arrays.fill(positions, base + lengths[row], base + sequenceLength, 0);
            }
            positionsMade = true;
        }
        return positions;
    }

    /** Which document of its row each token is of: 1, 2, ... and 0 for padding. Tokens of one number attend each other. */
    public int[] segments() {
        if (!segmentsMade) {
            segments = segments == null ? new int[tokens.length] : segments;
            for (int row = 0; row < rows; row++) {
                int base = row * sequenceLength;
                for (int r = firstRun[row]; r < firstRun[row + 1]; r++) {
                    int from = base + start(r);
                    Arrays.fill(segments, from, from + size(r), r - firstRun[row] + 1);
                }
                Arrays.fill(segments, base + lengths[row], base + sequenceLength, 0);
            }
            segmentsMade = true;
        }
        return segments;
    }

    /**
     * 1 where the token is to be predicted from those before it, else 0: padding, the first token of each run (what
     * stands before it is another document's, or nothing) and media placeholders. The end-of-document token is
     * predicted. Goes with the targets: {@code lossMask[i]} weighs the loss of {@code tokens[i]}, which is computed at
     * the position before.
     */
    public byte[] lossMask() {
        if (!lossMaskMade) {
            lossMask = lossMask == null ? new byte[tokens.length] : lossMask;
            for (int row = 0; row < rows; row++) {
                int base = row * sequenceLength;
                Arrays.fill(lossMask, base, base + lengths[row], (byte) 1);
                Arrays.fill(lossMask, base + lengths[row], base + sequenceLength, (byte) 0);
                for (int r = firstRun[row]; r < firstRun[row + 1]; r++) {
                    lossMask[base + start(r)] = 0;
                }
                for (MediaReference reference : media(row)) {
                    int from = base + reference.start();
                    Arrays.fill(lossMask, from, from + reference.length(), (byte) 0);
                }
            }
            lossMaskMade = true;
        }
        return lossMask;
    }

    /**
     * The bounds of all documents in {@link #tokens}, as FlashAttention and Transformer Engine call them {@code
     * cu_seqlens}: from 0 to {@code tokens().length}; the padding of a row counts as a document.
     */
    public int[] cumulativeLengths() {
        int[] bounds = new int[firstRun[rows] + rows + 1];
        return Arrays.copyOf(bounds, cumulativeLengths(bounds));
    }

    /**
     * As {@link #cumulativeLengths()}, into an array of the caller's.
     *
     * @return how many bounds there are
     * @throws IndexOutOfBoundsException if they do not fit; {@link #documents} + {@link #rows} + 1 always do
     */
    public int cumulativeLengths(int[] into) {
        int n = 0;
        into[n++] = 0;
        for (int row = 0; row < rows; row++) {
            int base = row * sequenceLength;
            for (int r = firstRun[row]; r < firstRun[row + 1]; r++) {
                into[n++] = base + start(r) + size(r);
            }
            if (lengths[row] < sequenceLength) {
                into[n++] = base + sequenceLength;
            }
        }
        return n;
    }

    /** Documents of all rows; one that goes over two rows counts in both. */
    public int documents() {
        return firstRun[rows];
    }

    /** Tokens of the longest document of a row, or of padding if that is longer: {@code max_seqlen}. */
    public int longestDocument() {
        int most = 0;
        for (int row = 0; row < rows; row++) {
            for (int r = firstRun[row]; r < firstRun[row + 1]; r++) {
                most = Math.max(most, size(r));
            }
            most = Math.max(most, sequenceLength - lengths[row]);
        }
        return most;
    }

    private int start(int run) {
        return SequenceRun.start(runs, run * SequenceRun.BYTES);
    }

    private int size(int run) {
        return SequenceRun.length(runs, run * SequenceRun.BYTES);
    }

    /** The documents of a row, in order. */
    public List<SequenceRun> runs(int row) {
        checked(row);
        List<SequenceRun> list = new ArrayList<>();
        for (int r = firstRun[row]; r < firstRun[row + 1]; r++) {
            list.add(SequenceRun.of(runs, r * SequenceRun.BYTES));
        }
        return list;
    }

    /** The media that a row's placeholder tokens stand for, in order; empty for text. */
    public List<MediaReference> media(int row) {
        checked(row);
        return media.isEmpty() ? List.of() : media.get(row);
    }

    /** The domain that all of a row comes from. */
    public String domain(int row) {
        return corpus.plan().stocks().get(stocks[checked(row)]).domain();
    }

    /** How often the row's domain had been gone through before, at this sequence length. */
    public long epoch(int row) {
        return epochs[checked(row)];
    }

    /** Place of a row in its phase. */
    public long slot(int row) {
        return slots[checked(row)];
    }

    /** Number of a row's sequence in its directory. */
    public long sequence(int row) {
        return sequences[checked(row)];
    }

    /** CRC-32C of a row's tokens as they are stored. */
    public int checksum(int row) {
        return checksums[checked(row)];
    }

    /** What this worker read, to be logged and joined with the others'. */
    public BatchPart part() {
        return new BatchPart(step, rank, workers, Arrays.copyOf(checksums, rows));
    }

    /** Value of the {@link BatchChain} after this global batch, or null if the loader keeps none. */
    public String chain() {
        return hasChain ? HexFormat.of().formatHex(chain) : null;
    }

    private int checked(int row) {
        if (row < 0 || row >= rows) {
            throw new IndexOutOfBoundsException("Row " + row + " is outside of [0, " + rows + ")");
        }
        return row;
    }

    /** The same batch in arrays of its own, which no loader fills again. */
    public Batch copy() {
        Batch copy = new Batch(corpus, rank, workers);
        copy.begin(step, phase, globalRows, rows);
        System.arraycopy(tokens, 0, copy.tokens, 0, tokens.length);
        System.arraycopy(slots, 0, copy.slots, 0, rows);
        System.arraycopy(sequences, 0, copy.sequences, 0, rows);
        System.arraycopy(stocks, 0, copy.stocks, 0, rows);
        System.arraycopy(epochs, 0, copy.epochs, 0, rows);
        System.arraycopy(lengths, 0, copy.lengths, 0, rows);
        System.arraycopy(checksums, 0, copy.checksums, 0, rows);
        System.arraycopy(firstRun, 0, copy.firstRun, 0, rows + 1);
        copy.runs = Arrays.copyOf(runs, firstRun[rows] * SequenceRun.BYTES);
        copy.media = List.copyOf(media);
        System.arraycopy(chain, 0, copy.chain, 0, chain.length);
        copy.hasChain = hasChain;
        return copy;
    }
}
