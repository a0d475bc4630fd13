package dev.tamis.pipeline.mixture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a mixture is asked to be: a budget of tokens, the phases it is spent in, and what there is to draw from.
 *
 * @param tokens the budget over all phases
 * @param sequenceLength tokens of a packed sequence
 * @param seed of every epoch's shuffle
 * @param phases in the order they are trained on
 * @param stocks every source, in any order
 */
public record MixtureRequest(long tokens, int sequenceLength, long seed, List<Phase> phases, List<Stock> stocks)
        implements Serializable {

    /**
     * A stretch of training with fixed weights.
     *
     * @param share of the budget; shares need not sum to one
     * @param weights asked share of each source in the phase's tokens; need not sum to one; a source not named is not
     *     drawn
     */
    public record Phase(String name, double share, Map<String, Double> weights) implements Serializable {
        public Phase {
            Objects.requireNonNull(name, "name");
            weights = Collections.unmodifiableSortedMap(new TreeMap<>(weights));
        }
    }

    /**
     * What a source has to give.
     *
     * @param tokens after filtering, before packing
     * @param sequences whole packed sequences of them
     * @param maxEpochs how often the source may be gone through over all phases; fractions count
     */
    public record Stock(String name, long tokens, long sequences, double maxEpochs) implements Serializable {
        public Stock {
            Objects.requireNonNull(name, "name");
        }

        /** A source whose tokens are packed without loss: {@code floor(tokens / sequenceLength)} sequences. */
        public static Stock of(String name, long tokens, int sequenceLength, double maxEpochs) {
            return new Stock(name, tokens, tokens / sequenceLength, maxEpochs);
        }
    }

    /** @throws IllegalArgumentException naming everything that is wrong, a line each */
    public MixtureRequest {
        phases = List.copyOf(phases);
        stocks = List.copyOf(stocks);
        List<String> problems = problems(tokens, sequenceLength, phases, stocks);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Invalid mixture:\n  " + String.join("\n  ", problems));
        }
    }

    private static List<String> problems(long tokens, int sequenceLength, List<Phase> phases, List<Stock> stocks) {
        List<String> problems = new ArrayList<>();
        if (sequenceLength < 1) {
            problems.add("sequence length: " + sequenceLength + " (must be >= 1)");
        } else if (tokens < sequenceLength) {
            problems.add("budget: " + tokens + " tokens do not fill one sequence of " + sequenceLength
                    + "; raise the budget or shorten the sequence");
        }
        Set<String> names = new TreeSet<>();
        Set<String> drawable = new LinkedHashSet<>();
        for (Stock stock : stocks) {
            if (!names.add(stock.name)) {
                problems.add("sources: \"" + stock.name + "\" is given twice");
            }
            if (stock.tokens < 0 || stock.sequences < 0) {
                problems.add("source " + stock.name + ": " + stock.tokens + " tokens, " + stock.sequences
                        + " sequences (must be >= 0)");
            }
            if (!(stock.maxEpochs > 0 && stock.maxEpochs <= 1e9)) {
                problems.add("source " + stock.name + ": max epochs " + stock.maxEpochs + " (must be > 0, <= 1e9)");
            }
            if (stock.sequences > 0) {
                drawable.add(stock.name);
            }
        }
        if (phases.isEmpty()) {
            problems.add("phases: none given; at least one is needed");
        }
        String drawableList =
                drawable.isEmpty() ? "none" : drawable.stream().sorted().collect(Collectors.joining(", "));
        Map<String, Stock> byName = stocks.stream().collect(Collectors.toMap(Stock::name, s -> s, (a, b) -> a));
        Set<String> phaseNames = new TreeSet<>();
        for (Phase phase : phases) {
            String where = "phase " + phase.name;
            if (!phaseNames.add(phase.name)) {
                problems.add("phases: \"" + phase.name + "\" is given twice");
            }
            if (!(phase.share > 0 && phase.share <= 1e9)) {
                problems.add(where + ": share " + phase.share + " (must be > 0, <= 1e9)");
            }
            boolean any = false;
            for (Map.Entry<String, Double> entry : phase.weights.entrySet()) {
                String source = entry.getKey();
                double weight = entry.getValue();
                if (!(weight >= 0 && weight <= 1e9)) {
                    problems.add(where + ": weight " + weight + " of " + source + " (must be >= 0, <= 1e9)");
                }
                if (!byName.containsKey(source)) {
                    problems.add(where + ": weight " + weight + " for unknown source \"" + source + "\" (sources: "
                            + String.join(", ", names) + ")");
                } else if (weight > 0) {
                    any = true;
                    Stock stock = byName.get(source);
                    if (stock.sequences == 0) {
                        problems.add(where + ": weight " + weight + " asked of source \"" + source + "\", which has "
                                + stock.tokens + " tokens and not one sequence of " + sequenceLength
                                + "; remove the weight or loosen its filters (sources with data: " + drawableList
                                + ")");
                    } else if (stock.maxEpochs > 0 && stock.maxEpochs * stock.sequences < 1) {
                        problems.add(where + ": weight " + weight + " asked of source \"" + source + "\", whose "
                                + stock.sequences + " sequences at max epochs " + stock.maxEpochs
                                + " come to less than one");
                    }
                }
            }
            if (!any) {
                problems.add(where + ": no source has a weight above 0 (sources with data: " + drawableList + ")");
            }
        }
        return problems;
    }
}
