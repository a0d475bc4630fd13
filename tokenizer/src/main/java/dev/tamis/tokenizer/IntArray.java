package dev.tamis.tokenizer;

import java.util.Arrays;

/** A growing array of ints that callers keep and refill, so that a hot loop allocates nothing. */
public final class IntArray {
    private int[] values;
    private int size;

    public IntArray() {
        this(64);
    }

    public IntArray(int capacity) {
        values = new int[Math.max(1, capacity)];
    }

    public void add(int value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, ByteArray.grown(values.length, size + 1L));
        }
        values[size++] = value;
    }

    public void add(int[] from, int offset, int count) {
        reserve(count);
        System.arraycopy(from, offset, values, size, count);
        size += count;
    }

    /** Makes room for {@code more} further values, so that many adds need at most one copy. */
    public void reserve(int more) {
        if ((long) size + more > values.length) {
            values = Arrays.copyOf(values, ByteArray.grown(values.length, (long) size + more));
        }
    }

    /** Adds {@code count} values of no meaning, for the caller to write in {@link #array}; returns where they start. */
    public int claim(int count) {
        reserve(count);
        int start = size;
        size += count;
        return start;
    }

    /** Drops everything after the first {@code length} values. */
    public void truncate(int length) {
        if (length < 0 || length > size) {
            throw new IndexOutOfBoundsException("length " + length + " of " + size + " values");
        }
        size = length;
    }

    public int get(int index) {
        if (index >= size) {
            throw new IndexOutOfBoundsException("index " + index + " of " + size + " values");
        }
        return values[index];
    }

    /** Takes the last value off. */
    public int pop() {
        if (size == 0) {
            throw new IllegalStateException("no value to take off");
        }
        return values[--size];
    }

    public int size() {
        return size;
    }

    public void clear() {
        size = 0;
    }

    /** The backing array, of which the first {@link #size} values count; it changes when the array grows. */
    public int[] array() {
        return values;
    }

    public int[] toArray() {
        return Arrays.copyOf(values, size);
    }
}
