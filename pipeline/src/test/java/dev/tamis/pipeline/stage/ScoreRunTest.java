package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.signal.Signals;
import dev.tamis.models.fasttext.Args;
import dev.tamis.models.fasttext.DenseMatrix;
import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.DictionaryBuilder;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.Task;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.model.ScoreTable;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Documents scored by models of a recipe, and what later stages make of the scores. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ScoreRunTest {
    private static final int WORDS = 20;

    @TempDir
    static Path temp;

    private Path model;
    private RunDirectory run;

    @BeforeAll
    void runOnce() throws Exception {
        Files.createDirectories(temp.resolve("web"));
        Files.createDirectories(temp.resolve("books"));
        StringBuilder pages = new StringBuilder();
        for (int rivers = 0; rivers <= WORDS; rivers++) {
            for (int copy = 0; copy < 2; copy++) {
                // Two documents of one length and one set of words, told apart by their order.
                String river = "river ".repeat(rivers);
                String stone = "stone ".repeat(WORDS - rivers);
                pages.append("{\"id\": \"").append(rivers).append('.').append(copy);
                pages.append("\", \"text\": \"")
                        .append(copy == 0 ? river + stone : stone + river)
                        .append("end\"}\n");
            }
        }
        Files.writeString(temp.resolve("web/a.jsonl"), pages.toString());
        Files.writeString(
                temp.resolve("books/a.jsonl"), "{\"id\": \"b\", \"text\": \"river river river and a river\"}\n");
        model = temp.resolve("quality.bin");
        write(model, 5);
        run = run("run", "local[2]", quality(model));
    }

    /** A model of one dimension: each river pulls by one towards {@code hq}, each stone towards {@code cc}. */
    static void write(Path file, float strength) throws IOException {
        Args standard = Args.supervised();
        Args args = new Args(
                1,
                standard.ws(),
                standard.epoch(),
                1,
                standard.neg(),
                1,
                Loss.SOFTMAX,
                Task.SUPERVISED,
                0,
                0,
                0,
                standard.lrUpdateRate(),
                standard.t());
        Dictionary dictionary = new DictionaryBuilder()
                .word("</s>".getBytes(StandardCharsets.UTF_8), 9)
                .word("river".getBytes(StandardCharsets.UTF_8), 8)
                .word("stone".getBytes(StandardCharsets.UTF_8), 7)
                .label("__label__hq".getBytes(StandardCharsets.UTF_8), 2)
                .label("__label__cc".getBytes(StandardCharsets.UTF_8), 1)
                .build(args, 24);
        DenseMatrix input = new DenseMatrix(3, 1);
        input.block(1)[input.offset(1)] = 1;
        input.block(2)[input.offset(2)] = -1;
        DenseMatrix output = new DenseMatrix(2, 1);
        output.block(0)[output.offset(0)] = strength;
        output.block(1)[output.offset(1)] = -strength;
        try (OutputStream out = Files.newOutputStream(file)) {
            new FastTextModel(args, dictionary, input, output).write(out);
        }
    }

    /** Softmax of two outputs over the mean of the rows of all known words and of the line's end. */
    private static double expected(int rivers, double strength) {
        double hidden = (2.0 * rivers - WORDS) / (WORDS + 1);
        return 1 / (1 + Math.exp(-2 * strength * hidden));
    }

    private static String sha256(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Digests.sha256(in);
        }
    }

    private static String quality(Path file) throws IOException {
        return "models { quality { type = fasttext, file = \"" + file + "\", sha256 = \"" + sha256(file)
                + "\", label = hq } }";
    }

    private static Recipe recipe(String name, String more) throws IOException, RecipeException {
        Path file = temp.resolve(name + ".conf");
        Files.writeString(
                file, """
                output = "%s"
                sources {
                  web { kind = web, format = jsonl, paths = ["%s/*.jsonl"] }
                  books { kind = book, format = jsonl, paths = ["%s/*.jsonl"] }
                }
                rules = [{ good { keep = "quality >= 0.5", kinds = [web] } }]
                dedup { exact { enabled = false } }
                %s
                """.formatted(temp.resolve("runs/" + name), temp.resolve("web"), temp.resolve("books"), more));
        return Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
    }

    private static RunDirectory run(String name, String master, String more) throws Exception {
        Recipe recipe = recipe(name, more);
        try (JavaSparkContext spark = Engine.start(master)) {
            RunDirectory directory = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            river(spark, directory, recipe).run("dedup");
            return directory;
        }
    }

    private static River river(JavaSparkContext spark, RunDirectory directory, Recipe recipe) {
        return new River(spark, directory, recipe, List.of(), Progress.SILENT, Clock.systemUTC());
    }

    private static List<StoredDocument> documents(RunDirectory run) throws IOException {
        return new Documents(run).sample(1000, verdict -> true);
    }

    private static int rivers(StoredDocument document) {
        String id = (String) document.origin().get("record_id");
        return Integer.parseInt(id.substring(0, id.indexOf('.')));
    }

    private static SortedMap<String, String> tree(RunDirectory run) throws IOException {
        Path root = Path.of(run.toString());
        SortedMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root.resolve("stages"))) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                tree.put(root.relativize(file).toString(), Digests.sha256(Files.newInputStream(file)));
            }
        }
        return tree;
    }

    @Test
    void everyDocumentHasTheScoreOfItsTextAndRulesJudgeByIt() throws Exception {
        int web = 0;
        for (StoredDocument document : documents(run)) {
            double score = (double) document.signals().get("quality");
            if (document.source().equals("web")) {
                web++;
                assertEquals(expected(rivers(document), 5), score, 1e-4);
                assertEquals(score < 0.5, document.rejectedBy().contains("good"));
            } else {
                assertTrue(score > 0.99 && document.kept());
            }
        }
        assertEquals(2 * (WORDS + 1), web);
        assertEquals(List.of(), Verification.verify(run).problems());
    }

    @Test
    void theDistributionCountsEveryDocumentOnce() throws Exception {
        Manifest score = run.required("score");
        ScoreTable table = SealedJson.JSON.readValue(
                run.bytes(score.table(ScoreTable.TABLE).get(0).path()), ScoreTable.class);
        for (ScoreTable.Line line : table.lines()) {
            long n = line.nulls()
                    + line.bins().values().stream().mapToLong(Long::longValue).sum();
            assertEquals(score.ledger().get(line.source()).out(), n);
            assertTrue(line.share());
        }
        assertEquals(2, table.lines().size());
    }

    @Test
    void oneThreadAndFourGiveTheSameBytes() throws Exception {
        String models = quality(model).replaceFirst("} }$", "} , books { type = dsir, target_sources = [books] } }");
        RunDirectory one = run("one", "local[1]", models);
        assertEquals(tree(one), tree(run("four", "local[4]", models)));
        assertTrue(one.required("score").paths().anyMatch(path -> path.endsWith(".dsir")));
    }

    @Test
    void importanceWeightsAreHigherWhereTheTargetsWordsAre() throws Exception {
        RunDirectory fitted = run(
                "fitted",
                "local[2]",
                "models { quality { type = dsir, target_sources = [books] } }\noverrides { good { keep = \"quality_ngrams > 0\" } }");
        double[] weights = new double[WORDS + 1];
        SortedMap<String, Object> all = new TreeMap<>();
        for (StoredDocument document : documents(fitted)) {
            if (document.source().equals("web")) {
                assertEquals(2 * (WORDS + 1) - 1L, document.signals().get("quality_ngrams"));
                weights[rivers(document)] = (double) document.signals().get("quality");
                all.put(document.id(), document.signals().get("quality"));
            }
        }
        for (int rivers = 1; rivers <= WORDS; rivers++) {
            assertTrue(weights[rivers] > weights[rivers - 1], "at " + rivers);
        }
        // What was fitted can be used by a later run as it is.
        String file = fitted.required("score")
                .paths()
                .filter(path -> path.endsWith(".dsir"))
                .findFirst()
                .orElseThrow();
        Path stored = Path.of(fitted.toString(), file);
        RunDirectory again = run(
                "again",
                "local[2]",
                "models { quality { type = dsir, file = \"" + stored + "\", sha256 = \"" + sha256(stored)
                        + "\" } }\noverrides { good { keep = \"quality_ngrams > 0\" } }");
        for (StoredDocument document : documents(again)) {
            if (document.source().equals("web")) {
                assertEquals(all.get(document.id()), document.signals().get("quality"));
            }
        }
    }

    @Test
    void anotherModelScoresAgainAndReadsNoShardAgain() throws Exception {
        RunDirectory first = run("changed", "local[2]", quality(model));
        Manifest annotate = first.required("annotate");
        long written = Files.getLastModifiedTime(Path.of(first.toString(), "stages/annotate/manifest.json"))
                .toMillis();
        Path weaker = temp.resolve("weaker.bin");
        write(weaker, 1);
        RunDirectory second = run("changed", "local[2]", quality(weaker));
        assertEquals(annotate, second.required("annotate"));
        assertEquals(
                written,
                Files.getLastModifiedTime(Path.of(first.toString(), "stages/annotate/manifest.json"))
                        .toMillis());
        for (StoredDocument document : documents(second)) {
            if (document.source().equals("web")) {
                assertEquals(
                        expected(rivers(document), 1),
                        (double) document.signals().get("quality"),
                        1e-4);
            }
        }
        // A copy elsewhere has the same bytes, so nothing changes.
        String scored = second.required("score").fingerprint();
        Path copy = temp.resolve("copy.bin");
        Files.copy(weaker, copy);
        assertEquals(
                scored,
                run("changed", "local[2]", quality(copy)).required("score").fingerprint());
    }

    @Test
    void decidingAgainNeedsTheModelsThatScored() throws Exception {
        run("decided", "local[2]", quality(model));
        Path stronger = temp.resolve("stronger.bin");
        write(stronger, 9);
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            RunDirectory directory =
                    new RunDirectory(temp.resolve("runs/decided").toString(), spark.hadoopConfiguration());
            Recipe stricter = recipe("decided", quality(model) + "\noverrides { good { keep = \"quality >= 0.9\" } }");
            river(spark, directory, stricter).decideAgain();
            for (StoredDocument document : documents(directory)) {
                boolean good = document.source().equals("books") || expected(rivers(document), 5) >= 0.9;
                assertEquals(good, document.rejectedBy().isEmpty());
            }
            Recipe other = recipe("decided", quality(stronger));
            RunFailedException refused = assertThrows(
                    RunFailedException.class,
                    () -> river(spark, directory, other).decideAgain());
            assertTrue(refused.getMessage().contains("--until score"), refused.getMessage());
        }
    }

    @Test
    void survivorsOfDedupAreChosenByScores() throws Exception {
        RunDirectory best = run(
                "best",
                "local[2]",
                quality(model) + "\noverrides { good { enabled = false } }\n"
                        + "dedup { survivor = [\"-quality\"], minhash { enabled = true, ngram = 1 } }");
        // All pages with both words have the same set of words: they are one cluster, of which the worst survives.
        List<Integer> left = documents(best).stream()
                .filter(document -> document.source().equals("web") && document.kept())
                .map(ScoreRunTest::rivers)
                .toList();
        assertTrue(left.contains(1) && !left.contains(2) && !left.contains(WORDS - 1), left.toString());
    }

    @Test
    void aModelThatIsNotThePinnedOneIsAMistakeInTheRecipe() throws Exception {
        Path other = temp.resolve("other.bin");
        write(other, 2);
        String wrong = quality(model).replace(model.toString(), other.toString());
        RecipeException error = assertThrows(RecipeException.class, () -> recipe("wrong", wrong));
        assertTrue(error.getMessage().contains(sha256(other)), error.getMessage());
        RecipeException unpinned = assertThrows(
                RecipeException.class,
                () -> recipe(
                        "unpinned", "models { quality { type = fasttext, label = hq, file = \"" + other + "\" } }"));
        assertTrue(
                unpinned.getMessage().contains("sha256 = \"" + sha256(other) + "\""),
                "the pin to copy is told: " + unpinned.getMessage());
        RecipeException missing = assertThrows(
                RecipeException.class, () -> recipe("missing", quality(model).replace("quality.bin", "qualty.bin")));
        assertTrue(missing.getMessage().contains("quality.bin"), missing.getMessage());
    }

    @Test
    void aTargetThatIsDamagedOrEmptyIsToldBeforeAnyStageRuns() throws Exception {
        Path damaged = temp.resolve("damaged.jsonl");
        Files.writeString(damaged, "{\"text\": \"a river\"}\n{\"text\n");
        Path empty = temp.resolve("empty.txt");
        Files.writeString(empty, "\n \n");
        for (Path target : List.of(damaged, empty)) {
            IOException error = assertThrows(
                    IOException.class,
                    () -> run(
                            "target", "local[2]", "models { quality { type = dsir, target = [\"" + target + "\"] } }"));
            assertTrue(error.getMessage().startsWith("models.quality: "), error.getMessage());
            assertFalse(Files.exists(temp.resolve("runs/target/stages/annotate")));
        }
    }

    @Test
    void aBrokenModelIsToldBeforeAnyStageRuns() throws Exception {
        Path broken = temp.resolve("broken.bin");
        byte[] bytes = Files.readAllBytes(model);
        Files.write(broken, java.util.Arrays.copyOf(bytes, bytes.length - 3));
        IOException error = assertThrows(IOException.class, () -> run("broken", "local[2]", quality(broken)));
        assertTrue(
                error.getMessage().contains("models.quality")
                        && error.getMessage().contains("broken.bin"),
                error.getMessage());
        assertFalse(Files.exists(temp.resolve("runs/broken/stages/annotate")));
    }
}
