package dev.tamis.pipeline.fit;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A column of a table of thresholds, and what rules compare with it.
 *
 * @param column of the table
 * @param signal on the left
 * @param sign {@code <}, {@code <=}, {@code >} or {@code >=}: what is so is kept
 * @param whole whether the column holds whole numbers
 */
record Limit(String column, String signal, String sign, boolean whole) {
    /** FineWeb-2 gives its shares with three decimals. */
    private static final int DECIMALS = 3;

    /** Whether values above the limit are rejected, and not those below. */
    boolean isUpper() {
        return sign.startsWith("<");
    }

    boolean keeps(double measured, double limit) {
        return switch (sign) {
            case "<" -> measured < limit;
            case "<=" -> measured <= limit;
            case ">" -> measured > limit;
            case ">=" -> measured >= limit;
            default -> throw new IllegalStateException("no such comparison: " + sign);
        };
    }

    /** The value as a table has it, rounded to the side on which less is rejected. */
    BigDecimal rounded(double value) {
        return new BigDecimal(value)
                .setScale(whole ? 0 : DECIMALS, isUpper() ? RoundingMode.CEILING : RoundingMode.FLOOR);
    }
}
