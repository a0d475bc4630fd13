package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/**
 * Writes all files of a shard of packed sequences but provenance and media: tokens in each format, and the tables of
 * sequences and runs. For use by one thread.
 */
public final class SequenceShardWriter implements Closeable {

    private final TokenType type;
    private final int sequenceLength;
    private final int padId;
    private final List<OutputStream> streams = new ArrayList<>();
    private final MegatronWriter megatron;
    private final OutputStream idx;
    private final MdsWriter mds;
    private final NpyWriter sequenceTable;
    private final NpyWriter runTable;
    private final int[] padded;
    private final byte[] stored;
    private final byte[] record = new byte[SequenceRun.BYTES];
    private final CRC32C crc = new CRC32C();
    private final long firstSequence;
    private long tokens;

    /** Gives the stream of each file of the shard. */
    @FunctionalInterface
    public interface Streams {
        /** Opens one; the writer closes it. */
        OutputStream open(FileKind kind) throws IOException;
    }

    /**
     * A writer at the start of a shard.
     *
     * @param firstSequence number of the shard's first sequence in its directory
     * @param streams asked at once for each file that will be written: that of tokens first
     */
    public SequenceShardWriter(
            Set<ShardFormat> formats,
            TokenType type,
            int sequenceLength,
            int padId,
            long firstSequence,
            Streams streams)
            throws IOException {
        this.type = type;
        this.sequenceLength = sequenceLength;
        this.padId = padId;
        this.firstSequence = firstSequence;
        padded = new int[sequenceLength];
        stored = new byte[Math.multiplyExact(sequenceLength, type.bytes())];
        try {
            boolean asMegatron = formats.contains(ShardFormat.MEGATRON);
            megatron = asMegatron ? new MegatronWriter(open(streams, FileKind.BIN), type) : null;
            idx = asMegatron ? open(streams, FileKind.IDX) : null;
            mds = formats.contains(ShardFormat.MDS)
                    ? new MdsWriter(open(streams, FileKind.MDS), type, sequenceLength)
                    : null;
            sequenceTable =
                    new NpyWriter(open(streams, FileKind.SEQUENCES), SequenceRecord.DESCRIPTION, SequenceRecord.BYTES);
            runTable = new NpyWriter(open(streams, FileKind.RUNS), SequenceRun.DESCRIPTION, SequenceRun.BYTES);
        } catch (IOException | RuntimeException e) {
            closeAll(e);
            throw e;
        }
    }

    private OutputStream open(Streams from, FileKind kind) throws IOException {
        OutputStream stream = from.open(kind);
        streams.add(stream);
        return stream;
    }

    private void closeAll(Exception reason) {
        for (OutputStream stream : streams) {
            try {
                stream.close();
            } catch (IOException e) {
                reason.addSuppressed(e);
            }
        }
    }

    /**
     * Adds a sequence.
     *
     * @param ids its tokens; the rest up to the sequence length is filled with the pad id
     * @param length tokens without padding
     * @param stock place of its stock in the plan
     * @param domain of that stock
     * @param epoch how often the stock was gone through before; 0 in layout "domains"
     * @param runs its documents: each goes on where the one before ends, and together they are {@code length} tokens
     * @throws IllegalArgumentException if that does not hold, or an id does not fit
     */
    public void add(int[] ids, int length, int stock, String domain, long epoch, List<SequenceRun> runs)
            throws IOException {
        if (length < 1 || length > sequenceLength || length > ids.length) {
            throw new IllegalArgumentException("Invalid length: " + length + " (must be from 1 to " + sequenceLength
                    + ") of sequence " + (firstSequence + sequences()));
        }
        int end = 0;
        for (SequenceRun run : runs) {
            if (run.start() != end) {
                throw new IllegalArgumentException("Invalid run: it starts at " + run.start() + " (must be " + end
                        + ") in sequence " + (firstSequence + sequences()));
            }
            end += run.length();
        }
        if (end != length) {
            throw new IllegalArgumentException("Invalid runs: they have " + end + " tokens (must be " + length
                    + ") in sequence " + (firstSequence + sequences()));
        }
        System.arraycopy(ids, 0, padded, 0, length);
        Arrays.fill(padded, length, sequenceLength, padId);
        type.encode(padded, 0, sequenceLength, stored, 0);
        crc.reset();
        crc.update(stored);
        int storedEpoch = (int) Math.min(SequenceRecord.MOST_EPOCH, epoch);
        new SequenceRecord(runTable.records(), length, (int) crc.getValue(), stock, storedEpoch).put(record);
        if (megatron != null) {
            megatron.add(padded, 0, sequenceLength);
        }
        if (mds != null) {
            mds.add(firstSequence + sequences(), padded, length, domain, storedEpoch, runs);
        }
        sequenceTable.add(record);
        for (SequenceRun run : runs) {
            run.put(record);
            runTable.add(record);
        }
        tokens += length;
    }

    /** Sequences added. */
    public long sequences() {
        return sequenceTable.records();
    }

    /** Tokens added, without padding. */
    public long tokens() {
        return tokens;
    }

    /** Runs added. */
    public long runs() {
        return runTable.records();
    }

    /** Writes what is written at the end; to be called once, before {@link #close}. */
    public void finish() throws IOException {
        if (megatron != null) {
            megatron.writeIndex(idx);
        }
        if (mds != null) {
            mds.finish();
        }
        sequenceTable.finish();
        runTable.finish();
    }

    /** Closes all streams. Without {@link #finish} before it the files are of no use. */
    @Override
    public void close() throws IOException {
        IOException failure = null;
        List<Closeable> all = new ArrayList<>();
        if (megatron != null) {
            all.add(megatron);
        }
        if (mds != null) {
            all.add(mds);
        }
        all.add(sequenceTable);
        all.add(runTable);
        all.addAll(streams);
        for (Closeable one : all) {
            try {
                one.close();
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
