package dev.tamis.pipeline.budget;

/**
 * Training a model and then serving it: {@code 6ND + 2NS} FLOPs in all for S served tokens (Sardana et al. 2024, arXiv
 * 2401.00448, eq. 3). A smaller model trained for longer is dearer to train and cheaper to serve.
 *
 * @param served S, tokens read and written over the model's life
 */
record Serving(LossSurface surface, double served) {

    /** Enough to halve the widest bracket down to neighbouring doubles. */
    private static final int HALVINGS = 200;

    /** Least ratio, as a natural logarithm, of the data's part of the loss to the whole. */
    private static final double WIDEST = -700;

    double servingFlops(double params) {
        return 2 * params * served;
    }

    double totalFlops(Training training) {
        return training.flops() + servingFlops(training.params());
    }

    /**
     * The training of least total FLOPs whose loss is {@code e + excess}.
     *
     * <p>With u = A/N^alpha and v = B/D^beta, u + v = excess, the cost is stationary where {@code (1 + S/(3D)) * beta *
     * v = alpha * u}. The left side grows with v and the right side falls, so there is one such v.
     */
    Training cheapest(double excess) {
        double low = WIDEST;
        double high = 0;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double share = StrictMath.exp(middle);
            double pull = (1 + served / (3 * tokensAt(share * excess))) * surface.beta() * share;
            if (pull < surface.alpha() * (1 - share)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        double share = StrictMath.exp(high);
        return new Training(
                StrictMath.pow(surface.a() / (excess * (1 - share)), 1 / surface.alpha()), tokensAt(share * excess));
    }

    private double tokensAt(double part) {
        return StrictMath.pow(surface.b() / part, 1 / surface.beta());
    }

    /**
     * The tokens for which a model of this size is the cheapest way to the loss it reaches: the same condition as of
     * {@link #cheapest}, for a given N. Without served tokens they are the compute-optimal ones.
     */
    double tokensFor(double params) {
        double optimal = surface.optimalTokens(params);
        double wanted = surface.alpha() * surface.a() / StrictMath.pow(params, surface.alpha());
        double low = StrictMath.log(optimal);
        double high = low + StrictMath.log1p(served / (3 * optimal)) / surface.beta();
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            double tokens = StrictMath.exp(middle);
            double pull =
                    (1 + served / (3 * tokens)) * surface.beta() * surface.b() / StrictMath.pow(tokens, surface.beta());
            if (pull > wanted) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return StrictMath.exp(high);
    }
}
