package dev.tamis.shards.format;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A memory-mapped file, in segments of 1 GiB because a buffer ends at 2 GiB. Mappings are released with the object, not
 * by {@link #close}: Java 17 has no safe way to unmap while another thread may be reading.
 */
final class MappedBytes implements ByteSource {

    private static final int SEGMENT_BITS = 30;
    private static final int SEGMENT = 1 << SEGMENT_BITS;

    private final Path file;
    private final long size;
    private volatile MappedByteBuffer[] segments;

    private MappedBytes(Path file, long size, MappedByteBuffer[] segments) {
        this.file = file;
        this.size = size;
        this.segments = segments;
    }

    static MappedBytes open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size();
            MappedByteBuffer[] segments = new MappedByteBuffer[(int) ((size + SEGMENT - 1) >>> SEGMENT_BITS)];
            for (int i = 0; i < segments.length; i++) {
                long start = (long) i << SEGMENT_BITS;
                segments[i] = channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(SEGMENT, size - start));
            }
            return new MappedBytes(file, size, segments);
        }
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public void read(long position, byte[] into, int offset, int length) throws IOException {
        MappedByteBuffer[] mapped = checked(position, length);
        long from = position;
        int at = offset;
        int left = length;
        while (left > 0) {
            int within = (int) (from & (SEGMENT - 1));
            int part = Math.min(left, SEGMENT - within);
            mapped[(int) (from >>> SEGMENT_BITS)].get(within, into, at, part);
            from += part;
            at += part;
            left -= part;
        }
    }

    @Override
    public ByteBuffer view(long position, int length) throws IOException {
        MappedByteBuffer[] mapped = checked(position, length);
        int within = (int) (position & (SEGMENT - 1));
        if (length == 0 || length > SEGMENT - within) {
            return ByteSource.super.view(position, length);
        }
        return mapped[(int) (position >>> SEGMENT_BITS)].slice(within, length).order(ByteOrder.LITTLE_ENDIAN);
    }

    private MappedByteBuffer[] checked(long position, int length) throws IOException {
        if (position < 0 || length < 0 || position > size - length) {
            throw new EOFException("Bytes " + position + " to " + (position + length) + " are outside of " + file
                    + " of " + size + " bytes");
        }
        MappedByteBuffer[] mapped = segments;
        if (mapped == null) {
            throw new IOException(file + " is closed");
        }
        return mapped;
    }

    @Override
    public void close() {
        segments = null;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
