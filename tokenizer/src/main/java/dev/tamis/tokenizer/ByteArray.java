package dev.tamis.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing array of bytes that callers keep and refill. */
public final class ByteArray {
    /** Some JVMs cannot allocate the last few elements below 2^31. */
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private byte[] bytes;
    private int size;

    public ByteArray() {
        this(256);
    }

    public ByteArray(int capacity) {
        bytes = new byte[Math.max(1, capacity)];
    }

    public void add(int b) {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, grown(bytes.length, size + 1L));
        }
        bytes[size++] = (byte) b;
    }

    public void add(byte[] from, int offset, int length) {
        reserve(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    public void add(byte[] from) {
        add(from, 0, from.length);
    }

    /** Makes room for {@code more} further bytes. */
    public void reserve(int more) {
        if ((long) size + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, grown(bytes.length, (long) size + more));
        }
    }

    /** Drops everything after the first {@code length} bytes. */
    public void truncate(int length) {
        if (length < 0 || length > size) {
            throw new IndexOutOfBoundsException("length " + length + " of " + size + " bytes");
        }
        size = length;
    }

    /** Drops the first {@code length} bytes. */
    public void drop(int length) {
        if (length < 0 || length > size) {
            throw new IndexOutOfBoundsException("length " + length + " of " + size + " bytes");
        }
        size -= length;
        System.arraycopy(bytes, length, bytes, 0, size);
    }

    /** Counts the first {@code length} bytes of {@link #array}, which the caller has written there. */
    public void resize(int length) {
        if (length < 0 || length > bytes.length) {
            throw new IndexOutOfBoundsException("length " + length + " of an array of " + bytes.length + " bytes");
        }
        size = length;
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    /** The backing array, of which the first {@link #size} bytes count; it changes when the array grows. */
    public byte[] array() {
        return bytes;
    }

    public byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    /** The bytes as UTF-8 text; malformed sequences become U+FFFD. */
    public String text() {
        return new String(bytes, 0, size, StandardCharsets.UTF_8);
    }

    static int grown(int capacity, long needed) {
        if (needed > LARGEST) {
            throw new IllegalStateException("an array of " + needed + " elements exceeds the JVM's bound of " + LARGEST
                    + "; split the input in smaller parts");
        }
        return (int) Math.max(needed, Math.min(LARGEST, capacity * 2L));
    }
}
