package dev.tamis.models.ngram.train;

import java.io.Serializable;
import java.util.List;

/**
 * What model is estimated. Unigrams are always interpolated with the uniform distribution, as lmplz does by default.
 *
 * @param order words of the longest n-grams, 1 to {@value GramKey#MOST_ORDER}
 * @param prune for each order, n-grams that occur so often or less are left out; 0 for words, and never falling
 * @param fallback discounts of counts 1, 2 and 3 or more, for orders where none can be computed; null to refuse such a text
 */
public record Estimation(int order, List<Long> prune, List<Float> fallback) implements Serializable {
    /** Number of the word that stands for all unknown ones. */
    public static final int UNK = 0;

    /** Number of the word before every sentence. */
    public static final int BOS = 1;

    /** Number of the word after every sentence. */
    public static final int EOS = 2;

    /** The first number of a word of the text. */
    public static final int WORDS = 3;

    /** Numbers of words are below this. */
    public static final int MOST_WORDS = GramKey.MOST_WORDS;

    /** @throws IllegalArgumentException naming the setting that cannot be */
    public Estimation {
        if (order < 1 || order > GramKey.MOST_ORDER) {
            throw new IllegalArgumentException("order is " + order + " (from 1 to " + GramKey.MOST_ORDER + ")");
        }
        if (prune.size() > order) {
            throw new IllegalArgumentException(
                    "prune has thresholds for " + prune.size() + " orders, but the model has " + order);
        }
        Long[] thresholds = new Long[order];
        long before = 0;
        for (int i = 0; i < order; i++) {
            long threshold = i < prune.size() ? prune.get(i) : before;
            if (threshold < before || (i == 0 && threshold > 0)) {
                throw new IllegalArgumentException("prune is " + prune
                        + " (must begin with 0, for no word is left out, and must not fall, or an n-gram would"
                        + " outlive its own part)");
            }
            thresholds[i] = threshold;
            before = threshold;
        }
        prune = List.of(thresholds);
        if (fallback != null) {
            fallback = List.copyOf(fallback);
            if (fallback.size() != 3) {
                throw new IllegalArgumentException(
                        "fallback discounts are " + fallback + " (three: of counts 1, 2 and 3 or more)");
            }
            for (int i = 0; i < 3; i++) {
                if (!(fallback.get(i) >= 0 && fallback.get(i) <= i + 1)) {
                    throw new IllegalArgumentException("fallback discount of count " + (i + 1) + " is "
                            + fallback.get(i) + " (from 0 to " + (i + 1) + ")");
                }
            }
        }
    }

    /** A model of that order without pruning, as lmplz makes it by default. */
    public static Estimation of(int order) {
        return new Estimation(order, List.of(), null);
    }

    long threshold(int ofOrder) {
        return prune.get(ofOrder - 1);
    }
}
