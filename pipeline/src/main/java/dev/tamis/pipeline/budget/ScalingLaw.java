package dev.tamis.pipeline.budget;

import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A published law for the compute-optimal split of training FLOPs C between parameters N and tokens D, where C = 6ND.
 *
 * <p>Every law here comes down to {@code N = k * C^a}. Laws that were fitted as a loss surface {@code L(N, D) = E +
 * A/N^alpha + B/D^beta} have {@code a = beta/(alpha+beta)} and {@code k = G/6^a} with {@code G =
 * (alpha*A/(beta*B))^(1/(alpha+beta))} (Hoffmann et al. 2022, arXiv 2203.15556, eq. 4), and predict a loss too.
 *
 * <p>C and N count embeddings, as in Hoffmann et al.; for very small models the embeddings dominate both.
 *
 * @param name how recipes and the command line call it
 * @param source the paper, and what of it
 * @param coefficient k
 * @param exponent a
 * @param surface the loss surface, or null for a plain power law
 */
public record ScalingLaw(String name, String source, double coefficient, double exponent, LossSurface surface) {

    /** Power law through the rows of Hoffmann et al. 2022, table 3: N within 1.2 %. */
    public static final ScalingLaw HOFFMANN_1 = new ScalingLaw(
            "hoffmann-1", "Hoffmann et al. 2022, approach 1, power law through table 3", 0.09916, 0.4981, null);

    /** Power law through the rows of Hoffmann et al. 2022, table A3: N within 3.3 %. */
    public static final ScalingLaw HOFFMANN_2 = new ScalingLaw(
            "hoffmann-2", "Hoffmann et al. 2022, approach 2, power law through table A3", 0.1449, 0.4899, null);

    /** Approach 3 with the constants that reproduce the paper's own table A3. */
    public static final ScalingLaw HOFFMANN_3 = ofSurface(
            "hoffmann-3",
            "Hoffmann et al. 2022, approach 3, unrounded constants",
            new LossSurface(1.6934, 406.4, 410.7, 0.3392, 0.2849));

    /** Approach 3 as printed. The rounding moves N by 18 to 30 % away from the paper's own table A3. */
    public static final ScalingLaw HOFFMANN_3_PRINTED = ofSurface(
            "hoffmann-3-printed",
            "Hoffmann et al. 2022, approach 3, constants as printed",
            new LossSurface(1.69, 406.4, 410.7, 0.34, 0.28));

    /** The corrected fit of approach 3, which agrees with approaches 1 and 2. */
    public static final ScalingLaw BESIROGLU = ofSurface(
            "besiroglu",
            "Besiroglu et al. 2024, arXiv 2404.10102, refit of approach 3",
            new LossSurface(1.8172, 482.01, 2085.43, 0.3478, 0.3658));

    /** The fit on C4 that the law of repeated data rests on; see {@link Repetition}. */
    public static final ScalingLaw MUENNIGHOFF = ofSurface(
            "muennighoff",
            "Muennighoff et al. 2023, arXiv 2305.16264, fit on C4",
            new LossSurface(
                    StrictMath.exp(0.6254804),
                    StrictMath.exp(6.255414),
                    StrictMath.exp(7.3049974),
                    0.3526596,
                    0.3526596));

    /** What {@code tamis plan} uses unless told otherwise. */
    public static final ScalingLaw DEFAULT = BESIROGLU;

    /** Every law, in the order tables show them. */
    public static final List<ScalingLaw> ALL =
            List.of(HOFFMANN_1, HOFFMANN_2, HOFFMANN_3, HOFFMANN_3_PRINTED, BESIROGLU, MUENNIGHOFF);

    public ScalingLaw {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
    }

    private static ScalingLaw ofSurface(String name, String source, LossSurface surface) {
        return new ScalingLaw(name, source, surface.coefficient(), surface.exponent(), surface);
    }

    /** The compute-optimal training for so many FLOPs. */
    Training optimum(double flops) {
        double params = coefficient * StrictMath.pow(flops, exponent);
        return new Training(params, flops / (6 * params));
    }

    /**
     * The law of this name.
     *
     * @throws IllegalArgumentException if there is none; the message lists those there are
     */
    public static ScalingLaw named(String name) {
        for (ScalingLaw law : ALL) {
            if (law.name.equals(name)) {
                return law;
            }
        }
        throw new IllegalArgumentException("Unknown scaling law \"" + name + "\" (allowed: "
                + ALL.stream().map(ScalingLaw::name).collect(Collectors.joining(", ")) + ")");
    }
}
