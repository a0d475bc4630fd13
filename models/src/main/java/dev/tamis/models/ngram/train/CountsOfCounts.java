package dev.tamis.models.ngram.train;

import java.io.Serializable;

/** How many n-grams of each order have an adjusted count of 1, 2, 3 and 4, how many there are and how many are kept. */
public final class CountsOfCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    private static final int LARGEST = 4;

    private final long[][] counts;
    private final long[] all;
    private final long[] kept;

    CountsOfCounts(int order) {
        counts = new long[order][LARGEST + 1];
        all = new long[order];
        kept = new long[order];
    }

    void add(int order, long count, boolean cut) {
        all[order - 1]++;
        kept[order - 1] += cut ? 0 : 1;
        if (count <= LARGEST) {
            counts[order - 1][(int) count]++;
        }
    }

    /** Adds what another shard has. */
    public CountsOfCounts plus(CountsOfCounts other) {
        CountsOfCounts sum = new CountsOfCounts(all.length);
        for (int i = 0; i < all.length; i++) {
            sum.all[i] = all[i] + other.all[i];
            sum.kept[i] = kept[i] + other.kept[i];
            for (int j = 0; j <= LARGEST; j++) {
                sum.counts[i][j] = counts[i][j] + other.counts[i][j];
            }
        }
        return sum;
    }

    /** N-grams of an order that have this adjusted count, 0 to 4. */
    public long with(int order, int count) {
        return counts[order - 1][count];
    }

    /** N-grams of an order, whether kept or not. */
    public long all(int order) {
        return all[order - 1];
    }

    /** N-grams of an order that are not pruned. */
    public long kept(int order) {
        return kept[order - 1];
    }
}
