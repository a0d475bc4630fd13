package dev.tamis.filters.image;

/**
 * Variance of the Laplacian of 8-bit planes that are interleaved, over all of them together: as OpenCV's {@code
 * cv2.Laplacian(image, cv2.CV_64F).var()}, whose kernel is the four neighbours less four times the middle, and which mirrors
 * the image at its border without repeating it (reflect 101). Rows are given one by one; the sums are whole numbers, so the
 * value does not depend on their order.
 */
final class Laplacian {
    private final int planes;
    private int width;
    /** Three rows in turn. */
    private int[][] rows = new int[3][0];

    private int taken;
    private long count;
    private long sum;
    private long squares;

    /** @param planes values a pixel */
    Laplacian(int planes) {
        this.planes = planes;
    }

    void begin(int newWidth) {
        width = newWidth;
        if (rows[0].length < width * planes) {
            rows = new int[3][width * planes];
        }
        taken = 0;
        count = 0;
        sum = 0;
        squares = 0;
    }

    /** Where the next row is written, planes x width values of 0 to 255, before {@link #row} is called. */
    int[] next() {
        return rows[taken % 3];
    }

    /** Takes the row that was written. */
    void row() {
        taken++;
        if (taken == 2) {
            add(rows[1], rows[0], rows[1]);
        } else if (taken > 2) {
            add(rows[(taken - 3) % 3], rows[(taken - 2) % 3], rows[(taken - 1) % 3]);
        }
    }

    /** Takes the end of the image, and gives the variance. */
    double variance() {
        int[] last = rows[(taken - 1) % 3];
        int[] above = taken > 1 ? rows[(taken - 2) % 3] : last;
        add(above, last, above);
        double mean = (double) sum / count;
        return Math.max(0, (double) squares / count - mean * mean);
    }

    private void add(int[] above, int[] row, int[] below) {
        int step = planes;
        int end = width * step;
        long rowSum = 0;
        long rowSquares = 0;
        for (int i = step; i < end - step; i++) {
            int value = above[i] + below[i] + row[i - step] + row[i + step] - 4 * row[i];
            rowSum += value;
            rowSquares += (long) value * value;
        }
        for (int plane = 0; plane < step; plane++) {
            int right = width > 1 ? plane + step : plane;
            int value = above[plane] + below[plane] + 2 * row[right] - 4 * row[plane];
            rowSum += value;
            rowSquares += (long) value * value;
            if (width > 1) {
                int last = end - step + plane;
                value = above[last] + below[last] + 2 * row[last - step] - 4 * row[last];
                rowSum += value;
                rowSquares += (long) value * value;
            }
        }
        count += end;
        sum += rowSum;
        squares += rowSquares;
    }
}
