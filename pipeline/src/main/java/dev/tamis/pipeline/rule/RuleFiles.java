package dev.tamis.pipeline.rule;

import com.typesafe.config.ConfigValue;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.HoconFile;
import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.pipeline.hocon.Problems;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads rules from files of the form {@code rules { name { keep = "words >= 50", ... } }}. */
public final class RuleFiles {

    private final RuleExpressions expressions;
    private final Map<String, SignalType> columns;
    private final Problems problems;

    /** A reader that knows these signals. */
    public RuleFiles(Map<String, SignalType> signals, Problems problems) {
        this.expressions = new RuleExpressions(signals);
        this.columns = expressions.columns();
        this.problems = problems;
    }

    /**
     * The rules of a file, by name. Everything wrong with it goes to {@code problems}; the rules are fit for use only
     * if there is nothing.
     */
    public static List<Rule> parse(Path file, Map<String, SignalType> signals, Problems problems) {
        return new RuleFiles(signals, problems).parse(file);
    }

    /** As {@link #parse(Path, Map, Problems)}. */
    public List<Rule> parse(Path file) {
        int before = problems.count();
        var object = HoconFile.resolve(HoconFile.parse(file, problems), file.toString(), problems);
        if (object.isEmpty() && problems.count() > before) {
            return List.of();
        }
        return rules(Block.root(object, RuleKeys.FILE, problems).block("rules"));
    }

    /** The rules of a block of named rules, by name; fit for use only if there is nothing wrong. */
    public List<Rule> rules(Block named) {
        List<Rule> rules = new ArrayList<>();
        named.named().forEach((name, block) -> rules.add(rule(name, block)));
        return rules;
    }

    private Rule rule(String name, Block block) {
        if (!soundName(name)) {
            block.problem("invalid rule name \"" + name
                    + "\"; allowed: lower case letters, digits and _, starting with a letter, at most 64");
        }
        String keep = block.text("keep");
        if (keep != null) {
            check(block, "keep", keep);
        }
        return new Rule(
                name,
                keep == null ? "" : keep,
                kinds(block.texts("kinds")),
                Set.copyOf(block.texts("sources")),
                block.text("source"),
                block.text("doc"),
                examples(block),
                block.file("keep"),
                block.line("keep"));
    }

    /** Checks the expression under a key of a block; what is wrong with it becomes problems there. */
    public void check(Block block, String key, String keep) {
        expressions.check(keep).forEach(problem -> block.problem(key, problem));
    }

    /** The kinds of these ids; unknown ones are left out, since the keys were checked before. */
    public static Set<Kind> kinds(List<String> ids) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String id : ids) {
            kinds.add(Kind.valueOf(id.toUpperCase(Locale.ROOT)));
        }
        return kinds;
    }

    private static boolean soundName(String name) {
        return name.length() <= 64
                && !name.isEmpty()
                && name.charAt(0) >= 'a'
                && name.charAt(0) <= 'z'
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_');
    }

    private List<Example> examples(Block rule) {
        List<Example> examples = new ArrayList<>();
        for (Block example : rule.blocks("examples")) {
            Block given = example.block("signals");
            SortedMap<String, Object> values = new TreeMap<>();
            for (String signal : given.names()) {
                Object value = value(given, signal);
                if (value != null) {
                    values.put(signal, value);
                }
            }
            examples.add(new Example(values, example.flag("keep"), example.file("keep"), example.line("keep")));
        }
        return examples;
    }

    private Object value(Block given, String signal) {
        SignalType type = columns.get(signal);
        if (type == null) {
            given.problem(signal, "unknown signal \"" + signal + "\"" + Nearest.hint(signal, columns.keySet()));
            return null;
        }
        ConfigValue found = given.raw(signal);
        Object plain = found.unwrapped();
        Object value = switch (type) {
            case LONG ->
                plain instanceof Number n && n.doubleValue() == Math.rint(n.doubleValue())
                        ? (Object) n.longValue()
                        : null;
            case DOUBLE -> plain instanceof Number n ? (Object) n.doubleValue() : null;
            case STRING -> plain instanceof String ? plain : null;
            case FLAG -> plain instanceof Boolean ? plain : null;
        };
        if (value != null) {
            return value;
        }
        given.problem(signal, "expected " + RuleExpressions.describe(type) + ", found " + Block.describe(found));
        return null;
    }
}
