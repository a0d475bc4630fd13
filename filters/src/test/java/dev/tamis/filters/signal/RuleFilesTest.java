package dev.tamis.filters.signal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.tamis.filters.record.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules that Tamis ships speak of signals that exist, for kinds they apply to, and carry examples of both sorts. */
class RuleFilesTest {
    private static final Set<String> SQL =
            Set.of("and", "or", "not", "in", "between", "is", "null", "coalesce", "if", "like", "true", "false");
    private static final Pattern STRING = Pattern.compile("'[^']*'");
    private static final Pattern NAME =
            Pattern.compile("(?<![0-9a-z_])[a-z_][a-z0-9_]*+([.][a-z_][a-z0-9_]*+)?+(?![(])", Pattern.CASE_INSENSITIVE);

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("tamis.root"), "conf", "rules"))) {
            return files.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void rulesUseSignalsThatExistAndApply(Path file) {
        Config whole = ConfigFactory.parseFile(file.toFile());
        Config rules = whole.getConfig("rules");
        Set<String> keys = new HashSet<>();
        if (whole.hasPath("tables")) {
            Config tables = whole.getConfig("tables");
            tables.root().keySet().forEach(table -> keys.add(tables.getString(table + ".key")));
        }
        // What a recipe's own models and ranks give.
        Set<String> needed =
                whole.hasPath("needs") ? whole.getConfig("needs").root().keySet() : Set.of();
        for (String name : rules.root().keySet()) {
            Config rule = rules.getConfig(name);
            Set<String> used = signalsIn(rule.getString("keep"));
            assertFalse(used.isEmpty(), name);
            Set<String> measured = new TreeSet<>(used);
            measured.removeAll(needed);
            measured.remove("draw");
            for (String kind : rule.hasPath("kinds") ? rule.getStringList("kinds") : List.<String>of()) {
                for (String signal : measured) {
                    assertTrue(
                            Signals.byName(signal).kinds().contains(Kind.valueOf(kind.toUpperCase(Locale.ROOT))),
                            name + ": " + signal + " is always null for " + kind);
                }
            }
            assertFalse(rule.getString("source").isBlank(), name);
            assertTrue(rule.getString("doc").endsWith("."), name);
            EnumSet<Outcome> outcomes = EnumSet.noneOf(Outcome.class);
            for (Config example : rule.getConfigList("examples")) {
                Set<String> given =
                        new HashSet<>(example.getConfig("signals").root().keySet());
                given.removeAll(keys);
                assertTrue(used.containsAll(given), name + ": " + example);
                outcomes.add(example.getBoolean("keep") ? Outcome.KEEP : Outcome.REJECT);
            }
            assertEquals(
                    EnumSet.allOf(Outcome.class), outcomes, name + " needs an example that passes and one that fails");
            Set<String> has = new HashSet<>(rule.root().keySet());
            has.remove("kinds");
            assertEquals(Set.of("keep", "source", "doc", "examples"), has, name);
        }
    }

    @Test
    void ruleNamesAreUniqueOverAllFiles() throws IOException {
        Set<String> names = new HashSet<>();
        List<Path> files = files();
        assertFalse(files.isEmpty());
        for (Path file : files) {
            for (String name : ConfigFactory.parseFile(file.toFile())
                    .getConfig("rules")
                    .root()
                    .keySet()) {
                assertTrue(names.add(name), name + " in " + file);
            }
        }
    }

    private enum Outcome {
        KEEP,
        REJECT
    }

    private static Set<String> signalsIn(String keep) {
        Set<String> names = new TreeSet<>();
        Matcher matcher = NAME.matcher(STRING.matcher(keep).replaceAll("''"));
        while (matcher.find()) {
            String name = matcher.group();
            // A name with a dot is a column of a table.
            if (!SQL.contains(name.toLowerCase(Locale.ROOT)) && name.indexOf('.') < 0) {
                names.add(name);
            }
        }
        return names;
    }
}
