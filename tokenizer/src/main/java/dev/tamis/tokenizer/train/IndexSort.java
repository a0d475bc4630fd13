package dev.tamis.tokenizer.train;

/** Sorts ints by a comparator or by keys: stable, and without boxing. */
final class IndexSort {
    /** Compares two of the sorted ints. */
    interface Order {
        int compare(int a, int b);
    }

    private static final int SMALL = 16;

    private IndexSort() {}

    static void sort(int[] values, Order order) {
        for (int from = 0; from < values.length; from += SMALL) {
            insertion(values, from, Math.min(values.length, from + SMALL), order);
        }
        int[] source = values;
        int[] target = new int[values.length];
        for (long width = SMALL; width < values.length; width *= 2) {
            for (long from = 0; from < values.length; from += 2 * width) {
                int middle = (int) Math.min(values.length, from + width);
                int to = (int) Math.min(values.length, from + 2 * width);
                merge(source, (int) from, middle, to, target, order);
            }
            int[] swap = source;
            source = target;
            target = swap;
        }
        if (source != values) {
            System.arraycopy(source, 0, values, 0, values.length);
        }
    }

    private static void insertion(int[] values, int from, int to, Order order) {
        for (int i = from + 1; i < to; i++) {
            int value = values[i];
            int at = i;
            while (at > from && order.compare(values[at - 1], value) > 0) {
                values[at] = values[at - 1];
                at--;
            }
            values[at] = value;
        }
    }

    private static void merge(int[] source, int from, int middle, int to, int[] target, Order order) {
        int left = from;
        int right = middle;
        for (int at = from; at < to; at++) {
            boolean takeLeft = right == to || (left < middle && order.compare(source[left], source[right]) <= 0);
            target[at] = takeLeft ? source[left++] : source[right++];
        }
    }

    /**
     * Sorts values by keys from least to greatest, in time linear in their number: radix sort from the lowest byte up.
     *
     * @param keys one for each value; sorted with them
     */
    static void sort(int[] values, long[] keys) {
        int[][] counts = new int[Long.BYTES][256];
        for (long key : keys) {
            long rest = key ^ Long.MIN_VALUE;
            for (int[] ofByte : counts) {
                ofByte[(int) rest & 0xFF]++;
                rest >>>= 8;
            }
        }
        int[] sourceValues = values;
        long[] sourceKeys = keys;
        int[] targetValues = null;
        long[] targetKeys = null;
        for (int b = 0; b < Long.BYTES && keys.length > 1; b++) {
            int shift = 8 * b;
            int[] next = counts[b];
            if (next[(int) ((keys[0] ^ Long.MIN_VALUE) >>> shift) & 0xFF] == keys.length) {
                continue;
            }
            if (targetValues == null) {
                targetValues = new int[values.length];
                targetKeys = new long[keys.length];
            }
            int at = 0;
            for (int digit = 0; digit < 256; digit++) {
                int count = next[digit];
                next[digit] = at;
                at += count;
            }
            for (int i = 0; i < sourceKeys.length; i++) {
                int to = next[(int) ((sourceKeys[i] ^ Long.MIN_VALUE) >>> shift) & 0xFF]++;
                targetKeys[to] = sourceKeys[i];
                targetValues[to] = sourceValues[i];
            }
            int[] swappedValues = sourceValues;
            sourceValues = targetValues;
            targetValues = swappedValues;
            long[] swappedKeys = sourceKeys;
            sourceKeys = targetKeys;
            targetKeys = swappedKeys;
        }
        if (sourceValues != values) {
            System.arraycopy(sourceValues, 0, values, 0, values.length);
            System.arraycopy(sourceKeys, 0, keys, 0, keys.length);
        }
    }
}
