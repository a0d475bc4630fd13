package dev.tamis.pipeline.recipe;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Nearest;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.rule.RuleFiles;
import dev.tamis.pipeline.rule.RuleTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Collects a recipe's rules from its rule files and its own blocks, and applies the overrides. */
final class RecipeRules {

    private final Path recipe;
    private final Block root;
    private final RecipeContext context;
    private final List<String> sources;
    private final RuleFiles reader;
    private final SortedMap<String, Rule> rules = new TreeMap<>();
    private final SortedMap<String, RuleTable> tables = new TreeMap<>();
    private final Set<String> disabled = new TreeSet<>();
    /** Whether some rules could not be read, so that an unknown name may be one of theirs. */
    private boolean incomplete;

    RecipeRules(Path recipe, Block root, RecipeContext context, List<String> sources) {
        this.recipe = recipe;
        this.root = root;
        this.context = context;
        this.sources = sources;
        this.reader = RuleFiles.complete(context.signals(), root.problems());
    }

    /** The rules by name, without the disabled ones. */
    List<Rule> read() {
        ConfigValue given = root.raw("rules");
        if (given instanceof ConfigList list) {
            for (int i = 0; i < list.size(); i++) {
                item(list.get(i), i);
            }
        } else if (given != null) {
            incomplete = true;
            root.problem("rules", "expected a list of rule files, found " + Block.describe(given));
        }
        root.block("overrides").named().forEach(this::override);
        return rules.values().stream()
                .filter(rule -> !disabled.contains(rule.name()))
                .toList();
    }

    private void item(ConfigValue value, int item) {
        if (value instanceof ConfigObject inline) {
            reader.rules(root.inline(inline, "rules[]", "rules[" + item + "]")).forEach(rule -> add(rule, item));
        } else if (value.valueType() == ConfigValueType.STRING) {
            Path file = find((String) value.unwrapped(), item);
            List<Rule> read = file == null ? List.of() : reader.parse(file);
            incomplete |= read.isEmpty();
            read.stream().flatMap(rule -> rule.tables().stream()).distinct().forEach(table -> add(table, item));
            read.forEach(rule -> add(rule, item));
        } else {
            incomplete = true;
            root.problem("rules", item, "expected a rule file or a block of rules, found " + Block.describe(value));
        }
    }

    private void add(Rule rule, int item) {
        Rule other = rules.putIfAbsent(rule.name(), rule);
        if (other != null) {
            root.problem(
                    "rules",
                    item,
                    "rule " + rule.name() + " at " + rule.file() + ":" + rule.line() + " is already defined at "
                            + other.file() + ":" + other.line() + "; change it under overrides instead");
        }
    }

    private void add(RuleTable table, int item) {
        RuleTable other = tables.putIfAbsent(table.name(), table);
        if (other != null && !other.equals(table)) {
            root.problem(
                    "rules",
                    item,
                    "table " + table.name() + " of " + table.file() + " is already defined from " + other.file()
                            + "; rename one");
        }
    }

    /** The rule file beside the recipe or in the installation; null, and a problem, if it is in neither. */
    private Path find(String name, int item) {
        List<Path> places = new ArrayList<>();
        try {
            places.add(recipe.resolveSibling(name));
            if (context.installation() != null) {
                places.add(context.installation().resolve("conf").resolve(name));
            }
        } catch (InvalidPathException e) {
            root.problem("rules", item, "is not a path: " + e.getMessage());
            return null;
        }
        for (Path place : places) {
            if (Files.isRegularFile(place)) {
                return place;
            }
        }
        List<String> looked = places.stream().map(Path::toString).toList();
        root.problem(
                "rules",
                item,
                "no rule file \"" + name + "\"" + Nearest.hint(name, neighbours(name, places)) + "; looked for "
                        + String.join(" and ", looked));
        return null;
    }

    /** Names of the files where the rule file should have been, as a recipe would write them. */
    private static List<String> neighbours(String name, List<Path> places) {
        String directory = name.contains("/") ? name.substring(0, name.lastIndexOf('/') + 1) : "";
        List<String> names = new ArrayList<>();
        for (Path place : places) {
            Path parent = place.getParent();
            if (parent != null && Files.isDirectory(parent)) {
                try (Stream<Path> files = Files.list(parent)) {
                    files.map(f -> f.getFileName().toString())
                            .filter(f -> f.endsWith(".conf"))
                            .limit(1000)
                            .forEach(f -> names.add(directory + f));
                } catch (IOException | UncheckedIOException e) {
                    // Only a hint is lost: the problem itself is told without it.
                    return names;
                }
            }
        }
        return names;
    }

    private void override(String name, Block change) {
        Rule rule = rules.get(name);
        String keep = change.text("keep");
        if (keep != null) {
            reader.check(change, "keep", keep, rule == null ? List.of() : rule.tables());
        }
        List<String> kinds = change.texts("kinds");
        List<String> only = change.texts("sources");
        for (int i = 0; i < only.size(); i++) {
            if (!only.get(i).isEmpty() && !sources.contains(only.get(i))) {
                change.problem("sources", i, RecipeReader.unknownSource(only.get(i), sources));
            }
        }
        boolean enabled = change.flag("enabled");
        if (rule == null) {
            if (!incomplete) {
                change.problem("unknown rule \"" + name + "\"" + Nearest.hint(name, rules.keySet()));
            }
        } else if (enabled) {
            rules.put(name, changed(rule, change, keep, kinds, only));
        } else {
            disabled.add(name);
        }
    }

    private static Rule changed(Rule rule, Block change, String keep, List<String> kinds, List<String> only) {
        return new Rule(
                rule.name(),
                keep == null ? rule.keep() : keep,
                change.has("kinds") ? RuleFiles.kinds(kinds) : rule.kinds(),
                change.has("sources") ? Set.copyOf(only) : rule.sources(),
                rule.source(),
                rule.doc(),
                // The examples belong to the expression they were written for.
                keep == null ? rule.examples() : List.of(),
                rule.tables(),
                keep == null ? rule.file() : change.file("keep"),
                keep == null ? rule.line() : change.line("keep"));
    }
}
