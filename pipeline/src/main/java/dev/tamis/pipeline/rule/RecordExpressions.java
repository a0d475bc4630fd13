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

/** Sound expressions over signals, bound to one row that is filled again for every record; for one thread. */
final class RecordExpressions {
    private final List<String> signals;
    private final Object[] values;
    private final InternalRow row;
    private final List<Expression> expressions = new ArrayList<>();

    /**
     * Compiles expressions.
     *
     * @param types of all signals, and of what else the expressions may read besides the columns
     */
    RecordExpressions(List<String> sqls, Map<String, SignalType> types) {
        SortedSet<String> used = new TreeSet<>();
        new Catalyst(withColumns(types)).analyzed(sqls).forEach(expression -> names(expression, used));
        used.removeAll(RuleExpressions.COLUMNS);
        this.signals = List.copyOf(used);
        Map<String, SignalType> some = new LinkedHashMap<>();
        signals.forEach(signal -> some.put(signal, types.get(signal)));
        this.values = new Object[signals.size() + RuleExpressions.COLUMNS.size()];
        this.row = new GenericInternalRow(values);
        Catalyst catalyst = new Catalyst(withColumns(some));
        catalyst.analyzed(sqls).forEach(expression -> this.expressions.add(catalyst.bind(expression)));
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
    List<String> signals() {
        return signals;
    }

    /** Number of expressions. */
    int size() {
        return expressions.size();
    }

    /**
     * Takes up a record.
     *
     * @param url null where there is none
     * @param measured the values of {@link #signals()}, in their order: Long, Double, Boolean, String or null
     */
    void record(String kind, String source, String url, Object[] measured) {
        for (int i = 0; i < measured.length; i++) {
            values[i] = text(measured[i]);
        }
        values[measured.length] = text(kind);
        values[measured.length + 1] = text(source);
        values[measured.length + 2] = text(url);
    }

    /** What an expression makes of the record: a boxed number or flag, a {@link UTF8String}, or null. */
    Object value(int expression) {
        return expressions.get(expression).eval(row);
    }

    private static Object text(Object value) {
        return value instanceof String text ? UTF8String.fromString(text) : value;
    }
}
