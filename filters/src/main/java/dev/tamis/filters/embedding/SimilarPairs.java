package dev.tamis.filters.embedding;

/**
 * Joins the unit vectors whose cosine is at least a limit, by comparing all of them with each other.
 *
 * <p>Float products find the candidates and products in double decide, so that what is joined does not depend on how
 * float products err: by at most n 2^-24 for vectors of n components.
 *
 * <p>Only pairs that join two groups are told: n vectors give less than n of them however many are alike.
 */
public final class SimilarPairs {
    private final int length;
    private final double least;

    /** What is told of a pair that joins two groups. */
    @FunctionalInterface
    public interface Joined {
        void joined(int first, int second);
    }

    /** Says which vectors need not be compared with each other, only with the rest. */
    @FunctionalInterface
    public interface Marked {
        boolean marked(int vector);
    }

    /**
     * Joins vectors at this cosine.
     *
     * @param length components of a vector
     * @param least cosine, -1 to 1
     */
    public SimilarPairs(int length, double least) {
        this.length = length;
        this.least = least;
    }

    /**
     * Compares all pairs among some vectors but those of which both are marked.
     *
     * @param vectors unit vectors one after the other
     * @param from number of the first one
     * @param end number after the last one
     */
    public void join(float[] vectors, int from, int end, Marked marked, Joined joined) {
        int[] groups = new int[end - from];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = i;
        }
        // Float sums err by n units of 2^-24 at most, as both vectors are no longer than 1; twice that to be safe.
        float candidate = (float) (least - 2.0 * (length + 4) / (1 << 24));
        Columns columns = new Columns(length, end - from);
        for (int block = from; block < end; block += Columns.WIDTH) {
            columns.load(vectors, block, Math.min(Columns.WIDTH, end - block));
            int last = Math.min(end, block + Columns.WIDTH);
            for (int group = from; group < last; group += Columns.GROUP) {
                int groupEnd = Math.min(last, group + Columns.GROUP);
                float[][] dots = columns.dots(vectors, group, groupEnd - group);
                for (int vector = group; vector < groupEnd; vector++) {
                    float[] theirs = dots[vector - group];
                    for (int other = Math.max(block, vector + 1); other < last; other++) {
                        if (theirs[other - block] >= candidate) {
                            decide(vectors, vector, other, from, groups, marked, joined);
                        }
                    }
                }
            }
        }
    }

    private void decide(float[] vectors, int first, int second, int from, int[] groups, Marked marked, Joined joined) {
        if (marked.marked(first) && marked.marked(second)) {
            return;
        }
        int firstGroup = group(groups, first - from);
        int secondGroup = group(groups, second - from);
        if (firstGroup != secondGroup && cosine(vectors, first, second) >= least) {
            groups[Math.max(firstGroup, secondGroup)] = Math.min(firstGroup, secondGroup);
            joined.joined(first, second);
        }
    }

    private static int group(int[] groups, int vector) {
        int at = vector;
        while (groups[at] != at) {
            groups[at] = groups[groups[at]];
            at = groups[at];
        }
        return at;
    }

    /** The dot product of two of the vectors in double, from the first component to the last. */
    double cosine(float[] vectors, int first, int second) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (double) vectors[first * length + i] * vectors[second * length + i];
        }
        return sum;
    }
}
