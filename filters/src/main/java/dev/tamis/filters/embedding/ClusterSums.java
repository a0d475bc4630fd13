package dev.tamis.filters.embedding;

import java.io.Serializable;

/**
 * The sums of the vectors of each cluster. Components are rounded to multiples of 2^-30 and added as whole numbers, so that
 * any order and any grouping gives the same sum; 2^33 vectors fit in one cluster, and more are an error, not a wrong sum.
 */
public final class ClusterSums implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final double ONE = 1L << 30;

    private final int length;
    private final long[] sums;

    /** @param length components of a vector */
    public ClusterSums(int clusters, int length) {
        this.length = length;
        this.sums = new long[Math.multiplyExact(clusters, length)];
    }

    /**
     * Adds a unit vector.
     *
     * @param vectors one after the other
     * @param vector number of the one to add
     */
    public void add(int cluster, float[] vectors, int vector) {
        int to = cluster * length;
        int from = vector * length;
        for (int i = 0; i < length; i++) {
            sums[to + i] = Math.addExact(sums[to + i], Math.round(vectors[from + i] * ONE));
        }
    }

    /** Adds the sums of other vectors, and returns itself. */
    public ClusterSums merge(ClusterSums other) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] = Math.addExact(sums[i], other.sums[i]);
        }
        return this;
    }

    /** Writes the direction of a cluster's sum; leaves what is there where the sum is zero. */
    void unit(int cluster, float[] unit, int at) {
        double squares = 0;
        for (int i = 0; i < length; i++) {
            double sum = sums[cluster * length + i];
            squares += sum * sum;
        }
        if (squares == 0) {
            return;
        }
        double norm = Math.sqrt(squares);
        for (int i = 0; i < length; i++) {
            unit[at + i] = (float) (sums[cluster * length + i] / norm);
        }
    }
}
