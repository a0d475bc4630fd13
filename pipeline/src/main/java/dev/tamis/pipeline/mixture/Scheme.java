package dev.tamis.pipeline.mixture;

import java.io.Serializable;
import java.util.Objects;

/**
 * How domains are weighed that no weight names.
 *
 * @param kind the rule
 * @param temperature τ of {@link Kind#TEMPERATURE}, from 1; 1 otherwise
 */
public record Scheme(Kind kind, double temperature) implements Serializable {

    /** The rules. */
    public enum Kind {
        /** In proportion to tokens. */
        PROPORTIONAL,
        /** p ∝ tokens^(1/τ); mT5 (Xue et al. 2021) and XLM-R (Conneau et al. 2020) write α = 1/τ and take 0.3. */
        TEMPERATURE,
        /**
         * Equal until an epoch limit is reached, the rest in equal parts to the others: UniMax (Chung et al. 2023, arXiv
         * 2304.09151). The weights are equal; the limits do the rest.
         */
        UNIMAX;

        /** The rule's name in a recipe. */
        public String id() {
            return switch (this) {
                case PROPORTIONAL -> "proportional";
                case TEMPERATURE -> "temperature";
                case UNIMAX -> "unimax";
            };
        }
    }

    public static final Scheme PROPORTIONAL = new Scheme(Kind.PROPORTIONAL, 1);
    public static final Scheme UNIMAX = new Scheme(Kind.UNIMAX, 1);

    /** @throws IllegalArgumentException if τ is below 1 or not finite, or given to a rule that has none */
    public Scheme {
        Objects.requireNonNull(kind, "kind");
        if (!(temperature >= 1 && temperature <= 1e9)) {
            throw new IllegalArgumentException("Invalid temperature: " + temperature + " (must be >= 1, <= 1e9)");
        }
        if (kind != Kind.TEMPERATURE && temperature != 1) {
            throw new IllegalArgumentException("Invalid temperature: " + temperature + " (" + kind.id() + " has none)");
        }
    }

    /** Weights in proportion to {@code tokens^(1/temperature)}. */
    public static Scheme temperature(double temperature) {
        return new Scheme(Kind.TEMPERATURE, temperature);
    }

    /** The relative weight of a domain of so many tokens; 0 for an empty one. */
    double weight(double tokens) {
        if (tokens <= 0) {
            return 0;
        }
        return switch (kind) {
            case PROPORTIONAL -> tokens;
            case TEMPERATURE -> StrictMath.pow(tokens, 1 / temperature);
            case UNIMAX -> 1;
        };
    }
}
