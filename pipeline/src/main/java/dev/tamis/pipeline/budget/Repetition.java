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

    /** Above this, plans are refused unless forced: sixteen epochs are worth 10.6, and the next one 0.38. */
    public static final double REFUSE_ABOVE_EPOCHS = 16;

    /** R*_N: as {@link #WORN}, of parameters beyond those that the unique tokens are compute-optimal for. */
    static final double WORN_PARAMS = 5.309743;

    private Repetition() {}

    /** Epochs of fresh data that so many epochs over the same data are worth. Up to one epoch, the same number. */
    public static double effectiveEpochs(double epochs) {
        if (!(epochs >= 0)) {
            throw new IllegalArgumentException("Invalid epochs: " + epochs + " (must be >= 0)");
        }
        if (epochs <= 1) {
            return epochs;
        }
        return worth(epochs, WORN);
    }

    /** Worth of so many times as much, at least once, whose value wears off with a constant. */
    private static double worth(double times, double worn) {
        return 1 + worn * (1 - StrictMath.exp(-(times - 1) / worn));
    }

    /**
     * N', the parameters that count (eq. 6): U_N + U_N R*_N (1 - exp(-R_N/R*_N)) with U_N = min(optimal, params) and R_N =
     * params/U_N - 1.
     *
     * @param optimal parameters that the unique tokens are compute-optimal for
     */
    static double effectiveParams(double optimal, double params) {
        return params <= optimal ? params : optimal * worth(params / optimal, WORN_PARAMS);
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
