package dev.tamis.models.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.Predictor;
import dev.tamis.models.fasttext.Predictors;
import dev.tamis.models.fasttext.QuantizeOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassifierTrainingTest {
    @TempDir
    Path directory;

    private static byte[] bytes(FastTextModel model) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        model.write(out);
        return out.toByteArray();
    }

    private static byte[] trained(Path file, TrainOptions options) throws Exception {
        try (ClassifierTraining training = TrainingTexts.training(file, options)) {
            return bytes(training.train());
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void theModelIsTheSameWithAnyNumberOfThreads(Loss loss) throws Exception {
        Path file = TrainingTexts.write(directory, 700, 60, 4, 1);
        byte[] alone = trained(file, TrainingTexts.with(loss, 1));
        for (int threads = 2; threads <= 4; threads++) {
            assertArrayEquals(alone, trained(file, TrainingTexts.with(loss, threads)), threads + " threads");
        }
    }

    /** One text is longer than a piece of a sum and than a round. */
    @Test
    void longTextsAreSharedByThreadsWithTheSameResult() throws Exception {
        Path file = TrainingTexts.write(directory, 20, 40_000, 2);
        byte[] alone = trained(file, TrainingTexts.options(1));

        assertArrayEquals(alone, trained(file, TrainingTexts.options(3)));
        assertArrayEquals(alone, trained(file, TrainingTexts.options(4)));
    }

    @Test
    void featuresInATemporaryFileGiveTheSameModelAndTheFileIsGone() throws Exception {
        Path file = TrainingTexts.write(directory, 30_000, 20, 3);
        List<String> notes = new ArrayList<>();
        TrainProgress listening = new TrainProgress() {
            @Override
            public void note(String line) {
                notes.add(line);
            }
        };
        byte[] inMemory = trained(file, TrainingTexts.options(1));
        try (ClassifierTraining training =
                new ClassifierTraining(List.of(file), TrainingTexts.options(2), directory, 1 << 16, listening)) {
            assertArrayEquals(inMemory, bytes(training.train()));
        }

        assertEquals(1, notes.size());
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void whatIsSeparableIsLearnt(Loss loss) throws Exception {
        Path file = TrainingTexts.write(directory, 3000, 30, 3, 4);
        try (ClassifierTraining training = TrainingTexts.training(file, TrainingTexts.with(loss, 2))) {
            FastTextModel model = training.train();
            Predictor predictor = new Predictors(model).predictor();
            for (String label : List.of("a", "b", "c")) {
                byte[] text = (label + "1 x7 " + label + "20 x3 " + label + "5").getBytes(StandardCharsets.UTF_8);
                assertTrue(predictor.read(text, 0, text.length));
                assertEquals("__label__" + label, model.dictionary().label(predictor.best()));
            }
        }
    }

    @Test
    void theOrderOfALabelAfterTheOtherDoesNoHarm() throws Exception {
        List<String> lines = Files.readAllLines(TrainingTexts.write(directory, 3000, 30, 5));
        Path sorted = directory.resolve("sorted.txt");
        Files.write(sorted, lines.stream().sorted().toList());
        try (ClassifierTraining training = TrainingTexts.training(sorted, TrainingTexts.options(1))) {
            training.train();
            assertTrue(training.loss() < 0.35, "loss " + training.loss());
        }
    }

    @Test
    void aQuantisedModelIsReadAgainAndPredictsTheSameLabels() throws Exception {
        Path file = TrainingTexts.write(directory, 3000, 30, 6);
        try (ClassifierTraining training = TrainingTexts.training(file, TrainingTexts.options(2))) {
            FastTextModel plain = training.train();
            for (QuantizeOptions options : List.of(
                    QuantizeOptions.DEFAULTS,
                    new QuantizeOptions(0, false, true, false, 3),
                    new QuantizeOptions(400, false, false, false, 2),
                    new QuantizeOptions(400, true, true, false, 4))) {
                byte[] bytes = bytes(training.quantize(options));
                FastTextModel small = FastTextModel.read(new ByteArrayInputStream(bytes), bytes.length, "small.ftz");
                assertTrue(small.isQuantised());
                assertTrue(bytes.length < bytes(plain).length / 2, options + ": " + bytes.length);
                assertAgree(plain, small, file, options);
            }
        }
    }

    private static void assertAgree(FastTextModel plain, FastTextModel small, Path file, Object which)
            throws IOException {
        Predictor one = new Predictors(plain).predictor();
        Predictor other = new Predictors(small).predictor();
        int agreed = 0;
        List<String> lines = Files.readAllLines(file);
        for (String line : lines) {
            byte[] text = line.substring(line.indexOf(' ') + 1).getBytes(StandardCharsets.UTF_8);
            one.read(text, 0, text.length);
            other.read(text, 0, text.length);
            agreed += plain.dictionary()
                            .label(one.best())
                            .equals(small.dictionary().label(other.best()))
                    ? 1
                    : 0;
        }
        assertTrue(agreed > 0.95 * lines.size(), which + ": " + agreed + " of " + lines.size());
    }

    @Test
    void quantisingIsTheSameWithAnyNumberOfThreads() throws Exception {
        Path file = TrainingTexts.write(directory, 1000, 30, 7);
        QuantizeOptions options = new QuantizeOptions(500, true, true, false, 3);
        byte[] alone;
        try (ClassifierTraining training = TrainingTexts.training(file, TrainingTexts.options(1))) {
            training.train();
            alone = bytes(training.quantize(options));
        }
        try (ClassifierTraining training = TrainingTexts.training(file, TrainingTexts.options(3))) {
            training.train();
            assertArrayEquals(alone, bytes(training.quantize(options)));
        }
    }

    @Test
    void tooFewVectorsToQuantiseAreTold() throws Exception {
        Path file = directory.resolve("tiny.txt");
        Files.writeString(file, "__label__a one\n__label__b two\n");
        TrainOptions words = new TrainOptions(0.1, 100, 4, 1, 1, 1, 0, 0, 0, 0, Loss.SOFTMAX, 5, 1, 17);
        try (ClassifierTraining training = TrainingTexts.training(file, words)) {
            training.train();
            IllegalArgumentException refused =
                    assertThrows(IllegalArgumentException.class, () -> training.quantize(QuantizeOptions.DEFAULTS));
            assertTrue(refused.getMessage().contains("too few to quantise"), refused.getMessage());
        }
    }

    @Test
    void rareWordsAndLabelsAreLeftOut() throws Exception {
        Path file = directory.resolve("rare.txt");
        Files.writeString(
                file, "__label__a one two\n__label__a one\n__label__b one two\n__label__b x\n__label__c one\n");
        TrainOptions options = new TrainOptions(0.1, 100, 4, 1, 1, 2, 2, 0, 0, 0, Loss.SOFTMAX, 5, 1, 17);
        try (ClassifierTraining training = TrainingTexts.training(file, options)) {
            Dictionary dictionary = training.train().dictionary();
            // "one", "two" and the end of lines.
            assertEquals(3, dictionary.words());
            assertEquals(2, dictionary.labels());
            assertEquals(4, training.texts());
        }
    }

    @Test
    void linesMayEndInAnyWayAndHoldAnything() throws Exception {
        Path file = directory.resolve("odd.txt");
        Files.write(
                file,
                ("\n\n  \t__label__a one\r\n__label__b\n no label\n__label__a __label__b two </s> three\n"
                                + "__label__b four\u0000five\u000bsix")
                        .getBytes(StandardCharsets.UTF_8));
        TrainOptions options = new TrainOptions(0.1, 100, 4, 2, 2, 1, 0, 50, 2, 3, Loss.SOFTMAX, 5, 2, 17);
        try (ClassifierTraining training = TrainingTexts.training(file, options)) {
            FastTextModel model = training.train();
            assertEquals(2, model.dictionary().labels());
            assertTrue(model.dictionary().find("six".getBytes(StandardCharsets.UTF_8), 0, 3) >= 0);
            // "__label__b" alone has the end of its line as a feature, as fastText has it.
            assertEquals(4, training.texts());
        }
    }

    @Test
    void textsWithoutTwoLabelsAreRefused() throws Exception {
        Path file = directory.resolve("one.txt");
        Files.writeString(file, "__label__a one\n__label__a two\n");
        try (ClassifierTraining training = TrainingTexts.training(file, TrainingTexts.options(1))) {
            IOException refused = assertThrows(IOException.class, training::train);
            assertTrue(refused.getMessage().contains("has 1 label, must have at least two"), refused.getMessage());
        }
    }

    @Test
    void vectorsThatDoNotFitTheHeapAreRefusedBeforeTheyAreMade() throws Exception {
        Path file = TrainingTexts.write(directory, 10, 10, 8);
        TrainOptions options = new TrainOptions(0.1, 100, 4096, 1, 2, 1, 0, 1 << 30, 0, 0, Loss.SOFTMAX, 5, 1, 17);
        try (ClassifierTraining training = TrainingTexts.training(file, options)) {
            IOException refused = assertThrows(IOException.class, training::train);
            assertTrue(refused.getMessage().contains("Set TAMIS_HEAP to "), refused.getMessage());
        }
    }

    @Test
    void optionsOutOfBoundsAreToldTogether() {
        IllegalArgumentException refused = assertThrows(
                IllegalArgumentException.class,
                () -> new TrainOptions(0, 0, 0, 0, 0, 0, -1, -1, 3, 2, Loss.SOFTMAX, 0, 0, 1));
        for (String name : List.of(
                "lr is 0.0",
                "lrUpdateRate",
                "dim",
                "epoch",
                "wordNgrams",
                "minCount is",
                "minCountLabel",
                "bucket",
                "minn is 3, must be at most maxn",
                "neg",
                "thread")) {
            assertTrue(refused.getMessage().contains(name), name + " in " + refused.getMessage());
        }
        assertFalse(refused.getMessage().contains("loss"));
    }
}
