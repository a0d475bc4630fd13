package dev.tamis.tokenizer.train;

import java.util.Arrays;

/**
 * Sorts words by count from most to least, then by bytes. Eight bytes at a time make a key, and the keys move with the
 * words, so that most comparisons need neither a word's bytes nor a jump in memory.
 */
final class WordOrder {
    /** Words that agree in so many bytes are rare, and compared as a whole. */
    private static final int DEEPEST = 64;

    private static final int SMALL = 16;

    private final WordHash words;
    private int[] order;
    private long[] keys;
    private int[] otherOrder;
    private long[] otherKeys;

    private WordOrder(WordHash words) {
        this.words = words;
        order = new int[words.size()];
        keys = new long[words.size()];
        otherOrder = new int[words.size()];
        otherKeys = new long[words.size()];
    }

    /** The numbers of the entries in that order. */
    static int[] of(WordHash words) {
        WordOrder sorting = new WordOrder(words);
        int size = words.size();
        for (int i = 0; i < size; i++) {
            sorting.order[i] = i;
            sorting.keys[i] = -(words.followed(i) + words.ended(i));
        }
        sorting.sortKeys(0, size);
        sorting.sortRuns(0, size, 0);
        return sorting.order;
    }

    /** Sorts each run of equal keys by the bytes from {@code depth} on. */
    private void sortRuns(int from, int to, int depth) {
        for (int start = from; start < to; ) {
            boolean ended = false;
            int end = start;
            while (end < to && keys[end] == keys[start]) {
                ended |= length(order[end]) <= depth;
                end++;
            }
            // The key of a word that has ended could be that of one that goes on with NUL.
            if (ended || end - start <= SMALL || depth >= DEEPEST) {
                sortWhole(start, end);
            } else {
                for (int i = start; i < end; i++) {
                    keys[i] = key(order[i], depth);
                }
                sortKeys(start, end);
                sortRuns(start, end, depth + 8);
            }
            start = end;
        }
    }

    private int length(int entry) {
        return words.start(entry + 1) - words.start(entry);
    }

    /** Eight bytes of a word as a number that sorts as they do without signs; zeros follow the word's end. */
    private long key(int entry, int depth) {
        byte[] bytes = words.bytes();
        int from = words.start(entry) + depth;
        int end = Math.min(from + 8, words.start(entry + 1));
        long key = 0;
        for (int at = from; at < end; at++) {
            key |= (bytes[at] & 0xFFL) << (56 - 8 * (at - from));
        }
        return key ^ Long.MIN_VALUE;
    }

    private void sortWhole(int from, int to) {
        if (to - from < 2) {
            return;
        }
        int[] part = Arrays.copyOfRange(order, from, to);
        byte[] bytes = words.bytes();
        IndexSort.sort(
                part,
                (a, b) -> Arrays.compareUnsigned(
                        bytes, words.start(a), words.start(a + 1), bytes, words.start(b), words.start(b + 1)));
        System.arraycopy(part, 0, order, from, part.length);
    }

    /** Merge sort of keys and entries together. */
    private void sortKeys(int from, int to) {
        for (int start = from; start < to; start += SMALL) {
            insertion(start, Math.min(to, start + SMALL));
        }
        boolean swapped = false;
        for (long width = SMALL; width < to - from; width *= 2) {
            for (long start = from; start < to; start += 2 * width) {
                merge((int) start, (int) Math.min(to, start + width), (int) Math.min(to, start + 2 * width));
            }
            swap();
            swapped = !swapped;
        }
        if (swapped) {
            System.arraycopy(keys, from, otherKeys, from, to - from);
            System.arraycopy(order, from, otherOrder, from, to - from);
            swap();
        }
    }

    private void swap() {
        long[] sortedKeys = otherKeys;
        otherKeys = keys;
        keys = sortedKeys;
        int[] sortedOrder = otherOrder;
        otherOrder = order;
        order = sortedOrder;
    }

    private void insertion(int from, int to) {
        for (int i = from + 1; i < to; i++) {
            long key = keys[i];
            int entry = order[i];
            int at = i;
            while (at > from && keys[at - 1] > key) {
                keys[at] = keys[at - 1];
                order[at] = order[at - 1];
                at--;
            }
            keys[at] = key;
            order[at] = entry;
        }
    }

    private void merge(int from, int middle, int to) {
        int left = from;
        int right = middle;
        for (int at = from; at < to; at++) {
            if (right == to || (left < middle && keys[left] <= keys[right])) {
                otherKeys[at] = keys[left];
                otherOrder[at] = order[left++];
            } else {
                otherKeys[at] = keys[right];
                otherOrder[at] = order[right++];
            }
        }
    }
}
