package dev.tamis.shards.format;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes that are held back until what stands before them is known, since shards go to streams that can't be rewound:
 * in memory up to a bound, in a temporary file beyond it.
 */
final class Spool implements Closeable {

    /** Held in memory: enough for the tables of most shards. */
    private static final int MOST_MEMORY = 16 << 20;

    private final int mostMemory;
    private final ByteArrayOutputStream memory = new ByteArrayOutputStream();
    private Path file;
    private OutputStream overflow;
    private long size;

    Spool() {
        this(MOST_MEMORY);
    }

    Spool(int mostMemory) {
        this.mostMemory = mostMemory;
    }

    void write(byte[] bytes, int offset, int length) throws IOException {
        if (overflow == null && memory.size() + (long) length > mostMemory) {
            file = Files.createTempFile("tamis-spool", null);
            overflow = Files.newOutputStream(file);
            memory.writeTo(overflow);
            memory.reset();
        }
        if (overflow != null) {
            overflow.write(bytes, offset, length);
        } else {
            memory.write(bytes, offset, length);
        }
        size += length;
    }

    long size() {
        return size;
    }

    /** Gives everything that was written; nothing can be written after it. */
    void copyTo(OutputStream out) throws IOException {
        if (overflow == null) {
            memory.writeTo(out);
        } else {
            overflow.close();
            Files.copy(file, out);
        }
    }

    @Override
    public void close() throws IOException {
        if (overflow != null) {
            try (OutputStream closed = overflow) {
                closed.flush();
            } finally {
                Files.deleteIfExists(file);
            }
        }
    }
}
