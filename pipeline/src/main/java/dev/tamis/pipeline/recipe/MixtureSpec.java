package dev.tamis.pipeline.recipe;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From which sources, in which order, the training tokens come.
 *
 * @param sequenceLength tokens of one training sequence
 * @param maxEpochs how often the tokens of a source may be repeated
 * @param maxEpochsBySource exceptions from {@code maxEpochs} by source
 * @param phases one after the other
 */
public record MixtureSpec(
        int sequenceLength, double maxEpochs, SortedMap<String, Double> maxEpochsBySource, List<Phase> phases) {

    /**
     * A stretch of training with one mixture.
     *
     * @param share part of all training tokens; the shares of all phases sum to 1
     * @param weights relative weights by source, as the recipe has them; a source left out has none
     */
    public record Phase(String name, double share, SortedMap<String, Double> weights) {
        public Phase {
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        }

        /** The weights divided by their sum. */
        public SortedMap<String, Double> fractions() {
            double sum = 0;
            for (double weight : weights.values()) {
                sum += weight;
            }
            SortedMap<String, Double> fractions = new TreeMap<>();
            for (var entry : weights.entrySet()) {
                fractions.put(entry.getKey(), entry.getValue() / sum);
            }
            return fractions;
        }
    }

    public MixtureSpec {
        maxEpochsBySource = Collections.unmodifiableSortedMap(new TreeMap<>(maxEpochsBySource));
        phases = List.copyOf(phases);
    }

    /** How often the tokens of this source may be repeated. */
    public double maxEpochs(String source) {
        return maxEpochsBySource.getOrDefault(source, maxEpochs);
    }
}
