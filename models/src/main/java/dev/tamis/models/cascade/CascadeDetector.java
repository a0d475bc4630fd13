package dev.tamis.models.cascade;

import java.util.ArrayList;
import java.util.List;

/**
 * Looks for what a cascade knows in images of one thread: OpenCV's {@code detectMultiScale}. The image is shrunk from scale to
 * scale, and a window of the cascade's size goes over each in steps of two pixels (one, from a scale of 2 on).
 */
final class CascadeDetector {
    /** Windows that pass; grouping takes the square of their number. Photographs have some dozens to hundreds. */
    private static final int MOST_BOXES = 4096;

    private static final int CHANNEL_BITS = 15;

    private final Cascade cascade;
    private final int side;
    private final double scaleFactor;
    private final int neighbors;
    private final int minSize;
    /** Numbers of a row of the sums. */
    private final int stride;

    private final boolean stumps;
    /** For each node the offsets of the corners of its rectangles in the sums. */
    private final int[] corners;

    private final byte[] luma;
    private final byte[] shrunk;
    private final int[] sums;
    private final int[] squares;
    private final int[] row;
    /** What turns sums of the present window into those of one with variance 1. */
    private float norm;

    /** @param side of the largest image, which bounds its storage */
    CascadeDetector(Cascade cascade, int side, double scaleFactor, int neighbors, int minSize) {
        this.cascade = cascade;
        this.side = side;
        this.scaleFactor = scaleFactor;
        this.neighbors = neighbors;
        this.minSize = minSize;
        stride = side + 1;
        stumps = cascade.nodes() == cascade.trees();
        corners = new int[Cascade.RECTANGLES * cascade.nodes()];
        for (int r = 0; r < corners.length; r += 4) {
            int x = cascade.rectangles[r];
            int y = cascade.rectangles[r + 1];
            int width = cascade.rectangles[r + 2];
            int height = cascade.rectangles[r + 3];
            corners[r] = y * stride + x;
            corners[r + 1] = y * stride + x + width;
            corners[r + 2] = (y + height) * stride + x;
            corners[r + 3] = (y + height) * stride + x + width;
        }
        luma = new byte[side * side];
        shrunk = new byte[side * side];
        sums = new int[stride * stride];
        squares = new int[stride * stride];
        row = new int[2 * side];
    }

    /**
     * Finds boxes in an image.
     *
     * @param rgb three bytes a pixel
     */
    List<Box> find(byte[] rgb, int width, int height) {
        if (width > side || height > side) {
            throw new IllegalArgumentException(
                    "Invalid image: " + width + " x " + height + " (must be at most " + side + " a side)");
        }
        for (int i = 0, p = 0; i < width * height; i++, p += 3) {
            // ITU-R BT.601, as OpenCV rounds it.
            luma[i] = (byte) ((9798 * (rgb[p] & 0xff)
                            + 19_235 * (rgb[p + 1] & 0xff)
                            + 3735 * (rgb[p + 2] & 0xff)
                            + (1 << (CHANNEL_BITS - 1)))
                    >> CHANNEL_BITS);
        }
        List<Box> boxes = new ArrayList<>();
        for (double factor = 1; ; factor *= scaleFactor) {
            int windowWidth = BoxGroups.round(cascade.width * factor);
            int windowHeight = BoxGroups.round(cascade.height * factor);
            if (windowWidth > width || windowHeight > height || boxes.size() >= MOST_BOXES) {
                break;
            }
            // OpenCV keeps scales as floats, and measures windows again with them.
            float scale = (float) factor;
            windowWidth = BoxGroups.round((double) (cascade.width * scale));
            windowHeight = BoxGroups.round((double) (cascade.height * scale));
            if (windowWidth >= minSize && windowHeight >= minSize) {
                search(width, height, scale, windowWidth, windowHeight, boxes);
            }
        }
        return BoxGroups.of(boxes, neighbors);
    }

    private void search(int width, int height, float scale, int windowWidth, int windowHeight, List<Box> boxes) {
        int smallWidth = BoxGroups.round((double) (width / scale));
        int smallHeight = BoxGroups.round((double) (height / scale));
        byte[] image = luma;
        if (smallWidth != width || smallHeight != height) {
            LinearResize.shrink(luma, width, height, shrunk, smallWidth, smallHeight, row);
            image = shrunk;
        }
        integrate(image, smallWidth, smallHeight);
        int step = scale >= 2 ? 1 : 2;
        for (int y = 0; y <= smallHeight - cascade.height; y += step) {
            for (int x = 0; x <= smallWidth - cascade.width; x += step) {
                int at = y * stride + x;
                if (!normalize(at)) {
                    continue;
                }
                int passed = stumps ? stages(at) : treeStages(at);
                if (passed < 0) {
                    if (boxes.size() < MOST_BOXES) {
                        boxes.add(new Box(
                                BoxGroups.round((double) (x * scale)),
                                BoxGroups.round((double) (y * scale)),
                                windowWidth,
                                windowHeight));
                    }
                } else if (passed == 0) {
                    // Where the first stage sees nothing, OpenCV leaves the next window out.
                    x += step;
                }
            }
        }
    }

    /** Sums of all pixels above and to the left, and of their squares, modulo 2^32: differences come out right. */
    private void integrate(byte[] image, int width, int height) {
        for (int x = 0; x <= width; x++) {
            sums[x] = 0;
            squares[x] = 0;
        }
        for (int y = 0; y < height; y++) {
            int sum = 0;
            int square = 0;
            int at = (y + 1) * stride;
            sums[at] = 0;
            squares[at] = 0;
            for (int x = 0; x < width; x++) {
                int value = image[y * width + x] & 0xff;
                sum += value;
                square += value * value;
                at++;
                sums[at] = sums[at - stride] + sum;
                squares[at] = squares[at - stride] + square;
            }
        }
    }

    /** Sets {@link #norm} for a window; false if it is too flat to show anything. */
    private boolean normalize(int window) {
        int top = window + stride + 1;
        int bottom = top + (cascade.height - 2) * stride;
        int across = cascade.width - 2;
        int sum = sums[top] - sums[top + across] - sums[bottom] + sums[bottom + across];
        int square = squares[top] - squares[top + across] - squares[bottom] + squares[bottom + across];
        double area = (double) across * (cascade.height - 2);
        double variance = area * Integer.toUnsignedLong(square) - (double) sum * sum;
        if (!(variance > 0)) {
            return false;
        }
        norm = (float) (1 / Math.sqrt(variance));
        return area * norm < 1e-1;
    }

    /** The stage that rejects a window; -1 if none does. For trees of one node. */
    private int stages(int window) {
        int tree = 0;
        for (int stage = 0; stage < cascade.stageEnds.length; stage++) {
            double sum = 0;
            for (; tree < cascade.stageEnds[stage]; tree++) {
                int branch =
                        feature(tree, window) < cascade.thresholds[tree] ? cascade.left[tree] : cascade.right[tree];
                sum += cascade.leaves[2 * tree - branch];
            }
            if (sum < cascade.stageThresholds[stage]) {
                return stage;
            }
        }
        return -1;
    }

    private int treeStages(int window) {
        int tree = 0;
        for (int stage = 0; stage < cascade.stageEnds.length; stage++) {
            double sum = 0;
            for (; tree < cascade.stageEnds[stage]; tree++) {
                int first = cascade.treeNodes[tree];
                int branch = 0;
                do {
                    int node = first + branch;
                    branch =
                            feature(node, window) < cascade.thresholds[node] ? cascade.left[node] : cascade.right[node];
                } while (branch > 0);
                sum += cascade.leaves[cascade.treeLeaves[tree] - branch];
            }
            if (sum < cascade.stageThresholds[stage]) {
                return stage;
            }
        }
        return -1;
    }

    private double feature(int node, int window) {
        int c = Cascade.RECTANGLES * node;
        float value = cascade.weights[3 * node]
                        * (sums[window + corners[c]]
                                - sums[window + corners[c + 1]]
                                - sums[window + corners[c + 2]]
                                + sums[window + corners[c + 3]])
                + cascade.weights[3 * node + 1]
                        * (sums[window + corners[c + 4]]
                                - sums[window + corners[c + 5]]
                                - sums[window + corners[c + 6]]
                                + sums[window + corners[c + 7]]);
        float third = cascade.weights[3 * node + 2];
        if (third != 0) {
            value += third
                    * (sums[window + corners[c + 8]]
                            - sums[window + corners[c + 9]]
                            - sums[window + corners[c + 10]]
                            + sums[window + corners[c + 11]]);
        }
        return value * norm;
    }
}
