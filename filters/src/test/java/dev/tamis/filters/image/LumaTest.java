package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Images are shrunk as Pillow sizes them, by the mean of an area. */
class LumaTest {

    @Test
    void sizesAreThoseOfPillowsThumbnail() {
        // width, height, and Image.new("RGB", (width, height)).thumbnail((512, 512)) of Pillow 13.0.0
        int[][] sizes = {
            {513, 1, 512, 1},
            {1, 513, 1, 512},
            {513, 513, 512, 512},
            {1024, 768, 512, 384},
            {1200, 900, 512, 384},
            {348, 520, 343, 512},
            {910, 637, 512, 358},
            {20000, 150, 512, 4},
            {150, 20000, 4, 512},
            {5000, 4999, 512, 512},
            {613, 511, 512, 427},
            {512, 512, 512, 512},
            {512, 600, 437, 512},
            {1023, 2, 512, 1},
            {2000, 3, 512, 1},
            {3, 1999, 1, 512},
            {541, 359, 512, 340},
            {2552, 1559, 512, 313},
            {1469, 2684, 280, 512},
            {119, 2420, 25, 512},
            {1021, 725, 512, 364},
            {643, 976, 337, 512},
            {1523, 2434, 320, 512},
            {1010, 2072, 250, 512},
            {2228, 930, 512, 214},
            {2351, 1534, 512, 334},
            {54, 1400, 20, 512},
            {1672, 1657, 512, 507},
            {746, 2108, 181, 512},
            {654, 807, 415, 512},
            {569, 2335, 125, 512},
            {519, 1054, 252, 512},
            {8, 534, 8, 512},
            {858, 1395, 315, 512},
            {680, 1194, 292, 512},
            {1185, 1797, 338, 512},
            {815, 2721, 153, 512},
            {2777, 1351, 512, 249},
            {745, 1319, 289, 512},
            {1570, 1736, 463, 512},
            {89, 1992, 23, 512},
            {1700, 1192, 512, 359},
            {597, 1593, 192, 512},
            {267, 1872, 73, 512},
            {1235, 2983, 212, 512},
            {2401, 526, 512, 112},
            {2442, 1897, 512, 398},
            {271, 1782, 78, 512},
            {1456, 1766, 422, 512},
            {1970, 1806, 512, 469},
            {757, 2484, 156, 512},
            {1936, 1234, 512, 326},
            {234, 1562, 77, 512},
            {94, 1977, 24, 512},
            {1656, 587, 512, 181},
            {2249, 2228, 512, 507},
            {1500, 2054, 374, 512}
        };
        for (int[] size : sizes) {
            assertEquals(size[2], Luma.fitWidth(size[0], size[1]), size[0] + " x " + size[1]);
            assertEquals(size[3], Luma.fitHeight(size[0], size[1]), size[0] + " x " + size[1]);
        }
    }

    @Test
    void pixelsAreMeansOfTheAreaTheyCover() {
        SplittableRandom random = new SplittableRandom(4);
        Luma luma = new Luma();
        int[][] sizes = {{700, 300}, {513, 513}, {100, 1100}, {1024, 512}, {2000, 3}, {3, 1999}, {530, 40}};
        for (int[] size : sizes) {
            Pixels pixels = Pictures.noise(size[0], size[1], random);
            luma.of(pixels);
            for (int tries = 0; tries < 300; tries++) {
                int x = random.nextInt(luma.width());
                int y = random.nextInt(luma.height());
                assertEquals(
                        mean(pixels, x, y, luma.width(), luma.height()),
                        luma.plane()[y * luma.width() + x],
                        2e-3,
                        size[0] + " x " + size[1] + " at " + x + ", " + y);
            }
        }
    }

    private static double mean(Pixels pixels, int x, int y, int width, int height) {
        double left = (double) x * pixels.width() / width;
        double right = (double) (x + 1) * pixels.width() / width;
        double top = (double) y * pixels.height() / height;
        double bottom = (double) (y + 1) * pixels.height() / height;
        double sum = 0;
        for (int v = (int) top; v < Math.min(pixels.height(), Math.ceil(bottom)); v++) {
            for (int u = (int) left; u < Math.min(pixels.width(), Math.ceil(right)); u++) {
                double share =
                        (Math.min(u + 1, right) - Math.max(u, left)) * (Math.min(v + 1, bottom) - Math.max(v, top));
                int i = 3 * (v * pixels.width() + u);
                sum += share
                        * (0.299 * (pixels.rgb()[i] & 255)
                                + 0.587 * (pixels.rgb()[i + 1] & 255)
                                + 0.114 * (pixels.rgb()[i + 2] & 255));
            }
        }
        return sum / ((right - left) * (bottom - top));
    }

    @Test
    void emptySizesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Luma().begin(0, 5));
        assertThrows(IllegalArgumentException.class, () -> new Luma().begin(5, -1));
    }
}
