package dev.tamis.tokenizer.eval;

import java.util.Arrays;

/** Measures of how evenly something is spread. Sums run in the order given, and StrictMath gives every JVM the same. */
final class Distribution {
    private static final double LN_2 = StrictMath.log(2);

    private Distribution() {}

    /** Shannon's entropy of the shares that counts stand for, in bits; 0 where all are 0. */
    static double shannonEntropy(long[] counts) {
        double total = total(counts);
        double sum = 0;
        for (long n : counts) {
            if (n > 0) {
                double p = n / total;
                sum -= p * StrictMath.log(p);
            }
        }
        return sum / LN_2;
    }

    /**
     * Renyi's entropy of order alpha, in bits: log2(sum of p^alpha) / (1 - alpha).
     *
     * @param alpha above 0 and not 1
     */
    static double renyiEntropy(long[] counts, double alpha) {
        double total = total(counts);
        double sum = 0;
        for (long n : counts) {
            if (n > 0) {
                sum += StrictMath.pow(n / total, alpha);
            }
        }
        return sum == 0 ? 0 : Math.max(0, StrictMath.log(sum) / LN_2 / (1 - alpha));
    }

    static double log2(double x) {
        return StrictMath.log(x) / LN_2;
    }

    /**
     * Gini's coefficient of values that are not negative: 0 where all are the same, near 1 where one has it all. With
     * the values in rising order, sum((2i - n - 1) x_i) / (n sum(x_i)), i from 1.
     */
    static double gini(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double weighted = 0;
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            weighted += (2.0 * (i + 1) - sorted.length - 1) * sorted[i];
            sum += sorted[i];
        }
        return sum == 0 ? 0 : weighted / (sorted.length * sum);
    }

    private static double total(long[] counts) {
        long total = 0;
        for (long n : counts) {
            total += n;
        }
        return total;
    }
}
