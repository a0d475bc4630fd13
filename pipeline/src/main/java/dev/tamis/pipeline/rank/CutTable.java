package dev.tamis.pipeline.rank;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tamis.pipeline.recipe.RankSpec;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * For people: which scores stand where in each rank.
 *
 * @param ranks in the recipe's order
 */
public record CutTable(@JsonProperty("ranks") List<Rank> ranks) {
    /** What the stage that ranks calls the file of it. */
    public static final String TABLE = "cuts";

    private static final int[] ALWAYS = {10, 50, 100, 200, 300, 400, 500, 600, 700, 800, 900, 950, 990};

    public CutTable {
        ranks = List.copyOf(ranks);
    }

    /**
     * A rank.
     *
     * @param of its score
     * @param by what divides its documents into groups
     * @param weight what documents count for
     */
    public record Rank(
            @JsonProperty("name") String name,
            @JsonProperty("of") String of,
            @JsonProperty("by") List<String> by,
            @JsonProperty("weight") String weight,
            @JsonProperty("groups") List<Group> groups) {}

    /**
     * A group of a rank.
     *
     * @param values of the expressions that divide into groups, null where one has none
     * @param documents in it
     * @param weight of them
     * @param least by share, the smallest score that has at least this share of the weight below it; shares that no score has
     *     are left out
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    public record Group(
            @JsonProperty("values") List<String> values,
            @JsonProperty("documents") long documents,
            @JsonProperty("weight") long weight,
            @JsonProperty("least") SortedMap<String, Double> least) {}

    /** The table of cut points. */
    public static CutTable of(List<RankSpec> ranks, RankCuts cuts) {
        List<Rank> all = new ArrayList<>();
        for (int i = 0; i < ranks.size(); i++) {
            RankSpec rank = ranks.get(i);
            SortedSet<Integer> steps = steps(rank);
            List<Group> groups = new ArrayList<>();
            cuts.groups(i).forEach((values, points) -> {
                SortedMap<String, Double> least = new TreeMap<>();
                for (int step : steps) {
                    points.least(step).ifPresent(score -> least.put(share(step), score));
                }
                groups.add(new Group(values, points.documents(), points.weight(), least));
            });
            all.add(new Rank(rank.name(), rank.of(), rank.by(), rank.weight().id(), groups));
        }
        return new CutTable(all);
    }

    private static SortedSet<Integer> steps(RankSpec rank) {
        SortedSet<Integer> steps = new TreeSet<>();
        for (int step : ALWAYS) {
            steps.add(step);
        }
        rank.cuts().forEach(cut -> steps.add((int) Math.round(cut * RankSpec.STEPS)));
        for (int i = 1; i < rank.buckets() && rank.buckets() <= 100; i++) {
            // the first step of the bucket
            steps.add((i * RankSpec.STEPS + rank.buckets() - 1) / rank.buckets());
        }
        return steps;
    }

    /** Three decimals, so that the order of texts is that of shares. */
    private static String share(int step) {
        return BigDecimal.valueOf(step, 3).toPlainString();
    }
}
