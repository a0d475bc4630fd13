package dev.tamis.pipeline.recipe;

import java.util.Locale;

/**
 * The size of a training run, given as one of three quantities.
 *
 * @param amount of the given quantity, at least 1
 * @param law name of the scaling law that fixes the other two
 */
public record BudgetSpec(Given given, double amount, String law) {

    /** The quantity that the recipe states. */
    public enum Given {
        TOKENS,
        PARAMS,
        FLOPS;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
