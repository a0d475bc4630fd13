package dev.tamis.filters.passage;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** The suffixes of a sequence in order, by doubling the length that is sorted by, in O(n log² n); for tests. */
final class SuffixArray {
    private final int[] symbols;
    private final int[] suffixes;
    private final int[] rank;

    SuffixArray(int[] symbols) {
        this.symbols = symbols;
        int size = symbols.length;
        int[] order = symbols.clone();
        Integer[] sorted = IntStream.range(0, size).boxed().toArray(Integer[]::new);
        for (int done = 1; ; done *= 2) {
            int[] before = order;
            int step = done == 1 ? 0 : done / 2;
            Comparator<Integer> byHalves = Comparator.<Integer>comparingInt(i -> before[i])
                    .thenComparingInt(i -> step == 0 ? 0 : i + step < size ? before[i + step] : Integer.MIN_VALUE);
            Arrays.sort(sorted, byHalves);
            int[] next = new int[size];
            for (int i = 1; i < size; i++) {
                next[sorted[i]] = next[sorted[i - 1]] + (byHalves.compare(sorted[i - 1], sorted[i]) < 0 ? 1 : 0);
            }
            order = next;
            if (size == 0 || order[sorted[size - 1]] == size - 1) {
                break;
            }
        }
        rank = order;
        suffixes = Arrays.stream(sorted).mapToInt(i -> i).toArray();
    }

    /** Where the suffixes begin, the least first. */
    int[] suffixes() {
        return suffixes;
    }

    /** How many symbols each has in common with the one before it, 0 for the first (Kasai et al. 2001). */
    int[] common() {
        int[] common = new int[symbols.length];
        int length = 0;
        for (int i = 0; i < symbols.length; i++) {
            if (rank[i] == 0) {
                length = 0;
                continue;
            }
            int other = suffixes[rank[i] - 1];
            while (i + length < symbols.length
                    && other + length < symbols.length
                    && symbols[i + length] == symbols[other + length]) {
                length++;
            }
            common[rank[i]] = length;
            length = Math.max(0, length - 1);
        }
        return common;
    }
}
