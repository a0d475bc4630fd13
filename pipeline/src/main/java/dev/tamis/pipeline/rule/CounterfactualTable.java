package dev.tamis.pipeline.rule;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The counts of {@link Counterfactuals} over all documents of a run.
 *
 * @param lines by rule, and within a rule in the order of its thresholds
 */
public record CounterfactualTable(@JsonProperty("lines") List<Line> lines) {
    /** What the stage that decides calls the file of it. */
    public static final String TABLE = "counterfactuals";

    private static final String PREFIX = "counterfactual/";

    public CounterfactualTable {
        lines = List.copyOf(lines);
    }

    /** @param sources what the rule would reject, by source */
    public record Line(
            @JsonProperty("threshold") Threshold threshold,
            @JsonProperty("sources") SortedMap<String, Counts> sources) {
        public Line {
            sources = new TreeMap<>(sources);
        }
    }

    /**
     * Documents of a source at each value of the grid.
     *
     * @param failed those the rule would reject
     * @param alone those of them that no other rule rejects
     */
    public record Counts(
            @JsonProperty("failed") List<Long> failed,
            @JsonProperty("alone") List<Long> alone) {
        public Counts {
            failed = List.copyOf(failed);
            alone = List.copyOf(alone);
        }
    }

    /** The counts of one task as numbers with names, which add up to those of all tasks. */
    public static SortedMap<String, Long> counts(Counterfactuals counted) {
        SortedMap<String, Long> counts = new TreeMap<>();
        counted.failed().forEach((source, rows) -> name(counts, source, "failed", rows));
        counted.alone().forEach((source, rows) -> name(counts, source, "alone", rows));
        return counts;
    }

    private static void name(SortedMap<String, Long> counts, String source, String what, long[][] rows) {
        for (int t = 0; t < rows.length; t++) {
            for (int i = 0; i < rows[t].length; i++) {
                counts.put(PREFIX + source + "/" + what + "/" + t + "/" + i, rows[t][i]);
            }
        }
    }

    /** Whether a number with this name is one of {@link #counts}. */
    public static boolean isCount(String name) {
        return name.startsWith(PREFIX);
    }

    /**
     * The table that sums make.
     *
     * @param sources in any order
     * @param sums of {@link #counts} over all tasks; what is missing is 0
     */
    public static CounterfactualTable of(List<Threshold> thresholds, Iterable<String> sources, Map<String, Long> sums) {
        List<Line> lines = new ArrayList<>();
        for (int t = 0; t < thresholds.size(); t++) {
            SortedMap<String, Counts> bySource = new TreeMap<>();
            for (String source : sources) {
                bySource.put(
                        source,
                        new Counts(
                                row(sums, source, "failed", t, thresholds.get(t)),
                                row(sums, source, "alone", t, thresholds.get(t))));
            }
            lines.add(new Line(thresholds.get(t), bySource));
        }
        return new CounterfactualTable(lines);
    }

    private static List<Long> row(Map<String, Long> sums, String source, String what, int t, Threshold threshold) {
        List<Long> row = new ArrayList<>();
        for (int i = 0; i < threshold.grid().size(); i++) {
            row.add(sums.getOrDefault(PREFIX + source + "/" + what + "/" + t + "/" + i, 0L));
        }
        return row;
    }
}
