package dev.tamis.pipeline.budget;

/**
 * The loss in nats per token of a model of N parameters trained on D fresh tokens: {@code L(N, D) = E + A/N^alpha +
 * B/D^beta} (Hoffmann et al. 2022, arXiv 2203.15556, eq. 2).
 *
 * @param e the loss that no size and no data get below
 */
public record LossSurface(double e, double a, double b, double alpha, double beta) {

    public double loss(double params, double tokens) {
        return e + excess(params, tokens);
    }

    /** The loss above {@link #e}, which stays exact where the loss itself rounds to it. */
    double excess(double params, double tokens) {
        return a / StrictMath.pow(params, alpha) + b / StrictMath.pow(tokens, beta);
    }

    /** a in N = k C^a, the compute-optimal parameters of C training FLOPs (eq. 4). */
    double exponent() {
        return beta / (alpha + beta);
    }

    /** k in N = k C^a. */
    double coefficient() {
        return StrictMath.pow(alpha * a / (beta * b), 1 / (alpha + beta)) / StrictMath.pow(6, exponent());
    }

    /** The parameters for which so many tokens are compute-optimal: alpha A/N^alpha = beta B/D^beta, solved for N. */
    double optimalParams(double tokens) {
        return StrictMath.pow(alpha * a * StrictMath.pow(tokens, beta) / (beta * b), 1 / alpha);
    }

    /** The tokens for which so many parameters are compute-optimal. */
    double optimalTokens(double params) {
        return StrictMath.pow(beta * b * StrictMath.pow(params, alpha) / (alpha * a), 1 / beta);
    }

    /** The training of least FLOPs whose loss is {@code e + excess}; there the two terms stand as beta to alpha. */
    Training optimum(double excess) {
        return new Training(
                StrictMath.pow(a * (alpha + beta) / (beta * excess), 1 / alpha),
                StrictMath.pow(b * (alpha + beta) / (alpha * excess), 1 / beta));
    }
}
