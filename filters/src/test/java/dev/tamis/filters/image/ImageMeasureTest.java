package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What is measured on pixels is what its definition says, worked out slowly. */
class ImageMeasureTest {
    private static ImageFacts measure(ImageMeasure measure, Pixels pixels) {
        return measure.of("png", "image/png", 1, false, 1, false, pixels);
    }

    @Test
    void valuesAreThoseOfTheDefinitions() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        ImageMeasure measure = new ImageMeasure();
        for (int round = 0; round < 120; round++) {
            int width = 1 + random.nextInt(90);
            int height = 1 + random.nextInt(90);
            Pixels pixels = switch (round % 4) {
                case 0 -> Pictures.noise(width, height, random);
                case 1 -> Pictures.flat(width, height, random.nextInt(256), random.nextInt(256), 7);
                default -> Pictures.blocks(width, height, round);
            };
            ImageFacts facts = measure(measure, pixels);
            int[] grey = grey(pixels);
            String size = width + " x " + height;
            assertEquals(width, facts.width());
            assertEquals(height, facts.height());
            assertEquals(laplacian(grey, width, height, 1), facts.blur(), 1e-6, size);
            assertEquals(laplacian(channels(pixels), width, height, 3), facts.sharpness(), 1e-6, size);
            double mean = Arrays.stream(grey).average().orElseThrow();
            assertEquals(mean / 255, facts.brightness(), 1e-12);
            double squares = Arrays.stream(grey)
                    .mapToDouble(v -> (v - mean) * (v - mean))
                    .average()
                    .orElseThrow();
            assertEquals(Math.sqrt(squares) / 255, facts.contrast(), 1e-9);
            assertEquals(entropy(grey), facts.entropy(), 1e-9);
            assertEquals(solid(pixels), facts.solid(), 1e-12, size);
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(ByteBuffer.allocate(8).putInt(width).putInt(height).array());
            assertArrayEquals(sha256.digest(pixels.rgb()), facts.pixelHash());
            PlainPdq pdq = new PlainPdq(luma(pixels), width, height);
            assertArrayEquals(pdq.bits(), facts.pdq());
            assertEquals(pdq.quality(), facts.pdqQuality());
        }
    }

    @Test
    void valuesDoNotDependOnWhatWasMeasuredBefore() {
        ImageMeasure used = new ImageMeasure();
        int[][] sizes = {{700, 300}, {3, 5}, {600, 900}, {1, 1}, {513, 2}, {40, 41}, {1000, 20}};
        for (int round = 0; round < 2; round++) {
            for (int[] size : sizes) {
                Pixels pixels = Pictures.blocks(size[0], size[1], 5);
                ImageFacts alone = measure(new ImageMeasure(), pixels);
                ImageFacts again = measure(used, pixels);
                assertArrayEquals(alone.pdq(), again.pdq());
                assertArrayEquals(alone.pixelHash(), again.pixelHash());
                assertEquals(without(alone), without(again));
            }
        }
    }

    @Test
    void longerBufferCountsOnlyItsPixels() {
        Pixels exact = Pictures.blocks(30, 20, 1);
        byte[] more = Arrays.copyOf(exact.rgb(), exact.rgb().length + 77);
        Arrays.fill(more, exact.rgb().length, more.length, (byte) 99);
        ImageMeasure measure = new ImageMeasure();
        assertEquals(without(measure(measure, exact)), without(measure(measure, new Pixels(30, 20, more))));
        assertArrayEquals(
                measure(measure, exact).pixelHash(),
                measure(measure, new Pixels(30, 20, more)).pixelHash());
    }

    @Test
    void pixelHashTellsShapesApart() {
        ImageMeasure measure = new ImageMeasure();
        assertNotEquals(
                HexFormat.of()
                        .formatHex(
                                measure(measure, Pictures.flat(10, 20, 1, 2, 3)).pixelHash()),
                HexFormat.of()
                        .formatHex(
                                measure(measure, Pictures.flat(20, 10, 1, 2, 3)).pixelHash()));
    }

    @Test
    void flatImagesAreSolidAndBlurredOnesLessSharp() {
        ImageMeasure measure = new ImageMeasure();
        ImageFacts flat = measure(measure, Pictures.flat(64, 64, 12, 200, 90));
        assertEquals(1, flat.solid());
        assertEquals(0, flat.entropy());
        assertEquals(0, flat.blur());
        assertEquals(0, flat.contrast());
        ImageFacts noise = measure(measure, Pictures.noise(64, 64, new SplittableRandom(1)));
        assertTrue(noise.solid() < 0.05 && noise.blur() > 1000 && noise.entropy() > 7, noise.toString());
        assertTrue(noise.sharpness() > noise.blur());
    }

    /** Everything but the arrays, which a record compares by identity. */
    private static String without(ImageFacts facts) {
        String text = facts.toString();
        return text.replaceAll("\\[B@[0-9a-f]+", "");
    }

    private static int[] grey(Pixels pixels) {
        int[] grey = new int[pixels.width() * pixels.height()];
        for (int i = 0; i < grey.length; i++) {
            int red = pixels.rgb()[3 * i] & 255;
            int green = pixels.rgb()[3 * i + 1] & 255;
            int blue = pixels.rgb()[3 * i + 2] & 255;
            grey[i] = (int) Math.floor((red * 9798.0 + green * 19235.0 + blue * 3735.0) / 32768 + 0.5);
        }
        return grey;
    }

    private static float[] luma(Pixels pixels) {
        float[] luma = new float[pixels.width() * pixels.height()];
        for (int i = 0; i < luma.length; i++) {
            luma[i] = 0.299f * (pixels.rgb()[3 * i] & 255)
                    + 0.587f * (pixels.rgb()[3 * i + 1] & 255)
                    + 0.114f * (pixels.rgb()[3 * i + 2] & 255);
        }
        return luma;
    }

    private static int[] channels(Pixels pixels) {
        int[] channels = new int[3 * pixels.width() * pixels.height()];
        for (int i = 0; i < channels.length; i++) {
            channels[i] = pixels.rgb()[i] & 255;
        }
        return channels;
    }

    private static int mirrored(int at, int length) {
        int to = at < 0 ? -at : at >= length ? 2 * length - 2 - at : at;
        return length == 1 ? 0 : to;
    }

    private static double laplacian(int[] values, int width, int height, int planes) {
        double[] out = new double[values.length];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int p = 0; p < planes; p++) {
                    out[(y * width + x) * planes + p] = values[(mirrored(y - 1, height) * width + x) * planes + p]
                            + values[(mirrored(y + 1, height) * width + x) * planes + p]
                            + values[(y * width + mirrored(x - 1, width)) * planes + p]
                            + values[(y * width + mirrored(x + 1, width)) * planes + p]
                            - 4.0 * values[(y * width + x) * planes + p];
                }
            }
        }
        double mean = Arrays.stream(out).average().orElseThrow();
        return Arrays.stream(out).map(v -> (v - mean) * (v - mean)).average().orElseThrow();
    }

    private static double entropy(int[] grey) {
        double entropy = 0;
        for (int value = 0; value < 256; value++) {
            int level = value;
            double share = Arrays.stream(grey).filter(v -> v == level).count() / (double) grey.length;
            entropy -= share > 0 ? share * Math.log(share) / Math.log(2) : 0;
        }
        return entropy;
    }

    private static double solid(Pixels pixels) {
        Map<Integer, Integer> cubes = new HashMap<>();
        int n = pixels.width() * pixels.height();
        int[] of = new int[n];
        for (int i = 0; i < n; i++) {
            int red = (pixels.rgb()[3 * i] & 255) / 8;
            int green = (pixels.rgb()[3 * i + 1] & 255) / 8;
            int blue = (pixels.rgb()[3 * i + 2] & 255) / 8;
            of[i] = (red << 16) + (green << 8) + blue;
            cubes.merge(of[i], 1, Integer::sum);
        }
        int fullest = cubes.entrySet().stream()
                .min((a, b) -> a.getValue().equals(b.getValue())
                        ? Integer.compare(a.getKey(), b.getKey())
                        : b.getValue() - a.getValue())
                .orElseThrow()
                .getKey();
        int near = 0;
        for (int cube : of) {
            boolean isNear = true;
            for (int shift = 0; shift <= 16; shift += 8) {
                isNear &= Math.abs(((cube >> shift) & 255) - ((fullest >> shift) & 255)) <= 1;
            }
            near += isNear ? 1 : 0;
        }
        return near / (double) n;
    }
}
