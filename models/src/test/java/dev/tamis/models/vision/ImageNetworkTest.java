package dev.tamis.models.vision;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelFile;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.Scores;
import dev.tamis.models.neural.Head;
import dev.tamis.models.neural.Protobuf;
import dev.tamis.models.neural.Task;
import dev.tamis.models.tfjs.KerasModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks that look at images, of sizes that can be worked out by hand. */
final class ImageNetworkTest {
    private static final int WIDTH = 4;
    private static final int HEIGHT = 3;

    @TempDir
    private Path temp;

    private static ImageInput input(ImageInput.Layout layout, ImageInput.Channels channels, ImageView.Fit fit) {
        return new ImageInput(
                new ImageView(WIDTH, HEIGHT, fit, ImageView.Filter.BILINEAR),
                layout,
                channels,
                1 / 255.0,
                List.of(0.5, 0.25, 0.0),
                List.of(1.0, 2.0, 4.0));
    }

    private static final ImageInput LAST =
            input(ImageInput.Layout.NHWC, ImageInput.Channels.RGB, ImageView.Fit.STRETCH);

    private ModelFile file(byte[] bytes) throws IOException {
        Path file = temp.resolve("m.onnx");
        Files.write(file, bytes);
        return new ModelFile(file);
    }

    /** A network whose outputs are the means of the three planes of its input. */
    private static byte[] planes(String images, String output) {
        Protobuf graph = new Protobuf()
                .message(1, Protobuf.node("GlobalAveragePool", "pool", "pixel_values"))
                .message(1, Protobuf.node("Flatten", output, "pool").attribute("axis", 1))
                .text(2, "planes")
                .message(11, Protobuf.value("pixel_values", 1, images, "3", "" + HEIGHT, "" + WIDTH))
                .message(12, Protobuf.value(output, 1, images, "3"));
        return Protobuf.model(graph).toBytes();
    }

    private static Pixels random(SplittableRandom random, int width, int height) {
        byte[] rgb = new byte[3 * width * height];
        random.nextBytes(rgb);
        return new Pixels(width, height, rgb);
    }

    private static Scores score(ImageNetwork model, List<Pixels> pixels) throws IOException {
        List<ScoredImage> images = new ArrayList<>();
        pixels.forEach(one -> images.add(new ScoredImage(one, null)));
        Scores scores = new Scores(model.columns().size());
        scores.reset(images.size());
        try (ImageScorer scorer = model.scorer()) {
            scorer.score(images, scores);
        }
        return scores;
    }

    private static Head head(Task task, boolean probabilities, String... labels) {
        return new Head(task, List.of(labels), null, probabilities);
    }

    @Test
    void pixelsWithChannelsLastGiveWhatTheModelGives() throws Exception {
        KerasModel keras = new KerasModel(1, HEIGHT, WIDTH, 3)
                .conv(4, 2, 1, true, true, "relu", 1)
                .flatten()
                .dense(3, "softmax", 4);
        SplittableRandom random = new SplittableRandom(2);
        try (ImageNetwork model =
                ImageNetwork.open(file(keras.onnx()), LAST, head(Task.MULTILABEL, true, "a", "b", "c"), null)) {
            assertEquals(
                    List.of("_a", "_b", "_c"),
                    model.columns().stream().map(ScoreColumn::suffix).toList());
            List<Pixels> pixels = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pixels.add(random(random, WIDTH, HEIGHT));
            }
            Scores scores = score(model, pixels);
            for (int i = 0; i < pixels.size(); i++) {
                float[] image = new float[3 * WIDTH * HEIGHT];
                for (int p = 0; p < image.length; p++) {
                    double share = (pixels.get(i).rgb()[p] & 0xff) / 255.0;
                    image[p] = (float) (p % 3 == 0 ? share - 0.5 : p % 3 == 1 ? (share - 0.25) / 2 : share / 4);
                }
                float[] expected = keras.expected(image);
                for (int c = 0; c < 3; c++) {
                    assertEquals(expected[c], (Double) scores.get(i, c), 1e-5);
                }
            }
        }
    }

    @Test
    void planesHaveTheOrderOfTheChannels() throws Exception {
        Pixels pixels = new Pixels(WIDTH, HEIGHT, new byte[3 * WIDTH * HEIGHT]);
        for (int i = 0; i < WIDTH * HEIGHT; i++) {
            pixels.rgb()[3 * i] = (byte) 255;
            pixels.rgb()[3 * i + 1] = (byte) 51;
        }
        for (ImageInput.Channels channels : ImageInput.Channels.values()) {
            ImageInput input = input(ImageInput.Layout.NCHW, channels, ImageView.Fit.STRETCH);
            try (ImageNetwork model =
                    ImageNetwork.open(file(planes("n", "out")), input, head(Task.EMBED, false), null)) {
                assertEquals(3, model.dimensions());
                boolean rgb = channels == ImageInput.Channels.RGB;
                double[] means = {(rgb ? 1 : 0) - 0.5, (0.2 - 0.25) / 2, (rgb ? 0 : 1) / 4.0};
                assertArrayEquals(
                        Head.unit(means), score(model, List.of(pixels)).embedding(0), 1e-6f);
            }
        }
    }

    @Test
    void whatAPictureLeavesOverIsZero() throws Exception {
        ImageInput input = input(ImageInput.Layout.NCHW, ImageInput.Channels.RGB, ImageView.Fit.WITHIN);
        try (ImageNetwork model = ImageNetwork.open(
                file(planes("n", "out")), input, new Head(Task.MULTILABEL, List.of("r", "g", "b"), "b", true), null)) {
            byte[] white = new byte[3 * 2 * 3];
            java.util.Arrays.fill(white, (byte) 255);
            Scores scores = score(model, List.of(new Pixels(2, 3, white), new Pixels(2, 3, new byte[18])));
            assertEquals(0.25 * 6 / 12, (Double) scores.get(0, 0), 1e-6);
            assertEquals(0.0, (Double) scores.get(1, 0), 1e-6);
        }
    }

    @Test
    void aModelMadeForOneImageIsGivenOneByOne() throws Exception {
        ImageInput input = input(ImageInput.Layout.NCHW, ImageInput.Channels.RGB, ImageView.Fit.STRETCH);
        for (String images : List.of("1", "n")) {
            try (ImageNetwork model =
                            ImageNetwork.open(file(planes(images, "out")), input, head(Task.EMBED, false), "out");
                    ImageScorer scorer = model.scorer()) {
                assertEquals(images.equals("1"), scorer.batch() == 1, images);
            }
        }
    }

    @Test
    void aBlackImageHasNoEmbeddingOfLengthOne() throws Exception {
        ImageInput input = new ImageInput(
                LAST.view(), ImageInput.Layout.NCHW, ImageInput.Channels.RGB, 1, List.of(0.0), List.of(1.0));
        try (ImageNetwork model = ImageNetwork.open(file(planes("n", "out")), input, head(Task.EMBED, false), null)) {
            assertNull(score(model, List.of(new Pixels(WIDTH, HEIGHT, new byte[36])))
                    .embedding(0));
        }
    }

    @Test
    void whatDoesNotFitIsRefusedWhenItIsOpened() throws Exception {
        ImageInput planes = input(ImageInput.Layout.NCHW, ImageInput.Channels.RGB, ImageView.Fit.STRETCH);
        refused(planes("n", "out"), planes, head(Task.CLASSIFY, false, "a", "b"), null, "[images, 2] is expected");
        refused(planes("n", "out"), planes, head(Task.REGRESS, false), null, "does not fit task regress");
        refused(planes("n", "out"), planes, head(Task.EMBED, false), "other", "no output other");
        refused(planes("n", "out"), LAST, head(Task.EMBED, false), null, "image { width, height, layout }");
        refused(
                "PK\3\4....".getBytes(StandardCharsets.ISO_8859_1),
                planes,
                head(Task.EMBED, false),
                null,
                "is no onnx");
        byte[] loop = Protobuf.model(new Protobuf()
                        .message(1, Protobuf.node("Loop", "out", "pixel_values"))
                        .text(2, "loop"))
                .toBytes();
        refused(loop, planes, head(Task.EMBED, false), null, "Loop");
        byte[] two = Protobuf.model(new Protobuf()
                        .message(1, Protobuf.node("Add", "out", "a", "b"))
                        .text(2, "two")
                        .message(11, Protobuf.value("a", 1, "n", "3", "3", "4"))
                        .message(11, Protobuf.value("b", 1, "n", "3", "3", "4"))
                        .message(12, Protobuf.value("out", 1, "n", "3", "3", "4")))
                .toBytes();
        refused(two, planes, head(Task.EMBED, false), null, "asks for [a, b]");
        byte[] cut = planes("n", "out");
        refused(java.util.Arrays.copyOf(cut, cut.length - 9), planes, head(Task.EMBED, false), null, "m.onnx");
    }

    private void refused(byte[] bytes, ImageInput input, Head head, String output, String why) throws IOException {
        ModelFile file = file(bytes);
        ModelException thrown =
                assertThrows(ModelException.class, () -> ImageNetwork.open(file, input, head, output), why);
        assertTrue(thrown.getMessage().contains(why), thrown.getMessage());
    }
}
