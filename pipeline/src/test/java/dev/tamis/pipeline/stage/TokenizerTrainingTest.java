package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.SampleSpec;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.vocabulary.TokenizerTraining;
import dev.tamis.pipeline.wordcount.CountedWords;
import dev.tamis.pipeline.wordcount.GroupShare;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Training on stored texts, on a real local Spark. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TokenizerTrainingTest {
    private static final int LONG_LINE = 5000;
    private static final Map<String, String> OPTIONS = Map.of("vocab_size", "300", "num_threads", "2");

    @TempDir
    static Path temp;

    private final List<TextShards.Doc> docs = new ArrayList<>();
    private TextShards shards;
    private RunDirectory one;

    @BeforeAll
    void write() throws Exception {
        SplittableRandom random = new SplittableRandom(5);
        List<String> known = TextShards.words(random, 3000);
        for (int i = 0; i < 3000; i++) {
            String source = i % 10 == 0 ? "small" : "large";
            StringBuilder text = new StringBuilder();
            for (int line = 0; line < 6; line++) {
                for (int word = 0; word < 45; word++) {
                    text.append(word == 0 ? "" : " ")
                            .append(
                                    random.nextInt(50) == 0
                                            ? TextShards.word(random)
                                            : known.get(random.nextInt(random.nextInt(1, known.size()))));
                }
                text.append('\n');
            }
            if (i % 500 == 7) {
                text.append("x".repeat(LONG_LINE)).append('\n');
                text.append("a\u2585b\n");
                text.append("\n");
            }
            docs.add(new TextShards.Doc(
                    source, null, text.append("the end ").append(i).toString()));
        }
        shards = new TextShards(temp);
        shards.write("corpus", docs, 64);
        one = run("one", "64MiB", "local[1]");
    }

    private Recipe recipe(String run, String splitBytes, String more) throws Exception {
        return shards.recipe(
                "corpus", run, List.of("large", "small"), "limits.split_bytes = " + splitBytes + "\n" + more);
    }

    private RunDirectory run(String name, String splitBytes, String master) throws Exception {
        return shards.run(master, recipe(name, splitBytes, ""), "decontaminate");
    }

    private static CountedWords.Request request(SampleSpec weights, String... more) {
        SortedMap<String, String> options = new TreeMap<>(OPTIONS);
        for (int i = 0; i < more.length; i += 2) {
            options.put(more[i], more[i + 1]);
        }
        return new CountedWords.Request(TrainerOptions.parse(options), Long.MAX_VALUE, weights);
    }

    private static TokenizerTraining.Trained train(
            String master, RunDirectory run, String stage, CountedWords.Request request) throws Exception {
        try (JavaSparkContext spark = Engine.start(master)) {
            return TokenizerTraining.train(spark, StoredTexts.of(run, stage), request, Progress.NONE);
        }
    }

    /** The texts as the run holds them, which is where lines come from. */
    private static WordCounter counted(RunDirectory run, CountedWords.Request request) throws Exception {
        WordCounter counter = new WordCounter(request.options());
        TextShards.documents(run).stream()
                .filter(document -> document.kept())
                .forEach(document -> counter.add(document.text().getBytes(StandardCharsets.UTF_8)));
        return counter;
    }

    @Test
    void theModelIsThatOfOneMachineThatReadsEverything() throws Exception {
        CountedWords.Request request = request(null);
        WordCounter counter = counted(one, request);
        SentencePieceModel expected = TokenizerTrainer.train(counter.table(), request.options(), Progress.NONE);
        TokenizerTraining.Trained trained = train("local[2]", one, null, request);
        assertArrayEquals(expected.serialize(), trained.model().serialize());
        assertEquals(counter.totals().sentences(), trained.figures().get("sentences"));
        assertEquals(counter.totals().bytes(), trained.figures().get("bytes"));
        assertEquals(counter.size(), trained.figures().get("distinct_words").intValue());
    }

    @Test
    void onePartSevenAndSixtyFourGiveTheSameBytesWhateverIsAskedFor() throws Exception {
        RunDirectory seven = run("seven", "700KiB", "local[2]");
        RunDirectory many = run("many", "64KiB", "local[3]");
        int fewParts = one.required("annotate").parts();
        int someParts = seven.required("annotate").parts();
        int manyParts = many.required("annotate").parts();
        assertTrue(fewParts < someParts, fewParts + " and " + someParts);
        assertTrue(someParts < 10, "" + someParts);
        assertTrue(manyParts >= 64, "" + manyParts);
        List<CountedWords.Request> requests = List.of(
                request(null),
                request(SampleSpec.flattened(SampleSpec.By.SOURCE, 0.3)),
                request(SampleSpec.flattened(SampleSpec.By.LANGUAGE, 0.5)),
                request(null, "input_sentence_size", "4000"),
                request(null, "input_sentence_size", "4000", "shuffle_input_sentence", "false"),
                new CountedWords.Request(TrainerOptions.parse(OPTIONS), 300_000, null));
        for (CountedWords.Request request : requests) {
            TokenizerTraining.Trained expected = train("local[1]", one, null, request);
            for (RunDirectory other : List.of(seven, many)) {
                TokenizerTraining.Trained found = train("local[3]", other, null, request);
                assertEquals(expected.figures(), found.figures());
                assertEquals(expected.groups(), found.groups());
                assertArrayEquals(expected.model().serialize(), found.model().serialize());
            }
        }
    }

    @Test
    void aTaskThatFailsOnceCountsOnce() throws Exception {
        CountedWords.Request request = request(SampleSpec.flattened(SampleSpec.By.SOURCE, 0.3));
        TokenizerTraining.Trained expected = train("local[2]", one, null, request);
        try (JavaSparkContext spark = Engine.start("local[2,4]")) {
            Configuration conf = new Configuration(spark.hadoopConfiguration());
            conf.set("fs." + FailingFileSystem.SCHEME + ".impl", FailingFileSystem.class.getName());
            RunDirectory failing = new RunDirectory(FailingFileSystem.SCHEME + "://" + one, conf);
            StoredTexts texts = StoredTexts.of(failing, null);
            FailingFileSystem.FAILURES.set(3);
            TokenizerTraining.Trained found = TokenizerTraining.train(spark, texts, request, Progress.NONE);
            assertEquals(0, FailingFileSystem.FAILURES.get());
            assertEquals(expected.figures(), found.figures());
            assertArrayEquals(expected.model().serialize(), found.model().serialize());
        }
    }

    @Test
    void everyLineIsCountedOrLeftOutForAReason() throws Exception {
        long lines = 0;
        long longLines = 0;
        for (TextShards.Doc doc : docs) {
            for (String line : doc.text().split("\n", -1)) {
                lines++;
                longLines += line.length() == LONG_LINE ? 1 : 0;
            }
        }
        for (String wanted : List.of("0", "1000")) {
            SortedMap<String, Long> figures = train(
                            "local[2]", one, "annotate", request(null, "input_sentence_size", wanted))
                    .figures();
            assertEquals(
                    lines,
                    figures.get("sentences")
                            + figures.get("empty")
                            + figures.get("too_long")
                            + figures.get("reserved")
                            + figures.get("not_sampled"));
            assertEquals(longLines, figures.get("too_long"));
            assertEquals(longLines * LONG_LINE, figures.get("too_long_bytes"));
            assertEquals(longLines, figures.get("reserved"));
            assertTrue(wanted.equals("0") || Math.abs(figures.get("sentences") - 1000) < 150, figures.toString());
        }
    }

    @Test
    void weightsAreRealisedAndTheMassStays() throws Exception {
        TokenizerTraining.Trained plain = train("local[2]", one, null, request(null));
        for (SampleSpec weights : List.of(
                SampleSpec.flattened(SampleSpec.By.SOURCE, 0),
                SampleSpec.flattened(SampleSpec.By.SOURCE, 0.3),
                SampleSpec.weighted(SampleSpec.By.SOURCE, new TreeMap<>(Map.of("large", 0.02, "small", 0.98))),
                SampleSpec.weighted(SampleSpec.By.SOURCE, new TreeMap<>(Map.of("small", 2.0))))) {
            TokenizerTraining.Trained trained = train("local[2]", one, null, request(weights));
            double asked = 0;
            for (GroupShare group : trained.groups()) {
                assertEquals(group.asked(), group.realised(), 1e-5);
                asked += group.asked();
            }
            assertEquals(1, asked, 1e-9);
            GroupShare small = trained.groups().get(1);
            assertEquals("small", small.group());
            assertEquals(
                    weights.exponent().isPresent()
                            ? Math.pow(
                                            (double) small.bytes(),
                                            weights.exponent().getAsDouble())
                                    / trained.groups().stream()
                                            .mapToDouble(g -> Math.pow(
                                                    (double) g.bytes(),
                                                    weights.exponent().getAsDouble()))
                                            .sum()
                            : weights.weights().size() == 1 ? 1 : 0.98,
                    small.asked(),
                    1e-9);
            double words = plain.figures().get("words");
            assertEquals(words, trained.figures().get("words"), 0.01 * words);
        }
    }

    @Test
    void aWeightForWhatHasNoTextIsRefusedBeforeAnyIsRead() throws Exception {
        for (SampleSpec weights : List.of(
                SampleSpec.weighted(SampleSpec.By.SOURCE, new TreeMap<>(Map.of("large", 1.0, "books", 3.0))),
                SampleSpec.weighted(SampleSpec.By.LANGUAGE, new TreeMap<>(Map.of("tlh", 3.0))))) {
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> train("local[2]", one, null, request(weights)));
            assertTrue(
                    refused.getMessage()
                            .contains("has a weight of 3.0, but stage decontaminate kept no document of it"),
                    refused.getMessage());
        }
    }

    @Test
    void everyStageGivesTheTextsItKept() throws Exception {
        List<TextShards.Doc> some = new ArrayList<>(docs.subList(0, 40));
        some.add(some.get(3));
        some.add(new TextShards.Doc("large", null, "short"));
        shards.write("stages", some, 1);
        Recipe recipe = shards.recipe("stages", "stages-run", List.of("large", "small"), """
                rules = [{ long_enough { keep = "chars >= 100" } }]
                dedup.exact.enabled = true
                """);
        RunDirectory run = shards.run("local[2]", recipe, "decontaminate");
        long perDocument = 7;
        long extra = docs.subList(0, 40).stream()
                        .mapToLong(doc -> doc.text().split("\n", -1).length)
                        .sum()
                - 40 * perDocument;
        Map<String, Long> expected = Map.of(
                "annotate", 41 * perDocument + extra + 1,
                "decide", 41 * perDocument + extra,
                "dedup", 40 * perDocument + extra,
                "passages", 40 * perDocument + extra,
                "decontaminate", 40 * perDocument + extra);
        for (String stage : StoredTexts.STAGES) {
            if (stage.equals("interleave")) {
                // No source of this recipe has images in its pages.
                assertThrows(IOException.class, () -> train("local[2]", run, stage, request(null)));
                continue;
            }
            SortedMap<String, Long> figures =
                    train("local[2]", run, stage, request(null)).figures();
            long lines =
                    figures.get("sentences") + figures.get("empty") + figures.get("too_long") + figures.get("reserved");
            assertEquals(expected.get(stage), lines, stage);
        }
    }

    @Test
    void theStageTrainsByTheRecipeAndReportsWhatItTook() throws Exception {
        Path rules = temp.resolve("rules.tsv");
        Files.writeString(rules, "61\t65\n");
        String tokenizer = """
                tokenizer { vocab_size = 300, num_threads = 2, user_defined_symbols = ["a,b", "<q>"],
                            normalization_rule_tsv = "%s", sample { exponent = 0.5 } }
                """.formatted(rules);
        Recipe recipe = recipe("one", "64MiB", tokenizer);
        RunDirectory run = shards.run("local[2]", recipe, "tokenizer");
        SentencePieceModel model = SentencePieceModel.parse(run.bytes("tokenizer/tokenizer.model"));
        assertTrue(model.pieces().stream().anyMatch(piece -> piece.text().equals("a,b")));
        JsonNode report = SealedJson.JSON.readTree(run.bytes("tokenizer/report.json"));
        assertEquals("unigram", report.get("model_type").asText());
        assertEquals(2, report.get("sample").size());
        JsonNode small = report.get("sample").get(1);
        assertEquals("small", small.get("source").asText());
        assertEquals(
                small.get("share_asked").asDouble(), small.get("share_realised").asDouble(), 1e-5);
        assertTrue(small.get("factor").asDouble() > 1, small.toString());
        String before = run.required("tokenizer").fingerprint();
        Files.writeString(rules, "61\t69\n");
        shards.run("local[2]", recipe, "tokenizer");
        assertNotEquals(before, run.required("tokenizer").fingerprint());
    }
}
