package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.RunDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cleaning within a run, on a real local Spark. */
class CleaningRunTest {
    private static final String DIRTY = "Here is a line of plain words.\\n12 likes\\nAnd here is one more of them.";
    private static final String PLAIN = "Nothing in this text is to be removed.";

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws Exception {
        Files.writeString(folder.resolve("a.jsonl"), """
                {"text": "%s"}
                {"text": "12 likes\\n3 shares"}
                {"text": "%s"}
                {"text": "  "}
                """.formatted(DIRTY, PLAIN));
    }

    private Recipe recipe(String clean, String more) throws Exception {
        Path file = folder.resolve("recipe.conf");
        Files.writeString(file, """
                output = "%s/run"
                sources {
                  cleaned { kind = web, format = jsonl, paths = ["%s/a.jsonl"], clean = %s }
                  raw { kind = web, format = jsonl, paths = ["%s/a.jsonl"] }
                }
                rules = [{ few_lost { keep = "cleaned_refinedweb_lines_word_fraction <= 0.05" } }]
                %s
                """.formatted(folder, folder, clean, folder, more));
        return Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
    }

    @Test
    void cleanersApplyBySourceAreMeasuredAndEmptiedTextsAreCounted() throws Exception {
        Recipe recipe = recipe("[refinedweb_lines, blank_lines]", "");
        RunDirectory run;
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, run, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run("decide");
        }
        assertEquals(List.of(), Verification.verify(run).problems());
        Ledger cleaned = run.required("annotate").ledger().get("cleaned");
        assertEquals(2, cleaned.out());
        assertEquals(Map.of("ingest.empty_text", 2L), cleaned.rejected());
        Ledger raw = run.required("annotate").ledger().get("raw");
        assertEquals(3, raw.out());
        assertEquals(Map.of("ingest.empty_text", 1L), raw.rejected());

        Map<String, StoredDocument> byText = new TreeMap<>();
        for (StoredDocument document : new Documents(run).sample(10, verdict -> true)) {
            byText.put(document.source() + ": " + document.text(), document);
        }
        StoredDocument dirty = byText.get("cleaned: Here is a line of plain words.\nAnd here is one more of them.");
        assertEquals(1L, dirty.signals().get("cleaned_refinedweb_lines"));
        assertEquals(1L, dirty.signals().get("cleaned_lines"));
        assertEquals(0L, dirty.signals().get("cleaned_blank_lines"));
        assertEquals(2.0 / 16, (Double) dirty.signals().get("cleaned_refinedweb_lines_word_fraction"), 1e-9);
        assertNull(dirty.signals().get("cleaned_citations"));
        assertEquals(List.of("few_lost"), dirty.rejectedBy());
        StoredDocument plain = byText.get("cleaned: " + PLAIN);
        assertEquals(0L, plain.signals().get("cleaned_chars"));
        assertEquals(List.of(), plain.rejectedBy());
        StoredDocument untouched = byText.get("raw: " + DIRTY.replace("\\n", "\n"));
        assertNull(untouched.signals().get("cleaned_chars"));
        assertEquals(List.of(), untouched.rejectedBy());
    }

    @Test
    void otherCleanersAndOtherListsMakeAnotherAnnotateStage() throws Exception {
        Path words = folder.resolve("words");
        Files.createDirectories(words);
        Files.writeString(words.resolve("en.txt"), "one");
        String lists = "safety { word_lists = \"" + words + "\" }";
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            String plain = part(spark, recipe("[]", ""));
            String cleaned = part(spark, recipe("[blank_lines]", ""));
            String listed = part(spark, recipe("[]", lists));
            assertNotEquals(plain, cleaned);
            assertNotEquals(plain, listed);
            assertEquals(listed, part(spark, recipe("[]", lists)));
            Files.writeString(words.resolve("en.txt"), "two");
            assertNotEquals(listed, part(spark, recipe("[]", lists)));
        }
    }

    private static String part(JavaSparkContext spark, Recipe recipe) throws Exception {
        RunDirectory run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
        return AnnotateStage.plan(new StagePlanner(spark, run), recipe).recipePart(recipe);
    }
}
