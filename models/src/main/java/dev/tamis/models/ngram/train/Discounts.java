package dev.tamis.models.ngram.train;

import java.io.Serializable;
import java.util.Locale;

/**
 * What is taken from counts of 1, 2 and 3 or more at each order: equation 26 of Chen and Goodman (1998), from counts of counts,
 * in single precision as lmplz has it.
 */
public final class Discounts implements Serializable {
    private static final long serialVersionUID = 1L;

    private final float[][] amounts;

    private Discounts(float[][] amounts) {
        this.amounts = amounts;
    }

    /**
     * Computes them.
     *
     * @throws IllegalArgumentException where an order allows none and the settings have no fallback: without n-grams that occur
     *     once, twice and three times, or with counts of counts that rise, the text is too small or repeats itself
     */
    public static Discounts of(CountsOfCounts counts, Estimation settings) {
        float[][] amounts = new float[settings.order()][4];
        for (int order = 1; order <= settings.order(); order++) {
            String trouble = compute(counts, order, amounts[order - 1]);
            if (trouble != null && settings.fallback() == null) {
                throw new IllegalArgumentException("no Kneser-Ney discounts for " + order + "-grams: " + trouble
                        + "; the text is very small or repeats itself: deduplicate it, or give discounts by"
                        + " --discount-fallback");
            }
            for (int i = 1; trouble != null && i <= 3; i++) {
                amounts[order - 1][i] = settings.fallback().get(i - 1);
            }
        }
        return new Discounts(amounts);
    }

    private static String compute(CountsOfCounts counts, int order, float[] amounts) {
        for (int count = 1; count <= 3; count++) {
            if (counts.with(order, count) == 0) {
                return "none has an adjusted count of " + count;
            }
        }
        float y = (float) counts.with(order, 1) / (float) (counts.with(order, 1) + 2.0 * counts.with(order, 2));
        for (int count = 1; count <= 3; count++) {
            float amount = count
                    - (float) (count + 1)
                            * y
                            * (float) counts.with(order, count + 1)
                            / (float) counts.with(order, count);
            if (!(amount >= 0 && amount <= count)) {
                return String.format(
                        Locale.ROOT, "that of count %d would be %.4f (must be from 0 to %d)", count, amount, count);
            }
            amounts[count] = amount;
        }
        return null;
    }

    /** What is taken from a count; nothing from 0. */
    public float of(int order, long count) {
        return amounts[order - 1][(int) Math.min(count, 3)];
    }
}
