package dev.tamis.models.fasttext;

/** Loops over floats that the compiler turns into vector instructions, and an exponential that is the same anywhere. */
public final class Vectors {
    private static final double LOG2_E = 1.4426950408889634;
    private static final double LN2_HIGH = 0.6931471803691238;
    private static final double LN2_LOW = 1.9082149292705877e-10;
    private static final double MOST = 700;

    /** Rounds a double of less than 2^51 to a whole number when it is added and taken away. */
    private static final double ROUND = 0x1.8p52;

    private Vectors() {}

    /** Adds {@code to.length} floats. */
    static void add(float[] to, float[] from, int offset) {
        for (int i = 0; i < to.length; i++) {
            to[i] += from[offset + i];
        }
    }

    static void scale(float[] vector, float factor) {
        for (int i = 0; i < vector.length; i++) {
            vector[i] *= factor;
        }
    }

    /**
     * e to the power of x, within 1e-10 of it: more than a float holds. Of additions and multiplications alone, so that
     * it has the same bits on every machine, which {@link Math#exp} does not promise, and takes less time.
     */
    public static double exp(double x) {
        double bounded = Math.max(-MOST, Math.min(MOST, x));
        double n = (bounded * LOG2_E + ROUND) - ROUND;
        double r = (bounded - n * LN2_HIGH) - n * LN2_LOW;
        // The series up to the ninth power, for |r| <= ln(2) / 2.
        double sum = 1 / 362880.0;
        sum = sum * r + 1 / 40320.0;
        sum = sum * r + 1 / 5040.0;
        sum = sum * r + 1 / 720.0;
        sum = sum * r + 1 / 120.0;
        sum = sum * r + 1 / 24.0;
        sum = sum * r + 1 / 6.0;
        sum = sum * r + 0.5;
        sum = sum * r + 1;
        sum = sum * r + 1;
        return sum * Double.longBitsToDouble(((long) n + 1023) << 52);
    }
}
