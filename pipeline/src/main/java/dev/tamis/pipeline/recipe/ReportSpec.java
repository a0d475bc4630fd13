package dev.tamis.pipeline.recipe;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the report shows.
 *
 * @param samples how many kept and how many rejected records of each rule
 * @param media which images are shown: {@code safe}, {@code all} or {@code none}
 * @param compare paths of SentencePiece models to show beside the run's own, by the names they go by
 */
public record ReportSpec(int samples, String media, SortedMap<String, String> compare) {
    /** What {@link #media} may be. */
    static final List<String> MEDIA = List.of("safe", "all", "none");

    public ReportSpec {
        compare = Collections.unmodifiableSortedMap(new TreeMap<>(compare));
    }
}
