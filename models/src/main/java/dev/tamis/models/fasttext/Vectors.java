package dev.tamis.models.fasttext;

import java.util.Arrays;

/** Loops over floats that the compiler turns into vector instructions, and an exponential that is the same anywhere. */
public final class Vectors {
    private static final int STEPS = 64;
    private static final double STEPS_PER_UNIT = STEPS / 0.6931471805599453;
    private static final double UNITS_PER_STEP = 0.6931471805599453 / STEPS;
    private static final double MOST = 700;

    /** Rounds a double of less than 2^51 to a whole number when it is added and taken away. */
    private static final double ROUND = 0x1.8p52;

    /** 2 to the powers of 0 to 63 by 64. */
    private static final double[] POWERS = powers();

    private Vectors() {}

    private static double[] powers() {
        double[] powers = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            powers[i] = StrictMath.pow(2, (double) i / STEPS);
        }
        return powers;
    }

    static void add(float[] to, float[] from) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[i];
        }
    }

    /**
     * Inner products of a vector with the rows of a matrix, each summed from its first column to its last.
     *
     * @param columns of the matrix, each of {@code to.length} floats
     */
    static void multiply(float[] to, float[][] columns, float[] vector) {
        Arrays.fill(to, 0);
        int column = 0;
        // Four columns at once, for each number is then loaded and stored once.
        for (; column + 4 <= vector.length; column += 4) {
            addFour(to, columns, vector, column);
        }
        for (; column < vector.length; column++) {
            float[] from = columns[column];
            float factor = vector[column];
            for (int i = 0; i < to.length; i++) {
                to[i] += from[i] * factor;
            }
        }
    }

    private static void addFour(float[] to, float[][] columns, float[] vector, int column) {
        float[] first = columns[column];
        float[] second = columns[column + 1];
        float[] third = columns[column + 2];
        float[] fourth = columns[column + 3];
        float a = vector[column];
        float b = vector[column + 1];
        float c = vector[column + 2];
        float d = vector[column + 3];
        for (int i = 0; i < to.length; i++) {
            to[i] = (((to[i] + first[i] * a) + second[i] * b) + third[i] * c) + fourth[i] * d;
        }
    }

    /** Product of two floats and sum with a third, rounded once, as processors do it that have such an instruction. */
    static float fused(float a, float b, float c) {
        // The product of floats is a double without rounding; that the sum is rounded twice changes it once in 2^29.
        return (float) ((double) a * b + c);
    }

    static void scale(float[] vector, float factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }

    /**
     * e to the power of x, within 1e-10 of itself: more than a float holds. Of additions and multiplications alone, so that
     * it has the same bits on every machine, which {@link Math#exp} does not promise, and takes less time.
     */
    public static double exp(double x) {
        double bounded = Math.max(-MOST, Math.min(MOST, x));
        double n = (bounded * STEPS_PER_UNIT + ROUND) - ROUND;
        double r = bounded - n * UNITS_PER_STEP;
        long step = (long) n;
        double power = POWERS[(int) step & (STEPS - 1)] * Double.longBitsToDouble(((step >> 6) + 1023) << 52);
        // The series up to the third power, for |r| <= ln(2) / 128.
        return power + power * r * (1 + r * (0.5 + r * (1 / 6.0)));
    }
}
