package dev.tamis.jobs;

import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.QuantizeOptions;
import dev.tamis.models.train.TrainOptions;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** fastText's options of training under its own names. What is not given is a recipe's or fastText's default. */
final class TrainingSettings {
    @Option(names = "--lr", paramLabel = "X", description = "Learning rate at the start; it falls to 0 (0.1).")
    private Double lr;

    @Option(names = "--lrUpdateRate", paramLabel = "N", description = "Words after which the rate falls (100).")
    private Integer lrUpdateRate;

    @Option(names = "--dim", paramLabel = "N", description = "Length of vectors (100).")
    private Integer dim;

    @Option(names = "--epoch", paramLabel = "N", description = "Passes over the texts (5).")
    private Integer epoch;

    @Option(names = "--wordNgrams", paramLabel = "N", description = "Longest n-gram of words (1).")
    private Integer wordNgrams;

    @Option(names = "--minCount", paramLabel = "N", description = "Words seen less often are no features (1).")
    private Integer minCount;

    @Option(names = "--minCountLabel", paramLabel = "N", description = "Labels seen less often are left out (0).")
    private Integer minCountLabel;

    @Option(
            names = "--bucket",
            paramLabel = "N",
            description =
                    "Vectors that hashed n-grams share (2000000). Memory: 4 bytes x dim x (bucket + words); TAMIS_HEAP"
                            + " must hold it.")
    private Integer bucket;

    @Option(names = "--minn", paramLabel = "N", description = "Shortest n-gram of characters (0).")
    private Integer minn;

    @Option(names = "--maxn", paramLabel = "N", description = "Longest n-gram of characters; 0 for none (0).")
    private Integer maxn;

    @Option(names = "--loss", paramLabel = "L", description = "softmax, hs, ova or ns (softmax).")
    private String loss;

    @Option(names = "--neg", paramLabel = "N", description = "Labels drawn for each text with ns (5).")
    private Integer neg;

    @Option(
            names = "--thread",
            paramLabel = "N",
            description = "Threads (1); the model has the same bytes with any number.")
    private Integer thread;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of all choices by chance (17, or the recipe's).")
    private Long seed;

    @Option(names = "--quantize", description = "Make a small copy, model.ftz, as well.")
    private boolean quantize;

    @Option(names = "--cutoff", paramLabel = "N", description = "Of the small copy: features kept; 0 for all (0).")
    private Integer cutoff;

    @Option(names = "--retrain", description = "Of the small copy: train the kept features again.")
    private boolean retrain;

    @Option(names = "--qnorm", description = "Of the small copy: code norms apart from directions.")
    private boolean qnorm;

    @Option(names = "--qout", description = "Of the small copy: code the labels' vectors too.")
    private boolean qout;

    @Option(names = "--dsub", paramLabel = "N", description = "Of the small copy: numbers that share a byte (2).")
    private Integer dsub;

    /** The options, over those of a recipe or the defaults. */
    TrainOptions over(TrainOptions base) {
        return new TrainOptions(
                or(lr, base.lr()),
                or(lrUpdateRate, base.lrUpdateRate()),
                or(dim, base.dim()),
                or(epoch, base.epoch()),
                or(wordNgrams, base.wordNgrams()),
                or(minCount, base.minCount()),
                or(minCountLabel, base.minCountLabel()),
                or(bucket, base.bucket()),
                or(minn, base.minn()),
                or(maxn, base.maxn()),
                loss == null ? base.loss() : loss(loss),
                or(neg, base.neg()),
                or(thread, base.thread()),
                or(seed, base.seed()));
    }

    Optional<QuantizeOptions> over(Optional<QuantizeOptions> base) {
        boolean given = cutoff != null || retrain || qnorm || qout || dsub != null;
        if (!quantize && base.isEmpty()) {
            if (given) {
                throw new IllegalArgumentException(
                        "--cutoff, --retrain, --qnorm, --qout and --dsub go with --quantize");
            }
            return Optional.empty();
        }
        QuantizeOptions from = base.orElse(QuantizeOptions.DEFAULTS);
        return Optional.of(new QuantizeOptions(
                or(cutoff, from.cutoff()),
                retrain || from.retrain(),
                qnorm || from.qnorm(),
                qout || from.qout(),
                or(dsub, from.dsub())));
    }

    private static <T> T or(T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    private static Loss loss(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "softmax" -> Loss.SOFTMAX;
            case "hs" -> Loss.HIERARCHICAL_SOFTMAX;
            case "ova", "one-vs-all" -> Loss.ONE_VS_ALL;
            case "ns" -> Loss.NEGATIVE_SAMPLING;
            default ->
                throw new IllegalArgumentException(
                        "--loss: unknown loss \"" + name + "\" (must be softmax, hs, ova or ns)");
        };
    }
}
