package dev.tamis.pipeline.budget;

import java.util.Locale;

/** Numbers and names as plans show them. */
final class PlanNumbers {
    private PlanNumbers() {}

    /** The chosen law has a star. */
    static String law(String name, String chosen) {
        return (name.equals(chosen) ? "* " : "  ") + name;
    }

    static String ratio(double value) {
        return value < 9999.5 ? String.format(Locale.ROOT, "%.1f", value) : Quantity.format(value);
    }

    static String epochs(double epochs) {
        return epochs < 1000 ? String.format(Locale.ROOT, "%.2f", epochs) : Quantity.format(epochs);
    }

    /** Tokens, or a dash for none. */
    static String amount(double tokens) {
        return tokens == 0 ? "-" : Quantity.format(tokens);
    }

    /** Nats a token, or a dash where a law predicts none. */
    static String loss(Double loss) {
        return loss == null ? "-" : String.format(Locale.ROOT, "%.3f", loss);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
