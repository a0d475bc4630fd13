package dev.tamis.pipeline.mixture;

import java.util.Arrays;

/**
 * Weights as whole numbers that sum to a power of two. The order of sequences is defined by these, not by the weights:
 * they are exact, and two machines cannot round them differently.
 */
public final class Quanta {

    /** Resolution for ordinary weights. */
    public static final int PERIOD = 1 << 16;

    /** Resolution when a share is below {@link #SMALL_SHARE}, which in 2^16 parts would be off by up to 3 %. */
    public static final int FINE_PERIOD = 1 << 20;

    /** 2^-12. */
    public static final double SMALL_SHARE = 1.0 / 4096;

    private Quanta() {}

    /** The period that suits these weights: {@link #FINE_PERIOD} when a share above zero is under 2^-12. */
    public static int periodFor(double[] weights) {
        double sum = checkedSum(weights);
        for (double weight : weights) {
            if (weight > 0 && weight / sum < SMALL_SHARE) {
                return FINE_PERIOD;
            }
        }
        return PERIOD;
    }

    /** {@link #of(double[], int)} with the period that suits the weights. */
    public static int[] of(double[] weights) {
        return of(weights, periodFor(weights));
    }

    /**
     * Whole parts of {@code period} in proportion to the weights, by largest remainder; equal remainders go to the
     * lower index. A weight above zero gets at least one part, taken from the largest.
     *
     * @param weights need not sum to one
     * @throws IllegalArgumentException if a weight is negative or not finite, if all are zero, or if more are above
     *     zero than there are parts
     */
    public static int[] of(double[] weights, int period) {
        checkedSum(weights);
        long positive = Arrays.stream(weights).filter(w -> w > 0).count();
        if (positive > period) {
            throw new IllegalArgumentException(positive + " weights do not fit into " + period + " parts");
        }
        long[] parts = LargestRemainder.split(period, weights);
        int[] quanta = new int[weights.length];
        for (int i = 0; i < quanta.length; i++) {
            quanta[i] = (int) parts[i];
        }
        for (int i = 0; i < quanta.length; i++) {
            if (quanta[i] == 0 && weights[i] > 0) {
                int largest = 0;
                for (int j = 1; j < quanta.length; j++) {
                    if (quanta[j] > quanta[largest]) {
                        largest = j;
                    }
                }
                quanta[largest]--;
                quanta[i] = 1;
            }
        }
        return quanta;
    }

    private static double checkedSum(double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException("Invalid weight: " + weight + " (must be finite and >= 0)");
            }
            sum += weight;
        }
        if (!(sum > 0 && sum <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("Invalid weights: they sum to " + sum + " (must be finite and > 0)");
        }
        return sum;
    }
}
