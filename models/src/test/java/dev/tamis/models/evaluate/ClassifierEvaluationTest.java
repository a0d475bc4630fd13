package dev.tamis.models.evaluate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.fasttext.Args;
import dev.tamis.models.fasttext.DenseMatrix;
import dev.tamis.models.fasttext.DictionaryBuilder;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.Predictor;
import dev.tamis.models.fasttext.Predictors;
import dev.tamis.models.fasttext.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierEvaluationTest {
    @TempDir
    Path directory;

    /** Each label has a word, "w" and its number, that tells it; "plain" tells nothing. The end of a line is no feature. */
    private static FastTextModel model(Loss loss, int labels, String prefix) {
        Args args = new Args(labels, 5, 5, 1, 5, 1, loss, Task.SUPERVISED, 0, 0, 0, 100, 1e-4);
        DictionaryBuilder builder = new DictionaryBuilder();
        DenseMatrix input = new DenseMatrix(labels + 1, labels);
        DenseMatrix output = new DenseMatrix(labels, labels);
        for (int i = 0; i < labels; i++) {
            builder.word(("w" + i).getBytes(StandardCharsets.UTF_8), 1000 - i);
            builder.label((prefix + i).getBytes(StandardCharsets.UTF_8), 1000 - i);
            input.block(i)[input.offset(i) + i] = 30;
            output.block(i)[output.offset(i) + i] = 1;
        }
        builder.word("plain".getBytes(StandardCharsets.UTF_8), 1);
        return new FastTextModel(args, builder.build(args, 9), input, output);
    }

    private Evaluated evaluated(FastTextModel model, String... lines) throws IOException {
        Path file = Files.write(directory.resolve("lines.txt"), List.of(lines));
        return new ClassifierEvaluation(model, 5, line -> Long.toString(line.number())).of(List.of(file));
    }

    @Test
    void textsWithoutAFeatureAreCountedApartAndNotMeasured() throws IOException {
        Evaluated measured = evaluated(
                model(Loss.SOFTMAX, 3, "__label__"),
                "__label__0 w0",
                "__label__0 nothing known",
                "__label__1",
                "__label__2 w2",
                "__label__other w1",
                "w1");

        assertEquals(2, measured.featureless());
        assertEquals(1, measured.unknown());
        assertEquals(1, measured.unlabelled());
        assertEquals(2, measured.figures().texts());
        assertEquals(1.0, measured.figures().accuracy());
        assertEquals(1, measured.figures().label("0").predicted());
        assertEquals(1, measured.figures().label("0").texts());
        assertEquals(List.of(), measured.mistakes());
    }

    @Test
    void whereNothingHasAFeatureNothingIsMeasured() throws IOException {
        Evaluated measured = evaluated(model(Loss.SOFTMAX, 2, "__label__"), "__label__0 x", "__label__1 y");
        assertEquals(2, measured.featureless());
        assertEquals(0, measured.figures().texts());
        assertNull(measured.figures().accuracy());
    }

    @Test
    void ofEquallyLikelyLabelsThePredictorsCounts() throws IOException {
        for (Loss loss : List.of(Loss.SOFTMAX, Loss.ONE_VS_ALL)) {
            FastTextModel model = model(loss, 3, "__label__");
            Predictor predictor = new Predictors(model).predictor();
            predictor.read("plain".getBytes(StandardCharsets.UTF_8), 0, 5);
            int given = predictor.best();
            Evaluated measured = evaluated(model, "__label__0 plain", "__label__" + given + " plain");

            assertEquals(2, given, "fastText gives the last");
            assertEquals(2, measured.figures().label(Integer.toString(given)).predicted());
            assertEquals(0.5, measured.figures().accuracy());
            assertEquals("2", measured.mistakes().get(0).predicted());
        }
    }

    @Test
    void aMistakeShowsTheTextAfterItsLabels() throws IOException {
        Evaluated measured = evaluated(model(Loss.SOFTMAX, 2, "__label__"), "__label__0\t __label__other  w1 and more");
        assertEquals("w1 and more", measured.mistakes().get(0).text());
        assertEquals("0", measured.mistakes().get(0).truth());
    }

    @Test
    void manyLabelsHaveNoListsOfTellingFeatures() throws IOException {
        assertTrue(TellingFeatures.canTell(model(Loss.SOFTMAX, TellingFeatures.MOST_LABELS, "__label__")));
        FastTextModel many = model(Loss.SOFTMAX, TellingFeatures.MOST_LABELS + 1, "__label__");
        assertFalse(TellingFeatures.canTell(many));
        assertEquals(List.of(), evaluated(many, "__label__0 w0").features());
    }

    @Test
    void labelsWithAnotherPrefixAreTakenWhole() throws IOException {
        TellingFeatures features = new TellingFeatures(model(Loss.SOFTMAX, 2, "l"));
        byte[] text = "w0 plain".getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5; i++) {
            features.add(text, 0, text.length, 0);
        }
        List<LabelFeatures> found = features.found();
        assertEquals("l0", found.get(0).label());
        assertEquals("w0", found.get(0).features().get(0).text());
        assertEquals(List.of(5L, 0L), found.get(0).features().get(0).texts());
    }
}
