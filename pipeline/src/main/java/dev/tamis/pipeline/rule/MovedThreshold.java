package dev.tamis.pipeline.rule;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.catalyst.expressions.And;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.CaseWhen;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Divide;
import org.apache.spark.sql.catalyst.expressions.EqualTo;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.If;
import org.apache.spark.sql.catalyst.expressions.LessThan;
import org.apache.spark.sql.catalyst.expressions.LessThanOrEqual;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.Multiply;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.NumericType;
import scala.jdk.javaapi.CollectionConverters;

/** A threshold and its rule's expression with each value of the grid in its place. */
record MovedThreshold(Threshold threshold, List<Expression> variants) {

    /** The thresholds of a rule, in the order in which they stand in its expression. */
    static List<MovedThreshold> of(String rule, Expression root, Catalyst catalyst) {
        List<MovedThreshold> found = new ArrayList<>();
        collect(root, root, rule, catalyst, found);
        return found;
    }

    private static void collect(
            Expression node, Expression root, String rule, Catalyst catalyst, List<MovedThreshold> found) {
        if (ordering(node)) {
            BinaryComparison comparison = (BinaryComparison) node;
            boolean leftMeasured = Catalyst.readsSignals(comparison.left()) && !isChoice(comparison.left());
            Comparison compared = new Comparison(comparison, leftMeasured);
            if (Catalyst.readsSignals(compared.measured()) && !isChoice(compared.measured())) {
                for (Expression limit : limits(compared.limit())) {
                    if (!limit.foldable() || catalyst.constant(limit) != null) {
                        found.add(moved(compared, limit, root, rule, catalyst));
                    }
                }
            }
        } else if (node instanceof EqualTo equality && isCountOfNone(equality, catalyst)) {
            found.add(none(equality, root, rule, catalyst));
        }
        CollectionConverters.asJava(node.children()).forEach(child -> collect(child, root, rule, catalyst, found));
    }

    /** A comparison with one side that is measured; the other is a limit, or chooses one of several. */
    private record Comparison(BinaryComparison node, boolean leftMeasured) {
        Expression measured() {
            return leftMeasured ? node.left() : node.right();
        }

        Expression limit() {
            return leftMeasured ? node.right() : node.left();
        }

        String sign() {
            return leftMeasured ? node.symbol() : mirrored(node.symbol());
        }

        Expression with(Expression measured, Expression limit) {
            return node.withNewChildren(
                    Catalyst.seq(leftMeasured ? List.of(measured, limit) : List.of(limit, measured)));
        }
    }

    private static boolean isChoice(Expression node) {
        Expression inner = Catalyst.withoutImplicitCasts(node);
        return inner instanceof If || inner instanceof CaseWhen;
    }

    /** The numbers that one side of a comparison may be, nothing if one of them reads signals. */
    private static List<Expression> limits(Expression side) {
        List<Expression> limits = new ArrayList<>();
        mapLimits(side, limit -> {
            limits.add(limit);
            return limit;
        });
        boolean numbers = limits.stream()
                .allMatch(limit -> limit.dataType() instanceof NumericType && !Catalyst.readsSignals(limit));
        return numbers ? limits : List.of();
    }

    /** The side with another expression in place of each of its limits, conditions as they are. */
    private static Expression mapLimits(Expression side, UnaryOperator<Expression> change) {
        if (!isChoice(side)) {
            return change.apply(side);
        }
        Expression choice = Catalyst.withoutImplicitCasts(side);
        List<Expression> children = new ArrayList<>(CollectionConverters.asJava(choice.children()));
        for (int i = 0; i < children.size(); i++) {
            // if(condition, value, value); CASE has pairs of condition and value, and maybe one more value
            boolean last = i == children.size() - 1;
            if (choice instanceof If ? i > 0 : i % 2 == 1 || last) {
                children.set(i, mapLimits(children.get(i), change));
            }
        }
        return choice.withNewChildren(Catalyst.seq(children));
    }

    private static MovedThreshold moved(
            Comparison comparison, Expression limit, Expression root, String rule, Catalyst catalyst) {
        boolean relative = !limit.foldable();
        List<String> grid;
        int actual;
        if (relative) {
            grid = ThresholdGrid.FACTORS;
            actual = grid.indexOf("1");
        } else {
            BigDecimal value = new BigDecimal(catalyst.constant(limit).toString());
            boolean counts = Catalyst.isWhole(comparison.measured())
                    && value.stripTrailingZeros().scale() <= 0;
            grid = ThresholdGrid.around(value, counts);
            actual = grid.indexOf(ThresholdGrid.text(value));
        }
        List<Expression> variants = new ArrayList<>();
        for (String point : grid) {
            Expression other = variant(comparison, limit, relative, point);
            variants.add(catalyst.bind(Catalyst.replaced(root, comparison.node(), other)));
        }
        Threshold threshold = new Threshold(
                rule,
                Catalyst.sql(comparison.measured()),
                comparison.sign(),
                relative ? Catalyst.sql(limit) : grid.get(actual),
                relative,
                grid,
                actual);
        return new MovedThreshold(threshold, variants);
    }

    /** Decimals are compared as doubles: a limit with more digits than the rule's own would not fit its type. */
    private static Expression variant(Comparison comparison, Expression limit, boolean relative, String point) {
        Expression literal = literal(Double.parseDouble(point));
        if (isChoice(comparison.limit())) {
            // the values of a choice are of one type
            Expression other = mapLimits(
                    comparison.limit(),
                    one -> one != limit
                            ? asDouble(one)
                            : relative ? times(asDouble(one), new BigDecimal(point)) : literal);
            return comparison.with(asDouble(comparison.measured()), other);
        }
        if (relative || limit.dataType() instanceof DecimalType) {
            Expression other = relative ? times(asDouble(limit), new BigDecimal(point)) : literal;
            return comparison.with(asDouble(comparison.measured()), other);
        }
        return comparison.with(
                comparison.measured(), limit.dataType().equals(DataTypes.DoubleType) ? literal : cast(literal, limit));
    }

    private static boolean isCountOfNone(EqualTo equality, Catalyst catalyst) {
        boolean leftMeasured = Catalyst.readsSignals(equality.left());
        Expression measured = leftMeasured ? equality.left() : equality.right();
        Expression limit = leftMeasured ? equality.right() : equality.left();
        return Catalyst.readsSignals(measured)
                && measured.dataType() instanceof NumericType
                && Catalyst.isWhole(measured)
                && limit.foldable()
                && catalyst.constant(limit) != null
                && new BigDecimal(catalyst.constant(limit).toString()).signum() == 0;
    }

    /** {@code secrets = 0} with "from 0 to 1", "from 0 to 2" and so on in its place. */
    private static MovedThreshold none(EqualTo equality, Expression root, String rule, Catalyst catalyst) {
        Expression measured = Catalyst.readsSignals(equality.left()) ? equality.left() : equality.right();
        List<String> grid = ThresholdGrid.around(BigDecimal.ZERO, true);
        List<Expression> variants = new ArrayList<>();
        for (String point : grid) {
            Expression number = asDouble(measured);
            Expression within = new And(
                    new GreaterThanOrEqual(number, literal(0)),
                    new LessThanOrEqual(number, literal(Double.parseDouble(point))));
            variants.add(catalyst.bind(Catalyst.replaced(root, equality, within)));
        }
        Threshold threshold = new Threshold(rule, Catalyst.sql(measured), "<=", "0", false, grid, grid.indexOf("0"));
        return new MovedThreshold(threshold, variants);
    }

    /** By a whole number, then divided by one: 50 times 1.1 is 55 then, and not a little more. */
    private static Expression times(Expression number, BigDecimal factor) {
        double numerator = factor.unscaledValue().doubleValue();
        double denominator = BigDecimal.TEN.pow(factor.scale()).doubleValue();
        return new Divide(new Multiply(number, literal(numerator)), literal(denominator));
    }

    private static Expression literal(double value) {
        return Literal.create(value, DataTypes.DoubleType);
    }

    private static Expression asDouble(Expression number) {
        return number.dataType().equals(DataTypes.DoubleType)
                ? number
                : new Cast(number, DataTypes.DoubleType, scala.Option.empty(), Cast.apply$default$4());
    }

    private static Expression cast(Expression literal, Expression like) {
        return new Cast(literal, like.dataType(), scala.Option.empty(), Cast.apply$default$4());
    }

    private static boolean ordering(Expression node) {
        return node instanceof LessThan
                || node instanceof LessThanOrEqual
                || node instanceof GreaterThan
                || node instanceof GreaterThanOrEqual;
    }

    private static String mirrored(String sign) {
        return sign.startsWith("<") ? sign.replace('<', '>') : sign.replace('>', '<');
    }
}
