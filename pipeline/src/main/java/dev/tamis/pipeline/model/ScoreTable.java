package dev.tamis.pipeline.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How the scores of models are distributed over the documents of each source.
 *
 * @param lines by model, column and source
 */
public record ScoreTable(@JsonProperty("lines") List<Line> lines) {
    /** What the stage that scores calls the file of it. */
    public static final String TABLE = "distribution";

    private static final String PREFIX = "distribution/";

    /** Bins of a scale from 0 to 1. */
    public static final int BINS = 50;

    /** Bins for a factor of two, on a scale without bounds. */
    private static final int BINS_A_DOUBLING = 4;

    public ScoreTable {
        lines = List.copyOf(lines);
    }

    /**
     * A column's values in one source.
     *
     * @param share whether its values are within 0 and 1, in {@value #BINS} bins; else {@link #value} says where a bin is
     * @param nulls documents without a value
     * @param bins documents by bin; empty for a column of labels
     * @param labels documents by label; empty for a column of numbers
     */
    public record Line(
            @JsonProperty("model") String model,
            @JsonProperty("column") String column,
            @JsonProperty("source") String source,
            @JsonProperty("share") boolean share,
            @JsonProperty("nulls") long nulls,
            @JsonProperty("bins") SortedMap<Integer, Long> bins,
            @JsonProperty("labels") SortedMap<String, Long> labels) {
        public Line {
            bins = new TreeMap<>(bins);
            labels = new TreeMap<>(labels);
        }
    }

    /** The name under which a task counts a value, null included. */
    public static String count(String column, boolean share, String source, Object value) {
        String what = value == null
                ? "null"
                : value instanceof Number number
                        ? "bin/" + (share ? shareBin(number.doubleValue()) : bin(number.doubleValue()))
                        : "label/" + value;
        return PREFIX + column + "/" + source + "/" + what;
    }

    /** Whether a number with this name is one of {@link #count}'s. */
    public static boolean isCount(String name) {
        return name.startsWith(PREFIX);
    }

    private static int shareBin(double value) {
        return (int) Math.min(BINS - 1, Math.max(0, Math.floor(value * BINS)));
    }

    /** Bins are even on a scale of log(1 + |x|), negative ones below zero. */
    private static int bin(double value) {
        double doublings = Math.log1p(Math.abs(value)) / Math.log(2);
        int bin = (int) Math.floor(doublings * BINS_A_DOUBLING);
        return value < 0 ? -1 - bin : bin;
    }

    /** The least magnitude that a bin of an unbounded scale holds, with its sign. */
    public static double value(int bin) {
        int from = bin < 0 ? -1 - bin : bin;
        double least = Math.expm1(from * Math.log(2) / BINS_A_DOUBLING);
        return bin < 0 ? -least : least;
    }

    /**
     * The table that sums make.
     *
     * @param columns of each model, by model, with whether they are shares
     * @param sums of {@link #count} over all tasks
     */
    public static ScoreTable of(
            Map<String, Map<String, Boolean>> columns, Iterable<String> sources, SortedMap<String, Long> sums) {
        List<Line> lines = new ArrayList<>();
        columns.forEach((model, some) -> some.forEach((column, share) -> {
            for (String source : sources) {
                String prefix = PREFIX + column + "/" + source + "/";
                SortedMap<Integer, Long> bins = new TreeMap<>();
                SortedMap<String, Long> labels = new TreeMap<>();
                for (Map.Entry<String, Long> one : sums.tailMap(prefix).entrySet()) {
                    if (!one.getKey().startsWith(prefix)) {
                        break;
                    }
                    String what = one.getKey().substring(prefix.length());
                    if (what.startsWith("bin/")) {
                        bins.put(Integer.valueOf(what.substring("bin/".length())), one.getValue());
                    } else if (what.startsWith("label/")) {
                        labels.put(what.substring("label/".length()), one.getValue());
                    }
                }
                lines.add(new Line(model, column, source, share, sums.getOrDefault(prefix + "null", 0L), bins, labels));
            }
        }));
        return new ScoreTable(lines);
    }
}
