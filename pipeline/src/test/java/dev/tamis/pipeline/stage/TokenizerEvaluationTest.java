package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.eval.RunEvaluation;
import dev.tamis.pipeline.eval.SharedModels.ModelFile;
import dev.tamis.pipeline.inspect.StoredDocument;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.report.Report;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.stage.TextShards.Doc;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.tokenizer.eval.EvalFigures;
import dev.tamis.tokenizer.eval.EvalModel;
import dev.tamis.tokenizer.eval.Evaluator;
import dev.tamis.tokenizer.eval.Measuring;
import dev.tamis.tokenizer.eval.Tally;
import dev.tamis.tokenizer.eval.TextGroup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a run counts of its tokenizer, and what an evaluation over its documents counts, against plain loops. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokenizerEvaluationTest {
    private static final List<String> SOURCES = List.of("books", "web");
    private static final String[] SENTENCES = {
        "The river runs past the old stone bridge and the market town below it. ",
        "Der alte Fluss fließt an der steinernen Brücke und am Markt vorbei. ",
        "Старая река течёт мимо каменного моста и рыночной площади. ",
        "\u53E4\u3044\u5DDD\u304C\u77F3\u306E\u6A4B\u3068\u5E02\u5834\u306E\u753A\u3092\u904E\u304E\u3066\u6D41\u308C\u3066\u3044\u304F\u3002",
    };
    private static final String TOKENIZER = """
            tokenizer { model_type = unigram, vocab_size = 500, byte_fallback = true, num_threads = 1
                        %s }
            """;

    @TempDir
    static Path temp;

    private TextShards shards;
    private RunDirectory run;
    private Recipe recipe;
    private List<ModelFile> models;

    @BeforeAll
    void runOnce() throws Exception {
        shards = new TextShards(temp);
        SplittableRandom random = new SplittableRandom(4);
        List<Doc> docs = new ArrayList<>();
        for (int i = 0; i < 90; i++) {
            StringBuilder text = new StringBuilder("Number " + i + ". ");
            String sentence = SENTENCES[i % SENTENCES.length];
            for (int k = 0; k < 6; k++) {
                text.append(sentence)
                        .append(random.nextInt(1000))
                        .append(' ')
                        .append(TextShards.word(random))
                        .append('\n');
            }
            docs.add(new Doc(SOURCES.get(i % 3 == 0 ? 0 : 1), null, text.toString()));
        }
        shards.write("a", docs, 3);
        run = shards.run("local[2]", shards.recipe("a", "plain", SOURCES, TOKENIZER.formatted("")), "evaluate");
        Path other = Files.write(temp.resolve("other.model"), run.bytes(TokenizerStage.MODEL));
        recipe = shards.recipe("a", "compared", SOURCES, TOKENIZER.formatted("compare { other = \"" + other + "\" }"));
        run = shards.run("local[2]", recipe, "evaluate");
        byte[] model = run.bytes(TokenizerStage.MODEL);
        models = List.of(new ModelFile("run", model), new ModelFile("other", model));
    }

    private Tally expected(boolean roundTrips, Predicate<StoredDocument> wanted) throws Exception {
        Evaluator evaluator = new Evaluator(models.stream().map(ModelFile::open).toList(), roundTrips);
        for (StoredDocument document : TextShards.documents(run)) {
            if (document.kept() && wanted.test(document)) {
                byte[] text = document.text().getBytes(StandardCharsets.UTF_8);
                evaluator.add(group(document), text, 0, text.length);
            }
        }
        return evaluator.tally();
    }

    private static TextGroup group(StoredDocument document) {
        return new TextGroup(document.source(), document.lang());
    }

    private Tally counted(String master, String stage, long sampleBytes) throws Exception {
        try (JavaSparkContext spark = Engine.start(master)) {
            StoredTexts texts = StoredTexts.of(new RunDirectory(run.toString(), spark.hadoopConfiguration()), stage);
            return RunEvaluation.count(spark, texts, models, sampleBytes);
        }
    }

    @Test
    void sparkCountsWhatAPlainLoopCounts() throws Exception {
        Tally expected = expected(true, document -> true);
        assertEquals(expected, counted("local[1]", "decontaminate", 0));
        assertEquals(expected, counted("local[3]", "dedup", 0));
        assertEquals(expected, counted("local[2]", "decide", 0));
        List<EvalModel> opened = models.stream().map(ModelFile::open).toList();
        assertEquals(
                90,
                Measuring.of(opened, counted("local[2]", "annotate", 0), Measuring.Comparison.DEFAULT)
                        .total()
                        .texts());
    }

    @Test
    void aSampleHasTheDocumentsOfTheSmallestIdsOfEachGroup() throws Exception {
        long bytes = 2000;
        SortedMap<TextGroup, List<StoredDocument>> byGroup = new TreeMap<>();
        TextShards.documents(run).stream()
                .filter(StoredDocument::kept)
                .forEach(document -> byGroup.computeIfAbsent(group(document), g -> new ArrayList<>())
                        .add(document));
        List<String> wanted = new ArrayList<>();
        byGroup.values().forEach(documents -> {
            documents.sort(Comparator.comparing(StoredDocument::id));
            long sum = 0;
            for (StoredDocument document : documents) {
                if (sum < bytes) {
                    wanted.add(document.id());
                    sum += document.text().getBytes(StandardCharsets.UTF_8).length;
                }
            }
        });
        Tally sample = counted("local[2]", "decontaminate", bytes);
        assertEquals(expected(true, document -> wanted.contains(document.id())), sample);
        assertNotEquals(counted("local[2]", "decontaminate", 0), sample);
        assertEquals(sample, counted("local[1]", "decontaminate", bytes));
    }

    @Test
    void theStageMeasuresItsOwnModelAndThoseToCompareWith() throws Exception {
        EvalFigures figures = SealedJson.JSON.readValue(run.bytes(EvaluateStage.EVALUATION), EvalFigures.class);
        List<EvalModel> opened = models.stream().map(ModelFile::open).toList();
        Tally expected = expected(false, document -> true);
        assertEquals(
                Measuring.of(
                        List.of(
                                new EvalModel("run", opened.get(0).model()),
                                new EvalModel("other", opened.get(1).model())),
                        expected,
                        Measuring.Comparison.DEFAULT),
                figures);
        assertEquals(
                List.of("run", "other"),
                figures.models().stream().map(EvalFigures.ModelFigures::name).toList());
    }

    @Test
    void aModelToCompareWithTouchesOnlyTheEvaluationAndByItsBytes() throws Exception {
        Path other = Files.write(temp.resolve("changing.model"), run.bytes(TokenizerStage.MODEL));
        Recipe with =
                shards.recipe("a", "changing", SOURCES, TOKENIZER.formatted("compare { other = \"" + other + "\" }"));
        RunDirectory changing =
                shards.run("local[2]", shards.recipe("a", "changing", SOURCES, TOKENIZER.formatted("")), "evaluate");
        String alone = changing.required("evaluate").fingerprint();
        String tokens = changing.required("tokenize").fingerprint();
        changing = shards.run("local[2]", with, "evaluate");
        String beside = changing.required("evaluate").fingerprint();
        assertNotEquals(alone, beside);
        assertEquals(tokens, changing.required("tokenize").fingerprint());
        Files.write(other, inOtherBytes(changing.bytes(TokenizerStage.MODEL)));
        changing = shards.run("local[2]", with, "evaluate");
        assertNotEquals(beside, changing.required("evaluate").fingerprint());
        assertEquals(tokens, changing.required("tokenize").fingerprint());
    }

    /** The same model in other bytes: with a field that no reader knows. */
    private static byte[] inOtherBytes(byte[] model) {
        byte[] longer = Arrays.copyOf(model, model.length + 3);
        longer[model.length] = (byte) 0xF8;
        longer[model.length + 1] = 0x06;
        longer[model.length + 2] = 1;
        return longer;
    }

    @Test
    void aModelToCompareWithThatIsNoneStopsTheRunBeforeItsWork() throws Exception {
        Path broken = Files.writeString(temp.resolve("broken.model"), "no model at all");
        Recipe bad = shards.recipe("a", "broken", SOURCES, TOKENIZER.formatted("compare { odd = \"" + broken + "\" }"));
        IOException refused = assertThrows(IOException.class, () -> shards.run("local[1]", bad, null));
        assertTrue(
                refused.getMessage().startsWith("tokenizer.compare.odd: " + broken + " is no SentencePiece model"),
                refused.getMessage());
        assertTrue(!Files.exists(temp.resolve("broken").resolve("stages")), "no stage was run");
    }

    @Test
    void aStageOlderThanTheDocumentsIsRefused() throws Exception {
        Recipe before = shards.recipe("a", "older", SOURCES, "");
        RunDirectory older = shards.run("local[2]", before, "decontaminate");
        shards.run("local[2]", shards.recipe("a", "older", SOURCES.subList(0, 1), ""), "annotate");
        try (JavaSparkContext spark = Engine.start("local[1]")) {
            RunDirectory directory = new RunDirectory(older.toString(), spark.hadoopConfiguration());
            IOException refused = assertThrows(IOException.class, () -> StoredTexts.of(directory, "decontaminate"));
            assertTrue(refused.getMessage().contains("older than its \"annotate\""), refused.getMessage());
        }
    }

    @Test
    void theReportShowsLanguagesAndScripts() throws Exception {
        String json = null;
        String page = null;
        for (Report.Page file : Report.of(run, recipe)) {
            String text = new String(file.bytes(), StandardCharsets.UTF_8);
            json = file.path().endsWith(".json") ? text : json;
            page = file.path().endsWith(".html") ? text : page;
        }
        JsonNode evaluation = SealedJson.JSON.readTree(json).get("tokenizer").get("evaluation");
        assertEquals(SealedJson.JSON.readTree(run.bytes(EvaluateStage.EVALUATION)), evaluation);
        assertTrue(page.contains("<section id=tokenizer>"), page);
        for (String shown : List.of("Cyrillic", "Han and kana", "Latin", "other")) {
            assertTrue(page.contains(shown), shown);
        }
        JsonNode language = evaluation.get("languages").get(0);
        String bytesPerToken = String.format(
                java.util.Locale.ROOT,
                "<td class=n>%.2f</td>",
                language.get("by_model").get(0).get("bytes_per_token").asDouble());
        assertTrue(page.contains(bytesPerToken), bytesPerToken);
        assertTrue(!evaluation.toString().contains(temp.toString()), "no path of the machine");
    }
}
