package dev.tamis.models.train;

/** One probability for all labels together, which sum to 1. */
final class SoftmaxLayer extends OutputLayer {
    private static final double LOG2_E = 1 / StrictMath.log(2);
    private static final double LN_2 = StrictMath.log(2);

    /** Below this, a power of e is 0 as a float. */
    private static final double LEAST = -104;

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
            output[row] = (float) exp(output[row] - max);
            sum += output[row];
        }
        clear(gradient);
        for (int row = 0; row < rows; row++) {
            output[row] /= sum;
            step(row, hidden, rate * ((row == target ? 1 : 0) - output[row]), gradient);
        }
        return -StrictMath.log(output[target] + 1e-5);
    }

    /**
     * A power of e, the same on every machine (that of {@link Math} need not be) and faster than that of
     * {@link StrictMath}; to 1e-9 of the value, of which a float keeps 6e-8.
     *
     * @param x 0 or less
     */
    static double exp(double x) {
        if (!(x > LEAST)) {
            return x <= LEAST ? 0 : x;
        }
        long whole = (long) (x * LOG2_E - 0.5);
        double rest = x - whole * LN_2;
        double sum = 1;
        // Horner's scheme of the series; the rest is at most 0.35 in size, so that its tenth power no longer counts.
        for (int i = 10; i > 0; i--) {
            sum = 1 + sum * rest / i;
        }
        return sum * Double.longBitsToDouble((whole + 1023) << 52);
    }
}
