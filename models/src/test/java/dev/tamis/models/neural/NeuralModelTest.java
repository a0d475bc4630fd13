package dev.tamis.models.neural;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextScorer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks, batches and bounds, on networks whose results are worked out by hand. */
final class NeuralModelTest {
    @TempDir
    private Path temp;

    private static List<String> suffixes(NeuralModel model) {
        return model.columns().stream().map(ScoreColumn::suffix).toList();
    }

    @Test
    void aClassifierGivesTheLikeliestLabelAndItsProbability() throws IOException {
        try (NeuralModel model = TinyModels.open(temp, 2, SettingsBuilder.of(Task.CLASSIFY, "hq", "cc"))) {
            assertEquals(List.of("_label", "_score"), suffixes(model));
            Scores scores = TinyModels.score(model, "good", "bad", "good bad", "");
            // Means (2, 0), (0, 2) and (1, 1); outputs (2, 0), (0, -2) and (1, -1).
            assertEquals("hq", scores.get(0, 0));
            assertEquals(1 / (1 + Math.exp(-2)), (double) scores.get(0, 1), 1e-7);
            assertEquals(1 / (1 + Math.exp(-2)), (double) scores.get(1, 1), 1e-7);
            assertEquals(1 / (1 + Math.exp(-2)), (double) scores.get(2, 1), 1e-7);
            for (int column = 0; column < 2; column++) {
                assertNull(scores.get(3, column), "a text without tokens has no score");
            }
        }
        try (NeuralModel model = TinyModels.open(
                temp, 2, SettingsBuilder.of(Task.CLASSIFY, "hq", "cc").withLabel("cc"))) {
            assertEquals(List.of(""), suffixes(model));
            assertEquals(
                    1 / (1 + Math.exp(2)),
                    (double) TinyModels.score(model, "good").get(0, 0),
                    1e-7);
        }
        try (NeuralModel model = TinyModels.open(
                temp, 2, SettingsBuilder.of(Task.CLASSIFY, "hq", "cc").withProbabilities())) {
            assertEquals(
                    1 / (1 + Math.exp(-2)),
                    (double) TinyModels.score(model, "good").get(0, 1),
                    1e-6);
        }
    }

    @Test
    void labelsThatDoNotExcludeEachOtherGetAColumnEach() throws IOException {
        try (NeuralModel model =
                TinyModels.open(temp, 3, SettingsBuilder.of(Task.MULTILABEL, "severe toxic", "b", "c"))) {
            assertEquals(List.of("_severe_toxic", "_b", "_c"), suffixes(model));
            Scores scores = TinyModels.score(model, "good");
            assertEquals(1 / (1 + Math.exp(-2)), (double) scores.get(0, 0), 1e-7);
            assertEquals(0.5, (double) scores.get(0, 1), 1e-7);
            assertEquals(1 / (1 + Math.exp(-1)), (double) scores.get(0, 2), 1e-7);
        }
        try (NeuralModel model = TinyModels.open(
                temp, 3, SettingsBuilder.of(Task.MULTILABEL, "a", "b", "c").withLabel("c"))) {
            assertEquals(List.of(""), suffixes(model));
            assertEquals(
                    1 / (1 + Math.exp(-1)),
                    (double) TinyModels.score(model, "good").get(0, 0),
                    1e-7);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> TinyModels.open(temp, 2, SettingsBuilder.of(Task.MULTILABEL, "a b", "a_b")));
    }

    @Test
    void aRegressionGivesItsNumber() throws IOException {
        try (NeuralModel model = TinyModels.open(temp, 1, SettingsBuilder.of(Task.REGRESS))) {
            Scores scores = TinyModels.score(model, "good fine", "bad", "dull dull dull");
            assertEquals(1.5, (double) scores.get(0, 0), 1e-6);
            assertEquals(0.0, (double) scores.get(1, 0), 1e-6);
            assertEquals(1.0, (double) scores.get(2, 0), 1e-6);
        }
    }

    @Test
    void anEmbeddingIsTheMeanOrTheFirstTokensVectorOfLengthOne() throws IOException {
        try (NeuralModel model = TinyModels.open(temp, 0, SettingsBuilder.of(Task.EMBED))) {
            assertEquals(2, model.dimensions());
            Scores scores = TinyModels.score(model, "good bad", "fine", "", "unheard");
            float half = (float) Math.sqrt(0.5);
            assertArrayEquals(new float[] {half, half}, scores.embedding(0), 1e-6f);
            assertArrayEquals(new float[] {1, 0}, scores.embedding(1), 1e-6f);
            assertNull(scores.embedding(2));
            assertNull(scores.embedding(3), "a vector of zeros has no direction");
        }
        try (NeuralModel model =
                TinyModels.open(temp, 0, SettingsBuilder.of(Task.EMBED).withPooling(Pooling.CLS))) {
            assertArrayEquals(
                    new float[] {0, 1}, TinyModels.score(model, "bad good good").embedding(0), 1e-6f);
        }
        try (NeuralModel model =
                TinyModels.open(temp, 0, SettingsBuilder.of(Task.EMBED).withPrefix("fine: "))) {
            float[] prefixed = TinyModels.score(model, "bad").embedding(0);
            // fine (1, 0), an unknown colon (0, 0), bad (0, 2).
            assertEquals(0.5f, prefixed[0] / prefixed[1], 1e-6f);
        }
    }

    @Test
    void aLongTextIsCutOffAndCounted() throws IOException {
        SettingsBuilder ten = SettingsBuilder.of(Task.REGRESS).withTokens(10, 64);
        try (NeuralModel model = TinyModels.open(temp, 1, ten);
                TextScorer scorer = model.scorer()) {
            Scores scores = new Scores(1);
            scores.reset(3);
            scorer.score(
                    TinyModels.texts(
                            "good ".repeat(10) + "bad ".repeat(10_000), "good ".repeat(10), "fine ".repeat(11)),
                    scores);
            assertEquals(2.0, (double) scores.get(0, 0), 1e-6);
            assertEquals(2.0, (double) scores.get(1, 0), 1e-6);
            assertEquals(1.0, (double) scores.get(2, 0), 1e-6);
            assertEquals(2, scorer.cut());
        }
    }

    @Test
    void aTextThatGivesFewTokensIsReadToItsEnd() throws IOException {
        SettingsBuilder ten = SettingsBuilder.of(Task.REGRESS).withTokens(10, 64);
        try (NeuralModel model = TinyModels.open(temp, 1, ten)) {
            String spaces = " ".repeat(100_000);
            Scores scores = TinyModels.score(model, spaces + "good", "x".repeat(100_000) + " good", "é".repeat(70_000));
            assertEquals(2.0, (double) scores.get(0, 0), 1e-6);
            assertEquals(1.0, (double) scores.get(1, 0), 1e-6);
            assertEquals(0.0, (double) scores.get(2, 0), 1e-6);
        }
    }

    /** Of the same texts in one batch, in batches of another size, one by one, and again. */
    @Test
    void aTextsScoreDoesNotDependOnItsBatch() throws IOException {
        SplittableRandom random = new SplittableRandom(7);
        String[] texts = new String[500];
        for (int i = 0; i < texts.length; i++) {
            StringBuilder text = new StringBuilder();
            int words = random.nextInt(40);
            for (int w = 0; w < words; w++) {
                text.append(TinyModels.WORDS.get(random.nextInt(2, 6))).append(' ');
            }
            texts[i] = text.toString();
        }
        List<double[]> runs = new ArrayList<>();
        for (int batchTokens : new int[] {1 << 20, 100, 100, 1}) {
            try (NeuralModel model =
                    TinyModels.open(temp, 1, SettingsBuilder.of(Task.REGRESS).withTokens(64, batchTokens))) {
                Scores scores = TinyModels.score(model, texts);
                double[] values = new double[texts.length];
                for (int i = 0; i < texts.length; i++) {
                    values[i] = scores.get(i, 0) == null ? -1 : (double) scores.get(i, 0);
                    assertEquals(texts[i].isEmpty(), scores.get(i, 0) == null);
                }
                runs.add(values);
            }
        }
        assertArrayEquals(runs.get(0), runs.get(1), 1e-6);
        assertArrayEquals(runs.get(1), runs.get(2), 0);
        assertArrayEquals(runs.get(0), runs.get(3), 1e-6);
    }

    @Test
    void threadsShareAModel() throws Exception {
        try (NeuralModel model = TinyModels.open(temp, 1, SettingsBuilder.of(Task.REGRESS))) {
            List<Thread> threads = new ArrayList<>();
            List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
            for (int t = 0; t < 4; t++) {
                threads.add(new Thread(() -> {
                    try {
                        for (int i = 0; i < 200; i++) {
                            assertEquals(
                                    1.5,
                                    (double)
                                            TinyModels.score(model, "good fine").get(0, 0),
                                    1e-6);
                        }
                    } catch (IOException | AssertionError e) {
                        failures.add(e);
                    }
                }));
            }
            threads.forEach(Thread::start);
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(List.of(), failures);
        }
    }

    /** Native memory is outside of the heap: what the process holds must not grow with the texts. */
    @Test
    void memoryDoesNotGrowWithTheTexts() throws IOException {
        Path status = Path.of("/proc/self/statm");
        org.junit.jupiter.api.Assumptions.assumeTrue(Files.exists(status));
        try (NeuralModel model =
                        TinyModels.open(temp, 0, SettingsBuilder.of(Task.EMBED).withTokens(512, 8192));
                TextScorer scorer = model.scorer()) {
            SplittableRandom random = new SplittableRandom(1);
            Scores scores = new Scores(model.columns().size());
            long before = 0;
            for (int round = 0; round < 60; round++) {
                List<ScoredText> texts = new ArrayList<>();
                for (int i = 0; i < 250; i++) {
                    texts.add(new ScoredText(
                            "good dull fine ".repeat(1 + random.nextInt(200)).getBytes(StandardCharsets.UTF_8), null));
                }
                scores.reset(texts.size());
                scorer.score(texts, scores);
                if (round == 20) {
                    System.gc();
                    before = resident(status);
                }
            }
            System.gc();
            long grown = resident(status) - before;
            assertTrue(grown < 96 << 20, "grew by " + grown + " bytes over 10,000 texts");
        }
    }

    private static long resident(Path status) throws IOException {
        return 4096 * Long.parseLong(Files.readString(status).split(" ")[1]);
    }

    @Test
    void aModelThatDoesNotFitItsSettingsIsRefusedWhenOpened() {
        Map<SettingsBuilder, String> wrong = Map.of(
                SettingsBuilder.of(Task.CLASSIFY, "a", "b", "c"), "its output has the sizes [1, 2]",
                SettingsBuilder.of(Task.REGRESS), "does not fit task regress",
                SettingsBuilder.of(Task.CLASSIFY, "a", "b").withOutput("pooled"), "has no output pooled",
                SettingsBuilder.of(Task.CLASSIFY, "a", "b").withInputs("input_ids"),
                        "asks for [input_ids, attention_mask]");
        wrong.forEach((settings, message) -> {
            ModelException thrown = assertThrows(ModelException.class, () -> TinyModels.open(temp, 2, settings));
            assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
        });
    }

    /** A source of another file system may copy the file each time: what was looked at must be what the engine gets. */
    @Test
    void aModelsFilesAreAskedForOnce() throws IOException {
        byte[] onnx = Protobuf.model(TinyModels.graph(1, false)).toBytes();
        AtomicInteger models = new AtomicInteger();
        AtomicInteger tokenizers = new AtomicInteger();
        try (NeuralModel model = NeuralModel.open(
                Format.ONNX,
                new Counted(TinyModels.source(temp, "tiny.onnx", onnx), models),
                new Counted(TinyModels.tokenizer(temp), tokenizers),
                SettingsBuilder.of(Task.REGRESS).build())) {
            assertEquals(2.0, (double) TinyModels.score(model, "good").get(0, 0), 1e-6);
        }
        assertEquals(1, models.get());
        assertEquals(1, tokenizers.get());
    }

    private record Counted(ModelSource source, AtomicInteger copies) implements ModelSource {
        @Override
        public String name() {
            return source.name();
        }

        @Override
        public long length() throws IOException {
            return source.length();
        }

        @Override
        public InputStream open() throws IOException {
            return source.open();
        }

        @Override
        public Path local() throws IOException {
            copies.incrementAndGet();
            return source.local();
        }
    }

    @Test
    void whatIsNoTokenizerIsRefused() throws IOException {
        byte[] onnx = Protobuf.model(TinyModels.graph(1, false)).toBytes();
        for (String json : List.of(
                "",
                "{",
                "[]",
                "{\"model\":{\"type\":\"Pickle\"}}",
                "{\"model\":{\"type\":\"BPE\"}}",
                "[".repeat(100_000))) {
            ModelException thrown = assertThrows(
                    ModelException.class,
                    () -> NeuralModel.open(
                                    Format.ONNX,
                                    TinyModels.source(temp, "tiny.onnx", onnx),
                                    TinyModels.source(temp, "tokenizer.json", json.getBytes(StandardCharsets.UTF_8)),
                                    SettingsBuilder.of(Task.REGRESS).build())
                            .close());
            assertTrue(thrown.getMessage().contains("tokenizer.json "), thrown.getMessage());
        }
    }

    @Test
    void labelsAreReadFromAConfig() throws IOException {
        assertEquals(
                List.of("neg", "pos"),
                Labels.of(TinyModels.source(
                        temp,
                        "config.json",
                        "{\"id2label\":{\"1\":\"pos\",\"0\":\"neg\"}}".getBytes(StandardCharsets.UTF_8))));
        for (String json : List.of("", "{}", "{\"id2label\":{\"1\":\"pos\"}}", "{\"id2label\":[]}")) {
            assertThrows(
                    ModelException.class,
                    () -> Labels.of(TinyModels.source(temp, "config.json", json.getBytes(StandardCharsets.UTF_8))));
        }
    }
}
