package dev.tamis.filters.embedding;

/**
 * Up to {@value #WIDTH} vectors, one a column, whose dot products with another vector are taken all at once.
 *
 * <p>Each product is summed in float from the first component to the last, one rounding a step. That the inner loop runs
 * over columns, not components, lets the JVM use vector instructions without changing that order.
 *
 * <p>Confined to one thread.
 */
public final class Columns {
    /** Most vectors held: few enough to stay in the second level of cache at some 1,000 components. */
    public static final int WIDTH = 64;

    private final int length;
    private final float[] components;
    private final float[] dots = new float[WIDTH];
    private int size;

    /** @param length components of a vector */
    public Columns(int length) {
        this.length = length;
        this.components = new float[Math.multiplyExact(length, WIDTH)];
    }

    /**
     * Takes other vectors.
     *
     * @param vectors one after the other
     * @param first number of the first one taken
     * @param count how many, at most {@value #WIDTH}
     */
    public void load(float[] vectors, int first, int count) {
        size = count;
        for (int column = 0; column < count; column++) {
            int from = (first + column) * length;
            for (int i = 0; i < length; i++) {
                components[i * WIDTH + column] = vectors[from + i];
            }
        }
    }

    public int size() {
        return size;
    }

    /**
     * The dot products of a vector with each column; what stands after {@link #size()} has no meaning. Valid until the next
     * call.
     *
     * @param vectors one after the other
     * @param vector number of the one wanted
     */
    public float[] dots(float[] vectors, int vector) {
        float[] sums = dots;
        float[] columns = components;
        int from = vector * length;
        int i = 0;
        java.util.Arrays.fill(sums, 0f);
        for (; i + 4 <= length; i += 4) {
            float a = vectors[from + i];
            float b = vectors[from + i + 1];
            float c = vectors[from + i + 2];
            float d = vectors[from + i + 3];
            int at = i * WIDTH;
            for (int column = 0; column < WIDTH; column++) {
                // The order of these additions is that of four steps of the loop below.
                sums[column] = sums[column]
                        + a * columns[at + column]
                        + b * columns[at + WIDTH + column]
                        + c * columns[at + 2 * WIDTH + column]
                        + d * columns[at + 3 * WIDTH + column];
            }
        }
        for (; i < length; i++) {
            float a = vectors[from + i];
            int at = i * WIDTH;
            for (int column = 0; column < WIDTH; column++) {
                sums[column] += a * columns[at + column];
            }
        }
        return sums;
    }
}
