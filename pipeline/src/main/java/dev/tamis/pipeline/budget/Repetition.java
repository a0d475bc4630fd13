package dev.tamis.pipeline.budget;

/**
 * What repeated tokens are worth, in fresh ones (Muennighoff et al. 2023, arXiv 2305.16264, eq. 5 with U_D unique
 * tokens): {@code D' = U_D + U_D * R* * (1 - exp(-R/R*))} where R is the number of repetitions, epochs less one.
 *
 * <p>The fit used dropout and cannot show harm from repetition, only saturation. It holds for each domain by itself: a
 * small domain seen 40 times in a mixture that is otherwise seen once is still seen 40 times.
 */
public final class Repetition {

    /** R*_D: repetitions after which a token is worth 1/e of a fresh one. */
    public static final double WORN = 15.387756;

    /** Above this, plans carry a warning: four epochs are worth 3.73, and it falls from there. */
    public static final double WARN_ABOVE_EPOCHS = 4;

    private Repetition() {}

    /** Epochs of fresh data that so many epochs over the same data are worth. Up to one epoch, the same number. */
    public static double effectiveEpochs(double epochs) {
        if (!(epochs >= 0)) {
            throw new IllegalArgumentException("Invalid epochs: " + epochs + " (must be >= 0)");
        }
        if (epochs <= 1) {
            return epochs;
        }
        return 1 + WORN * (1 - StrictMath.exp(-(epochs - 1) / WORN));
    }

    /** Fresh tokens that {@code tokens} drawn from {@code unique} ones are worth. */
    public static double effectiveTokens(double unique, double tokens) {
        if (!(unique > 0)) {
            throw new IllegalArgumentException("Invalid unique tokens: " + unique + " (must be > 0)");
        }
        return unique * effectiveEpochs(tokens / unique);
    }

    /** What the next token is worth after so many epochs, as a share of a fresh one: {@code exp(-R/R*)}. */
    public static double marginalValue(double epochs) {
        if (!(epochs >= 0)) {
            throw new IllegalArgumentException("Invalid epochs: " + epochs + " (must be >= 0)");
        }
        return epochs <= 1 ? 1 : StrictMath.exp(-(epochs - 1) / WORN);
    }
}
