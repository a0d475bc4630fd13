package dev.tamis.filters.text;

import java.util.Arrays;

/**
 * How often each of many 64-bit keys occurs, of which only the frequencies matter. Keys are put into small groups by their
 * first bits and counted group by group, so that the tables in use stay in the processor's cache. Linear in the keys; 16
 * bytes of memory a key, given back after large texts.
 */
public final class GramCounts {
    private static final int KEPT_KEYS = 1 << 20;
    private static final int GROUP_KEYS = 1 << 12;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private long[] keys = new long[1 << 10];
    private long[] grouped = new long[1 << 10];
    private int size;
    private int[] ends = new int[1];
    private final IdTable table = new IdTable();
    /** How many distinct keys occur so often, for each frequency below its length; the last entry is for more. */
    private final int[] distinctOfCount = new int[1 << 10];

    private int[] largeCounts = new int[16];
    private int large;
    private int distinct;
    private long repeated;

    /** Forgets all keys. */
    public void clear() {
        size = 0;
        if (keys.length > KEPT_KEYS) {
            keys = new long[1 << 10];
            grouped = new long[1 << 10];
        }
    }

    /** Adds a key whose bits may be of any quality. */
    public void add(long key) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
        }
        long mixed = key * MIX;
        mixed ^= mixed >>> 32;
        keys[size++] = mixed * MIX;
    }

    /** Counts the keys added since the last {@link #clear}. */
    public void count() {
        Arrays.fill(distinctOfCount, 0);
        large = 0;
        distinct = 0;
        repeated = 0;
        int bits = Math.max(0, 32 - Integer.numberOfLeadingZeros(size / GROUP_KEYS));
        int groups = 1 << bits;
        group(bits, groups);
        int start = 0;
        for (int group = 0; group < groups; group++) {
            table.clear();
            for (int i = start; i < ends[group]; i++) {
                table.add(grouped[i]);
            }
            start = ends[group];
            for (int id = 0; id < table.size(); id++) {
                note(table.count(id));
            }
            distinct += table.size();
        }
    }

    private void group(int bits, int groups) {
        if (ends.length < groups || ends.length > KEPT_KEYS / GROUP_KEYS * 4) {
            ends = new int[groups];
        }
        if (grouped.length < size) {
            grouped = new long[keys.length];
        }
        Arrays.fill(ends, 0, groups, 0);
        for (int i = 0; i < size; i++) {
            ends[groupOf(keys[i], bits)]++;
        }
        int start = 0;
        for (int group = 0; group < groups; group++) {
            int keysOfGroup = ends[group];
            ends[group] = start;
            start += keysOfGroup;
        }
        for (int i = 0; i < size; i++) {
            grouped[ends[groupOf(keys[i], bits)]++] = keys[i];
        }
    }

    private static int groupOf(long key, int bits) {
        return bits == 0 ? 0 : (int) (key >>> (Long.SIZE - bits));
    }

    private void note(int count) {
        if (count > 1) {
            repeated += count;
        }
        if (count < distinctOfCount.length) {
            distinctOfCount[count]++;
        } else {
            if (large == largeCounts.length) {
                largeCounts = Arrays.copyOf(largeCounts, large * 2);
            }
            largeCounts[large++] = count;
        }
    }

    /** Keys, however often the same. */
    public int total() {
        return size;
    }

    /** Distinct keys. */
    public int distinct() {
        return distinct;
    }

    /** Distinct keys that occur more than once. */
    public int distinctRepeated() {
        return distinct - distinctOfCount[1];
    }

    /** Occurrences of the keys that occur more than once, the first of each included. */
    public long repeated() {
        return repeated;
    }

    /** Occurrences of the most frequent distinct keys, as many of them as asked for. */
    public long ofMostFrequent(int most) {
        long sum = 0;
        int left = most;
        Arrays.sort(largeCounts, 0, large);
        for (int i = large - 1; i >= 0 && left > 0; i--) {
            sum += largeCounts[i];
            left--;
        }
        for (int count = distinctOfCount.length - 1; count > 0 && left > 0; count--) {
            int taken = Math.min(left, distinctOfCount[count]);
            sum += (long) taken * count;
            left -= taken;
        }
        return sum;
    }
}
