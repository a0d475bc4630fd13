package dev.tamis.pipeline.rule;

import com.typesafe.config.ConfigValue;
import dev.tamis.filters.record.Kind;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.HoconFile;
import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.pipeline.hocon.Problems;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads rules from files of the form {@code rules { name { keep = "words >= 50", ... } }}, with the tables they look
 * values up in: {@code tables { t { file = "t.tsv", key = lang } }}.
 */
public final class RuleFiles {

    static final String SOUND_NAMES = "lower case letters, digits and _, starting with a letter, at most 64";

    /** What {@code needs} calls the types of columns. */
    static final List<String> TYPES =
            Arrays.stream(SignalType.values()).map(RuleFiles::typeName).toList();

    private final Map<String, SignalType> signals;
    private final boolean complete;
    private final SortedMap<String, SignalType> needs = new TreeMap<>();
    private final Map<List<RuleTable>, RuleExpressions> expressions = new HashMap<>();
    private final Map<String, SignalType> columns;
    private final Problems problems;

    /** A reader that knows these signals, and takes the word of files for what else a recipe would have. */
    public RuleFiles(Map<String, SignalType> signals, Problems problems) {
        this(signals, false, problems);
    }

    private RuleFiles(Map<String, SignalType> signals, boolean complete, Problems problems) {
        this.signals = signals;
        this.complete = complete;
        this.columns = with(List.of()).columns();
        this.problems = problems;
    }

    /** A reader for which a file may need no other columns than these. */
    public static RuleFiles complete(Map<String, SignalType> columns, Problems problems) {
        return new RuleFiles(columns, true, problems);
    }

    /** The columns that files read so far need of a recipe, with their types. */
    public SortedMap<String, SignalType> needs() {
        return new TreeMap<>(needs);
    }

    private static SignalType type(String name) {
        return Arrays.stream(SignalType.values())
                .filter(type -> typeName(type).equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String typeName(SignalType type) {
        return switch (type) {
            case LONG -> "whole";
            case DOUBLE -> "number";
            case STRING -> "text";
            case FLAG -> "flag";
        };
    }

    private RuleExpressions with(List<RuleTable> tables) {
        return expressions.computeIfAbsent(tables, some -> new RuleExpressions(signals, some));
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
        Block root = Block.root(object, RuleKeys.FILE, problems);
        before = problems.count();
        SortedMap<String, SignalType> needed = needs(root.block("needs"));
        RuleFiles reader = this;
        if (!complete && !needed.isEmpty()) {
            Map<String, SignalType> columns = new TreeMap<>(needed);
            columns.putAll(signals);
            reader = new RuleFiles(columns, true, problems);
        }
        List<RuleTable> tables = problems.count() > before ? List.of() : reader.tables(root.block("tables"), file);
        // Without a table or a column, every rule that uses it would have a problem of its own.
        return problems.count() > before ? List.of() : reader.rules(root.block("rules"), tables);
    }

    private SortedMap<String, SignalType> needs(Block named) {
        SortedMap<String, SignalType> needed = new TreeMap<>();
        named.named().forEach((name, block) -> {
            String id = block.choice("type");
            String doc = block.text("doc");
            if (id == null || doc == null) {
                return;
            }
            SignalType type = type(id);
            SignalType known = signals.get(name);
            if (known == null && complete) {
                block.problem("unknown signal \"" + name + "\": this rule file needs a column of that name. " + doc
                        + " See docs/keep-rules.md");
            } else if (known != null && known != type) {
                block.problem("this rule file needs " + name + " to be " + RuleExpressions.describe(type)
                        + ", but it is " + RuleExpressions.describe(known) + ". " + doc);
            } else if (!soundName(name) || (known == null && columns.containsKey(name))) {
                block.problem("invalid column name \"" + name + "\"; allowed: " + SOUND_NAMES);
            }
            needed.put(name, type);
        });
        needs.putAll(needed);
        return needed;
    }

    /** The rules of a block of named rules without tables, by name; fit for use only if there is nothing wrong. */
    public List<Rule> rules(Block named) {
        return rules(named, List.of());
    }

    private List<Rule> rules(Block named, List<RuleTable> tables) {
        List<Rule> rules = new ArrayList<>();
        named.named().forEach((name, block) -> rules.add(rule(name, block, tables)));
        return rules;
    }

    private List<RuleTable> tables(Block named, Path rules) {
        List<RuleTable> tables = new ArrayList<>();
        named.named().forEach((name, block) -> {
            RuleTable table = table(name, block, rules);
            if (table != null) {
                tables.add(table);
            }
        });
        return tables;
    }

    private RuleTable table(String name, Block block, Path rules) {
        if (!soundName(name)) {
            block.problem("invalid table name \"" + name + "\"; allowed: " + SOUND_NAMES);
        }
        String key = block.text("key");
        if (key != null && !columns.containsKey(key)) {
            block.problem("key", "unknown signal \"" + key + "\"" + Nearest.hint(key, columns.keySet()));
        } else if (key != null && columns.get(key) != SignalType.STRING) {
            block.problem(
                    "key",
                    "must be a signal of type text; " + key + " is " + RuleExpressions.describe(columns.get(key)));
        }
        String file = block.text("file");
        if (key == null || file == null) {
            return null;
        }
        try {
            return RuleTableFile.read(name, key, rules.resolveSibling(file), problems);
        } catch (IOException | InvalidPathException e) {
            block.problem("file", "cannot be read: " + e);
            return null;
        }
    }

    private Rule rule(String name, Block block, List<RuleTable> tables) {
        if (!soundName(name)) {
            block.problem("invalid rule name \"" + name + "\"; allowed: " + SOUND_NAMES);
        }
        String keep = block.text("keep");
        if (keep != null) {
            check(block, "keep", keep, tables);
        }
        return new Rule(
                name,
                keep == null ? "" : keep,
                kinds(block.texts("kinds")),
                Set.copyOf(block.texts("sources")),
                block.text("source"),
                block.text("doc"),
                examples(block),
                tables,
                block.file("keep"),
                block.line("keep"));
    }

    /** Checks the expression under a key of a block; what is wrong with it becomes problems there. */
    public void check(Block block, String key, String keep, List<RuleTable> tables) {
        with(tables).check(keep).forEach(problem -> block.problem(key, problem));
    }

    /** The kinds of these ids; unknown ones are left out, since the keys were checked before. */
    public static Set<Kind> kinds(List<String> ids) {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        for (String id : ids) {
            kinds.add(Kind.valueOf(id.toUpperCase(Locale.ROOT)));
        }
        return kinds;
    }

    static boolean soundName(String name) {
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
