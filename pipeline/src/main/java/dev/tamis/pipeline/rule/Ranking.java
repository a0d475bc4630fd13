package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import java.util.List;
import java.util.Map;

/** Numeric expressions over signals, made ready to say of many records which is better; for one thread. */
public final class Ranking {
    private final RecordExpressions expressions;

    /**
     * Compiles expressions.
     *
     * @param expressions sound by {@link RuleExpressions#checkRank}
     * @param types of all signals
     */
    public Ranking(List<String> expressions, Map<String, SignalType> types) {
        this.expressions = new RecordExpressions(
                expressions.stream().map(sql -> "CAST((" + sql + ") AS DOUBLE)").toList(), types);
    }

    /** The signals that the expressions read, by name. */
    public List<String> signals() {
        return expressions.signals();
    }

    /** Number of expressions. */
    public int size() {
        return expressions.size();
    }

    /**
     * Ranks a record: writes one number an expression, of which greater is better as signed longs. What has no value, or
     * is not a number, is worse than any number.
     *
     * @param url null where there is none
     * @param measured the values of {@link #signals()}, in their order: Long, Double, Boolean, String or null
     */
    public void rank(String kind, String source, String url, Object[] measured, long[] ranks, int at) {
        expressions.record(kind, source, url, measured);
        for (int i = 0; i < expressions.size(); i++) {
            ranks[at + i] = sortable((Double) expressions.value(i));
        }
    }

    /** The long whose order among its like is that of the numbers. */
    private static long sortable(Double value) {
        if (value == null || value.isNaN()) {
            return Long.MIN_VALUE;
        }
        // -0.0 is no worse than 0.0
        long bits = Double.doubleToLongBits(value + 0.0);
        return bits ^ ((bits >> 63) & Long.MAX_VALUE);
    }
}
