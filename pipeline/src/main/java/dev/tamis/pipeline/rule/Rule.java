package dev.tamis.pipeline.rule;

import dev.tamis.filters.record.Kind;
import java.io.Serializable;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A condition for keeping a record. It rejects a record when it applies to the record and its expression is false;
 * where a signal it needs is null and the expression therefore has no value, the record is kept.
 *
 * @param name snake_case; what {@code rejected_by} and the report show
 * @param keep a checked Spark SQL expression of type boolean over signals and {@link RuleExpressions#COLUMNS};
 *     evaluate it with {@link RuleExpressions#SESSION_CONF}
 * @param kinds kinds of record it applies to; empty means all
 * @param sources names of the recipe's sources it applies to; empty means all
 * @param source the paper or page that the rule comes from, or empty
 * @param doc one line for people, or empty
 * @param examples signals and what the rule makes of them
 * @param tables what its expression may look up
 * @param file where {@code keep} was read from
 * @param line its line there, or 0
 */
public record Rule(
        String name,
        String keep,
        Set<Kind> kinds,
        Set<String> sources,
        String source,
        String doc,
        List<Example> examples,
        List<RuleTable> tables,
        String file,
        int line)
        implements Serializable {
    public Rule {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(keep, "keep");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(doc, "doc");
        Objects.requireNonNull(file, "file");
        EnumSet<Kind> ordered = EnumSet.noneOf(Kind.class);
        ordered.addAll(kinds);
        kinds = Collections.unmodifiableSet(ordered);
        sources = Collections.unmodifiableSet(new TreeSet<>(sources));
        examples = List.copyOf(examples);
        tables = List.copyOf(tables);
    }

    /** Whether the rule judges records of this kind from this source at all. */
    public boolean appliesTo(Kind kind, String sourceName) {
        return (kinds.isEmpty() || kinds.contains(kind)) && (sources.isEmpty() || sources.contains(sourceName));
    }
}
