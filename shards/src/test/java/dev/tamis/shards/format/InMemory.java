package dev.tamis.shards.format;

import java.io.EOFException;
import java.io.IOException;

/** Bytes in memory, as a store other than a file would give them. */
record InMemory(byte[] bytes) implements ByteSource {
    @Override
    public long size() {
        return bytes.length;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        if (position < 0 || length < 0 || position > bytes.length - length) {
            throw new EOFException(position + " + " + length + " of " + bytes.length);
        }
        System.arraycopy(bytes, (int) position, into, offset, length);
    }

    @Override
    public void close() {}
}
