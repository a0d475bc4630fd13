package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Nearest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.FunctionIdentifier;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.analysis.UnresolvedFunction;
import org.apache.spark.sql.catalyst.analysis.UnresolvedStar;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BinaryArithmetic;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.In;
import org.apache.spark.sql.catalyst.expressions.InSubquery;
import org.apache.spark.sql.catalyst.expressions.IsNotNull;
import org.apache.spark.sql.catalyst.expressions.IsNull;
import org.apache.spark.sql.catalyst.expressions.Like;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Not;
import org.apache.spark.sql.catalyst.expressions.Or;
import org.apache.spark.sql.catalyst.expressions.RLike;
import org.apache.spark.sql.catalyst.expressions.SubqueryExpression;
import org.apache.spark.sql.catalyst.expressions.UnaryMinus;
import org.apache.spark.sql.catalyst.expressions.UnaryPositive;
import org.apache.spark.sql.catalyst.expressions.UnresolvedWindowExpression;
import org.apache.spark.sql.catalyst.expressions.WindowExpression;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.StringType;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Checks the expressions of rules against the known signals with Spark's own parser and analyser, without a session.
 *
 * <p>Allowed are signals, the columns {@code kind}, {@code source}, {@code url} and {@code draw}, literals, arithmetic, comparisons,
 * AND, OR, NOT, IN, BETWEEN, IS NULL, CASE, CAST, simple LIKE and the functions of {@link RuleFunctions}. What is not
 * listed is refused: subqueries, aggregates, windows, lambdas, regular expressions, anything that changes between runs.
 * Text and numbers are not compared, although Spark would convert them.
 */
public final class RuleExpressions {

    /**
     * Settings of the Spark session that evaluates rules. Without ANSI mode a division by zero or a failed cast is null,
     * and a null keeps the record; with it, one such record would end the run.
     */
    public static final Map<String, String> SESSION_CONF = Map.of("spark.sql.ansi.enabled", "false");

    /** Columns besides the signals that expressions may use. */
    public static final List<String> COLUMNS = List.of("kind", "source", "url");

    /**
     * A number by chance, in the open interval from 0 to 1, that follows from the document's id, the recipe's seed and the
     * name of the rule or rank; null outside of a run. Rules and ranks may use it, other expressions may not.
     */
    public static final String DRAW = Draw.COLUMN;

    /** Whether a name is that of a column of every record, which no signal, score or rank may have. */
    public static boolean isReserved(String name) {
        return name.equals(DRAW) || COLUMNS.contains(name);
    }

    private static final int LONGEST = 10_000;

    /** What an expression is for, which says what its value must be. */
    private enum Purpose {
        RULE("true or false"),
        RANK("a number"),
        GROUP("text, a whole number, or true or false");

        private final String wanted;

        Purpose(String wanted) {
            this.wanted = wanted;
        }
    }

    private final Map<String, SignalType> signals;
    private final SortedMap<String, SignalType> columns;
    private final Catalyst catalyst;

    /** @throws IllegalArgumentException if a signal is called like one of the {@link #COLUMNS} */
    public RuleExpressions(Map<String, SignalType> signals) {
        this(signals, List.of());
    }

    /** Expressions may also look values up in these tables, as {@code table.column}. */
    RuleExpressions(Map<String, SignalType> signals, List<RuleTable> tables) {
        this(signals, tables, true);
    }

    private RuleExpressions(Map<String, SignalType> signals, List<RuleTable> tables, boolean draws) {
        this.signals = signals;
        SortedMap<String, SignalType> all = new TreeMap<>(signals);
        if (signals.containsKey(DRAW)) {
            throw new IllegalArgumentException("Invalid signal name: " + DRAW + " (it is a column of its own)");
        }
        if (draws) {
            all.put(DRAW, SignalType.DOUBLE);
        }
        for (String column : COLUMNS) {
            if (all.put(column, SignalType.STRING) != null) {
                throw new IllegalArgumentException("Invalid signal name: " + column + " (it is a column of its own)");
            }
        }
        tables.forEach(table -> all.putAll(table.qualified()));
        this.columns = Collections.unmodifiableSortedMap(all);
        this.catalyst = new Catalyst(columns);
    }

    /** Expressions that may not use {@link #DRAW}. */
    static RuleExpressions withoutDraw(Map<String, SignalType> signals) {
        return new RuleExpressions(signals, List.of(), false);
    }

    /** What is wrong with an expression, one text a problem; empty if it may be used as {@code keep}. */
    public static List<String> check(String sql, Map<String, SignalType> signals) {
        return new RuleExpressions(signals).check(sql);
    }

    /** The functions that expressions may call, in alphabetical order. */
    public static List<String> functions() {
        return List.copyOf(RuleFunctions.ALLOWED);
    }

    /** Signals and columns with their types. */
    SortedMap<String, SignalType> columns() {
        return columns;
    }

    /** As {@link #check(String, Map)}. */
    public List<String> check(String sql) {
        return check(sql, Purpose.RULE);
    }

    /** What is wrong with an expression, one text a problem; empty if it may put records into groups. */
    List<String> checkGroup(String sql) {
        return check(sql, Purpose.GROUP);
    }

    /** What is wrong with an expression, one text a problem; empty if it may be used to rank records: it is a number. */
    public static List<String> checkRank(String sql, Map<String, SignalType> signals) {
        return withoutDraw(signals).checkNumber(sql);
    }

    /** What is wrong with an expression, one text a problem; empty if it is a number. */
    List<String> checkNumber(String sql) {
        return check(sql, Purpose.RANK);
    }

    private List<String> check(String sql, Purpose purpose) {
        if (sql.length() > LONGEST) {
            return List.of("expression of " + sql.length() + " characters (limit " + LONGEST + ")");
        }
        try {
            Expression parsed = catalyst.parse(sql);
            List<String> problems = refused(parsed);
            return problems.isEmpty() ? typed(catalyst.resolve(parsed), purpose) : problems;
        } catch (AnalysisException e) {
            return List.of(firstLine(e));
        } catch (StackOverflowError e) {
            return List.of("expression is nested too deeply");
        } catch (RuntimeException e) {
            // The parser and the function builders throw more than AnalysisException on odd arguments.
            return List.of("cannot be analysed: " + e.getMessage());
        }
    }

    /**
     * What a sound expression says of these values: true, false, or null where it has no value. For examples and tests;
     * runs evaluate rules as columns.
     *
     * @throws IllegalArgumentException if the expression is not sound
     */
    public Boolean evaluate(String sql, Map<String, Object> values) {
        List<String> problems = check(sql);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("Invalid rule expression \"" + sql + "\": " + problems);
        }
        return catalyst.evaluate(sql, values);
    }

    /** The examples that the rule does not meet, one text each. */
    public List<String> unmet(Rule rule) {
        List<String> unmet = new ArrayList<>();
        RuleExpressions expressions = rule.tables().isEmpty() ? this : new RuleExpressions(signals, rule.tables());
        for (Example example : rule.examples()) {
            Map<String, Object> values = new HashMap<>(example.signals());
            rule.tables().forEach(table -> lookUp(table, values));
            boolean kept = !Boolean.FALSE.equals(expressions.evaluate(rule.keep(), values));
            if (kept != example.keep()) {
                unmet.add(example.file() + ":" + example.line() + ": rules." + rule.name() + ".examples: "
                        + example.signals() + " is " + (kept ? "kept" : "rejected") + " by \"" + rule.keep()
                        + "\", the example says otherwise");
            }
        }
        return unmet;
    }

    private static void lookUp(RuleTable table, Map<String, Object> values) {
        List<Object> row = table.row((String) values.get(table.key()));
        int i = 0;
        for (String column : table.qualified().keySet()) {
            values.put(column, row == null ? null : row.get(i));
            i++;
        }
    }

    static String describe(SignalType type) {
        return switch (type) {
            case LONG -> "a whole number";
            case DOUBLE -> "a number";
            case STRING -> "text";
            case FLAG -> "true or false";
        };
    }

    private List<String> refused(Expression root) {
        List<String> problems = new ArrayList<>();
        Deque<Expression> open = new ArrayDeque<>();
        open.push(root);
        while (!open.isEmpty()) {
            Expression node = open.pop();
            String problem = problemOf(node);
            if (problem != null) {
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
                if (!(node instanceof UnresolvedFunction)) {
                    continue;
                }
            }
            List<Expression> children = new ArrayList<>(CollectionConverters.asJava(node.children()));
            Collections.reverse(children);
            children.forEach(open::push);
        }
        return problems;
    }

    private String problemOf(Expression node) {
        if (node instanceof UnresolvedAttribute attribute) {
            return problemOfName(String.join(".", CollectionConverters.asJava(attribute.nameParts())));
        }
        if (node instanceof UnresolvedFunction function) {
            return problemOfFunction(function);
        }
        if (node instanceof Like like) {
            return simplePattern(like.right())
                    ? null
                    : "LIKE is allowed with one text pattern of the forms 'a', 'a%', '%a', '%a%' and 'a%b', found "
                            + like.right().sql();
        }
        if (node instanceof RLike) {
            return "RLIKE is not allowed in rules: " + RuleFunctions.REGEX_REASON;
        }
        if (node instanceof SubqueryExpression || node instanceof InSubquery) {
            return "subqueries are not allowed in rules: a rule judges one record at a time";
        }
        if (node instanceof WindowExpression || node instanceof UnresolvedWindowExpression) {
            return "windows (OVER) are not allowed in rules: a rule judges one record at a time";
        }
        if (node instanceof UnresolvedStar) {
            return "* is not allowed in rules; name the signal";
        }
        return allowed(node) ? null : node.prettyName() + " is not allowed in rules";
    }

    private static boolean allowed(Expression node) {
        return node instanceof Literal
                || node instanceof And
                || node instanceof Or
                || node instanceof Not
                || node instanceof BinaryComparison
                || node instanceof BinaryArithmetic
                || node instanceof UnaryMinus
                || node instanceof UnaryPositive
                || node instanceof In
                || node instanceof IsNull
                || node instanceof IsNotNull
                || node instanceof CaseWhen
                || node instanceof Cast;
    }

    private String problemOfName(String name) {
        // Spark would take "Words" for "words"; names in rules, tables and reports are the same to the letter.
        if (columns.containsKey(name)) {
            return null;
        }
        int dot = name.indexOf('.');
        return dot > 0 && columns.keySet().stream().anyMatch(column -> column.startsWith(name.substring(0, dot + 1)))
                ? "table " + name.substring(0, dot) + " has no column \"" + name.substring(dot + 1) + "\""
                        + Nearest.hint(name, columns.keySet())
                : "unknown signal \"" + name + "\"" + Nearest.hint(name, columns.keySet());
    }

    private static String problemOfFunction(UnresolvedFunction function) {
        String name = String.join(".", CollectionConverters.asJava(function.nameParts()))
                .toLowerCase(Locale.ROOT);
        if (RuleFunctions.ALLOWED.contains(name)) {
            return null;
        }
        if (FunctionRegistry.builtin().functionExists(FunctionIdentifier.apply(name))) {
            return "function " + name + " is not allowed in rules: " + RuleFunctions.reason(name);
        }
        return "unknown function \"" + name + "\"" + Nearest.hint(name, RuleFunctions.ALLOWED);
    }

    /** Whether Spark turns the pattern into a prefix, suffix or substring search instead of a regular expression. */
    private static boolean simplePattern(Expression pattern) {
        if (!(pattern instanceof Literal literal && literal.dataType() instanceof StringType)) {
            return false;
        }
        String text = String.valueOf(literal.value());
        if (text.indexOf('_') >= 0 || text.indexOf('\\') >= 0) {
            return false;
        }
        int wildcards = (int) text.chars().filter(c -> c == '%').count();
        return wildcards <= 1 || (wildcards == 2 && text.startsWith("%") && text.endsWith("%"));
    }

    private static List<String> typed(Expression resolved, Purpose purpose) {
        List<String> problems = new ArrayList<>();
        DataType type = resolved.dataType();
        boolean truth = type instanceof BooleanType;
        boolean sound = switch (purpose) {
            case RULE -> truth;
            case RANK -> truth || type instanceof NumericType;
            case GROUP -> truth || type instanceof IntegralType || type instanceof StringType;
        };
        if (!sound) {
            problems.add("must be " + purpose.wanted + ", but its type is " + name(type));
        }
        Deque<Expression> open = new ArrayDeque<>();
        open.push(resolved);
        while (!open.isEmpty()) {
            Expression node = open.pop();
            if (node instanceof Cast cast && Catalyst.implicit(cast) && mixes(cast)) {
                String problem = "compares text with a number: " + cast.child().sql() + " is "
                        + name(cast.child().dataType()) + ", " + name(cast.dataType()) + " is needed here";
                if (!problems.contains(problem)) {
                    problems.add(problem);
                }
            }
            CollectionConverters.asJava(node.children()).forEach(open::push);
        }
        return problems;
    }

    private static boolean mixes(Cast cast) {
        DataType from = cast.child().dataType();
        return !(from instanceof NullType) && from instanceof StringType != cast.dataType() instanceof StringType;
    }

    private static String name(DataType type) {
        return type instanceof StringType ? "text" : type.simpleString();
    }

    /** Spark's message without its error class, SQLSTATE and drawing of the query. */
    private static String firstLine(AnalysisException e) {
        String text = e.getSimpleMessage();
        int end = text.indexOf('\n');
        text = end < 0 ? text : text.substring(0, end);
        if (text.startsWith("[") && text.indexOf("] ") > 0) {
            text = text.substring(text.indexOf("] ") + 2);
        }
        int state = text.indexOf(" SQLSTATE:");
        String place = e.startPosition().isDefined()
                ? " (at character " + e.startPosition().get() + ")"
                : "";
        return (state < 0 ? text : text.substring(0, state)) + place;
    }
}
