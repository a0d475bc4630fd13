package dev.tamis.models.train;

import dev.tamis.filters.text.Mix64;
import dev.tamis.models.fasttext.DenseMatrix;
import java.util.Arrays;

/**
 * The output vectors of a classifier and how they learn. Each thread has one of its own and brings all of them to the
 * same state: they are small, and to learn twice is less work than to wait for another thread.
 */
abstract sealed class OutputLayer permits SoftmaxLayer, LogisticLayer {
    /** Output vectors, row after row. */
    final float[] weights;

    final int rows;
    final int dim;

    OutputLayer(int rows, int dim) {
        this.rows = rows;
        this.dim = dim;
        weights = new float[Math.multiplyExact(rows, dim)];
    }

    /** A layer whose output vectors are zero, from which fastText starts. */
    static OutputLayer of(TrainOptions options, long[] labelCounts) {
        return switch (options.loss()) {
            case SOFTMAX -> new SoftmaxLayer(labelCounts.length, options.dim());
            case ONE_VS_ALL, HIERARCHICAL_SOFTMAX, NEGATIVE_SAMPLING -> new LogisticLayer(options, labelCounts);
        };
    }

    /** Takes output vectors that were learnt before. */
    final void startFrom(DenseMatrix output) {
        if (output.rows() != rows || output.columns() != dim) {
            throw new IllegalArgumentException("Output vectors are " + output.rows() + " of " + output.columns()
                    + " numbers, must be " + rows + " of " + dim);
        }
        for (int row = 0; row < rows; row++) {
            System.arraycopy(output.block(row), output.offset(row), weights, row * dim, dim);
        }
    }

    /**
     * Learns from one example.
     *
     * @param hidden mean of its input vectors
     * @param ints holds the example's labels from {@code from} to {@code to}
     * @param target the one of its labels that is learnt this time, but for one-vs-all, which learns all
     * @param rate learning rate
     * @param gradient filled with the step of the hidden vector
     * @param key of choices by chance
     * @return the loss before the step
     */
    abstract double learn(
            float[] hidden, int[] ints, int from, int to, int target, float rate, float[] gradient, long key);

    final float dot(int row, float[] hidden) {
        int at = row * dim;
        float a = 0;
        float b = 0;
        float c = 0;
        float d = 0;
        int i = 0;
        // Four sums side by side: a single one waits for each addition to end.
        for (; i + 3 < dim; i += 4) {
            a += weights[at + i] * hidden[i];
            b += weights[at + i + 1] * hidden[i + 1];
            c += weights[at + i + 2] * hidden[i + 2];
            d += weights[at + i + 3] * hidden[i + 3];
        }
        for (; i < dim; i++) {
            a += weights[at + i] * hidden[i];
        }
        return (a + b) + (c + d);
    }

    /** Moves a row along the hidden vector, and the gradient along what the row was before. */
    final void step(int row, float[] hidden, float alpha, float[] gradient) {
        int at = row * dim;
        for (int i = 0; i < dim; i++) {
            gradient[i] += alpha * weights[at + i];
        }
        for (int i = 0; i < dim; i++) {
            weights[at + i] += alpha * hidden[i];
        }
    }

    static void clear(float[] gradient) {
        Arrays.fill(gradient, 0);
    }

    /** A whole number from 0, below a bound, by a key. */
    static int choice(long key, int bound) {
        return (int) Math.multiplyHigh(mix(key) >>> 1, (long) bound << 1);
    }

    /** Scrambles a key, as SplitMix64 does in a step. */
    static long mix(long key) {
        return Mix64.of(key + Mix64.STEP);
    }
}
