package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** Reads {@code *.runs.npy}: every {@link SequenceRun} of a shard. Safe for use by many threads. */
public final class RunTable implements Closeable {

    private final NpyReader reader;

    private RunTable(NpyReader reader) {
        this.reader = reader;
    }

    /** Opens a local file, memory-mapped. */
    public static RunTable open(Path file) throws IOException {
        return of(ByteSource.map(file), file.toString());
    }

    /** A reader over any store. It owns the source and closes it, also when it refuses it. */
    public static RunTable of(ByteSource source, String name) throws IOException {
        return new RunTable(NpyReader.of(source, name, SequenceRun.DESCRIPTION, SequenceRun.BYTES));
    }

    /** Number of runs. */
    public long size() {
        return reader.records();
    }

    /** One run. */
    public SequenceRun get(long run) throws IOException {
        byte[] bytes = new byte[SequenceRun.BYTES];
        reader.read(run, 1, bytes, 0);
        try {
            return SequenceRun.of(bytes, 0);
        } catch (IllegalArgumentException e) {
            throw new IOException("Damaged run " + run + " of " + reader.name() + ": " + e.getMessage(), e);
        }
    }

    /** Reads runs as they are stored, unchecked, into an array of the caller's. */
    public void read(long first, int count, byte[] into, int at) throws IOException {
        reader.read(first, count, into, at);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
