package dev.tamis.models.neural;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.tamis.models.ModelFile;
import dev.tamis.models.Scores;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** all-MiniLM-L6-v2, int8, out of a jar of Maven Central. */
final class SmallRealModelTest {
    private static final String[] TEXTS = {
        "The cat sat on the mat and looked out of the window.",
        "A kitten was sitting on a rug by the window.",
        "The central bank raised its interest rates by half a point.",
        "Inflation made the bank put up rates.",
        "naïve café, 東京, \uD83D\uDE00 and \u0000 nothing else",
        "word ".repeat(3000)
    };

    @TempDir
    private static Path temp;

    private static NeuralModel model;

    @BeforeAll
    static void open() throws IOException {
        copy("/all-minilm-l6-v2-q.onnx", "model.onnx");
        copy("/all-minilm-l6-v2-q-tokenizer.json", "tokenizer.json");
        model = NeuralModel.open(
                Format.ONNX,
                new ModelFile(temp.resolve("model.onnx")),
                new ModelFile(temp.resolve("tokenizer.json")),
                SettingsBuilder.of(Task.EMBED).withTokens(256, 8192).build());
    }

    @AfterAll
    static void close() throws IOException {
        model.close();
    }

    private static void copy(String resource, String name) throws IOException {
        try (InputStream in = SmallRealModelTest.class.getResourceAsStream(resource)) {
            Files.copy(in, temp.resolve(name));
        }
    }

    private static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }

    @Test
    void relatedSentencesAreCloserThanUnrelatedOnes() throws IOException {
        Scores scores = TinyModels.score(model, TEXTS);
        assertEquals(384, model.dimensions());
        for (int i = 0; i < TEXTS.length; i++) {
            assertEquals(1, cosine(scores.embedding(i), scores.embedding(i)), 1e-5);
        }
        double cats = cosine(scores.embedding(0), scores.embedding(1));
        double banks = cosine(scores.embedding(2), scores.embedding(3));
        double neither = cosine(scores.embedding(0), scores.embedding(2));
        assertTrue(cats > 0.5 && banks > 0.5 && neither < 0.2, cats + " " + banks + " " + neither);
    }

    @Test
    void embeddingsAreThoseOfTheEngineAskedDirectly() throws IOException, OrtException {
        Scores scores = TinyModels.score(model, TEXTS);
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        try (HuggingFaceTokenizer tokenizer = HuggingFaceTokenizer.newInstance(
                        temp.resolve("tokenizer.json"), Map.of("maxLength", "256", "padding", "false"));
                OrtSession session =
                        environment.createSession(temp.resolve("model.onnx").toString())) {
            for (int i = 0; i < TEXTS.length; i++) {
                Encoding encoding = tokenizer.encode(TEXTS[i]);
                try (OnnxTensor ids = OnnxTensor.createTensor(environment, new long[][] {encoding.getIds()});
                        OnnxTensor mask =
                                OnnxTensor.createTensor(environment, new long[][] {encoding.getAttentionMask()});
                        OnnxTensor types = OnnxTensor.createTensor(environment, new long[][] {encoding.getTypeIds()});
                        OrtSession.Result result = session.run(
                                Map.of("input_ids", ids, "attention_mask", mask, "token_type_ids", types))) {
                    float[][] tokens = ((float[][][]) result.get(0).getValue())[0];
                    assertArrayEquals(normalizedMean(tokens), scores.embedding(i), 1e-5f, TEXTS[i]);
                }
            }
        }
    }

    private static float[] normalizedMean(float[][] tokens) {
        float[] mean = new float[tokens[0].length];
        double square = 0;
        for (int d = 0; d < mean.length; d++) {
            for (float[] token : tokens) {
                mean[d] += token[d] / tokens.length;
            }
            square += (double) mean[d] * mean[d];
        }
        for (int d = 0; d < mean.length; d++) {
            mean[d] /= (float) Math.sqrt(square);
        }
        return mean;
    }

    /** The file scales by the range of a whole batch: in one batch with others a text would get other numbers. */
    @Test
    void aTextHasTheSameBitsAloneAndAmongOthers() throws IOException {
        assertTrue(model.alone());
        Scores together = TinyModels.score(model, TEXTS);
        for (int i = 0; i < TEXTS.length; i++) {
            assertArrayEquals(TinyModels.score(model, TEXTS[i]).embedding(0), together.embedding(i), 0, TEXTS[i]);
        }
    }
}
