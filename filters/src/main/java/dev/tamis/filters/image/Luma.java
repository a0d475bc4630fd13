package dev.tamis.filters.image;

import java.util.Arrays;

/**
 * The luma of an image, shrunk in its own shape to within 512 x 512 pixels; a smaller image keeps its size. Rows are given
 * one by one from the top. A Luma belongs to one thread and is used again for the next image.
 *
 * <p>Luma is {@code 0.299 R + 0.587 G + 0.114 B} in single precision, added in that order, as upstream's PDQ has it. The
 * new size is that of Pillow's {@code Image.thumbnail((512, 512))}, which upstream's Python hashes. Pixels are shrunk by
 * the mean of the area that each new one covers, of luma that is not rounded: as PDQ takes means of pixels next, its hash
 * then is 0 to 2 bits away from that of Pillow's thumbnail, on photographs.
 */
public final class Luma {
    /** The longest side that is left. */
    public static final int SIDE = 512;

    private static final float[] RED = products(0.299f);
    private static final float[] GREEN = products(0.587f);
    private static final float[] BLUE = products(0.114f);

    private int sourceWidth;
    private int sourceHeight;
    private int width;
    private int height;
    private float[] plane = new float[0];
    /** One row of the source, then that row shrunk, and the sum of what the next row of the plane covers so far. */
    private float[] row = new float[0];

    private float[] narrow = new float[0];
    private float[] sum = new float[0];
    /** Rows of the source taken, rows of the plane done. */
    private int taken;

    private int done;

    private static float[] products(float weight) {
        float[] products = new float[256];
        for (int i = 0; i < 256; i++) {
            products[i] = weight * i;
        }
        return products;
    }

    /** Takes the size of the next image. */
    public void begin(int newWidth, int newHeight) {
        if (newWidth < 1 || newHeight < 1) {
            throw new IllegalArgumentException("Invalid size: " + newWidth + " x " + newHeight + " (must be >= 1)");
        }
        sourceWidth = newWidth;
        sourceHeight = newHeight;
        width = fitWidth(newWidth, newHeight);
        height = fitHeight(newWidth, newHeight);
        taken = 0;
        done = 0;
        if (plane.length < width * height) {
            plane = new float[width * height];
        }
        if (isShrunk()) {
            if (row.length < sourceWidth) {
                row = new float[sourceWidth];
            }
            if (narrow.length < width) {
                narrow = new float[width];
                sum = new float[width];
            }
            Arrays.fill(sum, 0, width, 0);
        }
    }

    /** Takes the next row: three bytes a pixel from {@code from} on. */
    public void row(byte[] rgb, int from) {
        if (!isShrunk()) {
            luma(rgb, from, sourceWidth, plane, taken * width);
            taken++;
            return;
        }
        luma(rgb, from, sourceWidth, row, 0);
        narrowRow();
        // In units of 1/height of a row of the source, it covers `height` and a row of the plane `sourceHeight`.
        long end = (long) (taken + 1) * height;
        long border = (long) (done + 1) * sourceHeight;
        float within = Math.min(end, border) - (long) taken * height;
        for (int x = 0; x < width; x++) {
            sum[x] += within * narrow[x];
        }
        if (end >= border) {
            float rest = end - border;
            float area = (float) sourceHeight * sourceWidth;
            int to = done * width;
            for (int x = 0; x < width; x++) {
                plane[to + x] = sum[x] / area;
                sum[x] = rest * narrow[x];
            }
            done++;
        }
        taken++;
    }

    /** All rows of an image. */
    public Luma of(Pixels pixels) {
        begin(pixels.width(), pixels.height());
        for (int y = 0; y < sourceHeight; y++) {
            row(pixels.rgb(), 3 * sourceWidth * y);
        }
        return this;
    }

    /** Width of the plane: at most 512. */
    public int width() {
        return width;
    }

    /** Height of the plane: at most 512. */
    public int height() {
        return height;
    }

    /** 0 to 255 a pixel, row after row; the first width x height count. Not copied. */
    public float[] plane() {
        return plane;
    }

    private boolean isShrunk() {
        return width != sourceWidth || height != sourceHeight;
    }

    private static void luma(byte[] rgb, int from, int pixels, float[] out, int to) {
        for (int i = 0, at = from; i < pixels; i++, at += 3) {
            out[to + i] = RED[rgb[at] & 0xFF] + GREEN[rgb[at + 1] & 0xFF] + BLUE[rgb[at + 2] & 0xFF];
        }
    }

    /** Sums the row over what each pixel of the plane covers of it, in units of 1/width of a pixel. */
    private void narrowRow() {
        int x = 0;
        int used = 0;
        for (int to = 0; to < width; to++) {
            int wanted = sourceWidth;
            int left = width - used;
            float total = left * row[x];
            wanted -= left;
            x++;
            float whole = 0;
            for (; wanted >= width; wanted -= width) {
                whole += row[x++];
            }
            total += width * whole;
            if (wanted > 0) {
                total += wanted * row[x];
            }
            used = wanted;
            narrow[to] = total;
        }
    }

    /** The width that Pillow's {@code thumbnail} gives within 512 x 512. */
    static int fitWidth(int width, int height) {
        if (width <= SIDE && height <= SIDE) {
            return width;
        }
        return width >= height ? SIDE : nearest(SIDE * ((double) width / height), (double) width / height, true);
    }

    /** The height that Pillow's {@code thumbnail} gives within 512 x 512. */
    static int fitHeight(int width, int height) {
        if (width <= SIDE && height <= SIDE) {
            return height;
        }
        return width < height ? SIDE : nearest(SIDE / ((double) width / height), (double) width / height, false);
    }

    /** The whole number beside {@code side} that changes the aspect least, the smaller of two; at least 1. */
    private static int nearest(double side, double aspect, boolean isWidth) {
        int floor = (int) Math.floor(side);
        int ceil = (int) Math.ceil(side);
        return Math.max(1, change(ceil, aspect, isWidth) < change(floor, aspect, isWidth) ? ceil : floor);
    }

    private static double change(int side, double aspect, boolean isWidth) {
        if (isWidth) {
            return Math.abs(aspect - (double) side / SIDE);
        }
        return side == 0 ? 0 : Math.abs(aspect - (double) SIDE / side);
    }
}
