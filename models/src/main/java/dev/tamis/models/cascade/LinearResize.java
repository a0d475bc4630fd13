package dev.tamis.models.cascade;

/**
 * Shrinks grey images between the two nearest pixels each way, with weights of eight bits, to the same bytes as OpenCV's
 * {@code INTER_LINEAR_EXACT}, which its cascades are run with.
 */
final class LinearResize {
    private static final int ONE = 256;

    private LinearResize() {}

    /**
     * Shrinks an image.
     *
     * @param row storage of twice the new width
     */
    static void shrink(byte[] from, int width, int height, byte[] to, int toWidth, int toHeight, int[] row) {
        double across = (double) width / toWidth;
        double down = (double) height / toHeight;
        for (int x = 0; x < toWidth; x++) {
            int place = place((x + 0.5) * across - 0.5, width);
            row[2 * x] = place >> 9;
            row[2 * x + 1] = place & 511;
        }
        for (int y = 0; y < toHeight; y++) {
            int place = place((y + 0.5) * down - 0.5, height);
            int weight = place & 511;
            int above = (place >> 9) * width;
            int below = weight == 0 ? above : above + width;
            for (int x = 0; x < toWidth; x++) {
                int left = row[2 * x];
                int second = row[2 * x + 1];
                int right = second == 0 ? left : left + 1;
                int first = ONE - second;
                int upper = first * (from[above + left] & 0xff) + second * (from[above + right] & 0xff);
                int lower = first * (from[below + left] & 0xff) + second * (from[below + right] & 0xff);
                // Weights of both ways have 16 bits; half of one is added, to round.
                to[y * toWidth + x] = (byte) ((upper * (ONE - weight) + lower * weight + (1 << 15)) >> 16);
            }
        }
    }

    /** The first of two pixels, and above nine bits of the second one's weight; at the sides one pixel alone. */
    private static int place(double position, int length) {
        int first = (int) Math.floor(position);
        if (first < 0 || length == 1) {
            return 0;
        }
        if (first >= length - 1) {
            return (length - 1) << 9;
        }
        return (first << 9) + (int) Math.rint((position - first) * ONE);
    }
}
