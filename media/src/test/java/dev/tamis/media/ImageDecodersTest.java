package dev.tamis.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.ImageView.Filter;
import dev.tamis.filters.image.ImageView.Fit;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.record.Reason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecodersTest {
    private static final ImageDecoders DECODERS = ImageDecoders.shared(MediaLimits.DEFAULT);

    /** The whole image, as it is. */
    private static ImageView whole(int width, int height) {
        return new ImageView(width, height, Fit.WITHIN, Filter.AREA);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp", "tiff"})
    void losslessFormatsGiveThePixelsThatWereDrawn(String format) throws Exception {
        BufferedImage drawn = MadeImages.drawing(61, 43, BufferedImage.TYPE_INT_RGB);
        ImageLook look = DECODERS.look(MadeImages.encoded(drawn, format), true, List.of(whole(61, 43)));
        Pixels pixels = look.views().get(0);
        for (int i = 0; i < 61 * 43; i++) {
            int wanted = drawn.getRGB(i % 61, i / 61) & 0xFFFFFF;
            int found = (pixels.rgb()[3 * i] & 0xFF) << 16
                    | (pixels.rgb()[3 * i + 1] & 0xFF) << 8
                    | (pixels.rgb()[3 * i + 2] & 0xFF);
            assertEquals(Integer.toHexString(wanted), Integer.toHexString(found), "pixel " + i);
        }
        assertEquals(format, look.facts().format());
        assertEquals("image/" + format, look.facts().mime());
        assertEquals(61, look.facts().width());
        assertEquals(43, look.facts().height());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "gif"})
    void lossyFormatsGiveNearlyThePixelsThatWereDrawn(String format) throws Exception {
        BufferedImage drawn = MadeImages.drawing(161, 143, BufferedImage.TYPE_INT_RGB);
        Pixels pixels = DECODERS.look(MadeImages.encoded(drawn, format), false, List.of(whole(161, 143)))
                .views()
                .get(0);
        double sum = 0;
        for (int i = 0; i < 161 * 143; i++) {
            int wanted = drawn.getRGB(i % 161, i / 161);
            sum += Math.abs((wanted >> 16 & 0xFF) - (pixels.rgb()[3 * i] & 0xFF));
            sum += Math.abs((wanted >> 8 & 0xFF) - (pixels.rgb()[3 * i + 1] & 0xFF));
            sum += Math.abs((wanted & 0xFF) - (pixels.rgb()[3 * i + 2] & 0xFF));
        }
        assertTrue(sum / (3 * 161 * 143) < 12, "mean error " + sum / (3 * 161 * 143));
    }

    @Test
    void factsAreGivenOnlyWhereAskedFor() throws Exception {
        byte[] image = MadeImages.encoded(20, 10, "png");
        assertNull(DECODERS.look(image, false, List.of()).facts());
        assertNotNull(DECODERS.look(image, true, List.of()).facts());
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png", "gif", "bmp", "tiff"})
    void truncatedImageIsNotTaken(String format) {
        byte[] image = MadeImages.encoded(200, 150, format);
        for (int share = 1; share < 10; share++) {
            byte[] cut = Arrays.copyOf(image, image.length * share / 10);
            ExtractionException e =
                    assertThrows(ExtractionException.class, () -> DECODERS.look(cut, true, List.of()), format);
            assertEquals(Reason.IMAGE_TRUNCATED, e.reason(), e.getMessage());
        }
    }

    @Test
    void bytesOfNoImageAreRefused() {
        for (String text : List.of("", "B", "BM", "<html>", "GIF", "no image at all")) {
            ExtractionException e = assertThrows(
                    ExtractionException.class,
                    () -> DECODERS.look(text.getBytes(StandardCharsets.UTF_8), true, List.of()));
            assertEquals(Reason.IMAGE_FORMAT, e.reason(), e.getMessage());
        }
    }

    @Test
    void everyOddImageIsDecodedOrRefusedWithACause() throws Exception {
        Path odd = Path.of(System.getProperty("tamis.root", ".."), "../shared/data/images/odd");
        assumeTrue(Files.isDirectory(odd), "no shared data");
        StringBuilder refused = new StringBuilder();
        for (Path file : files(odd)) {
            try {
                ImageLook look = DECODERS.look(Files.readAllBytes(file), true, List.of());
                assertTrue(look.facts().width() > 0);
            } catch (ExtractionException e) {
                assertTrue(e.reason().id().startsWith("image."), file + ": " + e.getMessage());
                refused.append(file.getFileName())
                        .append(' ')
                        .append(e.reason().id())
                        .append('\n');
            }
        }
        assertEquals("testAVIF.avif image.truncated\ntestHEIC_livePhoto.heic image.bomb\n", refused.toString());
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
