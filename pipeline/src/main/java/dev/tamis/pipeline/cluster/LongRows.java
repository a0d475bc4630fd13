package dev.tamis.pipeline.cluster;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * A growing table of rows of equal width, all longs, in one array. The first columns of a row are its key.
 *
 * <p>Not for use by several threads at once.
 */
public final class LongRows {
    private static final int RADIX = 1 << 8;
    /** Below it, moving rows one by one is faster than counting digits. */
    private static final int FEW = 48;

    private static final int ARRAY_LONGS = 1 << 15;
    private static final int MOST = Integer.MAX_VALUE - 64;

    private final int width;
    private long[] values;
    private int length;

    private long[] keys = new long[0];
    private int[] order = new int[0];
    private long[] otherKeys = new long[0];
    private int[] otherOrder = new int[0];

    /** @param width longs in a row, at least 1 */
    public LongRows(int width) {
        if (width < 1) {
            throw new IllegalArgumentException("width of " + width + ": a row has at least one column");
        }
        this.width = width;
        this.values = new long[Math.multiplyExact(width, 16)];
    }

    /** Takes an array of whole rows as its own. */
    LongRows(long[] rows, int width) {
        this.width = width;
        this.values = rows;
        this.length = rows.length;
    }

    public int width() {
        return width;
    }

    /** Number of rows. */
    public int size() {
        return length / width;
    }

    public boolean isEmpty() {
        return length == 0;
    }

    public void clear() {
        length = 0;
    }

    public long get(int row, int column) {
        return values[row * width + column];
    }

    /** Where a row begins in {@link #values()}. */
    public int at(int row) {
        return row * width;
    }

    /** The rows one after the other. For reading, and valid until the next row is added. */
    public long[] values() {
        return values;
    }

    /** Adds a row of two columns. */
    public void add(long first, long second) {
        if (width != 2) {
            throw new IllegalArgumentException("a row of 2 columns in a table of " + width);
        }
        reserve(2);
        values[length] = first;
        values[length + 1] = second;
        length += 2;
    }

    /** Adds one row. */
    public void add(long... row) {
        if (row.length != width) {
            throw new IllegalArgumentException("a row of " + row.length + " columns in a table of " + width);
        }
        addFrom(row, 0);
    }

    /** Adds the row that begins at {@code at} of an array. */
    public void addFrom(long[] array, int at) {
        reserve(width);
        System.arraycopy(array, at, values, length, width);
        length += width;
    }

    /** Adds rows as {@link #bytes} wrote them. */
    public void addAll(byte[] bytes) {
        int longs = bytes.length / Long.BYTES;
        reserve(longs);
        ByteBuffer.wrap(bytes).asLongBuffer().get(values, length, longs);
        length += longs;
    }

    /** The rows from one to before another, eight bytes a column, big-endian. */
    public byte[] bytes(int from, int to) {
        byte[] bytes = new byte[Math.multiplyExact((to - from) * width, Long.BYTES)];
        LongBuffer buffer = ByteBuffer.wrap(bytes).asLongBuffer();
        buffer.put(values, from * width, (to - from) * width);
        return bytes;
    }

    /** The rows in arrays of a bounded size. */
    public Iterator<long[]> arrays() {
        return new Iterator<>() {
            private int at;

            @Override
            public boolean hasNext() {
                return at < length;
            }

            @Override
            public long[] next() {
                if (at >= length) {
                    throw new NoSuchElementException();
                }
                int end = Math.min(length, at + Math.max(1, ARRAY_LONGS / width) * width);
                long[] array = Arrays.copyOfRange(values, at, end);
                at = end;
                return array;
            }
        };
    }

    private void reserve(int longs) {
        long needed = (long) length + longs;
        if (needed > values.length) {
            if (needed > MOST) {
                throw new IllegalStateException("more than " + MOST / width + " rows of " + width
                        + " columns in one task; give the run more partitions with spark.default.parallelism, and its largest"
                        + " shards in smaller pieces");
            }
            values = Arrays.copyOf(values, (int) Math.min(MOST, Math.max(needed, values.length * 2L)));
        }
    }

    /** Sorts the rows by their first columns, as unsigned numbers; rows with the same key keep their order. */
    public void sort(int columns) {
        int rows = size();
        if (rows > 1) {
            sort(0, rows, 0, columns);
        }
        if (keys.length > RADIX && keys.length > rows * 8L) {
            keys = new long[0];
            order = new int[0];
            otherKeys = new long[0];
            otherOrder = new int[0];
        }
    }

    private void sort(int from, int to, int column, int columns) {
        if (to - from <= FEW) {
            insert(from, to, column, columns);
            return;
        }
        sortBy(from, to, column);
        if (column + 1 == columns) {
            return;
        }
        for (int start = from; start < to; ) {
            int end = start + 1;
            while (end < to && get(end, column) == get(start, column)) {
                end++;
            }
            if (end - start > 1) {
                sort(start, end, column + 1, columns);
            }
            start = end;
        }
    }

    private void insert(int from, int to, int column, int columns) {
        long[] moved = new long[width];
        for (int row = from + 1; row < to; row++) {
            System.arraycopy(values, row * width, moved, 0, width);
            int place = row;
            while (place > from && compare(values, (place - 1) * width, moved, 0, column, columns) > 0) {
                place--;
            }
            if (place < row) {
                System.arraycopy(
                        values, place * width, values, (place + 1) * width, Math.multiplyExact(row - place, width));
                System.arraycopy(moved, 0, values, place * width, width);
            }
        }
    }

    private static int compare(long[] a, int atA, long[] b, int atB, int column, int columns) {
        for (int i = column; i < columns; i++) {
            int order = Long.compareUnsigned(a[atA + i], b[atB + i]);
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** Sorts by one column: a radix sort from the lowest byte up, which skips bytes that all rows have in common. */
    private void sortBy(int from, int to, int column) {
        int rows = to - from;
        if (keys.length < rows) {
            int room = Math.max(rows, Math.min(size(), 1 << 20));
            keys = new long[room];
            order = new int[room];
            otherKeys = new long[room];
            otherOrder = new int[room];
        }
        long all = 0;
        long common = -1;
        boolean sorted = true;
        for (int i = 0; i < rows; i++) {
            long key = values[(from + i) * width + column];
            keys[i] = key;
            order[i] = i;
            all |= key;
            common &= key;
            sorted &= i == 0 || Long.compareUnsigned(keys[i - 1], key) <= 0;
        }
        if (sorted) {
            return;
        }
        long differing = all ^ common;
        int[] starts = new int[RADIX + 1];
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            if ((differing >>> shift & 0xFF) == 0) {
                continue;
            }
            Arrays.fill(starts, 0);
            for (int i = 0; i < rows; i++) {
                starts[(int) (keys[i] >>> shift & 0xFF) + 1]++;
            }
            for (int digit = 0; digit < RADIX; digit++) {
                starts[digit + 1] += starts[digit];
            }
            for (int i = 0; i < rows; i++) {
                int place = starts[(int) (keys[i] >>> shift & 0xFF)]++;
                otherKeys[place] = keys[i];
                otherOrder[place] = order[i];
            }
            long[] spareKeys = keys;
            keys = otherKeys;
            otherKeys = spareKeys;
            int[] spareOrder = order;
            order = otherOrder;
            otherOrder = spareOrder;
        }
        permute(from, rows);
    }

    private void permute(int from, int rows) {
        long[] sorted = new long[Math.multiplyExact(rows, width)];
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, (from + order[i]) * width, sorted, i * width, width);
        }
        System.arraycopy(sorted, 0, values, from * width, sorted.length);
    }

    /** Drops all but the first of neighbouring rows that are the same in every column. */
    public void unique() {
        int kept = 0;
        for (int row = 0; row < size(); row++) {
            int at = row * width;
            if (kept == 0
                    || !Arrays.equals(values, at, at + width, values, (kept - 1) * width, (kept - 1) * width + width)) {
                System.arraycopy(values, at, values, kept * width, width);
                kept++;
            }
        }
        length = kept * width;
    }

    /** The row after the last of those that have the key of this one: the same first columns. The rows are sorted. */
    public int endOfRun(int row, int columns) {
        int end = row + 1;
        while (end < size() && compare(values, row * width, values, end * width, 0, columns) == 0) {
            end++;
        }
        return end;
    }

    /** The first row with this in its first column in sorted rows, or -1. */
    public int find(long first) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(values[middle * width], first) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < size() && values[low * width] == first ? low : -1;
    }

    /** The first row with this key of several columns in sorted rows, or -1. */
    public int find(long... key) {
        int low = 0;
        int high = size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(values, middle * width, key, 0, 0, key.length) < 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < size() && compare(values, low * width, key, 0, 0, key.length) == 0 ? low : -1;
    }
}
