package dev.tamis.pipeline.budget;

import java.util.Locale;

/** Large counts as people write them: {@code 7B}, {@code 1.4T}, {@code 300M}, {@code 2_000}, {@code 1e21}. */
public final class Quantity {

    private static final String UNITS = "kMBT";

    private Quantity() {}

    /**
     * The number that the text stands for. Units are powers of 1000: k, M, B (or G), T; upper or lower case.
     *
     * @throws IllegalArgumentException if it is not a finite number above zero, with or without a unit
     */
    public static double parse(String text) {
        String stripped = text.strip();
        String digits = grouped(stripped) ? stripped.replace("_", "").replace(",", "") : "";
        double unit = 1;
        if (!digits.isEmpty()) {
            int power = "kmbt".indexOf(Character.toLowerCase(digits.charAt(digits.length() - 1)));
            if (Character.toLowerCase(digits.charAt(digits.length() - 1)) == 'g') {
                power = 2;
            }
            if (power >= 0) {
                unit = StrictMath.pow(1000, power + 1);
                digits = digits.substring(0, digits.length() - 1);
            }
        }
        double value = Double.NaN;
        // Double.parseDouble would also take "NaN", "0x1p3" and "1f".
        if (digits.chars().allMatch(c -> (c >= '0' && c <= '9') || ".+-eE".indexOf(c) >= 0)) {
            try {
                value = Double.parseDouble(digits) * unit;
            } catch (NumberFormatException e) {
                value = Double.NaN;
            }
        }
        if (!(value > 0 && value <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("Invalid number: \"" + text
                    + "\" (must be above zero, with a unit of k, M, B or G, T, or none: 1e21, 7B,"
                    + " 1.4T, 300M, 12_000)");
        }
        return value;
    }

    /** Whether commas stand before groups of three digits only: 1,5e21 is a slip, not 15e21. */
    private static boolean grouped(String text) {
        int end = 0;
        while (end < text.length() && (Character.isDigit(text.charAt(end)) || text.charAt(end) == ',')) {
            end++;
        }
        String[] groups = text.substring(0, end).split(",", -1);
        for (int i = 1; i < groups.length; i++) {
            if (groups[i].length() != 3 || groups[0].isEmpty() || groups[0].length() > 3) {
                return false;
            }
        }
        return text.indexOf(',', end) < 0;
    }

    /** Three significant digits and a unit: {@code 2.78B}, {@code 60.0B}; as a power of ten from 1e16 on. */
    public static String format(double value) {
        if (value >= 9.995e15) {
            return scientific(value);
        }
        int power = 0;
        double scaled = value;
        while (scaled >= 999.5 && power < UNITS.length()) {
            scaled /= 1000;
            power++;
        }
        int decimals =
                power == 0 && scaled == StrictMath.rint(scaled) ? 0 : scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0;
        String unit = power == 0 ? "" : String.valueOf(UNITS.charAt(power - 1));
        return String.format(Locale.ROOT, "%." + decimals + "f", scaled) + unit;
    }

    /** Three significant digits and a power of ten: {@code 1.00e21}. */
    static String scientific(double value) {
        return String.format(Locale.ROOT, "%.2e", value).replace("e+", "e");
    }
}
