package dev.tamis.pipeline.budget;

import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/**
 * The loss of models that are trained on a corpus of limited size, more than once if they need more than it has
 * (Muennighoff et al. 2023, arXiv 2305.16264, eq. 5 and 6): {@code L = E + A/N'^alpha + B/D'^beta} with effective
 * tokens D' for repeated ones, and effective parameters N' for those beyond the optimum of the unique tokens.
 *
 * <p>The decay constants were fitted with the C4 surface; under other surfaces they are borrowed.
 *
 * @param unique tokens of the corpus; infinite for fresh data without end
 */
record RepeatedData(LossSurface surface, double unique) {

    /** Steps of the search, in natural logarithms of N, and how far below and above the fresh optimum it looks. */
    private static final double STEP = 0.25;

    private static final int STEPS_BELOW = 280;
    private static final int STEPS_ABOVE = 40;
    private static final int NARROWINGS = 60;
    private static final int HALVINGS = 60;

    /** Epochs after which a further one is worth less than a double can tell from nothing. */
    private static final double MOST_EPOCHS = 40 * Repetition.WORN;

    /** {@code min(unique, tokens)}: a corpus that is not read to its end has only what was read. */
    private double read(double tokens) {
        return Math.min(unique, tokens);
    }

    double effectiveTokens(double tokens) {
        return Repetition.effectiveTokens(read(tokens), tokens);
    }

    double effectiveParams(double params, double tokens) {
        return Repetition.effectiveParams(surface.optimalParams(read(tokens)), params);
    }

    double loss(double params, double tokens) {
        return surface.loss(effectiveParams(params, tokens), effectiveTokens(tokens));
    }

    /** What the same training gives where no token has to be repeated. */
    double freshLoss(double params, double tokens) {
        return new RepeatedData(surface, Double.POSITIVE_INFINITY).loss(params, tokens);
    }

    /**
     * The training of least loss for so many FLOPs.
     *
     * <p>Along 6ND = C the loss falls to one minimum and rises again. It may be flat about it: where repetition is worth
     * nothing any more, neither are epochs; then the fewest epochs found are taken.
     */
    Training best(double flops) {
        double centre = StrictMath.log(surface.coefficient() * StrictMath.pow(flops, surface.exponent()));
        return along(flops, leastAt(centre, at -> lossAlong(flops, at)));
    }

    /** The best training within so many epochs: the best of all, or as few parameters as the epochs allow. */
    Training best(double flops, double epochs) {
        Training best = best(flops);
        return best.tokens() <= epochs * unique ? best : new Training(flops / (6 * epochs * unique), epochs * unique);
    }

    /**
     * The training of this loss that costs least to train and serve.
     *
     * @param fresh the cheapest one on fresh data, about which to look
     * @return empty if the corpus is too small for the loss, whatever the size and the epochs
     */
    Optional<Training> cheapest(double loss, Serving serving, Training fresh) {
        double at = leastAt(StrictMath.log(fresh.params()), logParams -> {
            double params = StrictMath.exp(logParams);
            double tokens = tokensFor(params, loss);
            // As a logarithm, for the costs span hundreds of powers of ten.
            return tokens == Double.POSITIVE_INFINITY
                    ? tokens
                    : StrictMath.log(params) + StrictMath.log(6 * tokens + 2 * serving.served());
        });
        double params = StrictMath.exp(at);
        double tokens = tokensFor(params, loss);
        return tokens == Double.POSITIVE_INFINITY ? Optional.empty() : Optional.of(new Training(params, tokens));
    }

    /** The fewest tokens that get this size to the loss, or infinity if none do. */
    private double tokensFor(double params, double loss) {
        double low = 0;
        double high = StrictMath.log(MOST_EPOCHS * unique);
        if (!(loss(params, StrictMath.exp(high)) <= loss)) {
            return Double.POSITIVE_INFINITY;
        }
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            if (loss(params, StrictMath.exp(middle)) <= loss) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return StrictMath.exp(high);
    }

    /** Where a function of the parameters' logarithm that falls and then rises is least; the greatest such place. */
    private static double leastAt(double centre, DoubleUnaryOperator function) {
        double best = centre;
        double least = Double.POSITIVE_INFINITY;
        for (int i = STEPS_ABOVE; i >= -STEPS_BELOW; i--) {
            double value = function.applyAsDouble(centre + i * STEP);
            if (value < least) {
                least = value;
                best = centre + i * STEP;
            }
        }
        double low = best - STEP;
        double high = best + STEP;
        for (int i = 0; i < NARROWINGS; i++) {
            double third = (high - low) / 3;
            if (function.applyAsDouble(low + third) < function.applyAsDouble(high - third)) {
                high -= third;
            } else {
                low += third;
            }
        }
        return high;
    }

    private double lossAlong(double flops, double logParams) {
        Training training = along(flops, logParams);
        return loss(training.params(), training.tokens());
    }

    private static Training along(double flops, double logParams) {
        double params = StrictMath.exp(logParams);
        return new Training(params, flops / (6 * params));
    }
}
