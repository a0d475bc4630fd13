package dev.tamis.pipeline.mixture;

/** Whole shares of a whole total, as near to proportion as they can be (Hamilton's method). */
final class LargestRemainder {

    private LargestRemainder() {}

    /**
     * Splits a total in proportion to the weights; each part is within 1 of its exact share and the parts sum to the
     * total. Equal remainders go to the lower index.
     *
     * @param weights finite, none negative, at least one above zero
     */
    static long[] split(long total, double[] weights) {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        long[] parts = new long[weights.length];
        double[] remainder = new double[weights.length];
        long left = total;
        for (int i = 0; i < weights.length; i++) {
            double exact = total * (weights[i] / sum);
            parts[i] = (long) exact;
            remainder[i] = exact - parts[i];
            left -= parts[i];
        }
        for (; left > 0; left--) {
            int best = 0;
            for (int i = 1; i < weights.length; i++) {
                if (remainder[i] > remainder[best]) {
                    best = i;
                }
            }
            parts[best]++;
            remainder[best]--;
        }
        // Rounding in the sum can put the floors above the total, by one or two in 2^53.
        for (; left < 0; left++) {
            int best = -1;
            for (int i = 0; i < weights.length; i++) {
                if (parts[i] > 0 && (best < 0 || remainder[i] < remainder[best])) {
                    best = i;
                }
            }
            parts[best]--;
            remainder[best]++;
        }
        return parts;
    }
}
