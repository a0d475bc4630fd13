package dev.tamis.models.ngram.train;

import java.io.Serializable;
import java.util.Arrays;

/** N-grams, each with a value: three columns of longs that grow. The values are counts or two floats, as each step says. */
public final class GramList implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int DIGIT = 11;
    private static final int DIGITS = 6;
    private static final int MOST = Integer.MAX_VALUE - 8;

    private long[] high;
    private long[] low;
    private long[] values;
    private int size;

    GramList(int capacity) {
        high = new long[capacity];
        low = new long[capacity];
        values = new long[capacity];
    }

    public int size() {
        return size;
    }

    long high(int at) {
        return high[at];
    }

    long low(int at) {
        return low[at];
    }

    long value(int at) {
        return values[at];
    }

    void clear() {
        size = 0;
    }

    void add(long first, long second, long value) {
        if (size == high.length) {
            grow(size + 1L);
        }
        high[size] = first;
        low[size] = second;
        values[size++] = value;
    }

    void addAll(GramList other) {
        if ((long) size + other.size > high.length) {
            grow((long) size + other.size);
        }
        System.arraycopy(other.high, 0, high, size, other.size);
        System.arraycopy(other.low, 0, low, size, other.size);
        System.arraycopy(other.values, 0, values, size, other.size);
        size += other.size;
    }

    private void grow(long needed) {
        if (needed > MOST) {
            throw new IllegalStateException("a shard of " + needed + " n-grams exceeds the JVM's bound of " + MOST);
        }
        int capacity = (int) Math.max(needed, Math.min(MOST, Math.max(16, high.length * 3L / 2)));
        high = Arrays.copyOf(high, capacity);
        low = Arrays.copyOf(low, capacity);
        values = Arrays.copyOf(values, capacity);
    }

    /** Sorts by key, by counting digits from the lowest: time depends on the number of n-grams alone, whatever they are. */
    void sort() {
        int[][] counts = new int[2 * DIGITS][1 << DIGIT];
        int mask = (1 << DIGIT) - 1;
        for (int i = 0; i < size; i++) {
            long first = high[i];
            long second = low[i];
            for (int digit = 0; digit < DIGITS; digit++) {
                counts[digit][(int) (second >>> (digit * DIGIT)) & mask]++;
                counts[DIGITS + digit][(int) (first >>> (digit * DIGIT)) & mask]++;
            }
        }
        GramList from = this;
        GramList to = null;
        for (int digit = 0; digit < 2 * DIGITS; digit++) {
            int[] count = counts[digit];
            if (size == 0 || count[from.digit(0, digit)] == size) {
                continue;
            }
            if (to == null) {
                to = new GramList(size);
            }
            int before = 0;
            for (int i = 0; i < count.length; i++) {
                int here = count[i];
                count[i] = before;
                before += here;
            }
            for (int i = 0; i < size; i++) {
                int place = count[from.digit(i, digit)]++;
                to.high[place] = from.high[i];
                to.low[place] = from.low[i];
                to.values[place] = from.values[i];
            }
            GramList swap = from;
            from = to;
            to = swap;
        }
        if (from != this) {
            high = from.high;
            low = from.low;
            values = from.values;
        }
    }

    private int digit(int at, int digit) {
        long half = digit < DIGITS ? low[at] : high[at];
        return (int) (half >>> (digit % DIGITS * DIGIT)) & ((1 << DIGIT) - 1);
    }

    /** Makes one of n-grams with the same key, whose values are counts; the list must be sorted. */
    void sum() {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept > 0 && high[kept - 1] == high[i] && low[kept - 1] == low[i]) {
                values[kept - 1] = Math.addExact(values[kept - 1], values[i]);
            } else {
                high[kept] = high[i];
                low[kept] = low[i];
                values[kept++] = values[i];
            }
        }
        size = kept;
    }

    /** A copy without spare room, for the way. */
    GramList trimmed() {
        GramList copy = new GramList(0);
        copy.high = Arrays.copyOf(high, size);
        copy.low = Arrays.copyOf(low, size);
        copy.values = Arrays.copyOf(values, size);
        copy.size = size;
        return copy;
    }
}
