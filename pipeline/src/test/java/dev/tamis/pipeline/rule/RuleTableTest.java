package dev.tamis.pipeline.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.pipeline.hocon.Problem;
import dev.tamis.pipeline.hocon.Problems;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.recipe.Recipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RuleTableTest {
    private static final Map<String, SignalType> SIGNALS = new LinkedHashMap<>();

    static {
        SIGNALS.put("words", SignalType.LONG);
        SIGNALS.put("mean", SignalType.DOUBLE);
        SIGNALS.put("lang", SignalType.STRING);
    }

    private static final String TABLE = """
            # A comment.
            lang\tmin_words\tmin_mean\tname
            de\t60\t4.5\tGerman
            fr\t\t3\tFrench
            default\t50\t2\tother
            """;

    private static final String RULES = """
            tables { t { file = "t.tsv", key = lang } }
            rules {
              enough { keep = "words >= t.min_words", examples = [
                { signals { lang = de, words = 55 }, keep = false }
                { signals { lang = pl, words = 55 }, keep = true }
              ] }
              long { keep = "mean >= t.min_mean" }
              named { keep = "t.name <> 'other'" }
            }
            """;

    @TempDir
    Path directory;

    private List<Rule> parse(String rules, String table, Problems problems) throws IOException {
        Files.writeString(directory.resolve("t.tsv"), table);
        Path file = Files.writeString(directory.resolve("rules.conf"), rules);
        return RuleFiles.parse(file, SIGNALS, problems);
    }

    private List<Rule> sound() throws IOException {
        Problems problems = new Problems();
        List<Rule> rules = parse(RULES, TABLE, problems);
        assertEquals(List.of(), problems.list());
        return rules;
    }

    private List<String> problems(String rules, String table) throws IOException {
        Problems problems = new Problems();
        parse(rules, table, problems);
        return problems.list().stream()
                .map(Problem::toString)
                .map(text -> text.replace(directory + "/", ""))
                .toList();
    }

    private static List<String> failed(List<Rule> rules, Object... values) {
        return CompiledRules.compile(rules, SIGNALS).failed("web", "s", null, values);
    }

    @Test
    void aRecordIsJudgedByTheRowOfItsLanguage() throws IOException {
        List<Rule> rules = sound();
        assertEquals(List.of("enough", "long"), failed(rules, 55L, 4.0, "de"));
        assertEquals(List.of(), failed(rules, 60L, 4.5, "de"));
        assertEquals(List.of("long"), failed(rules, 1L, 2.9, "fr"));
    }

    @Test
    void aRecordOfNoRowIsJudgedByTheDefaultRow() throws IOException {
        List<Rule> rules = sound();
        assertEquals(List.of("enough", "named"), failed(rules, 49L, 2.0, "pl"));
        assertEquals(List.of("named"), failed(rules, 50L, 2.0, null));
    }

    @Test
    void withoutARowOrWithAnEmptyCellTheRuleDoesNotApply() throws IOException {
        Problems problems = new Problems();
        List<Rule> rules = parse(RULES, TABLE.replace("default", "xx"), problems);
        assertEquals(List.of(), failed(rules, 1L, 0.0, "pl"));
        assertEquals(List.of(), failed(rules, 1L, 0.0, null));
        assertEquals(List.of(), failed(rules, 1L, 3.0, "fr"));
    }

    @Test
    void examplesLookTheirValuesUp() throws IOException {
        RuleExpressions expressions = new RuleExpressions(SIGNALS);
        for (Rule rule : sound()) {
            assertEquals(List.of(), expressions.unmet(rule));
        }
    }

    @Test
    void thresholdsOfATableMoveTogether() throws IOException {
        CompiledRules compiled = CompiledRules.compile(sound(), SIGNALS);
        Counterfactuals counted = compiled.counterfactuals();
        Threshold threshold = counted.thresholds().get(0);
        assertEquals("words >= t.min_words", threshold.measured() + " " + threshold.sign() + " " + threshold.limit());
        assertEquals(List.of("0.5", "0.8", "0.9", "1", "1.1", "1.25", "2"), threshold.grid());
        for (Object[] row : new Object[][] {{55L, 9.0, "de"}, {55L, 9.0, "xx"}, {1L, 9.0, "fr"}}) {
            counted.add("s", compiled.failed("web", "s", null, row));
        }
        // 60 and 50 words: 55 are too few from 0.9 * 60 = 54 on for German not yet, at 60 they are, and from 1.25 * 50
        // on.
        assertEquals("[0, 0, 0, 1, 1, 2, 2]", Arrays.toString(counted.failed().get("s")[0]));
    }

    @Test
    void mistakesAreToldWithTheirPlace() throws IOException {
        assertEquals(
                List.of("rules.conf:3: rules.enough.keep: table t has no column \"min_wrds\""
                        + " (did you mean \"t.min_words\"?)"),
                problems(RULES.replace("words >= t.min_words", "words >= t.min_wrds"), TABLE));
        assertEquals(
                List.of("rules.conf:1: tables.t.key: unknown signal \"lnag\" (did you mean \"lang\"?)"),
                problems(RULES.replace("key = lang", "key = lnag"), TABLE));
        assertEquals(
                List.of("rules.conf:1: tables.t.key: must be a signal of type text; words is a whole number"),
                problems(RULES.replace("key = lang", "key = words"), TABLE));
        assertEquals(
                List.of("t.tsv:4: tables.t: has 3 cells, expected 4"), problems(RULES, TABLE.replace("\tFrench", "")));
        assertEquals(
                List.of("t.tsv:4: tables.t: key \"de\" is there twice"), problems(RULES, TABLE.replace("fr", "de")));
        assertEquals(
                List.of("t.tsv:2: tables.t: column min_mean is there twice"),
                problems(RULES, TABLE.replace("min_words", "min_mean")));
        assertEquals(
                1,
                problems(RULES.replace("t.tsv", "missing.tsv"), TABLE).size(),
                "a missing table is one problem, not one for each rule");
    }

    private Recipe recipe() throws IOException, RecipeException {
        Path file = Files.writeString(directory.resolve("recipe.conf"), """
                output = "run"
                sources { web { kind = web, format = jsonl, paths = ["*.jsonl"] } }
                rules = ["rules.conf"]
                overrides { long { keep = "mean >= 0.5 * t.min_mean" } }
                """);
        return Recipes.load(file, List.of(), null, new RecipeContext(SIGNALS, null, PathCheck.none()));
    }

    @Test
    void anotherValueInATableIsAnotherRecipeAndOverridesMayUseIt() throws IOException, RecipeException {
        sound();
        Recipe recipe = recipe();
        String before = recipe.part("rules");
        assertEquals(before, recipe().part("rules"));
        assertEquals(List.of(), failed(recipe.rules(), 99L, 2.25, "de"));
        assertEquals(List.of("long"), failed(recipe.rules(), 99L, 2.0, "de"));
        Files.writeString(directory.resolve("t.tsv"), TABLE.replace("60", "61"));
        assertNotEquals(before, recipe().part("rules"));
    }
}
