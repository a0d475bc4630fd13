package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Reads {@code *.sequences.npy}: a {@link SequenceRecord} of each sequence. Safe for use by many threads. */
public final class SequenceTable implements Closeable {

    private final NpyReader reader;

    private SequenceTable(NpyReader reader) {
        this.reader = reader;
    }

    /** Opens a local file, memory-mapped. */
    public static SequenceTable open(Path file) throws IOException {
        return of(ByteSource.map(file), file.toString());
    }

    /** A reader over any store. It owns the source and closes it, also when it refuses it. */
    public static SequenceTable of(ByteSource source, String name) throws IOException {
        return new SequenceTable(NpyReader.of(source, name, SequenceRecord.DESCRIPTION, SequenceRecord.BYTES));
    }

    /** Number of records. */
    public long size() {
        return reader.records();
    }

    /** The record of one sequence. */
    public SequenceRecord get(long sequence) throws IOException {
        byte[] bytes = new byte[SequenceRecord.BYTES];
        reader.read(sequence, 1, bytes, 0);
        try {
            return SequenceRecord.of(bytes, 0);
        } catch (IllegalArgumentException e) {
            throw new IOException("Damaged record " + sequence + " of " + reader.name() + ": " + e.getMessage(), e);
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
