package dev.tamis.filters.dedup;

import java.util.Arrays;

/** The share of two texts' distinct shingles that both have: |A and B| / |A or B|. */
public final class Jaccard {
    private Jaccard() {}

    /**
     * Sorts shingles and drops repeated ones, in place.
     *
     * @return how many are left, at the start of the array; what follows them is of no use
     */
    public static int distinct(long[] shingles, int size) {
        Arrays.sort(shingles, 0, size);
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (kept == 0 || shingles[i] != shingles[kept - 1]) {
                shingles[kept++] = shingles[i];
            }
        }
        return kept;
    }

    /**
     * The similarity, 0 to 1, of two sets as {@link #distinct} leaves them; 0 where both are empty, since texts without words are
     * not compared.
     */
    public static double of(long[] a, int aSize, long[] b, int bSize) {
        int common = 0;
        int i = 0;
        int j = 0;
        while (i < aSize && j < bSize) {
            long x = a[i];
            long y = b[j];
            common += x == y ? 1 : 0;
            i += x <= y ? 1 : 0;
            j += y <= x ? 1 : 0;
        }
        long union = (long) aSize + bSize - common;
        return union == 0 ? 0 : (double) common / union;
    }
}
