package dev.tamis.filters.image;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Everything that is measured on the pixels of an image, in one pass over its rows and one of SHA-256. It belongs to one
 * thread and reuses its buffers, which grow with the widest image.
 *
 * <p>Grey is luma in whole numbers, {@code (9798 R + 19235 G + 3735 B + 16384) >> 15}, as OpenCV's {@code COLOR_RGB2GRAY}.
 */
public final class ImageMeasure {
    /** Colours are counted in cubes of 8 levels a channel. */
    private static final int CUBES = 32;

    private final Luma luma = new Luma();
    private final Pdq pdq = new Pdq();
    private final QrCodes qrCodes = new QrCodes();
    private final Laplacian grey = new Laplacian();
    private final Laplacian red = new Laplacian();
    private final Laplacian green = new Laplacian();
    private final Laplacian blue = new Laplacian();
    private final Laplacian[] planes = {grey, red, green, blue};
    private final int[] greys = new int[256];
    private final int[] cubes = new int[CUBES * CUBES * CUBES];
    private int[] cubeRow = new int[0];
    private final MessageDigest sha256;
    private final byte[] size = new byte[8];

    public ImageMeasure() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing", e);
        }
    }

    /**
     * Measures an image.
     *
     * @param format short name, such as {@code jpeg}
     * @param mime media type, such as {@code image/jpeg}
     * @param frames 1 for a still
     * @param alpha whether pixels of the file may be transparent
     * @param orientation of EXIF, 1 to 8; the pixels are upright already
     * @param location whether metadata says where it was taken
     * @param pixels its first frame, upright; not changed
     */
    public ImageFacts of(
            String format, String mime, int frames, boolean alpha, int orientation, boolean location, Pixels pixels) {
        int width = pixels.width();
        int height = pixels.height();
        count(pixels);
        double mean = mean(width, height);
        double deviation = deviation(mean, width, height);
        int quality = pdq.hash(luma);
        return new ImageFacts(
                format,
                mime,
                width,
                height,
                frames,
                alpha,
                orientation,
                location,
                digest(pixels),
                pdq.bytes(),
                quality,
                entropy(width, height),
                Laplacian.variance(grey),
                Laplacian.variance(red, green, blue),
                mean / 255,
                deviation / 255,
                solid(width, height),
                qrCodes.area(luma));
    }

    private void count(Pixels pixels) {
        int width = pixels.width();
        byte[] rgb = pixels.rgb();
        luma.begin(width, pixels.height());
        for (Laplacian plane : planes) {
            plane.begin(width);
        }
        if (cubeRow.length < width) {
            cubeRow = new int[width];
        }
        Arrays.fill(greys, 0);
        Arrays.fill(cubes, 0);
        for (int y = 0; y < pixels.height(); y++) {
            int from = 3 * width * y;
            luma.row(rgb, from);
            split(rgb, from, red.next(), green.next(), blue.next(), width);
            mix(red.next(), green.next(), blue.next(), grey.next(), cubeRow, width);
            tally(grey.next(), greys, width);
            tally(cubeRow, cubes, width);
            for (Laplacian plane : planes) {
                plane.row();
            }
        }
        for (Laplacian plane : planes) {
            plane.end();
        }
    }

    // Each loop by itself, so that the compiler makes vectors of those it can.

    private static void split(byte[] rgb, int from, int[] red, int[] green, int[] blue, int width) {
        for (int x = 0, i = from; x < width; x++, i += 3) {
            red[x] = rgb[i] & 0xFF;
            green[x] = rgb[i + 1] & 0xFF;
            blue[x] = rgb[i + 2] & 0xFF;
        }
    }

    private static void mix(int[] red, int[] green, int[] blue, int[] grey, int[] cube, int width) {
        for (int x = 0; x < width; x++) {
            grey[x] = (9798 * red[x] + 19235 * green[x] + 3735 * blue[x] + 16384) >> 15;
        }
        for (int x = 0; x < width; x++) {
            cube[x] = ((red[x] >> 3) << 10) + ((green[x] >> 3) << 5) + (blue[x] >> 3);
        }
    }

    private static void tally(int[] values, int[] counts, int length) {
        for (int i = 0; i < length; i++) {
            counts[values[i]]++;
        }
    }

    private double mean(int width, int height) {
        long sum = 0;
        for (int i = 0; i < greys.length; i++) {
            sum += (long) i * greys[i];
        }
        return sum / ((double) width * height);
    }

    private double deviation(double mean, int width, int height) {
        double sum = 0;
        for (int i = 0; i < greys.length; i++) {
            sum += (i - mean) * (i - mean) * greys[i];
        }
        return Math.sqrt(sum / ((double) width * height));
    }

    private double entropy(int width, int height) {
        double total = (double) width * height;
        double entropy = 0;
        for (int n : greys) {
            if (n > 0) {
                // StrictMath: the same bits on every machine.
                entropy -= n / total * StrictMath.log(n / total);
            }
        }
        return Math.max(0, entropy / StrictMath.log(2));
    }

    /** Share of the pixels in the fullest cube of colours and the 26 around it. */
    private double solid(int width, int height) {
        int fullest = 0;
        for (int i = 1; i < cubes.length; i++) {
            if (cubes[i] > cubes[fullest]) {
                fullest = i;
            }
        }
        int red = fullest / (CUBES * CUBES);
        int green = fullest / CUBES % CUBES;
        int blue = fullest % CUBES;
        long near = 0;
        for (int r = Math.max(0, red - 1); r <= Math.min(CUBES - 1, red + 1); r++) {
            for (int g = Math.max(0, green - 1); g <= Math.min(CUBES - 1, green + 1); g++) {
                for (int b = Math.max(0, blue - 1); b <= Math.min(CUBES - 1, blue + 1); b++) {
                    near += cubes[(r * CUBES + g) * CUBES + b];
                }
            }
        }
        return near / ((double) width * height);
    }

    /** SHA-256 of width and height, four bytes each from the highest, and three bytes a pixel. */
    private byte[] digest(Pixels pixels) {
        for (int i = 0; i < 4; i++) {
            size[i] = (byte) (pixels.width() >>> (24 - 8 * i));
            size[4 + i] = (byte) (pixels.height() >>> (24 - 8 * i));
        }
        byte[] hash = new byte[32];
        try {
            sha256.update(size);
            sha256.update(pixels.rgb(), 0, 3 * pixels.width() * pixels.height());
            sha256.digest(hash, 0, hash.length);
        } catch (DigestException e) {
            throw new IllegalStateException(e);
        }
        return hash;
    }
}
