package dev.tamis.pipeline.rule;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.TreeSet;

/**
 * The values around a limit that are looked at: half of it to twice it, close together near the limit, where a threshold
 * is likely to be moved to. Counts stay whole; a small count also gets its two neighbours. Nothing is a share of 0, so
 * there the steps are absolute.
 */
final class ThresholdGrid {
    /** Factors of a limit. */
    static final List<String> FACTORS = List.of("0.5", "0.8", "0.9", "1", "1.1", "1.25", "2");

    private static final List<String> COUNTS_FROM_ZERO = List.of("0", "1", "2", "5", "10");
    private static final List<String> SHARES_FROM_ZERO = List.of("0", "0.01", "0.05", "0.1", "0.2");

    /** Below it, the factors of a count leave out too many of its neighbours. */
    private static final BigDecimal SMALL = BigDecimal.TEN;

    private ThresholdGrid() {}

    /**
     * Values in ascending order, the limit among them.
     *
     * @param counts whether the limit is one of whole numbers
     */
    static List<String> around(BigDecimal limit, boolean counts) {
        TreeSet<BigDecimal> values = new TreeSet<>();
        if (limit.signum() == 0) {
            (counts ? COUNTS_FROM_ZERO : SHARES_FROM_ZERO).forEach(value -> values.add(new BigDecimal(value)));
        } else {
            for (String factor : FACTORS) {
                BigDecimal value = limit.multiply(new BigDecimal(factor));
                values.add(counts ? value.setScale(0, RoundingMode.HALF_UP) : value);
            }
            if (counts && limit.abs().compareTo(SMALL) < 0) {
                values.add(limit.subtract(BigDecimal.ONE));
                values.add(limit.add(BigDecimal.ONE));
            }
        }
        return values.stream().map(ThresholdGrid::text).toList();
    }

    static String text(BigDecimal value) {
        return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }
}
