package dev.tamis.pipeline.rule;

import dev.tamis.filters.signal.SignalType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.QueryPlanningTracker;
import org.apache.spark.sql.catalyst.analysis.Analyzer;
import org.apache.spark.sql.catalyst.analysis.FunctionRegistry;
import org.apache.spark.sql.catalyst.analysis.UnresolvedAttribute;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import org.apache.spark.sql.catalyst.catalog.SessionCatalog;
import org.apache.spark.sql.catalyst.expressions.Alias;
import org.apache.spark.sql.catalyst.expressions.Attribute;
import org.apache.spark.sql.catalyst.expressions.AttributeReference;
import org.apache.spark.sql.catalyst.expressions.BoundReference;
import org.apache.spark.sql.catalyst.expressions.Cast;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.GenericInternalRow;
import org.apache.spark.sql.catalyst.expressions.NamedExpression;
import org.apache.spark.sql.catalyst.expressions.RuntimeReplaceable;
import org.apache.spark.sql.catalyst.parser.CatalystSqlParser;
import org.apache.spark.sql.catalyst.plans.logical.LocalRelation;
import org.apache.spark.sql.catalyst.plans.logical.LogicalPlan;
import org.apache.spark.sql.catalyst.plans.logical.Project;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.IntegralType;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.unsafe.types.UTF8String;
import scala.Option;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractPartialFunction;

/** Spark's parser, analyser and interpreter over one relation whose columns are the signals. No session is started. */
final class Catalyst {

    private final SQLConf conf = new SQLConf();
    private final List<Attribute> attributes = new ArrayList<>();
    private final LocalRelation relation;
    private Analyzer analyzer;

    Catalyst(Map<String, SignalType> columns) {
        RuleExpressions.SESSION_CONF.forEach(conf::setConfString);
        // Otherwise some replacements hold common subexpressions that only the optimiser can take out again.
        conf.setConfString("spark.sql.alwaysInlineCommonExpr", "true");
        columns.forEach((name, type) -> attributes.add(new AttributeReference(
                name, dataType(type), true, Metadata.empty(), NamedExpression.newExprId(), seq(List.of()))));
        relation = new LocalRelation(seq(attributes), seq(List.<InternalRow>of()), false, Option.empty());
    }

    /** @throws AnalysisException if the text is no expression; Scala throws it without saying so */
    Expression parse(String sql) throws AnalysisException {
        return parsed(sql);
    }

    private Expression parsed(String sql) {
        return within(() -> new CatalystSqlParser().parseExpression(sql).transform(new Joined()));
    }

    /**
     * The expression with its names, functions and types resolved.
     *
     * @throws AnalysisException if they cannot be
     */
    Expression resolve(Expression parsed) throws AnalysisException {
        return within(() -> columns(analyze(List.of(parsed))).get(0));
    }

    /** What the expression makes of one row, by interpretation. */
    Boolean evaluate(String sql, Map<String, Object> values) {
        Object[] row = new Object[attributes.size()];
        for (int i = 0; i < row.length; i++) {
            Object value = values.get(attributes.get(i).name());
            row[i] = value instanceof String text ? UTF8String.fromString(text) : value;
        }
        Expression bound = bind(analyzed(List.of(sql)).get(0));
        return within(() -> (Boolean) bound.eval(new GenericInternalRow(row)));
    }

    /**
     * Sound expressions resolved, with aliases of other expressions replaced as Spark's optimiser would. All in one go: an
     * analysis takes milliseconds however much it analyses.
     */
    List<Expression> analyzed(List<String> sqls) {
        if (sqls.isEmpty()) {
            return List.of();
        }
        return within(() -> columns(analyze(sqls.stream().map(this::parsed).toList())).stream()
                .map(expression -> expression.transform(new InPlaceOfAliases()))
                .toList());
    }

    /** Puts positions in the place of the columns' names. */
    Expression bind(Expression analyzed) {
        return within(() -> analyzed.transform(new Bind()));
    }

    /** The value of an expression without columns. */
    Object constant(Expression analyzed) {
        return within(() -> analyzed.eval(InternalRow.empty()));
    }

    /** Whether the expression reads any column of a record, and not only what is looked up in tables. */
    static boolean readsSignals(Expression analyzed) {
        return CollectionConverters.asJava(analyzed.children()).stream().anyMatch(Catalyst::readsSignals)
                || (analyzed instanceof AttributeReference name && name.name().indexOf('.') < 0);
    }

    /** Whether the expression reads a column. */
    static boolean reads(Expression analyzed, String column) {
        return CollectionConverters.asJava(analyzed.children()).stream().anyMatch(child -> reads(child, column))
                || (analyzed instanceof AttributeReference name && name.name().equals(column));
    }

    /** Whether the expression's values are whole numbers before any cast of the analyser's. */
    static boolean isWhole(Expression analyzed) {
        return withoutImplicitCasts(analyzed).dataType() instanceof IntegralType;
    }

    /** What is within the casts that the analyser put around an expression. */
    static Expression withoutImplicitCasts(Expression analyzed) {
        Expression inner = analyzed;
        while (inner instanceof Cast cast && implicit(cast)) {
            inner = cast.child();
        }
        return inner;
    }

    /** The tree with one node, and no other that equals it, replaced. */
    static Expression replaced(Expression root, Expression node, Expression other) {
        return root.transform(new AbstractPartialFunction<Expression, Expression>() {
            @Override
            public boolean isDefinedAt(Expression candidate) {
                return candidate == node;
            }

            @Override
            public Expression apply(Expression candidate) {
                return other;
            }
        });
    }

    /** The expression as a rule's author would write it. */
    static String sql(Expression analyzed) {
        String sql = analyzed.transform(new WithoutCasts()).sql();
        return sql.replace("`", "").replaceAll("(?<=[0-9])(BD|D|L)\\b", "");
    }

    /** Takes {@code table.column} as one name; the analyser would look for a field of a structure. */
    private static final class Joined extends AbstractPartialFunction<Expression, Expression> {
        @Override
        public boolean isDefinedAt(Expression node) {
            return node instanceof UnresolvedAttribute name && name.nameParts().size() > 1;
        }

        @Override
        public Expression apply(Expression node) {
            List<String> parts = CollectionConverters.asJava(((UnresolvedAttribute) node).nameParts());
            return new UnresolvedAttribute(seq(List.of(String.join(".", parts))));
        }
    }

    private static final class WithoutCasts extends AbstractPartialFunction<Expression, Expression> {
        @Override
        public boolean isDefinedAt(Expression node) {
            return node instanceof Cast cast && implicit(cast);
        }

        @Override
        public Expression apply(Expression node) {
            Expression inner = node;
            while (inner instanceof Cast cast && implicit(cast)) {
                inner = cast.child();
            }
            return inner;
        }
    }

    private static final class InPlaceOfAliases extends AbstractPartialFunction<Expression, Expression> {
        @Override
        public boolean isDefinedAt(Expression node) {
            return node instanceof RuntimeReplaceable;
        }

        @Override
        public Expression apply(Expression node) {
            Expression replaced = node;
            while (replaced instanceof RuntimeReplaceable alias) {
                replaced = alias.replacement();
            }
            return replaced;
        }
    }

    private final class Bind extends AbstractPartialFunction<Expression, Expression> {
        @Override
        public boolean isDefinedAt(Expression node) {
            return node instanceof AttributeReference;
        }

        @Override
        public Expression apply(Expression node) {
            AttributeReference name = (AttributeReference) node;
            for (int i = 0; i < attributes.size(); i++) {
                if (name.exprId().equals(attributes.get(i).exprId())) {
                    return new BoundReference(i, name.dataType(), true);
                }
            }
            return node;
        }
    }

    /** Whether the analyser put the cast there, not the rule's author. */
    static boolean implicit(Cast cast) {
        return cast.getTagValue(Cast.USER_SPECIFIED_CAST()).isEmpty();
    }

    private LogicalPlan analyze(List<Expression> parsed) {
        if (analyzer == null) {
            analyzer = new Analyzer(new SessionCatalog(
                    new InMemoryCatalog(new SparkConf(false), new Configuration(false)), FunctionRegistry.builtin()));
        }
        List<NamedExpression> keeps = new ArrayList<>();
        for (Expression one : parsed) {
            keeps.add(new Alias(
                    one, "keep", NamedExpression.newExprId(), seq(List.of()), Option.empty(), seq(List.of())));
        }
        return analyzer.executeAndCheck(new Project(seq(keeps), relation), new QueryPlanningTracker(Option.empty()));
    }

    private static List<Expression> columns(LogicalPlan plan) {
        return CollectionConverters.asJava(plan.expressions()).stream()
                .map(column -> column instanceof Alias alias ? alias.child() : column)
                .toList();
    }

    private <T> T within(Supplier<T> work) {
        return SQLConf.withExistingConf(conf, work::get);
    }

    static <T> Seq<T> seq(List<T> list) {
        return CollectionConverters.asScala(list).toSeq();
    }

    private static DataType dataType(SignalType type) {
        return switch (type) {
            case LONG -> DataTypes.LongType;
            case DOUBLE -> DataTypes.DoubleType;
            case STRING -> DataTypes.StringType;
            case FLAG -> DataTypes.BooleanType;
        };
    }
}
