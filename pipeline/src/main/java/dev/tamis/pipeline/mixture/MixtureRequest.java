package dev.tamis.pipeline.mixture;

import java.io.Serializable;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a mixture is asked to be: a budget of tokens, the phases it is spent in, and what there is to draw from.
 *
 * @param tokens the budget over all phases
 * @param seed of every epoch's shuffle
 * @param phases in the order they are trained on
 * @param domains the leaves, in any order; no path is the beginning of another's
 * @param maxEpochs how often each leaf may be gone through over all phases; fractions count
 * @param maxEpochsByPath exceptions. Of a leaf: instead of {@code maxEpochs}. Of a source or an inner path: bounds all
 *     beneath it together, so many times their tokens, beside the limit of each leaf
 */
public record MixtureRequest(
        long tokens,
        long seed,
        List<Phase> phases,
        List<Domain> domains,
        double maxEpochs,
        SortedMap<String, Double> maxEpochsByPath)
        implements Serializable {

    /**
     * A stretch of training.
     *
     * @param share of the budget; shares need not sum to one
     * @param sequenceLength tokens of its sequences
     * @param weights by path, relative among siblings. At a level where some are named the others get nothing; a level
     *     where none is named is weighed by {@code scheme}
     * @param rampTo weights at the phase's end, towards which shares change linearly from {@code weights} at its
     *     beginning; null where they are constant, empty where the scheme alone has them
     * @param scheme weighs what no weight names
     * @param floors least share of the phase's tokens by path, at every step of a ramp
     * @param ceilings greatest share of the phase's tokens by path, at every step of a ramp
     */
    public record Phase(
            String name,
            double share,
            int sequenceLength,
            SortedMap<String, Double> weights,
            SortedMap<String, Double> rampTo,
            Scheme scheme,
            SortedMap<String, Double> floors,
            SortedMap<String, Double> ceilings)
            implements Serializable {
        public Phase {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(scheme, "scheme");
            weights = sorted(weights);
            rampTo = rampTo == null ? null : sorted(rampTo);
            floors = sorted(floors);
            ceilings = sorted(ceilings);
        }

        /** A phase of constant weights without floors or ceilings; proportional where none is named. */
        public static Phase of(String name, double share, int sequenceLength, Map<String, Double> weights) {
            return new Phase(
                    name,
                    share,
                    sequenceLength,
                    sorted(weights),
                    null,
                    Scheme.PROPORTIONAL,
                    Collections.emptySortedMap(),
                    Collections.emptySortedMap());
        }

        /** Whether its shares change from step to step. */
        public boolean ramped() {
            return rampTo != null;
        }
    }

    /**
     * A leaf: what weights are given to, and documents belong to.
     *
     * @param path segments of {@code [A-Za-z0-9_.-]} joined by "/"
     * @param tokens after filtering, before packing
     * @param documents of these tokens
     */
    public record Domain(String path, long tokens, long documents) implements Serializable {
        public Domain {
            Objects.requireNonNull(path, "path");
        }
    }

    private static SortedMap<String, Double> sorted(Map<String, Double> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    /** @throws IllegalArgumentException naming everything that is wrong, a line each */
    public MixtureRequest {
        phases = List.copyOf(phases);
        domains = List.copyOf(domains);
        maxEpochsByPath = sorted(maxEpochsByPath);
        List<String> problems = new RequestCheck(tokens, phases, domains, maxEpochs, maxEpochsByPath).problems();
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Invalid mixture:\n  " + String.join("\n  ", problems));
        }
    }

    /** What the shares of the phases sum to; each phase has its share of this of the budget. */
    double shares() {
        return phases.stream().mapToDouble(Phase::share).sum();
    }

    /** How often a leaf may be gone through by its own limit. */
    public double maxEpochs(String leaf) {
        return maxEpochsByPath.getOrDefault(leaf, maxEpochs);
    }
}
