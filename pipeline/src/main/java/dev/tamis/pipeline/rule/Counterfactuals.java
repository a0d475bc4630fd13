package dev.tamis.pipeline.rule;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Counts what each rule would reject with each of its thresholds moved and everything else left as it is.
 *
 * <p>A record is judged by few of the variants. A comparison with a limit changes at most once as the limit grows, from
 * false to true or back, and so does any expression around it; where the first and the last value of a grid agree, all
 * between agree with them, and else the place of the change is searched by halving.
 */
public final class Counterfactuals {
    private final CompiledRules rules;
    private final List<MovedThreshold> moved;
    private final int[] ruleOf;
    private final SortedMap<String, long[][]> failed = new TreeMap<>();
    private final SortedMap<String, long[][]> alone = new TreeMap<>();

    Counterfactuals(CompiledRules rules, List<MovedThreshold> moved, int[] ruleOf) {
        this.rules = rules;
        this.moved = moved;
        this.ruleOf = ruleOf;
    }

    /** The thresholds by rule, and within a rule in the order in which they stand in its expression. */
    public List<Threshold> thresholds() {
        return moved.stream().map(MovedThreshold::threshold).toList();
    }

    /**
     * Counts the record that {@link CompiledRules#failed} was called for last.
     *
     * @param rejectedBy what that call gave
     */
    public void add(String source, List<String> rejectedBy) {
        long[][] failures = failed.computeIfAbsent(source, s -> zeros());
        long[][] lonely = alone.computeIfAbsent(source, s -> zeros());
        for (int t = 0; t < moved.size(); t++) {
            int rule = ruleOf[t];
            if (!rules.applied(rule)) {
                continue;
            }
            boolean rejected = rules.rejected(rule);
            boolean others = rejectedBy.size() > (rejected ? 1 : 0);
            int points = failures[t].length;
            boolean first = rules.rejects(rule, moved.get(t).variants().get(0));
            boolean last = rules.rejects(rule, moved.get(t).variants().get(points - 1));
            int change = first == last ? points : change(rule, moved.get(t).variants(), first);
            for (int i = 0; i < points; i++) {
                if (i < change ? first : last) {
                    failures[t][i]++;
                    if (!others) {
                        lonely[t][i]++;
                    }
                }
            }
        }
    }

    /** The first variant that says something else than the first of all, by halving; the last one does. */
    private int change(int rule, List<org.apache.spark.sql.catalyst.expressions.Expression> variants, boolean first) {
        int same = 0;
        int other = variants.size() - 1;
        while (other - same > 1) {
            int middle = (same + other) >>> 1;
            if (rules.rejects(rule, variants.get(middle)) == first) {
                same = middle;
            } else {
                other = middle;
            }
        }
        return other;
    }

    private long[][] zeros() {
        List<long[]> rows = new ArrayList<>();
        moved.forEach(one -> rows.add(new long[one.variants().size()]));
        return rows.toArray(long[][]::new);
    }

    /** By source, and for each threshold and each value of its grid, the documents that the rule would reject. */
    public SortedMap<String, long[][]> failed() {
        return failed;
    }

    /** As {@link #failed}, only those that no other rule rejects. */
    public SortedMap<String, long[][]> alone() {
        return alone;
    }
}
