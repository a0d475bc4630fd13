package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;
import scala.jdk.javaapi.CollectionConverters;

/** Numeric expressions over signals, made ready to say of many records which is better; for one thread. */
public final class Ranking {
    private final List<String> signals;
    private final Object[] values;
    private final InternalRow row;
    private final List<Expression> expressions = new ArrayList<>();

    /**
     * Compiles expressions.
     *
     * @param expressions sound by {@link RuleExpressions#checkRank}
     * @param types of all signals
     */
    public Ranking(List<String> expressions, Map<String, SignalType> types) {
        List<String> numbers =
                expressions.stream().map(sql -> "CAST((" + sql + ") AS DOUBLE)").toList();
        SortedSet<String> used = new TreeSet<>();
        new Catalyst(withColumns(types)).analyzed(numbers).forEach(expression -> names(expression, used));
        used.removeAll(RuleExpressions.COLUMNS);
        this.signals = List.copyOf(used);
        Map<String, SignalType> some = new LinkedHashMap<>();
        signals.forEach(signal -> some.put(signal, types.get(signal)));
        this.values = new Object[signals.size() + RuleExpressions.COLUMNS.size()];
        this.row = new GenericInternalRow(values);
        Catalyst catalyst = new Catalyst(withColumns(some));
        catalyst.analyzed(numbers).forEach(expression -> this.expressions.add(catalyst.bind(expression)));
    }

    private static Map<String, SignalType> withColumns(Map<String, SignalType> types) {
        Map<String, SignalType> columns = new LinkedHashMap<>(types);
        RuleExpressions.COLUMNS.forEach(column -> columns.put(column, SignalType.STRING));
        return columns;
    }

    private static void names(Expression expression, SortedSet<String> names) {
        if (expression instanceof AttributeReference attribute) {
            names.add(attribute.name());
        }
        CollectionConverters.asJava(expression.children()).forEach(child -> names(child, names));
    }

    /** The signals that the expressions read, by name. */
    public List<String> signals() {
        return signals;
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
        for (int i = 0; i < measured.length; i++) {
            values[i] = text(measured[i]);
        }
        values[measured.length] = text(kind);
        values[measured.length + 1] = text(source);
        values[measured.length + 2] = text(url);
        for (int i = 0; i < expressions.size(); i++) {
            ranks[at + i] = sortable((Double) expressions.get(i).eval(row));
        }
    }

    private static Object text(Object value) {
        return value instanceof String text ? UTF8String.fromString(text) : value;
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
