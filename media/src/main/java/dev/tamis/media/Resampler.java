package dev.tamis.media;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import java.util.Arrays;

/**
 * Small pictures of an image, as {@link ImageView} defines them. Rows are made first along their length and then across,
 * each channel for itself. One thread.
 */
final class Resampler {
    /** Bits after the point of bicubic weights, as Pillow has them for eight-bit channels. */
    private static final int CUBIC_BITS = 22;

    private static final double CATMULL_ROM = -0.5;

    /** Source pixels up to which sums of 255 for each, and half of one more for each, fit in 31 bits. */
    private static final long LARGEST_IN_INT = 1 << 23;

    /** Bits of a reciprocal: 31 of the dividend and 23 of the divisor; the quotient's 8 bits fit above them in a long. */
    private static final int DIVISION_BITS = 54;

    /** Source pixels that a result pixel covers at most where it is not more than two wide. */
    private static final int TAPS = 3;

    private int[] firsts = new int[0];
    private int[] weights = new int[0];
    private int[] along = new int[0];
    private int[] sums = new int[0];
    private long[] longSums = new long[0];

    /** A view in an array of its own. */
    Pixels view(Pixels image, ImageView view) {
        int width = view.width();
        int height = view.height();
        // Sizes of the whole resized image, of which the view is a part that begins at left and top.
        int wholeWidth = width;
        int wholeHeight = height;
        long wide = (long) image.width() * height;
        long high = (long) image.height() * width;
        switch (view.fit()) {
            case WITHIN -> {
                if (image.width() <= width && image.height() <= height) {
                    wholeWidth = image.width();
                    wholeHeight = image.height();
                } else if (wide >= high) {
                    wholeHeight = rounded(high, image.width());
                } else {
                    wholeWidth = rounded(wide, image.height());
                }
                width = wholeWidth;
                height = wholeHeight;
            }
            case COVER -> {
                if (wide >= high) {
                    wholeWidth = Math.max(width, rounded(wide, image.height()));
                } else {
                    wholeHeight = Math.max(height, rounded(high, image.width()));
                }
            }
            default -> {}
        }
        int left = (wholeWidth - width) / 2;
        int top = (wholeHeight - height) / 2;
        byte[] rgb = new byte[3 * width * height];
        switch (view.filter()) {
            case AREA -> {
                if (wholeWidth <= image.width() && wholeHeight <= image.height()) {
                    area(image, wholeWidth, wholeHeight, left, top, width, height, rgb);
                } else {
                    bilinear(image, wholeWidth, wholeHeight, left, top, width, height, false, rgb);
                }
            }
            case BILINEAR -> bilinear(image, wholeWidth, wholeHeight, left, top, width, height, false, rgb);
            case BILINEAR_CORNERS -> bilinear(image, wholeWidth, wholeHeight, left, top, width, height, true, rgb);
            case BICUBIC -> bicubic(image, wholeWidth, wholeHeight, left, top, width, height, rgb);
        }
        return new Pixels(width, height, rgb);
    }

    private static int rounded(long dividend, int divisor) {
        return (int) Math.max(1, (2 * dividend + divisor) / (2L * divisor));
    }

    /**
     * Means of areas in whole numbers: with a source pixel as wide as the whole result, and a result pixel as wide as the
     * whole source, every overlap is a whole number.
     */
    private void area(
            Pixels image, int wholeWidth, int wholeHeight, int left, int top, int width, int height, byte[] out) {
        int n = 3 * width;
        long total = (long) image.width() * image.height();
        if (along.length < n) {
            along = new int[n];
            sums = new int[n];
        }
        // A sum is at most 255 times the total.
        boolean large = total > LARGEST_IN_INT;
        if (large && longSums.length < n) {
            longSums = new long[n];
        }
        Span[] spans = new Span[width];
        for (int x = 0; x < width; x++) {
            spans[x] = Span.of(left + x, image.width(), wholeWidth);
        }
        boolean few = image.width() >= TAPS && weigh(spans, image.width(), wholeWidth);
        long reciprocal = (1L << DIVISION_BITS) / total + 1;
        long half = total / 2;
        int done = -1;
        for (int y = 0; y < height; y++) {
            Span rows = Span.of(top + y, image.height(), wholeHeight);
            if (large) {
                Arrays.fill(longSums, 0, n, 0);
            } else {
                Arrays.fill(sums, 0, n, 0);
            }
            for (int sy = rows.first; sy <= rows.last; sy++) {
                if (sy != done) {
                    if (few) {
                        areaRow(image.rgb(), 3 * image.width() * sy, firsts, weights, along, width);
                    } else {
                        areaRow(image, sy, wholeWidth, spans, along);
                    }
                    done = sy;
                }
                int overlap = sy == rows.first ? rows.firstWeight : sy == rows.last ? rows.lastWeight : wholeHeight;
                if (large) {
                    for (int i = 0; i < n; i++) {
                        longSums[i] += (long) overlap * along[i];
                    }
                } else {
                    add(along, overlap, sums, n);
                }
            }
            int at = y * n;
            if (large) {
                for (int i = 0; i < n; i++) {
                    out[at + i] = (byte) ((longSums[i] + half) / total);
                }
            } else {
                // Exact: the dividend is below 2^31, and the reciprocal has 31 bits more than the divisor.
                for (int i = 0; i < n; i++) {
                    out[at + i] = (byte) (((sums[i] + half) * reciprocal) >> DIVISION_BITS);
                }
            }
        }
    }

    private static void add(int[] along, int overlap, int[] sums, int n) {
        for (int i = 0; i < n; i++) {
            sums[i] += overlap * along[i];
        }
    }

    /** Which source pixels a result pixel covers, and what of the first and the last: a whole one counts {@code whole}. */
    private record Span(int first, int last, int firstWeight, int lastWeight) {
        static Span of(int place, int source, int whole) {
            long from = (long) place * source;
            long to = from + source;
            int first = (int) (from / whole);
            int last = (int) ((to - 1) / whole);
            return new Span(
                    first, last, (int) (Math.min(to, (first + 1L) * whole) - from), (int) (to - (long) last * whole));
        }
    }

    /**
     * Weights of as many source pixels for each result pixel, 0 for those it does not cover. False where one covers more.
     */
    private boolean weigh(Span[] spans, int source, int whole) {
        if (firsts.length < spans.length) {
            firsts = new int[spans.length];
            weights = new int[TAPS * spans.length];
        }
        Arrays.fill(weights, 0, TAPS * spans.length, 0);
        for (int x = 0; x < spans.length; x++) {
            Span span = spans[x];
            if (span.last - span.first >= TAPS) {
                return false;
            }
            int first = Math.min(span.first, source - TAPS);
            int at = TAPS * x - first;
            Arrays.fill(weights, at + span.first, at + span.last + 1, whole);
            weights[at + span.last] = span.lastWeight;
            weights[at + span.first] = span.firstWeight;
            firsts[x] = 3 * first;
        }
        return true;
    }

    /** The next without a loop inside, which takes more time than so few pixels: for images at most halved. */
    private static void areaRow(byte[] rgb, int row, int[] firsts, int[] weights, int[] along, int width) {
        for (int x = 0, tap = 0, to = 0; x < width; x++, tap += TAPS, to += 3) {
            int at = row + firsts[x];
            int w0 = weights[tap];
            int w1 = weights[tap + 1];
            int w2 = weights[tap + 2];
            int r = w0 * (rgb[at] & 0xFF) + w1 * (rgb[at + 3] & 0xFF) + w2 * (rgb[at + 6] & 0xFF);
            int g = w0 * (rgb[at + 1] & 0xFF) + w1 * (rgb[at + 4] & 0xFF) + w2 * (rgb[at + 7] & 0xFF);
            int b = w0 * (rgb[at + 2] & 0xFF) + w1 * (rgb[at + 5] & 0xFF) + w2 * (rgb[at + 8] & 0xFF);
            along[to] = r;
            along[to + 1] = g;
            along[to + 2] = b;
        }
    }

    private static void areaRow(Pixels image, int y, int wholeWidth, Span[] spans, int[] along) {
        byte[] rgb = image.rgb();
        int row = 3 * image.width() * y;
        int to = 0;
        for (Span span : spans) {
            int at = row + 3 * span.first;
            int weight = span.firstWeight;
            int r = weight * (rgb[at] & 0xFF);
            int g = weight * (rgb[at + 1] & 0xFF);
            int b = weight * (rgb[at + 2] & 0xFF);
            int end = row + 3 * span.last;
            if (end > at) {
                int sumR = 0;
                int sumG = 0;
                int sumB = 0;
                // Not "<": the compiler would unroll the loop, whose rounds are few.
                for (at += 3; at != end; at += 3) {
                    sumR += rgb[at] & 0xFF;
                    sumG += rgb[at + 1] & 0xFF;
                    sumB += rgb[at + 2] & 0xFF;
                }
                int rest = span.lastWeight;
                r += wholeWidth * sumR + rest * (rgb[at] & 0xFF);
                g += wholeWidth * sumG + rest * (rgb[at + 1] & 0xFF);
                b += wholeWidth * sumB + rest * (rgb[at + 2] & 0xFF);
            }
            along[to] = r;
            along[to + 1] = g;
            along[to + 2] = b;
            to += 3;
        }
    }

    private static void bilinear(
            Pixels image,
            int wholeWidth,
            int wholeHeight,
            int left,
            int top,
            int width,
            int height,
            boolean corners,
            byte[] out) {
        int[] columns = new int[2 * width];
        double[] columnParts = new double[width];
        int[] rows = new int[2 * height];
        double[] rowParts = new double[height];
        places(image.width(), wholeWidth, left, corners, columns, columnParts);
        places(image.height(), wholeHeight, top, corners, rows, rowParts);
        byte[] rgb = image.rgb();
        int line = 3 * image.width();
        int at = 0;
        for (int y = 0; y < height; y++) {
            int upper = line * rows[2 * y];
            int lower = line * rows[2 * y + 1];
            double down = rowParts[y];
            for (int x = 0; x < width; x++) {
                int before = 3 * columns[2 * x];
                int after = 3 * columns[2 * x + 1];
                double right = columnParts[x];
                for (int c = 0; c < 3; c++) {
                    int topLeft = rgb[upper + before + c] & 0xFF;
                    int topRight = rgb[upper + after + c] & 0xFF;
                    int bottomLeft = rgb[lower + before + c] & 0xFF;
                    int bottomRight = rgb[lower + after + c] & 0xFF;
                    double a = topLeft + (topRight - topLeft) * right;
                    double b = bottomLeft + (bottomRight - bottomLeft) * right;
                    out[at++] = (byte) (int) (a + (b - a) * down + 0.5);
                }
            }
        }
    }

    /** Neighbours of each place and how far it lies from the first to the second. */
    private static void places(int source, int whole, int from, boolean corners, int[] neighbours, double[] parts) {
        double scale = corners ? (whole > 1 ? (source - 1.0) / (whole - 1) : 0) : (double) source / whole;
        for (int i = 0; i < parts.length; i++) {
            double place = corners ? scale * (from + i) : Math.max(0, scale * (from + i + 0.5) - 0.5);
            int first = Math.min(source - 1, (int) place);
            neighbours[2 * i] = first;
            neighbours[2 * i + 1] = Math.min(source - 1, first + 1);
            parts[i] = place - first;
        }
    }

    private static void bicubic(
            Pixels image, int wholeWidth, int wholeHeight, int left, int top, int width, int height, byte[] out) {
        Cubic across = new Cubic(image.width(), wholeWidth, left, width);
        Cubic down = new Cubic(image.height(), wholeHeight, top, height);
        int firstRow = down.first[0];
        int endRow = down.first[height - 1] + down.count[height - 1];
        byte[] narrow = new byte[3 * width * (endRow - firstRow)];
        byte[] rgb = image.rgb();
        int at = 0;
        for (int y = firstRow; y < endRow; y++) {
            int line = 3 * image.width() * y;
            for (int x = 0; x < width; x++) {
                int from = line + 3 * across.first[x];
                int weight = x * across.most;
                int r = 1 << (CUBIC_BITS - 1);
                int g = r;
                int b = r;
                for (int i = 0; i < across.count[x]; i++) {
                    int w = across.weights[weight + i];
                    r += w * (rgb[from + 3 * i] & 0xFF);
                    g += w * (rgb[from + 3 * i + 1] & 0xFF);
                    b += w * (rgb[from + 3 * i + 2] & 0xFF);
                }
                narrow[at++] = clamped(r);
                narrow[at++] = clamped(g);
                narrow[at++] = clamped(b);
            }
        }
        int line = 3 * width;
        at = 0;
        for (int y = 0; y < height; y++) {
            int from = line * (down.first[y] - firstRow);
            int weight = y * down.most;
            for (int x = 0; x < line; x++) {
                int sum = 1 << (CUBIC_BITS - 1);
                for (int i = 0; i < down.count[y]; i++) {
                    sum += down.weights[weight + i] * (narrow[from + i * line + x] & 0xFF);
                }
                out[at++] = clamped(sum);
            }
        }
    }

    private static byte clamped(int sum) {
        return (byte) Math.max(0, Math.min(255, sum >> CUBIC_BITS));
    }

    /** Which source pixels make each result pixel, and with what weights. */
    private static final class Cubic {
        private final int[] first;
        private final int[] count;
        private final int[] weights;
        private final int most;

        Cubic(int source, int whole, int from, int length) {
            double scale = (double) source / whole;
            double stretch = Math.max(1, scale);
            double support = 2 * stretch;
            most = 2 * (int) Math.ceil(support) + 1;
            first = new int[length];
            count = new int[length];
            weights = new int[length * most];
            double[] w = new double[most];
            for (int i = 0; i < length; i++) {
                double centre = (from + i + 0.5) * scale;
                first[i] = Math.max(0, (int) (centre - support + 0.5));
                count[i] = Math.min(source, (int) (centre + support + 0.5)) - first[i];
                double sum = 0;
                for (int k = 0; k < count[i]; k++) {
                    w[k] = weight((first[i] + k - centre + 0.5) / stretch);
                    sum += w[k];
                }
                for (int k = 0; k < count[i]; k++) {
                    double share = sum == 0 ? w[k] : w[k] / sum;
                    weights[i * most + k] = (int) (share * (1 << CUBIC_BITS) + (share < 0 ? -0.5 : 0.5));
                }
            }
        }

        private static double weight(double x) {
            double a = CATMULL_ROM;
            double d = Math.abs(x);
            if (d < 1) {
                return ((a + 2) * d - (a + 3)) * d * d + 1;
            }
            return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0;
        }
    }
}
