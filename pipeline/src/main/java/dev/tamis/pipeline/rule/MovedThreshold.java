package dev.tamis.pipeline.rule;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.catalyst.expressions.BinaryComparison;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Divide;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GreaterThan;
import org.apache.spark.sql.catalyst.expressions.GreaterThanOrEqual;
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
            boolean leftMeasured = Catalyst.readsSignals(comparison.left());
            Expression measured = leftMeasured ? comparison.left() : comparison.right();
            Expression limit = leftMeasured ? comparison.right() : comparison.left();
            if (Catalyst.readsSignals(measured)
                    && !Catalyst.readsSignals(limit)
                    && limit.dataType() instanceof NumericType) {
                found.add(moved(comparison, leftMeasured, root, rule, catalyst));
            }
        }
        CollectionConverters.asJava(node.children()).forEach(child -> collect(child, root, rule, catalyst, found));
    }

    private static MovedThreshold moved(
            BinaryComparison comparison, boolean leftMeasured, Expression root, String rule, Catalyst catalyst) {
        Expression measured = leftMeasured ? comparison.left() : comparison.right();
        Expression limit = leftMeasured ? comparison.right() : comparison.left();
        boolean relative = !limit.foldable();
        List<String> grid;
        int actual;
        if (relative) {
            grid = ThresholdGrid.FACTORS;
            actual = grid.indexOf("1");
        } else {
            BigDecimal value = new BigDecimal(catalyst.constant(limit).toString());
            boolean counts =
                    Catalyst.isWhole(measured) && value.stripTrailingZeros().scale() <= 0;
            grid = ThresholdGrid.around(value, counts);
            actual = grid.indexOf(ThresholdGrid.text(value));
        }
        List<Expression> variants = new ArrayList<>();
        for (String point : grid) {
            BinaryComparison other = variant(comparison, leftMeasured, relative, point);
            variants.add(catalyst.bind(Catalyst.replaced(root, comparison, other)));
        }
        Threshold threshold = new Threshold(
                rule,
                Catalyst.sql(measured),
                leftMeasured ? comparison.symbol() : mirrored(comparison.symbol()),
                relative ? Catalyst.sql(limit) : grid.get(actual),
                relative,
                grid,
                actual);
        return new MovedThreshold(threshold, variants);
    }

    /** Decimals are compared as doubles: a limit with more digits than the rule's own would not fit its type. */
    private static BinaryComparison variant(
            BinaryComparison comparison, boolean leftMeasured, boolean relative, String point) {
        Expression measured = leftMeasured ? comparison.left() : comparison.right();
        Expression limit = leftMeasured ? comparison.right() : comparison.left();
        Expression literal = literal(Double.parseDouble(point));
        Expression other;
        if (relative || limit.dataType() instanceof DecimalType) {
            measured = asDouble(measured);
            other = relative ? times(asDouble(limit), new BigDecimal(point)) : literal;
        } else {
            other = limit.dataType().equals(DataTypes.DoubleType) ? literal : cast(literal, limit);
        }
        Expression left = leftMeasured ? measured : other;
        Expression right = leftMeasured ? other : measured;
        return (BinaryComparison) comparison.withNewChildren(Catalyst.seq(List.of(left, right)));
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
