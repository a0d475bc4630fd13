package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Function;

/**
 * Reads a table beside the tokens of a shard: {@code *.sequences.npy} or {@code *.runs.npy}. Safe for use by many
 * threads.
 *
 * @param <R> what a record of it is
 */
public final class RecordTable<R> implements Closeable {

    private final NpyReader reader;
    private final int recordBytes;
    private final Function<byte[], R> parse;

    private RecordTable(NpyReader reader, int recordBytes, Function<byte[], R> parse) {
        this.reader = reader;
        this.recordBytes = recordBytes;
        this.parse = parse;
    }

    /** A table of every sequence of a shard. It owns the source and closes it, also when it refuses it. */
    public static RecordTable<SequenceRecord> sequences(ByteSource source, String name) throws IOException {
        return new RecordTable<>(
                NpyReader.of(source, name, SequenceRecord.DESCRIPTION, SequenceRecord.BYTES),
                SequenceRecord.BYTES,
                bytes -> SequenceRecord.of(bytes, 0));
    }

    /** A table of every run of a shard. It owns the source and closes it, also when it refuses it. */
    public static RecordTable<SequenceRun> runs(ByteSource source, String name) throws IOException {
        return new RecordTable<>(
                NpyReader.of(source, name, SequenceRun.DESCRIPTION, SequenceRun.BYTES),
                SequenceRun.BYTES,
                bytes -> SequenceRun.of(bytes, 0));
    }

    /** Number of records. */
    public long size() {
        return reader.records();
    }

    /** One record. */
    public R get(long record) throws IOException {
        byte[] bytes = new byte[recordBytes];
        reader.read(record, 1, bytes, 0);
        try {
            return parse.apply(bytes);
        } catch (IllegalArgumentException e) {
            throw new IOException("Damaged record " + record + " of " + reader.name() + ": " + e.getMessage(), e);
        }
    }

    /** Reads records as they are stored, unchecked, into an array of the caller's. */
    public void read(long first, int count, byte[] into, int at) throws IOException {
        reader.read(first, count, into, at);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
