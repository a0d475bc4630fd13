package dev.tamis.pipeline.budget;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What there is to train on.
 *
 * @param uniqueTokens tokens of the corpus, each counted once
 * @param bySource tokens of each source, where known; else empty
 */
public record Corpus(double uniqueTokens, SortedMap<String, Long> bySource) {

    /** @throws IllegalArgumentException if the unique tokens are not from 1 to 1e40 */
    public Corpus {
        PlanRequest.checkAmount("unique tokens", uniqueTokens);
        bySource = Collections.unmodifiableSortedMap(new TreeMap<>(bySource));
    }

    public static Corpus of(double uniqueTokens) {
        return new Corpus(uniqueTokens, new TreeMap<>());
    }

    /** The corpus of these sources. */
    public static Corpus of(Map<String, Long> bySource) {
        return new Corpus(bySource.values().stream().mapToLong(Long::longValue).sum(), new TreeMap<>(bySource));
    }

    double epochs(double tokens) {
        return tokens / uniqueTokens;
    }
}
