package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.unsafe.types.UTF8String;

/** Rules made ready to judge many records, on one thread, without a Spark session. */
public final class CompiledRules {
    private final List<Rule> rules;
    private final List<Expression> analyzed;
    private final List<Expression> keeps = new ArrayList<>();
    private final int signals;
    private final List<RuleTable> tables;
    /** For each table, where the record's key stands among the values. */
    private final int[] keys;

    private final int drawAt;
    /** For each rule, what it draws by; null where its expression has no draw. */
    private final List<Draw> draws = new ArrayList<>();

    private long idHash;
    private boolean hasId;

    private final Object[] values;
    private final InternalRow row;
    private final Catalyst catalyst;
    private final boolean[] applied;
    private final boolean[] rejected;

    private CompiledRules(List<Rule> rules, Map<String, SignalType> signals, long seed) {
        this.rules = List.copyOf(rules);
        this.signals = signals.size();
        Map<String, SignalType> columns = new LinkedHashMap<>(signals);
        RuleExpressions.COLUMNS.forEach(column -> columns.put(column, SignalType.STRING));
        this.drawAt = columns.size();
        columns.put(Draw.COLUMN, SignalType.DOUBLE);
        List<String> names = List.copyOf(columns.keySet());
        Map<String, RuleTable> byName = new LinkedHashMap<>();
        rules.forEach(rule -> rule.tables().forEach(table -> byName.put(table.name(), table)));
        this.tables = List.copyOf(byName.values());
        this.keys =
                tables.stream().mapToInt(table -> names.indexOf(table.key())).toArray();
        tables.forEach(table -> columns.putAll(table.qualified()));
        this.values = new Object[columns.size()];
        this.row = new GenericInternalRow(values);
        this.applied = new boolean[rules.size()];
        this.rejected = new boolean[rules.size()];
        this.catalyst = new Catalyst(columns);
        this.analyzed = catalyst.analyzed(rules.stream().map(Rule::keep).toList());
        analyzed.forEach(keep -> keeps.add(catalyst.bind(keep)));
        for (int i = 0; i < rules.size(); i++) {
            draws.add(
                    Catalyst.reads(analyzed.get(i), Draw.COLUMN)
                            ? new Draw(seed, rules.get(i).name())
                            : null);
        }
    }

    /**
     * Compiles rules.
     *
     * @param rules checked by {@link RuleExpressions}
     * @param signals with their types, in the order in which values will be given
     */
    public static CompiledRules compile(List<Rule> rules, Map<String, SignalType> signals) {
        return compile(rules, signals, 0);
    }

    /**
     * Compiles rules.
     *
     * @param rules checked by {@link RuleExpressions}
     * @param signals with their types, in the order in which values will be given
     * @param seed of what rules draw
     */
    public static CompiledRules compile(List<Rule> rules, Map<String, SignalType> signals, long seed) {
        return new CompiledRules(rules, signals, seed);
    }

    /** As {@link #failed(String, String, String, String, Object[])}, of a record without an id: its draws are null. */
    public List<String> failed(String kind, String source, String url, Object[] measured) {
        return failed(null, kind, source, url, measured);
    }

    /**
     * The names of all rules that a record fails, in the order of the rules; empty means kept. A rule whose expression
     * is null for the record does not apply to it.
     *
     * @param id of the document, or null, which leaves {@link RuleExpressions#DRAW} null
     * @param source name of the record's source, or null for a record outside of any recipe; rules of single sources
     *     then do not apply
     * @param url or null
     * @param measured the signals in the order given to {@link #compile}: Long, Double, Boolean, String or null
     */
    public List<String> failed(String id, String kind, String source, String url, Object[] measured) {
        hasId = id != null;
        idHash = hasId ? Draw.hash(id) : 0;
        for (int i = 0; i < signals; i++) {
            values[i] = measured[i] instanceof String text ? UTF8String.fromString(text) : measured[i];
        }
        List<String> columns = RuleExpressions.COLUMNS;
        for (int i = 0; i < columns.size(); i++) {
            String value = switch (columns.get(i)) {
                case "kind" -> kind;
                case "source" -> source;
                case "url" -> url;
                default -> throw new IllegalStateException("no value for column " + columns.get(i));
            };
            values[signals + i] = value == null ? null : UTF8String.fromString(value);
        }
        lookUp();
        List<String> failed = new ArrayList<>(0);
        for (int i = 0; i < rules.size(); i++) {
            Rule rule = rules.get(i);
            boolean ofKind = rule.kinds().isEmpty() || rule.kinds().stream().anyMatch(k -> k.id().equals(kind));
            boolean ofSource = rule.sources().isEmpty()
                    || (source != null && rule.sources().contains(source));
            applied[i] = ofKind && ofSource;
            rejected[i] = applied[i] && rejects(i, keeps.get(i));
            if (rejected[i]) {
                failed.add(rule.name());
            }
        }
        return failed;
    }

    private void lookUp() {
        int at = drawAt + 1;
        for (int t = 0; t < tables.size(); t++) {
            Object key = values[keys[t]];
            List<Object> found = tables.get(t).row(key == null ? null : key.toString());
            for (int i = 0; i < tables.get(t).columns().size(); i++) {
                Object value = found == null ? null : found.get(i);
                values[at++] = value instanceof String text ? UTF8String.fromString(text) : value;
            }
        }
    }

    /** A counter of what these rules would reject with other thresholds, among the records given to them from now on. */
    public Counterfactuals counterfactuals() {
        List<MovedThreshold> moved = new ArrayList<>();
        List<Integer> ruleOf = new ArrayList<>();
        for (int i = 0; i < rules.size(); i++) {
            for (MovedThreshold one : MovedThreshold.of(rules.get(i).name(), analyzed.get(i), catalyst)) {
                moved.add(one);
                ruleOf.add(i);
            }
        }
        return new Counterfactuals(
                this, moved, ruleOf.stream().mapToInt(Integer::intValue).toArray());
    }

    /** Whether a rule is for records of the last record's kind and source. */
    boolean applied(int rule) {
        return applied[rule];
    }

    /** Whether a rule rejected the last record. */
    boolean rejected(int rule) {
        return rejected[rule];
    }

    /** What an expression of a rule, bound to the columns of these rules, says of the last record. */
    boolean rejects(int rule, Expression keep) {
        Draw draw = draws.get(rule);
        if (draw != null) {
            values[drawAt] = hasId ? (Object) draw.of(idHash) : null;
        }
        return Boolean.FALSE.equals(keep.eval(row));
    }
}
