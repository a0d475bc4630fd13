package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a rank reads of a document: its score, its group and whether it takes part. For one thread. */
public final class RankExpressions {
    private final RecordExpressions expressions;
    private final int groups;
    private final int drawAt;
    private final Draw draw;
    private final Object[] values;

    /**
     * Compiles expressions.
     *
     * @param name of the rank, for what it draws
     * @param of sound by {@link #checkScore}
     * @param where sound by {@link #checkCondition}
     * @param by sound by {@link #checkGroup}
     * @param types of all measured columns
     * @param seed of what it draws
     */
    public RankExpressions(
            String name, String of, String where, List<String> by, Map<String, SignalType> types, long seed) {
        List<String> sqls = new ArrayList<>(List.of("CAST((" + of + ") AS DOUBLE)", "(" + where + ")"));
        by.forEach(sql -> sqls.add("CAST((" + sql + ") AS STRING)"));
        Map<String, SignalType> columns = new TreeMap<>(types);
        columns.put(RuleExpressions.DRAW, SignalType.DOUBLE);
        expressions = new RecordExpressions(sqls, columns);
        groups = by.size();
        drawAt = expressions.signals().indexOf(RuleExpressions.DRAW);
        // No rule's name has a dot, so that a rank and a rule of one name draw apart.
        draw = new Draw(seed, "ranks." + name);
        values = new Object[expressions.signals().size()];
    }

    /** What is wrong with an expression, one text a problem; empty if documents may be ranked by it. */
    public static List<String> checkScore(String sql, Map<String, SignalType> types) {
        return new RuleExpressions(types).checkNumber(sql);
    }

    /** What is wrong with an expression, one text a problem; empty if it may say which documents take part. */
    public static List<String> checkCondition(String sql, Map<String, SignalType> types) {
        return new RuleExpressions(types).check(sql);
    }

    /** What is wrong with an expression, one text a problem; empty if documents may be ranked in groups of it. */
    public static List<String> checkGroup(String sql, Map<String, SignalType> types) {
        return RuleExpressions.withoutDraw(types).checkGroup(sql);
    }

    /** The measured columns that the expressions read, by name. */
    public List<String> columns() {
        return expressions.signals().stream()
                .filter(name -> !name.equals(RuleExpressions.DRAW))
                .toList();
    }

    /**
     * Takes up a document.
     *
     * @param url null where there is none
     * @param measured the values of {@link #columns()}, in their order: Long, Double, Boolean, String or null
     */
    public void document(String id, String kind, String source, String url, Object[] measured) {
        for (int i = 0, from = 0; i < values.length; i++) {
            values[i] = i == drawAt ? (Object) draw.of(Draw.hash(id)) : measured[from++];
        }
        expressions.record(kind, source, url, values);
    }

    /**
     * Its score; NaN where it does not take part: where the condition is not true, or the score has no value or is no
     * number. Infinite scores take part.
     */
    public double score() {
        if (!Boolean.TRUE.equals(expressions.value(1))) {
            return Double.NaN;
        }
        Double score = (Double) expressions.value(0);
        return score == null ? Double.NaN : score;
    }

    /** Its group: a text for each expression, null where that has no value. */
    public List<String> group() {
        String[] group = new String[groups];
        for (int i = 0; i < groups; i++) {
            Object value = expressions.value(2 + i);
            group[i] = value == null ? null : value.toString();
        }
        return Arrays.asList(group);
    }
}
