package dev.tamis.models.train;

import dev.tamis.models.fasttext.Vectors;

/** One probability for all labels together, which sum to 1. */
final class SoftmaxLayer extends OutputLayer {
    private final float[] output;

    SoftmaxLayer(int labels, int dim) {
        super(labels, dim);
        output = new float[labels];
    }

    @Override
    double learn(float[] hidden, int[] ints, int from, int to, int target, float rate, float[] gradient, long key) {
        float max = Float.NEGATIVE_INFINITY;
        for (int row = 0; row < rows; row++) {
            output[row] = dot(row, hidden);
            max = Math.max(max, output[row]);
        }
        float sum = 0;
        for (int row = 0; row < rows; row++) {
            output[row] = (float) Vectors.exp(output[row] - max);
            sum += output[row];
        }
        clear(gradient);
        for (int row = 0; row < rows; row++) {
            output[row] /= sum;
            step(row, hidden, rate * ((row == target ? 1 : 0) - output[row]), gradient);
        }
        return -StrictMath.log(output[target] + 1e-5);
    }
}
