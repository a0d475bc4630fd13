package dev.tamis.pipeline.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.rule.RuleExpressions;
import dev.tamis.pipeline.rule.RuleKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Holds docs/recipes.md to the code. With {@code -Dtamis.docs.write=true} the tables are written anew instead of
 * compared.
 */
class RecipeDocumentationTest {

    private static final Path PAGE = Path.of(System.getProperty("tamis.root", ".."), "docs", "recipes.md");
    private static String page;

    @BeforeAll
    static void readPage() throws IOException {
        assumeTrue(Files.exists(PAGE), "no docs/recipes.md");
        if (Boolean.getBoolean("tamis.docs.write")) {
            String text = Files.readString(PAGE);
            text = replaced(text, "recipe keys", table(RecipeKeys.SCHEMA.keys()));
            text = replaced(text, "rule keys", table(RuleKeys.ofFile()));
            text = replaced(text, "functions", functions());
            Files.writeString(PAGE, text);
        }
        page = Files.readString(PAGE);
    }

    @Test
    void everyKeyOfARecipeIsInItsTable() {
        assertEquals(table(RecipeKeys.SCHEMA.keys()), section(page, "recipe keys"));
    }

    @Test
    void everyKeyOfARuleFileIsInItsTable() {
        assertEquals(table(RuleKeys.ofFile()), section(page, "rule keys"));
    }

    @Test
    void everyFunctionOfRulesIsListed() {
        assertEquals(functions(), section(page, "functions"));
    }

    @Test
    void everyExampleOfARecipeLoads(@TempDir Path directory) throws IOException, RecipeException {
        RecipeContext context = new RecipeContext(TestSignals.ALL, null, PathCheck.none());
        int count = 0;
        String[] blocks = page.split("```hocon recipe\n");
        Files.createDirectories(directory.resolve("rules"));
        for (int i = 1; i < blocks.length; i++) {
            Path file = directory.resolve("example" + i + ".conf");
            Files.writeString(file, blocks[i].substring(0, blocks[i].indexOf("```")));
            String[] rules = page.split("```hocon rules\n");
            assertEquals(2, rules.length, "one example of a rule file");
            Files.writeString(directory.resolve("rules/prose.conf"), rules[1].substring(0, rules[1].indexOf("```")));
            Recipe recipe = Recipes.load(file, List.of(), null, context);
            RuleExpressions expressions = new RuleExpressions(TestSignals.ALL);
            recipe.rules().forEach(rule -> assertEquals(List.of(), expressions.unmet(rule)));
            count++;
        }
        assertTrue(count >= 2, "examples found: " + count);
    }

    private static String table(List<Key> keys) {
        List<String> lines = new ArrayList<>();
        lines.add("| key | value | default | unit | meaning |");
        lines.add("| --- | --- | --- | --- | --- |");
        for (Key key : keys) {
            String fallback = key.required() ? "required" : key.fallback() == null ? "" : "`" + key.fallback() + "`";
            if (key.fallback() != null && key.fallback().isEmpty()) {
                fallback = "";
            }
            String value = key.type() == KeyType.BLOCK ? "block" : key.allowed();
            lines.add(String.join(
                    " | ",
                    "| `" + key.path() + "`",
                    value,
                    fallback,
                    key.unit(),
                    key.doc().replace("|", "\\|") + " |"));
        }
        return String.join("\n", lines);
    }

    private static String functions() {
        return String.join(
                        ", ",
                        RuleExpressions.functions().stream()
                                .map(name -> "`" + name + "`")
                                .toList())
                + ".";
    }

    private static String section(String text, String name) {
        return text.substring(start(text, name), end(text, name)).strip();
    }

    private static String replaced(String text, String name, String content) {
        return text.substring(0, start(text, name)) + "\n" + content + "\n" + text.substring(end(text, name));
    }

    private static int start(String text, String name) {
        String mark = "<!-- begin " + name + " -->";
        assertTrue(text.contains(mark), "docs/recipes.md has no " + mark);
        return text.indexOf(mark) + mark.length();
    }

    private static int end(String text, String name) {
        return text.indexOf("<!-- end " + name + " -->");
    }
}
