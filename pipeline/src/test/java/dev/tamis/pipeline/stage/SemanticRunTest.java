package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Semantic dedup from JSON lines with embeddings to the documents that are left. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SemanticRunTest {
    private static final int FAMILIES = 40;

    @TempDir
    static Path temp;

    private RunDirectory run;

    @BeforeAll
    void runOnce() throws Exception {
        Files.createDirectories(temp.resolve("old"));
        Files.createDirectories(temp.resolve("new"));
        Files.writeString(temp.resolve("old/a.jsonl"), lines(0, FAMILIES / 2));
        Files.writeString(temp.resolve("new/a.jsonl"), lines(FAMILIES / 4, FAMILIES / 2));
        Files.writeString(temp.resolve("new/b.jsonl"), lines(FAMILIES / 2, FAMILIES));
        run = run("new", "run", "local[2]", "");
    }

    /** Three documents a family, whose vectors are alike; its second is the longest. A fourth has a vector of no use. */
    private static String lines(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int family = from; family < to; family++) {
            for (int member = 0; member < 4; member++) {
                String text =
                        Corpus.text(10 * family + member, member == 1 ? 80 : 60).replace("\n", "\\n");
                String vector = member == 3
                        ? "[0, 0, 0]"
                        : String.format(
                                Locale.ROOT,
                                "[%.6f, %.6f, %.6f]",
                                Math.cos(family),
                                Math.sin(family),
                                1 + member * 1e-4);
                lines.append("{\"id\": \"").append(family).append('.').append(member);
                lines.append("\", \"text\": \"")
                        .append(text)
                        .append("\", \"vector\": ")
                        .append(vector)
                        .append("}\n");
            }
        }
        return lines.toString();
    }

    private static Recipe recipe(String source, String name, String more) throws IOException, RecipeException {
        Path file = temp.resolve(name + ".conf");
        Files.writeString(file, """
                output = "%s"
                sources { %s { kind = web, format = jsonl, paths = ["%s/*.jsonl"], embedding_field = vector } }
                rules = []
                dedup { exact { enabled = false }, semantic { enabled = true, clusters = 5, similarity = 0.9999 } }
                %s
                """.formatted(temp.resolve("runs/" + name), source, temp.resolve(source), more));
        return Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
    }

    private static RunDirectory run(String source, String name, String master, String more) throws Exception {
        Recipe recipe = recipe(source, name, more);
        try (JavaSparkContext spark = Engine.start(master)) {
            RunDirectory directory = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, directory, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run("dedup");
            return directory;
        }
    }

    private static SortedMap<String, String> tree(RunDirectory run) throws IOException {
        Path root = Path.of(run.toString());
        SortedMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                String name = root.relativize(file).toString();
                if (name.startsWith("stages/")) {
                    tree.put(name, Digests.sha256(Files.readAllBytes(file)));
                }
            }
        }
        return tree;
    }

    private static SortedMap<String, String> survivors(RunDirectory run) throws IOException {
        SortedMap<String, String> survivors = new TreeMap<>();
        for (StoredDocument document : new Documents(run).sample(1000, verdict -> true)) {
            if (document.kept()) {
                survivors.put((String) document.origin().get("record_id"), document.id());
            }
        }
        return survivors;
    }

    @Test
    void ofEachFamilyTheLongestSurvivesAndBadVectorsAreKeptAndCounted() throws IOException {
        int families = FAMILIES - FAMILIES / 4;
        Manifest annotate = run.required("annotate");
        assertEquals(4L * families, annotate.total().out());
        assertEquals(3L * families, annotate.count("embeddings/new"));
        assertEquals(families, annotate.count("embeddings_dropped/new"));
        Manifest dedup = run.required("dedup");
        assertEquals(2L * families, dedup.ledger().get("new").rejected().get("semantic_duplicate"));
        assertEquals(3L * families, dedup.count("semantic_embeddings"));
        SortedMap<String, String> survivors = survivors(run);
        assertEquals(2 * families, survivors.size());
        survivors.keySet().forEach(id -> assertTrue(id.endsWith(".1") || id.endsWith(".3"), id));
        assertEquals(List.of(), Verification.verify(run).problems());
    }

    @Test
    void survivorsFollowTheExpressionOfTheRecipe() throws Exception {
        RunDirectory shortest = run("new", "shortest", "local[2]", "dedup { survivor = [\"-chars\"] }");
        survivors(shortest).keySet().forEach(id -> assertTrue(!id.endsWith(".1"), id));
    }

    @Test
    void oneThreadAndFourGiveTheSameBytes() throws Exception {
        assertEquals(tree(run), tree(run("new", "run-1", "local[1]", "")));
        assertEquals(tree(run), tree(run("new", "run-4", "local[4]", "")));
    }

    @Test
    void whatIsLikeADocumentOfAnEarlierRunIsRemoved() throws Exception {
        RunDirectory old = run("old", "earlier", "local[2]", "");
        // Only the signatures of the earlier run are needed.
        for (String documents : old.required("annotate").pathsByPart("documents")) {
            Files.delete(Path.of(old.toString(), documents));
        }
        RunDirectory next = run("new", "next", "local[2]", "dedup { against = [\"" + old + "\"] }");
        int families = FAMILIES - FAMILIES / 4;
        int known = FAMILIES / 4;
        assertEquals(
                2L * families + known,
                next.required("dedup").ledger().get("new").rejected().get("semantic_duplicate"));
        for (String id : survivors(next).keySet()) {
            int family = Integer.parseInt(id.substring(0, id.indexOf('.')));
            assertTrue(id.endsWith(".3") || family >= FAMILIES / 2, id);
        }
    }

    @Test
    void anEarlierRunWithoutEmbeddingsIsRefused() throws Exception {
        RunDirectory old = run("old", "without", "local[2]", "dedup { semantic { enabled = false } }");
        IOException error = assertThrows(
                IOException.class, () -> run("new", "refused", "local[2]", "dedup { against = [\"" + old + "\"] }"));
        assertTrue(error.getMessage().contains("hold no embeddings"), error.getMessage());
    }

    @Test
    void semanticDedupWithoutAnEmbeddingFieldIsAMistakeInTheRecipe() throws Exception {
        Path file = temp.resolve("none.conf");
        Files.writeString(file, """
                output = "none"
                sources { new { kind = web, format = jsonl, paths = ["%s/*.jsonl"] } }
                dedup { semantic { enabled = true } }
                """.formatted(temp.resolve("new")));
        RecipeException error = assertThrows(
                RecipeException.class,
                () -> Recipes.load(
                        file,
                        List.of(),
                        null,
                        new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none()))));
        assertTrue(error.getMessage().contains("no source has embeddings"), error.getMessage());
    }
}
