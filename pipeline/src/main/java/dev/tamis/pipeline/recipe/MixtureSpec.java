package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.mixture.Scheme;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * From which domains, in which order, the training tokens come. A domain is a source, or what expressions make of it:
 * {@code web}, {@code web/en}, {@code web/en/long}.
 *
 * @param packing how documents become sequences
 * @param split expressions that divide a source, outermost first, by source; a source left out is one domain
 * @param maxEpochs how often the tokens of a domain may be repeated
 * @param maxEpochsByDomain exceptions from {@code maxEpochs}
 * @param phases one after the other
 */
public record MixtureSpec(
        Packing packing,
        SortedMap<String, List<String>> split,
        double maxEpochs,
        SortedMap<String, Double> maxEpochsByDomain,
        List<Phase> phases) {

    /** How documents become sequences. */
    public enum Packing {
        BEST_FIT,
        CONCAT;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * A stretch of training with one mixture, or with one that moves in a straight line.
     *
     * @param share part of all training tokens; the shares of all phases sum to 1
     * @param sequenceLength tokens of one training sequence
     * @param scheme for the levels that {@code weights} says nothing of
     * @param weights relative weights by domain, as the recipe has them
     * @param rampTo the weights at the end of the phase, where they differ from those at its start
     * @param floors least shares of the phase's tokens by domain
     * @param ceilings largest shares by domain
     */
    public record Phase(
            String name,
            double share,
            int sequenceLength,
            Scheme scheme,
            SortedMap<String, Double> weights,
            Optional<SortedMap<String, Double>> rampTo,
            SortedMap<String, Double> floors,
            SortedMap<String, Double> ceilings) {
        public Phase {
            weights = copy(weights);
            rampTo = rampTo.map(MixtureSpec::copy);
            floors = copy(floors);
            ceilings = copy(ceilings);
        }

        /** Shares of the sources over the whole phase by their weights; empty where none is given. */
        public SortedMap<String, Double> sourceFractions() {
            SortedMap<String, Double> fractions = fractions(weights);
            if (rampTo.isPresent() && !fractions.isEmpty()) {
                fractions.replaceAll((source, start) -> start / 2);
                fractions(rampTo.get()).forEach((source, end) -> fractions.merge(source, end / 2, Double::sum));
            }
            return fractions;
        }

        private static SortedMap<String, Double> fractions(SortedMap<String, Double> weights) {
            SortedMap<String, Double> fractions = new TreeMap<>(weights);
            fractions.keySet().removeIf(domain -> domain.indexOf('/') >= 0);
            double sum =
                    fractions.values().stream().mapToDouble(Double::doubleValue).sum();
            fractions.replaceAll((source, weight) -> weight / sum);
            return fractions;
        }
    }

    public MixtureSpec {
        split = Collections.unmodifiableSortedMap(new TreeMap<>(split));
        maxEpochsByDomain = copy(maxEpochsByDomain);
        phases = List.copyOf(phases);
    }

    private static SortedMap<String, Double> copy(SortedMap<String, Double> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }
}
