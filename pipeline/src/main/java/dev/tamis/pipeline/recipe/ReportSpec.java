package dev.tamis.pipeline.recipe;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the report shows.
 *
 * @param samples how many kept and how many rejected records of each rule
 * @param compare paths of SentencePiece models to show beside the run's own, by the names they go by
 */
public record ReportSpec(int samples, SortedMap<String, String> compare) {
    public ReportSpec {
        compare = Collections.unmodifiableSortedMap(new TreeMap<>(compare));
    }
}
