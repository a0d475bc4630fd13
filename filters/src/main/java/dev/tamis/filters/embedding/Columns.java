package dev.tamis.filters.embedding;

import java.util.Arrays;

/**
 * Some vectors, one a column, whose dot products with {@value #GROUP} other vectors are taken at a time.
 *
 * <p>Each product is summed in float from the first component to the last, one rounding a step. That the inner loop runs
 * over columns, not components, lets the JVM use vector instructions without changing that order. It does so only while
 * all arrays of the loop are read and written at the same index: hence an array for each component, and one sum a loop.
 *
 * <p>Confined to one thread.
 */
public final class Columns {
    /** Most vectors held, and enough for long loops; of 768 components they fill 768 KiB, which the second level of cache holds. */
    public static final int WIDTH = 256;

    /** Vectors multiplied at a time, so that some components of all columns are fetched once for all of them. */
    public static final int GROUP = 16;

    /** Components of the columns that stay in the first level of cache meanwhile: 16 KiB, as much as the sums. A multiple of 4. */
    private static final int DEPTH = 16;

    /** Floats of the widest vector instructions: sums are made for a multiple of them, so that no loop has a slow end. */
    private static final int LANES = 16;

    private final int length;
    private final float[][] components;
    private final float[][] dots;
    private int size;

    /**
     * Room for some vectors.
     *
     * @param length components of a vector
     * @param most how many vectors are to be held at a time; no more than {@value #WIDTH} are
     */
    public Columns(int length, int most) {
        this.length = length;
        int room = lanes(Math.min(most, WIDTH));
        this.components = new float[length][room];
        this.dots = new float[GROUP][room];
    }

    private static int lanes(int columns) {
        return (columns + LANES - 1) / LANES * LANES;
    }

    /**
     * Takes other vectors.
     *
     * @param vectors one after the other
     * @param first number of the first one taken
     * @param count how many, at most as many as there is room for
     */
    public void load(float[] vectors, int first, int count) {
        size = count;
        for (int i = 0; i < length; i++) {
            float[] row = components[i];
            for (int column = 0; column < count; column++) {
                row[column] = vectors[(first + column) * length + i];
            }
        }
    }

    public int size() {
        return size;
    }

    /**
     * The dot products of some vectors with the columns: an array for each vector, in which what stands after
     * {@link #size()} has no meaning. Valid until the next call.
     *
     * @param vectors one after the other
     * @param first number of the first one multiplied
     * @param count how many, at most {@value #GROUP}
     */
    public float[][] dots(float[] vectors, int first, int count) {
        int width = lanes(size);
        for (int vector = 0; vector < count; vector++) {
            Arrays.fill(dots[vector], 0, width, 0f);
        }
        for (int from = 0; from < length; from += DEPTH) {
            int end = Math.min(length, from + DEPTH);
            for (int vector = 0; vector < count; vector++) {
                addTo(dots[vector], width, vectors, (first + vector) * length, from, end);
            }
        }
        return dots;
    }

    /** Adds the products of components {@code from} to before {@code end} of the vector that begins at a place. */
    private void addTo(float[] sums, int width, float[] vectors, int at, int from, int end) {
        int i = from;
        for (; i + 4 <= end; i += 4) {
            add(
                    sums,
                    width,
                    vectors[at + i],
                    components[i],
                    vectors[at + i + 1],
                    components[i + 1],
                    vectors[at + i + 2],
                    components[i + 2],
                    vectors[at + i + 3],
                    components[i + 3]);
        }
        for (; i < end; i++) {
            float a = vectors[at + i];
            float[] row = components[i];
            for (int column = 0; column < width; column++) {
                sums[column] += a * row[column];
            }
        }
    }

    /** Four steps at once, in the order in which they would be made one by one. */
    private static void add(
            float[] sums,
            int width,
            float a,
            float[] rowA,
            float b,
            float[] rowB,
            float c,
            float[] rowC,
            float d,
            float[] rowD) {
        for (int column = 0; column < width; column++) {
            sums[column] = sums[column] + a * rowA[column] + b * rowB[column] + c * rowC[column] + d * rowD[column];
        }
    }
}
