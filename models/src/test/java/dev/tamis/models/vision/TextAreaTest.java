package dev.tamis.models.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelFile;
import dev.tamis.models.ScoredImage;
import dev.tamis.models.Scores;
import dev.tamis.models.neural.Protobuf;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The share of an image that text covers. */
final class TextAreaTest {
    private static final ImageInput INPUT = new ImageInput(
            new ImageView(960, 960, ImageView.Fit.WITHIN, ImageView.Filter.BILINEAR),
            ImageInput.Layout.NCHW,
            ImageInput.Channels.BGR,
            1 / 255.0,
            List.of(0.485, 0.456, 0.406),
            List.of(0.229, 0.224, 0.225));

    @TempDir
    private Path temp;

    @Test
    void aBoxGrowsByItsAreaOverItsPerimeter() {
        float[] map = new float[100 * 64];
        for (int y = 20; y < 30; y++) {
            Arrays.fill(map, y * 100 + 10, y * 100 + 50, 0.9f);
        }
        // 40 x 10 grows by 1.5 * 400 / 100 = 6 on all sides.
        assertEquals(52 * 22 / (90.0 * 60), TextArea.share(map, 100, 90, 60), 1e-12);
        // What lies beyond the image is not counted.
        assertEquals(36 * 21 / (40.0 * 35), TextArea.share(map, 100, 40, 35), 1e-12);
        // Where two boxes overlap, once.
        for (int y = 34; y < 44; y++) {
            Arrays.fill(map, y * 100 + 10, y * 100 + 50, 0.9f);
        }
        assertEquals(52 * 36 / (90.0 * 60), TextArea.share(map, 100, 90, 60), 1e-12);
    }

    @Test
    void faintAndTinyBlobsAreNoText() {
        float[] map = new float[64 * 64];
        for (int y = 20; y < 30; y++) {
            Arrays.fill(map, y * 64 + 10, y * 64 + 50, 0.5f);
        }
        Arrays.fill(map, 0, 64, 0.9f);
        map[64 * 50 + 5] = 1;
        assertEquals(0, TextArea.share(map, 64, 64, 64));
        assertEquals(0, TextArea.share(new float[64 * 64], 64, 64, 64));
    }

    @Test
    void aModelWithoutAMapIsRefused() throws Exception {
        Protobuf graph = new Protobuf()
                .message(1, Protobuf.node("GlobalAveragePool", "out", "x"))
                .text(2, "no map")
                .message(11, Protobuf.value("x", 1, "n", "3", "h", "w"))
                .message(12, Protobuf.value("out", 1, "n", "3", "one", "one"));
        Path file = temp.resolve("m.onnx");
        Files.write(file, Protobuf.model(graph).toBytes());
        ModelException thrown =
                assertThrows(ModelException.class, () -> TextArea.open(new ModelFile(file), INPUT, null));
        assertTrue(thrown.getMessage().contains("[1, 1, 32, 32] is expected"), thrown.getMessage());
    }

    @Test
    void thePublishedDetectorSeesLinesOfText() throws Exception {
        Path file = Fetched.file("ppocr-det/model.onnx");
        assumeTrue(file != null, "ppocr-det is not fetched");
        BufferedImage page = new BufferedImage(400, 300, BufferedImage.TYPE_3BYTE_BGR);
        Graphics2D graphics = page.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, 400, 300);
        Pixels empty = pixels(page);
        graphics.setColor(Color.BLACK);
        graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 28));
        graphics.drawString("A line of plain text", 30, 80);
        graphics.drawString("and one more below", 30, 180);
        graphics.dispose();
        Scores scores = new Scores(1);
        scores.reset(2);
        try (TextArea model = TextArea.open(new ModelFile(file), INPUT, null);
                ImageScorer scorer = model.scorer()) {
            scorer.score(List.of(new ScoredImage(pixels(page), null), new ScoredImage(empty, null)), scores);
        }
        double share = (Double) scores.get(0, 0);
        // Two lines of about 260 x 36.
        assertTrue(share > 0.1 && share < 0.3, () -> "" + share);
        assertEquals(0.0, scores.get(1, 0));
    }

    private static Pixels pixels(BufferedImage image) {
        byte[] rgb = new byte[3 * image.getWidth() * image.getHeight()];
        for (int i = 0; i < rgb.length / 3; i++) {
            int pixel = image.getRGB(i % image.getWidth(), i / image.getWidth());
            rgb[3 * i] = (byte) (pixel >> 16);
            rgb[3 * i + 1] = (byte) (pixel >> 8);
            rgb[3 * i + 2] = (byte) pixel;
        }
        return new Pixels(image.getWidth(), image.getHeight(), rgb);
    }
}
