package dev.tamis.models.tfjs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.ModelException;
import dev.tamis.models.neural.Network;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of TensorFlow.js's Keras models gives what they give. */
final class LayersModelTest {
    @TempDir
    private Path temp;

    private void agrees(KerasModel model, int height, int width, int channels) throws Exception {
        Path file = temp.resolve("m.onnx");
        Files.write(file, model.onnx());
        SplittableRandom random = new SplittableRandom(3);
        float[] two = new float[2 * height * width * channels];
        for (int i = 0; i < two.length; i++) {
            two[i] = (float) random.nextDouble();
        }
        try (Network network = Network.openImages("m.onnx", file, null)) {
            float[] given = network.run(two, 2, height, width, channels).values();
            for (int image = 0; image < 2; image++) {
                int size = two.length / 2;
                float[] expected = model.expected(Arrays.copyOfRange(two, image * size, (image + 1) * size));
                assertEquals(2 * expected.length, given.length);
                for (int i = 0; i < expected.length; i++) {
                    assertEquals(expected[i], given[image * expected.length + i], 1e-4);
                }
            }
        }
    }

    @Test
    void aMobileNetInSmallGivesTheSame() throws Exception {
        KerasModel model = new KerasModel(1, 15, 14, 3)
                .padding(0, 1, 0, 1)
                .conv(6, 3, 2, false, false, "linear", 1)
                .normalization(1)
                .relu6()
                .depthwise(1, 3, 1, true, 1)
                .normalization(1)
                .relu6();
        String branch = model.last();
        model.conv(6, 1, 1, true, false, "linear", 1)
                .normalization(1)
                .add(branch)
                .pool(true, 7, 7, false)
                .flatten()
                .dense(8, "relu", 1)
                .dropout()
                .dense(5, "softmax", 1);
        agrees(model, 15, 14, 3);
    }

    @Test
    void pixelsAreFlattenedWithChannelsLast() throws Exception {
        agrees(
                new KerasModel(2, 4, 5, 2)
                        .conv(3, 2, 1, false, true, "relu6", 4)
                        .flatten()
                        .dense(3, "linear", 4),
                4,
                5,
                2);
    }

    @Test
    void paddingOfAllSizesAndStepsIsTensorFlows() throws Exception {
        for (int size = 1; size <= 4; size++) {
            for (int stride = 1; stride <= 3; stride++) {
                for (boolean same : new boolean[] {true, false}) {
                    agrees(
                            new KerasModel(size * 10 + stride, 7, 8, 2)
                                    .conv(3, size, stride, same, true, "sigmoid", 2)
                                    .flatten(),
                            7,
                            8,
                            2);
                    agrees(
                            new KerasModel(5, 7, 8, 2)
                                    .depthwise(2, size, stride, same, 4)
                                    .globalPool(),
                            7,
                            8,
                            2);
                    // ONNX allows no padding as wide as the window.
                    if (size > 1 || !same) {
                        agrees(
                                new KerasModel(5, 7, 8, 2)
                                        .pool(true, size, stride, same)
                                        .globalPool(),
                                7,
                                8,
                                2);
                        agrees(
                                new KerasModel(5, 7, 8, 2)
                                        .pool(false, size, stride, same)
                                        .globalPool(),
                                7,
                                8,
                                2);
                    }
                }
            }
        }
    }

    @Test
    void anImageAsOutputHasItsChannelsLast() throws Exception {
        agrees(new KerasModel(4, 5, 6, 3).conv(2, 3, 1, true, true, "linear", 4), 5, 6, 3);
    }

    @Test
    void theSameFilesGiveTheSameBytes() throws Exception {
        KerasModel model =
                new KerasModel(6, 8, 8, 3).conv(2, 3, 1, true, true, "relu", 1).globalPool();
        byte[] scripts = model.onnx();
        byte[] plain = LayersModel.toOnnx(
                "model.json",
                model.json().getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "group1-shard2of2", model.shards().get(1),
                        "group1-shard1of2", model.shards().get(0)));
        assertArrayEquals(scripts, plain);
    }

    @Test
    void brokenAndUnknownModelsAreRefusedWithTheirLayer() throws Exception {
        KerasModel model =
                new KerasModel(7, 8, 8, 3).conv(2, 3, 1, true, true, "relu", 1).globalPool();
        String json = model.json();
        for (List<String> change : List.of(
                List.of("\"Conv2D\"", "\"Conv2DTranspose\"", "layer conv2d1: layers of the kind \"Conv2DTranspose\""),
                List.of("\"relu\"", "\"swish\"", "the activation \"swish\""),
                List.of("\"channels_last\"", "\"channels_first\"", "not channels_last"),
                List.of("\"same\"", "\"reflect\"", "its padding is \"reflect\""),
                List.of("\"Model\"", "\"Sequential\"", "no functional Keras model"),
                List.of("[\"input\",0,0,{}]", "[\"nothing\",0,0,{}]", "does not stand before it"),
                List.of("[null,8,8,3]", "[null,16000,16000,3]", "numbers"),
                List.of("[null,8,8,3]", "[null,8,8]", "no single image"),
                List.of("[3, 3, 3, 2]", "[3, 3, 30000000, 2]", "has the sizes"),
                List.of("[3, 3, 3, 2]", "[3, 3, 6, 2]", "bytes"),
                List.of("[3, 3, 3, 2]", "[3, 3, 3, -2]", "has the sizes"),
                List.of("\"uint8\"", "\"string\"", "of the type string"),
                List.of("\"dtype\":\"uint8\"", "\"dtype\":\"uint16\"", "bytes"),
                List.of("group1-shard2of2", "other", "names the shard other"),
                List.of("conv2d1/bias", "conv2d1/other", "no weight conv2d1/bias"))) {
            assertTrue(json.contains(change.get(0)), change.get(0));
            ModelException thrown = assertThrows(
                    ModelException.class,
                    () -> LayersModel.toOnnx(
                            "model.json",
                            json.replace(change.get(0), change.get(1)).getBytes(StandardCharsets.UTF_8),
                            Map.of(
                                    "group1-shard1of2", model.shards().get(0),
                                    "group1-shard2of2", model.shards().get(1))),
                    change.get(1));
            assertTrue(thrown.getMessage().contains(change.get(2)), thrown.getMessage());
        }
        ModelException thrown = assertThrows(
                ModelException.class,
                () -> LayersModel.toOnnx(
                        "model.json",
                        json.getBytes(StandardCharsets.UTF_8),
                        Map.of(
                                "group1-shard1of2.js", KerasModel.module("\"?\""),
                                "group1-shard2of2", model.shards().get(1))));
        assertTrue(thrown.getMessage().contains("no text in base64"), thrown.getMessage());
    }
}
