package dev.tamis.filters.image;

import java.util.Arrays;

/**
 * Variance of the Laplacian of 8-bit planes, over all of them together: as OpenCV's {@code cv2.Laplacian(image,
 * cv2.CV_64F).var()}, whose kernel is the four neighbours less four times the middle, and which mirrors the image at its
 * border without repeating it (reflect 101). Rows of one plane are given one by one. All sums are whole numbers, so the
 * value does not depend on their order.
 *
 * <p>The Laplacian's own sum needs only the border: along a line, what a pixel gets from its neighbours it gives to them, but
 * for the two at each end. Squares are summed by column, which the compiler turns into vectors.
 */
final class Laplacian {
    /** A square is at most 1,020 squared: so many of them fit an int. */
    private static final int MOST_ROWS = 2000;

    private int width;
    /** Three rows in turn. */
    private int[][] rows = new int[3][0];

    private int[] columns = new int[0];
    private int taken;
    private int summed;
    private long sum;
    private long squares;

    void begin(int newWidth) {
        width = newWidth;
        if (rows[0].length < width) {
            rows = new int[3][width];
            columns = new int[width];
        }
        Arrays.fill(columns, 0, width, 0);
        taken = 0;
        summed = 0;
        sum = 0;
        squares = 0;
    }

    /** Where the next row is written, values of 0 to 255, before {@link #row} is called. */
    int[] next() {
        return rows[taken % 3];
    }

    /** Takes the row that was written. */
    void row() {
        taken++;
        if (taken == 2) {
            addBorder(rows[0], rows[1]);
            add(rows[1], rows[0], rows[1]);
        } else if (taken > 2) {
            add(rows[(taken - 3) % 3], rows[(taken - 2) % 3], rows[(taken - 1) % 3]);
        }
    }

    /** Takes the end of the plane. */
    void end() {
        int[] last = rows[(taken - 1) % 3];
        int[] above = taken > 1 ? rows[(taken - 2) % 3] : last;
        if (taken > 1) {
            addBorder(last, above);
        }
        add(above, last, above);
        flush();
    }

    /** The variance of planes of the same size that have ended. */
    static double variance(Laplacian... planes) {
        double count = 0;
        long sum = 0;
        long squares = 0;
        for (Laplacian plane : planes) {
            count += (double) plane.width * plane.taken;
            sum += plane.sum;
            squares += plane.squares;
        }
        double mean = sum / count;
        return Math.max(0, squares / count - mean * mean);
    }

    private void addBorder(int[] outer, int[] inner) {
        for (int x = 0; x < width; x++) {
            sum += inner[x] - outer[x];
        }
    }

    private void add(int[] above, int[] row, int[] below) {
        if (width == 1) {
            int value = above[0] + below[0] - 2 * row[0];
            columns[0] += value * value;
        } else {
            int last = width - 1;
            sum += row[1] - row[0] + row[last - 1] - row[last];
            int value = above[0] + below[0] + 2 * row[1] - 4 * row[0];
            columns[0] += value * value;
            value = above[last] + below[last] + 2 * row[last - 1] - 4 * row[last];
            columns[last] += value * value;
            addInner(above, row, below, columns, last);
        }
        if (++summed == MOST_ROWS) {
            flush();
        }
    }

    private static void addInner(int[] above, int[] row, int[] below, int[] columns, int end) {
        for (int x = 1; x < end; x++) {
            int value = above[x] + below[x] + row[x - 1] + row[x + 1] - 4 * row[x];
            columns[x] += value * value;
        }
    }

    private void flush() {
        for (int x = 0; x < width; x++) {
            squares += columns[x];
        }
        Arrays.fill(columns, 0, width, 0);
        summed = 0;
    }
}
