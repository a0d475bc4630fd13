package dev.tamis.tokenizer.train;

/** Merge sort of ints by a comparator: stable, and without boxing. */
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
}
