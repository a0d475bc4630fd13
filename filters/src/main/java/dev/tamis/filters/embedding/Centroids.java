package dev.tamis.filters.embedding;

import java.io.Serializable;
import java.util.Arrays;

/** The centroids of spherical k-means: unit vectors, by number. A vector belongs to the one of the largest dot product. */
public final class Centroids implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int length;
    private final float[] components;

    /**
     * Centroids at these places.
     *
     * @param length components of a vector
     * @param components unit vectors one after the other, at least one
     */
    public Centroids(int length, float[] components) {
        if (components.length == 0 || components.length % length != 0) {
            throw new IllegalArgumentException(
                    components.length + " components are no vectors of " + length + " components each");
        }
        this.length = length;
        this.components = components;
    }

    public int size() {
        return components.length / length;
    }

    /**
     * Finds the centroid of each vector: that of the largest dot product, of equals the first.
     *
     * @param vectors unit vectors one after the other
     * @param count how many
     * @param to receives the number of each one's centroid
     */
    public void assign(float[] vectors, int count, int[] to) {
        float[] best = new float[count];
        Arrays.fill(best, Float.NEGATIVE_INFINITY);
        Columns columns = new Columns(length, size());
        for (int first = 0; first < size(); first += Columns.WIDTH) {
            columns.load(components, first, Math.min(Columns.WIDTH, size() - first));
            for (int group = 0; group < count; group += Columns.GROUP) {
                int end = Math.min(count, group + Columns.GROUP);
                float[][] dots = columns.dots(vectors, group, end - group);
                for (int vector = group; vector < end; vector++) {
                    float[] theirs = dots[vector - group];
                    for (int column = 0; column < columns.size(); column++) {
                        if (theirs[column] > best[vector]) {
                            best[vector] = theirs[column];
                            to[vector] = first + column;
                        }
                    }
                }
            }
        }
    }

    /**
     * The next centroids: the sum of each one's vectors, scaled to length 1. One without vectors, or whose vectors cancel
     * out, stays where it is.
     */
    public Centroids moved(ClusterSums sums) {
        float[] next = components.clone();
        for (int centroid = 0; centroid < size(); centroid++) {
            sums.unit(centroid, next, centroid * length);
        }
        return new Centroids(length, next);
    }

    /** Whether every centroid is the same in every bit: then every vector stays with its own. */
    public boolean same(Centroids other) {
        return Arrays.equals(components, other.components);
    }
}
