package dev.tamis.pipeline.budget;

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
    private static final double STEP = 0.1;

    private static final int STEPS_BELOW = 700;
    private static final int STEPS_ABOVE = 100;
    private static final int NARROWINGS = 100;

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
        double best = centre;
        double least = Double.POSITIVE_INFINITY;
        for (int i = STEPS_ABOVE; i >= -STEPS_BELOW; i--) {
            double at = centre + i * STEP;
            double loss = lossAlong(flops, at);
            if (loss < least) {
                least = loss;
                best = at;
            }
        }
        double low = best - STEP;
        double high = best + STEP;
        for (int i = 0; i < NARROWINGS; i++) {
            double third = (high - low) / 3;
            if (lossAlong(flops, low + third) < lossAlong(flops, high - third)) {
                high -= third;
            } else {
                low += third;
            }
        }
        return along(flops, high);
    }

    /** The best training within so many epochs: the best of all, or as few parameters as the epochs allow. */
    Training best(double flops, double epochs) {
        Training best = best(flops);
        return best.tokens() <= epochs * unique ? best : new Training(flops / (6 * epochs * unique), epochs * unique);
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
