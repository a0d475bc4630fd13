package dev.tamis.models.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelFile;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.Scores;
import dev.tamis.models.neural.Protobuf;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two towers that are small enough to be written by hand: colours, and words for them. */
final class SimilarityTest {
    private static final ImageInput INPUT = new ImageInput(
            new ImageView(2, 2, ImageView.Fit.STRETCH, ImageView.Filter.BILINEAR),
            ImageInput.Layout.NCHW,
            ImageInput.Channels.RGB,
            1 / 255.0,
            List.of(0.0),
            List.of(1.0));

    @TempDir
    private Path temp;

    private ModelFile file(String name, byte[] bytes) throws Exception {
        Path file = temp.resolve(name);
        Files.write(file, bytes);
        return new ModelFile(file);
    }

    /** The means of the three channels. */
    private ModelFile images() throws Exception {
        Protobuf graph = new Protobuf()
                .message(1, Protobuf.node("GlobalAveragePool", "pool", "pixel_values"))
                .message(1, Protobuf.node("Flatten", "image_embeds", "pool").attribute("axis", 1))
                .text(2, "images")
                .message(11, Protobuf.value("pixel_values", 1, "n", "3", "2", "2"))
                .message(12, Protobuf.value("image_embeds", 1, "n", "3"));
        return file("images.onnx", Protobuf.model(graph).toBytes());
    }

    /** The sum of the words' colours. */
    private ModelFile texts(int dimensions) throws Exception {
        float[] table = new float[5 * dimensions];
        for (int colour = 0; colour < 3; colour++) {
            table[(2 + colour) * dimensions + colour % dimensions] = 1;
        }
        Protobuf graph = new Protobuf()
                .message(1, Protobuf.node("Gather", "vectors", "table", "input_ids"))
                .message(
                        1,
                        Protobuf.node("ReduceSum", "text_embeds", "vectors", "one")
                                .attribute("keepdims", 0))
                .text(2, "texts")
                .message(5, Protobuf.tensor("table", table, 5, dimensions))
                .message(5, Protobuf.tensor("one", 1))
                .message(11, Protobuf.value("input_ids", 7, "texts", "tokens"))
                .message(12, Protobuf.value("text_embeds", 1, "texts", "" + dimensions));
        return file("texts.onnx", Protobuf.model(graph).toBytes());
    }

    private ModelFile tokenizer() throws Exception {
        return file("tokenizer.json", """
                {"version":"1.0","truncation":null,"padding":null,"added_tokens":[],"normalizer":null,
                 "pre_tokenizer":{"type":"Whitespace"},"post_processor":null,"decoder":null,
                 "model":{"type":"WordLevel","vocab":{"[PAD]":0,"[UNK]":1,"red":2,"green":3,"blue":4},
                 "unk_token":"[UNK]"}}
                """.getBytes(StandardCharsets.UTF_8));
    }

    private static ScoredImage image(int red, int green, int blue, String caption) {
        byte[] rgb = new byte[12];
        for (int i = 0; i < 12; i += 3) {
            rgb[i] = (byte) red;
            rgb[i + 1] = (byte) green;
            rgb[i + 2] = (byte) blue;
        }
        return new ScoredImage(
                new Pixels(2, 2, rgb), caption == null ? null : caption.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theScoreIsTheCosineOfImageAndCaption() throws Exception {
        List<ScoredImage> images = List.of(
                image(255, 0, 0, "red"),
                image(255, 0, 0, "blue"),
                image(255, 0, 0, "red blue"),
                image(255, 255, 0, null),
                image(0, 255, 255, "green blue"),
                image(0, 255, 0, ""),
                image(0, 255, 0, "words that are not known"),
                image(0, 0, 0, "red"));
        Double[] expected = {1.0, 0.0, Math.sqrt(0.5), null, 1.0, null, null, null};
        try (Similarity model = Similarity.open(images(), texts(3), tokenizer(), INPUT, 77, "", null, "text_embeds");
                ImageScorer scorer = model.scorer()) {
            Scores together = new Scores(1);
            together.reset(images.size());
            scorer.score(images, together);
            for (int i = 0; i < expected.length; i++) {
                if (expected[i] == null) {
                    assertNull(together.get(i, 0), "image " + i);
                } else {
                    assertEquals(expected[i], (Double) together.get(i, 0), 1e-6, "image " + i);
                }
            }
        }
    }

    @Test
    void towersOfDifferentModelsAreRefused() throws Exception {
        ModelException thrown = assertThrows(
                ModelException.class,
                () -> Similarity.open(images(), texts(2), tokenizer(), INPUT, 77, "", null, null));
        assertTrue(thrown.getMessage().contains("not two parts of one model"), thrown.getMessage());
    }
}
