package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.inspect.Documents;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Items of an evaluation set, planted in some documents of a small corpus, through the whole river. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DecontaminateStageTest {
    private static final int ITEMS = 12;
    /** Each is in this many documents. */
    private static final int COPIES = 2;

    @TempDir
    static Path temp;

    private Corpus corpus;

    @BeforeAll
    void plant() throws IOException {
        corpus = new Corpus(temp.resolve("corpus"));
        StringBuilder set = new StringBuilder();
        StringBuilder lines = new StringBuilder();
        for (int i = 0; i < ITEMS; i++) {
            set.append("{\"id\": ")
                    .append(i)
                    .append(", \"question\": \"")
                    .append(question(i))
                    .append("\"}\n");
            for (int copy = 0; copy < COPIES; copy++) {
                String text = Corpus.text(5000 + 10 * i + copy, 40) + "\n\n"
                        + (copy == 0
                                ? question(i)
                                : question(i).toUpperCase(Locale.ROOT).replace(" ", "  ")) + "\n\n"
                        + Corpus.text(7000 + 10 * i + copy, 40);
                lines.append("{\"id\": \"planted-")
                        .append(i)
                        .append('-')
                        .append(copy)
                        .append("\", \"text\": \"");
                lines.append(text.replace("\n", "\\n")).append("\"}\n");
            }
        }
        corpus.write("set/quiz.jsonl", set.toString().getBytes(StandardCharsets.UTF_8));
        corpus.write("lines/planted.jsonl", lines.toString().getBytes(StandardCharsets.UTF_8));
        corpus.write(
                "set/unseen.jsonl", ("{\"question\": \"" + question(99) + "\"}\n").getBytes(StandardCharsets.UTF_8));
    }

    private static String question(int i) {
        return "Zorblat " + i + " owns " + (3 + i) + " quuxes and lends " + (1 + i)
                + " of them to his cousin Frobnitz, who returns half; how many quuxes has Zorblat now?";
    }

    private String block(String more) {
        return """
                decontaminate {
                  sets {
                    quiz { paths = ["%s/set/quiz.jsonl"], fields = [question] }
                    unseen { paths = ["%s/set/unseen.jsonl"] }
                  }
                  %s
                }
                """.formatted(corpus.root(), corpus.root(), more);
    }

    private RunDirectory river(String name, String master, String more, String until) throws Exception {
        Recipe recipe = Recipes.load(
                corpus.recipe(name, more),
                List.of(),
                null,
                new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
        try (JavaSparkContext spark = Engine.start(master)) {
            RunDirectory directory = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, directory, recipe, List.of(), Progress.SILENT, Clock.systemUTC()).run(until);
            return directory;
        }
    }

    private static void verified(RunDirectory run) throws IOException {
        assertEquals(List.of(), Verification.verify(run).problems());
    }

    private static SortedMap<String, String> tree(RunDirectory run) throws IOException {
        Path root = Path.of(run.toString());
        SortedMap<String, String> tree = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (!file.getFileName().toString().contains("run.json")) {
                    tree.put(root.relativize(file).toString(), Digests.sha256(Files.readAllBytes(file)));
                }
            }
        }
        return tree;
    }

    private static boolean isPlanted(StoredDocument document) {
        return recordId(document).startsWith("planted-");
    }

    private static String recordId(StoredDocument document) {
        return String.valueOf(document.origin().get("record_id"));
    }

    private static List<Group> hits(RunDirectory run) throws IOException {
        List<Group> rows = new ArrayList<>();
        for (DataFile file : run.required("decontaminate").table("contamination")) {
            try (TableReader reader = new TableReader(run.path(file.path()), Tables.CONTAMINATION, run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    rows.add(row);
                }
            }
        }
        return rows;
    }

    @Test
    void exactlyThePlantedDocumentsAreDroppedWithTheSameBytesForAnyNumberOfThreads() throws Exception {
        RunDirectory run = river("drop-1", "local[1]", block("action = drop"), null);
        verified(run);
        Manifest manifest = run.required("decontaminate");
        assertEquals(ITEMS * COPIES, manifest.ledger().get("lines").rejected().get("contaminated"));
        assertEquals(ITEMS * COPIES, manifest.total().rejectedTotal());
        int planted = 0;
        for (StoredDocument document : new Documents(run).sample(10_000, verdict -> true)) {
            if (isPlanted(document)) {
                planted++;
                assertEquals("contaminated", document.fate().removedBy());
            } else {
                assertNotEquals("contaminated", document.fate().removedBy());
            }
        }
        assertEquals(ITEMS * COPIES, planted);
        assertEquals(tree(run), tree(river("drop-4", "local[4]", block("action = drop"), null)));
    }

    @Test
    void everyHitIsListedAndSummed() throws Exception {
        RunDirectory run = river("report", "local[2]", block("item_share = 0.9, action = report"), "decontaminate");
        verified(run);
        Manifest manifest = run.required("decontaminate");
        assertEquals(0, manifest.total().rejectedTotal());
        assertEquals(ITEMS * COPIES, manifest.count("hits/quiz/lines"));
        assertEquals(ITEMS * COPIES, manifest.count("contaminated/lines"));
        assertEquals(ITEMS, manifest.count("items/quiz"));
        assertEquals(0, manifest.count("too_short/quiz"));
        SortedSet<String> items = new TreeSet<>();
        for (Group hit : hits(run)) {
            items.add(hit.getString("item", 0));
            assertEquals(1.0, hit.getDouble("item_share", 0));
            assertEquals(hit.getInteger("ngrams", 0), hit.getInteger("held", 0));
            assertTrue(hit.getDouble("document_share", 0) > 0.1 && hit.getDouble("document_share", 0) < 0.3);
            StoredDocument document =
                    new Documents(run).find(hit.getString("id", 0)).orElseThrow();
            int number = Integer.parseInt(hit.getString("item_own_id", 0));
            assertTrue(recordId(document).startsWith("planted-" + number + "-"));
        }
        assertEquals(ITEMS, items.size());
        assertTrue(items.contains("quiz/quiz.jsonl:1:question"), items.toString());
        JsonNode summary =
                SealedJson.JSON.readTree(run.bytes(manifest.file("summary", 0).path()));
        assertEquals(ITEMS, summary.at("/quiz/items_hit").asInt());
        assertEquals(ITEMS * COPIES, summary.at("/quiz/documents_hit").asInt());
        assertEquals(COPIES, summary.at("/quiz/most_hit/0/documents").asInt());
        assertEquals(COPIES, summary.at("/quiz/most_hit/0/document_ids").size());
        assertEquals(0, summary.at("/unseen/items_hit").asInt());
        assertEquals(1, summary.at("/unseen/items").asInt());
    }

    @Test
    void whatIsCutIsInNoToken() throws Exception {
        RunDirectory run = river("cut", "local[2]", block("action = cut"), "tokenize");
        verified(run);
        assertEquals(0, run.required("decontaminate").total().rejectedTotal());
        SentencePieceModel model = SentencePieceModel.parse(run.bytes(TokenizerStage.MODEL));
        int cut = 0;
        for (StoredDocument document : new Documents(run).sample(10_000, verdict -> true)) {
            boolean isCut = document.fate() != null && !document.fate().cuts().isEmpty();
            assertEquals(isPlanted(document) && document.fate().removedBy() == null, isCut);
            cut += isCut ? 1 : 0;
        }
        assertEquals(ITEMS * COPIES, cut);
        long tokens = 0;
        for (DataFile file : run.required("tokenize").table("tokens")) {
            try (TableReader reader = new TableReader(run.path(file.path()), Tables.TOKENS, run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    byte[] bytes = row.getBinary("tokens", 0).getBytes();
                    int[] ids = new int[row.getInteger("count", 0)];
                    for (int i = 0; i < ids.length; i++) {
                        ids[i] = (bytes[2 * i] & 0xFF) | (bytes[2 * i + 1] & 0xFF) << 8;
                    }
                    tokens += ids.length;
                    assertFalse(text(model, ids).toLowerCase(Locale.ROOT).contains("zorblat"));
                }
            }
        }
        assertTrue(tokens > 1000);
    }

    private static String text(SentencePieceModel model, int[] ids) {
        return new Encoder(model).decode(ids);
    }

    @Test
    void ngramsThatManyDocumentsHoldAreNoHits() throws Exception {
        RunDirectory run = river("common", "local[2]", block("common_documents = 2, action = drop"), "decontaminate");
        verified(run);
        assertEquals(ITEMS * COPIES, run.required("decontaminate").total().rejectedTotal());
        assertTrue(
                run.required("decontaminate").count("common_patterns") > 0,
                "the end of the question is the same in all");
        run = river("common-1", "local[2]", block("common_documents = 1, action = drop"), "decontaminate");
        verified(run);
        assertEquals(0, run.required("decontaminate").total().rejectedTotal());
    }

    @Test
    void theDriverHoldsThePatternsOfOnePartAtATime() throws Exception {
        StringBuilder set = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            String line = "{\"text\": \"" + Corpus.text(9000 + i, 180_000).replace("\n", "\\n") + "\"}\n";
            set.append(line);
            corpus.write("long/" + i + ".jsonl", line.getBytes(StandardCharsets.UTF_8));
        }
        corpus.write("set/long.jsonl", set.toString().getBytes(StandardCharsets.UTF_8));
        String more = block("common_documents = 1, action = drop").replace("unseen.jsonl", "long.jsonl")
                + "sources { lines { paths = [\"" + corpus.root() + "/long/*.jsonl\"] } }\n";
        Manifest before = river("long", "local[2]", more, "passages").required("passages");
        assertTrue(before.parts() >= 6, before.parts() + " parts");
        System.setProperty("spark.driver.maxResultSize", "2m");
        try {
            Manifest manifest = river("long", "local[2]", more, "decontaminate").required("decontaminate");
            assertEquals(4, manifest.count("documents/unseen/lines"));
            assertTrue(manifest.count("patterns") * 2 * Integer.BYTES > 4 << 20, "or the limit says nothing");
        } finally {
            System.clearProperty("spark.driver.maxResultSize");
        }
    }

    @Test
    void aSetThatIsChangedIsLookedForAgainAndABadOneStopsTheRunBeforeItsWork() throws Exception {
        String more = block("item_share = 0.9, action = report").replace("unseen.jsonl", "other.jsonl");
        corpus.write("set/other.jsonl", Files.readAllBytes(corpus.root().resolve("set/unseen.jsonl")));
        String before = river("changed", "local[2]", more, "decontaminate")
                .required("decontaminate")
                .fingerprint();
        assertEquals(
                before,
                river("changed", "local[2]", more, "decontaminate")
                        .required("decontaminate")
                        .fingerprint());
        corpus.write("set/other.jsonl", Files.readAllBytes(corpus.root().resolve("set/quiz.jsonl")));
        RunDirectory run = river("changed", "local[2]", more, "decontaminate");
        assertNotEquals(before, run.required("decontaminate").fingerprint());
        assertEquals(ITEMS * COPIES, run.required("decontaminate").count("hits/unseen/lines"));
        corpus.write("set/other.jsonl", "{\"question\": 3}\n".getBytes(StandardCharsets.UTF_8));
        IOException refused = assertThrows(IOException.class, () -> river("bad", "local[2]", more, null));
        assertTrue(refused.getMessage().startsWith("decontaminate.sets.unseen: "), refused.getMessage());
        assertFalse(Files.exists(corpus.root().resolve("bad/stages")));
    }
}
