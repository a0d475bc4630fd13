package dev.tamis.filters.passage;

import java.util.Arrays;

/**
 * The union of ranges of numbers, of tokens or of bytes: sorted, none overlapping or touching another. What is added may come in
 * any order and more than once. Belongs to one thread.
 */
public final class Ranges {
    private static final int SMALL = 16;
    private static final int KEPT = 1 << 20;

    /** Each range with its start in the upper half and its end in the lower: by number they are sorted by start. */
    private long[] ranges = new long[SMALL];

    private int size;
    private boolean united = true;

    /** Empties it. */
    public void clear() {
        size = 0;
        united = true;
        if (ranges.length > KEPT) {
            ranges = new long[SMALL];
        }
    }

    /**
     * Adds the numbers from {@code start} to before {@code end}; none if both are the same.
     *
     * @throws IllegalArgumentException if the start is negative or after the end
     */
    public void add(int start, int end) {
        if (start < 0 || start > end) {
            throw new IllegalArgumentException("Range from " + start + " to before " + end);
        }
        if (start == end) {
            return;
        }
        if (size > 0 && start >= startOf(size - 1)) {
            // in order, as windows of one text mostly come: no more memory than the union takes
            if (start <= endOf(size - 1)) {
                ranges[size - 1] = pack(startOf(size - 1), Math.max(end, endOf(size - 1)));
                return;
            }
        } else {
            united &= size == 0;
        }
        append(start, end);
    }

    /** Number of ranges in the union. */
    public int size() {
        unite();
        return size;
    }

    /** First number of a range. */
    public int start(int range) {
        unite();
        return startOf(range);
    }

    /** The number after a range. */
    public int end(int range) {
        unite();
        return endOf(range);
    }

    /**
     * Makes ranges of tokens ranges of bytes, each from the first byte of its first token to the last byte of its last. White
     * space between tokens of one range is in it.
     *
     * @throws IndexOutOfBoundsException if a range goes beyond the last token
     */
    public void toBytes(PassageTokens text) {
        unite();
        if (size > 0 && endOf(size - 1) > text.count()) {
            throw new IndexOutOfBoundsException(
                    "Tokens to before " + endOf(size - 1) + " of a text with " + text.count());
        }
        for (int i = 0; i < size; i++) {
            ranges[i] = pack(text.start(startOf(i)), text.end(endOf(i) - 1));
        }
    }

    private void unite() {
        if (united) {
            return;
        }
        united = true;
        Arrays.sort(ranges, 0, size);
        int added = size;
        size = 0;
        for (int i = 0; i < added; i++) {
            int start = startOf(i);
            int end = endOf(i);
            if (size > 0 && start <= endOf(size - 1)) {
                ranges[size - 1] = pack(startOf(size - 1), Math.max(end, endOf(size - 1)));
            } else {
                ranges[size++] = pack(start, end);
            }
        }
    }

    private void append(int start, int end) {
        if (size == ranges.length) {
            ranges = Arrays.copyOf(ranges, 2 * size);
        }
        ranges[size++] = pack(start, end);
    }

    private static long pack(int start, int end) {
        return (long) start << Integer.SIZE | end;
    }

    private int startOf(int range) {
        return (int) (ranges[range] >>> Integer.SIZE);
    }

    private int endOf(int range) {
        return (int) ranges[range];
    }
}
