package dev.tamis.models.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Line;
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

    /** With a rate so small that learning is linear, as much again is learnt where it goes on, and nothing new from zero. */
    @Test
    void retrainingGoesOnFromTheLabelsVectors() throws Exception {
        Path file = TrainingTexts.write(directory, 400, 20, 9);
        for (int threads = 1; threads <= 2; threads++) {
            TrainOptions slow = new TrainOptions(1e-3, 100, 10, 1, 2, 1, 0, 2000, 0, 0, Loss.SOFTMAX, 5, threads, 17);
            try (ClassifierTraining training = TrainingTexts.training(file, slow)) {
                FastTextModel model = training.train();
                double loss = training.loss();
                int most = model.input().rows() - 1;
                FastTextModel small = training.quantize(new QuantizeOptions(most, true, false, false, 2));
                assertEquals(2, length(small) / length(model), 0.05);
                assertEquals(loss, training.loss(), "the loss is that of the first training");
            }
        }
    }

    private static double length(FastTextModel model) {
        double sum = 0;
        for (int label = 0; label < model.output().rows(); label++) {
            float[] row = new float[model.output().columns()];
            model.output().addRow(label, row);
            for (float number : row) {
                sum += (double) number * number;
            }
        }
        return Math.sqrt(sum);
    }

    @Test
    void whatCannotBeMadeSmallIsToldBeforeLearning() throws Exception {
        Path file = TrainingTexts.write(directory, 100, 20, 10);
        TrainProgress refusing = new TrainProgress() {
            @Override
            public void at(long words, long allWords, double rate, double loss) {
                throw new IllegalStateException("it learns");
            }
        };
        TrainOptions words = new TrainOptions(0.1, 100, 4, 1, 1, 90, 0, 0, 0, 0, Loss.SOFTMAX, 5, 1, 17);
        for (boolean qout : new boolean[] {false, true}) {
            TrainOptions options = qout ? TrainingTexts.options(1) : words;
            try (ClassifierTraining training =
                    new ClassifierTraining(List.of(file), options, directory, 1 << 20, refusing)) {
                QuantizeOptions small = new QuantizeOptions(0, false, false, qout, 2);
                IOException refused =
                        assertThrows(IOException.class, () -> training.train(java.util.Optional.of(small)));
                assertTrue(refused.getMessage().contains("too few to quantise"), refused.getMessage());
                assertEquals(qout, refused.getMessage().contains("labels"), refused.getMessage());
            }
        }
    }

    @Test
    void aFileThatIsGoneWhenReadAgainLeavesNoTemporaryFile() throws Exception {
        Path file = TrainingTexts.write(directory, 30_000, 80, 11);
        Path second = directory.resolve("second.txt");
        Files.writeString(second, "__label__a one\n");
        boolean[] spilled = {false};
        TrainProgress removing = new TrainProgress() {
            @Override
            public void dictionary(long tokens, int words, int labels) {
                // More than a segment of the temporary file, so that it is there when reading fails.
                spilled[0] = tokens > 1 << 20;
                assertTrue(second.toFile().delete());
            }
        };
        try (ClassifierTraining training =
                new ClassifierTraining(List.of(file, second), TrainingTexts.options(1), directory, 1 << 16, removing)) {
            assertThrows(IOException.class, training::train);
        }
        assertTrue(spilled[0]);
        try (var files = Files.list(directory)) {
            assertEquals(List.of(file), files.toList());
        }
    }

    @Test
    void theHeapThatIsAskedForCountsEachThreadsLabelsAndAllExamples() {
        TrainOptions one = new TrainOptions(0.1, 100, 100, 1, 2, 1, 0, 1000, 0, 0, Loss.SOFTMAX, 5, 1, 17);
        TrainOptions many = new TrainOptions(0.1, 100, 100, 1, 2, 1, 0, 1000, 0, 0, Loss.SOFTMAX, 5, 64, 17);
        long alone = ClassifierTraining.heap(one, 5000, 10_000, 1_000_000, 1 << 30);

        assertTrue(alone >= 4L * 5000 * 100 + (1 << 30) + 12L * 1_000_000, "heap " + alone);
        assertEquals(63 * 4L * 10_000 * 100, ClassifierTraining.heap(many, 5000, 10_000, 1_000_000, 1 << 30) - alone);
        assertEquals(1 << 20, ClassifierTraining.heap(one, 5000, 10_000, 1_000_000, (1 << 30) + (1 << 20)) - alone);
    }

    @Test
    void examplesNeverTakeMoreThanTheirBound() throws Exception {
        java.util.SplittableRandom random = new java.util.SplittableRandom(12);
        for (int round = 0; round < 30; round++) {
            Path file = TrainingTexts.write(directory, 50, 30, 100 + round);
            int maxn = random.nextInt(6);
            int minn = random.nextInt(maxn + 1);
            TrainOptions options = new TrainOptions(
                    0.1, 100, 4, 1, 1 + random.nextInt(4), 1, 0, 500, minn, maxn, Loss.SOFTMAX, 5, 1, 17);
            Dictionary dictionary;
            try (ClassifierTraining training = TrainingTexts.training(file, options)) {
                dictionary = training.train().dictionary();
            }
            long ints = 0;
            long lines = 0;
            Line line = new Line();
            try (LabelledLines read = new LabelledLines(List.of(file))) {
                while (read.next()) {
                    dictionary.line(read.bytes(), read.from(), read.to(), line);
                    ints += 2 + line.labelCount() + line.rowCount();
                    lines++;
                }
            }
            long most = Examples.most(options, lines, dictionary.tokens(), Files.size(file));
            assertTrue(Integer.BYTES * ints <= most, options + ": " + Integer.BYTES * ints + " of " + most);
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
