package dev.tamis.shards.format;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * Bytes of fixed number that can be read at any place: a mapped file, or a file of a remote store. Implementations say
 * whether many threads may read at once; {@link #map} does.
 */
public interface ByteSource extends Closeable {

    /** How many bytes there are. */
    long size() throws IOException;

    /**
     * Reads exactly {@code length} bytes.
     *
     * @throws IOException if there are not that many from {@code position} on, or they cannot be read
     */
    void read(long position, byte[] into, int offset, int length) throws IOException;

    /**
     * Bytes as they lie in the store: a read-only buffer, little-endian, of exactly {@code length}. A mapped file gives
     * them without a copy, unless they cross a bound of its segments.
     *
     * @throws IOException if there are not that many from {@code position} on, or they cannot be read
     */
    default ByteBuffer view(long position, int length) throws IOException {
        byte[] copy = new byte[length];
        read(position, copy, 0, length);
        return ByteBuffer.wrap(copy).asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    @Override
    void close() throws IOException;

    /** A local file, memory-mapped in segments, so that it may exceed 2 GiB. Any number of threads may read. */
    static ByteSource map(Path file) throws IOException {
        return MappedBytes.open(file);
    }
}
