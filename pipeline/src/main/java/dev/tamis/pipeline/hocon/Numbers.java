package dev.tamis.pipeline.hocon;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValueFactory;
import java.math.BigDecimal;
import java.util.Optional;

/** Numbers as people write them in recipes. Every method gives empty for what it cannot read. */
public final class Numbers {

    private static final int LONGEST = 64;

    private Numbers() {}

    /** A finite decimal number such as {@code 0.5} or {@code 20e6}. */
    public static Optional<BigDecimal> decimal(String text) {
        String digits = text.strip();
        if (digits.isEmpty() || digits.length() > LONGEST) {
            return Optional.empty();
        }
        for (int i = 0; i < digits.length(); i++) {
            char c = digits.charAt(i);
            if (!(c >= '0' && c <= '9') && "+-.eE".indexOf(c) < 0) {
                return Optional.empty();
            }
        }
        try {
            BigDecimal value = new BigDecimal(digits);
            // Keeps 1e999999999 from being written out digit by digit later.
            return Double.isFinite(value.doubleValue()) && value.scale() < 400 ? Optional.of(value) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** A number that may end in k, M, B (or G) or T, in either case: powers of 1000. */
    static Optional<BigDecimal> count(String text) {
        String digits = text.strip();
        int power = digits.isEmpty() ? -1 : "kmbt".indexOf(lower(digits.charAt(digits.length() - 1)));
        if (!digits.isEmpty() && lower(digits.charAt(digits.length() - 1)) == 'g') {
            power = 2;
        }
        if (power < 0) {
            return decimal(digits);
        }
        int zeros = 3 * (power + 1);
        return decimal(digits.substring(0, digits.length() - 1)).map(d -> d.scaleByPowerOfTen(zeros));
    }

    /** A size in bytes, with HOCON's units: {@code 64MiB} and {@code 64M} are 64 * 1024 * 1024, {@code 64MB} 64 million. */
    static Optional<BigDecimal> bytes(String text) {
        if (text.strip().length() > LONGEST) {
            return Optional.empty();
        }
        Optional<BigDecimal> plain = decimal(text);
        if (plain.isPresent()) {
            return plain;
        }
        try {
            return Optional.of(new BigDecimal(ConfigValueFactory.fromAnyRef(text)
                    .atKey("size")
                    .getMemorySize("size")
                    .toBytesBigInteger()));
        } catch (ConfigException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A number without exponent or trailing zeros: {@code 0.5}, {@code 20000000}. */
    public static String plain(double value) {
        return new BigDecimal(Double.toString(value)).stripTrailingZeros().toPlainString();
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
