package dev.tamis.media;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.ImageView.Filter;
import dev.tamis.filters.image.ImageView.Fit;
import dev.tamis.filters.image.Pixels;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Views against implementations that are plain rather than fast. */
class ResamplerTest {
    private final Resampler resampler = new Resampler();

    private static Pixels noise(int width, int height, long seed) {
        byte[] rgb = new byte[3 * width * height + 5];
        new SplittableRandom(seed).nextBytes(rgb);
        return new Pixels(width, height, rgb);
    }

    @ParameterizedTest
    @EnumSource(Filter.class)
    void viewOfTheSameSizeIsTheImage(Filter filter) {
        Pixels image = noise(31, 17, 1);
        Pixels view = resampler.view(image, new ImageView(31, 17, Fit.STRETCH, filter));
        for (int i = 0; i < 3 * 31 * 17; i++) {
            assertEquals(image.rgb()[i], view.rgb()[i]);
        }
    }

    @ParameterizedTest
    @EnumSource(Filter.class)
    void viewOfOneColourHasThatColour(Filter filter) {
        byte[] rgb = new byte[3 * 50 * 40];
        Arrays.fill(rgb, (byte) 201);
        for (Fit fit : Fit.values()) {
            for (int[] size : new int[][] {{1, 1}, {7, 90}, {224, 224}}) {
                Pixels view = resampler.view(new Pixels(50, 40, rgb), new ImageView(size[0], size[1], fit, filter));
                for (byte b : view.rgb()) {
                    assertEquals((byte) 201, b);
                }
            }
        }
    }

    @Test
    void withinKeepsTheShapeAndNeverEnlarges() {
        assertSize(128, 96, noise(400, 300, 2), new ImageView(128, 128, Fit.WITHIN, Filter.AREA));
        assertSize(96, 128, noise(300, 400, 2), new ImageView(128, 128, Fit.WITHIN, Filter.AREA));
        assertSize(40, 30, noise(40, 30, 2), new ImageView(128, 128, Fit.WITHIN, Filter.AREA));
        assertSize(128, 1, noise(4000, 3, 2), new ImageView(128, 128, Fit.WITHIN, Filter.AREA));
        assertSize(50, 25, noise(100, 50, 2), new ImageView(50, 100, Fit.WITHIN, Filter.AREA));
    }

    private void assertSize(int width, int height, Pixels image, ImageView view) {
        Pixels found = resampler.view(image, view);
        assertEquals(width + " x " + height, found.width() + " x " + found.height());
    }

    @ParameterizedTest
    @EnumSource(Filter.class)
    void coverIsTheMiddleOfTheStretchedImage(Filter filter) {
        Pixels image = noise(90, 40, 3);
        Pixels whole = resampler.view(image, new ImageView(45, 20, Fit.STRETCH, filter));
        Pixels view = resampler.view(image, new ImageView(20, 20, Fit.COVER, filter));
        for (int y = 0; y < 20; y++) {
            for (int i = 0; i < 60; i++) {
                assertEquals(whole.rgb()[135 * y + 36 + i], view.rgb()[60 * y + i]);
            }
        }
    }

    @Test
    void areaIsTheMeanOfWhatAPixelCovers() {
        SplittableRandom random = new SplittableRandom(4);
        for (int n = 0; n < 60; n++) {
            int w = 1 + random.nextInt(60);
            int h = 1 + random.nextInt(60);
            Pixels image = noise(w, h, n);
            int tw = 1 + random.nextInt(w);
            int th = 1 + random.nextInt(h);
            Pixels view = resampler.view(image, new ImageView(tw, th, Fit.STRETCH, Filter.AREA));
            for (int y = 0; y < th; y++) {
                for (int x = 0; x < tw; x++) {
                    for (int c = 0; c < 3; c++) {
                        long sum = 0;
                        for (int sy = 0; sy < h; sy++) {
                            long dy = Math.min((y + 1L) * h, (sy + 1L) * th) - Math.max((long) y * h, (long) sy * th);
                            for (int sx = 0; sx < w && dy > 0; sx++) {
                                long dx =
                                        Math.min((x + 1L) * w, (sx + 1L) * tw) - Math.max((long) x * w, (long) sx * tw);
                                sum += dx > 0 ? dx * dy * (image.rgb()[3 * (sy * w + sx) + c] & 0xFF) : 0;
                            }
                        }
                        assertEquals(
                                (sum + (long) w * h / 2) / ((long) w * h), view.rgb()[3 * (y * tw + x) + c] & 0xFF);
                    }
                }
            }
        }
    }

    @Test
    void areaOfAVeryLargeImageIsTheSameMean() {
        int side = 3000;
        byte[] rgb = new byte[3 * side * side];
        new SplittableRandom(5).nextBytes(rgb);
        Pixels view = resampler.view(new Pixels(side, side, rgb), new ImageView(2, 2, Fit.STRETCH, Filter.AREA));
        long sum = 0;
        for (int y = 0; y < side / 2; y++) {
            for (int x = 0; x < side / 2; x++) {
                sum += rgb[3 * (y * side + x)] & 0xFF;
            }
        }
        long area = (long) side * side / 4;
        assertEquals((sum + area / 2) / area, view.rgb()[0] & 0xFF);
    }

    @Test
    void bilinearIsBetweenTheFourNearest() {
        SplittableRandom random = new SplittableRandom(6);
        for (int n = 0; n < 100; n++) {
            int w = 1 + random.nextInt(40);
            int h = 1 + random.nextInt(40);
            int tw = 1 + random.nextInt(80);
            int th = 1 + random.nextInt(80);
            boolean corners = n % 2 == 0;
            Pixels image = noise(w, h, n);
            Pixels view = resampler.view(
                    image, new ImageView(tw, th, Fit.STRETCH, corners ? Filter.BILINEAR_CORNERS : Filter.BILINEAR));
            for (int y = 0; y < th; y++) {
                double py = corners
                        ? (th > 1 ? (double) y * (h - 1) / (th - 1) : 0)
                        : Math.max(0, (y + 0.5) * h / th - 0.5);
                for (int x = 0; x < tw; x++) {
                    double px = corners
                            ? (tw > 1 ? (double) x * (w - 1) / (tw - 1) : 0)
                            : Math.max(0, (x + 0.5) * w / tw - 0.5);
                    double wanted = 0;
                    for (int dy = 0; dy < 2; dy++) {
                        for (int dx = 0; dx < 2; dx++) {
                            int sx = Math.min(w - 1, (int) px + dx);
                            int sy = Math.min(h - 1, (int) py + dy);
                            double weight = (dx == 0 ? 1 - (px - (int) px) : px - (int) px)
                                    * (dy == 0 ? 1 - (py - (int) py) : py - (int) py);
                            wanted += weight * (image.rgb()[3 * (sy * w + sx)] & 0xFF);
                        }
                    }
                    assertEquals(wanted, view.rgb()[3 * (y * tw + x)] & 0xFF, 0.5001);
                }
            }
        }
    }

    @Test
    void bicubicIsTheWeightedMeanWithGrowingSupport() {
        SplittableRandom random = new SplittableRandom(7);
        for (int n = 0; n < 60; n++) {
            int w = 1 + random.nextInt(60);
            int h = 1 + random.nextInt(60);
            int tw = 1 + random.nextInt(60);
            int th = 1 + random.nextInt(60);
            Pixels image = noise(w, h, n);
            Pixels view = resampler.view(image, new ImageView(tw, th, Fit.STRETCH, Filter.BICUBIC));
            double[][] across = weights(w, tw);
            double[][] down = weights(h, th);
            for (int y = 0; y < th; y++) {
                for (int x = 0; x < tw; x++) {
                    double wanted = 0;
                    for (int sy = 0; sy < h; sy++) {
                        double row = 0;
                        for (int sx = 0; sx < w && down[y][sy] != 0; sx++) {
                            row += across[x][sx] * (image.rgb()[3 * (sy * w + sx) + 1] & 0xFF);
                        }
                        // The result along a row is rounded before the next step, as Pillow does.
                        wanted += down[y][sy] * Math.max(0, Math.min(255, Math.floor(row + 0.5)));
                    }
                    assertEquals(Math.max(0, Math.min(255, wanted)), view.rgb()[3 * (y * tw + x) + 1] & 0xFF, 2.01);
                }
            }
        }
    }

    private static double[][] weights(int source, int target) {
        double scale = Math.max(1, (double) source / target);
        double[][] weights = new double[target][source];
        for (int t = 0; t < target; t++) {
            double centre = (t + 0.5) * source / target;
            double sum = 0;
            for (int s = 0; s < source; s++) {
                double d = Math.abs((s + 0.5 - centre) / scale);
                weights[t][s] = d < 1
                        ? 1.5 * d * d * d - 2.5 * d * d + 1
                        : d < 2 ? -0.5 * (d * d * d - 5 * d * d + 8 * d - 4) : 0;
                sum += weights[t][s];
            }
            for (int s = 0; s < source; s++) {
                weights[t][s] /= sum;
            }
        }
        return weights;
    }

    @Test
    void viewsDoNotDependOnWhatWasSeenBefore() {
        ImageView view = new ImageView(20, 30, Fit.STRETCH, Filter.AREA);
        byte[] first = new Resampler().view(noise(70, 80, 8), view).rgb();
        resampler.view(noise(500, 300, 9), new ImageView(100, 100, Fit.COVER, Filter.AREA));
        assertArrayEquals(first, resampler.view(noise(70, 80, 8), view).rgb());
        assertTrue(first.length >= 20 * 30 * 3);
    }
}
