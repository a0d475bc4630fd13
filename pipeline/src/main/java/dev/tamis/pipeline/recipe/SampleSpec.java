package dev.tamis.pipeline.recipe;

import java.util.Collections;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much each group of texts counts when a tokenizer is trained, whatever the size of its text.
 *
 * @param by what makes a group
 * @param weights relative weights by group; a group left out counts nothing; empty where there is an exponent
 * @param exponent shares are proportional to a group's bytes to this power: 1 leaves them as they are, 0 makes all
 *     equal; empty where there are weights
 */
public record SampleSpec(By by, SortedMap<String, Double> weights, OptionalDouble exponent) {

    /** What the texts of a group have in common. */
    public enum By {
        SOURCE,
        LANGUAGE;

        public String id() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    public SampleSpec {
        weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        if (weights.isEmpty() == exponent.isEmpty()) {
            throw new IllegalArgumentException("expected either weights or an exponent");
        }
    }

    /** Shares by given weights. */
    public static SampleSpec weighted(By by, SortedMap<String, Double> weights) {
        return new SampleSpec(by, weights, OptionalDouble.empty());
    }

    /** Shares that follow the groups' sizes, flattened. */
    public static SampleSpec flattened(By by, double exponent) {
        return new SampleSpec(by, new TreeMap<>(), OptionalDouble.of(exponent));
    }
}
