package dev.tamis.models.vision;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ImageModel;
import dev.tamis.models.ImageScorer;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.neural.Network;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * A network that gives for each pixel the probability that it is text, such as PP-OCR's detector (a DB: Liao et al. 2020), of
 * which the share of the image that text covers is taken.
 *
 * <p>Such a network draws lines of text thinner than they are. As PaddleOCR's {@code DBPostProcess} does: pixels of more than
 * {@value #PIXEL} that touch are a line, if their mean is at least {@value #LINE}; its box grows on all sides by its area
 * times {@value #GROWTH} over its perimeter. Boxes here are upright, so that a slanted line counts as more than it is; what
 * several cover counts once.
 */
public final class TextArea implements ImageModel {
    private static final double PIXEL = 0.3;
    private static final double LINE = 0.6;
    private static final double GROWTH = 1.5;

    /** Lines whose box is narrower than this are none. */
    private static final int THINNEST = 3;

    /** What such networks halve five times. */
    private static final int MULTIPLE = 32;

    private static final List<ScoreColumn> COLUMNS =
            List.of(new ScoreColumn("", SignalType.DOUBLE, "Share of the image that text covers, 0 to 1."));

    private final ImageInput input;
    private final Network network;

    private TextArea(ImageInput input, Network network) {
        this.input = input;
        this.network = network;
    }

    /**
     * Opens a model, and runs it once on a black image.
     *
     * @param input of which the sides are the most that the network is given; it is given multiples of 32
     * @param output name of the output that is read; null for the first
     * @throws ModelException if the file is refused or broken, or gives no map of the size of its input
     */
    public static TextArea open(ModelSource model, ImageInput input, String output) throws IOException {
        if (input.layout() != ImageInput.Layout.NCHW) {
            throw new ModelException(model.name() + ": task text_area needs image.layout = nchw");
        }
        Network network = ImageNetwork.network(model, output);
        try {
            TextArea opened = new TextArea(input, network);
            opened.map(new float[3 * MULTIPLE * MULTIPLE], MULTIPLE, MULTIPLE);
            return opened;
        } catch (IOException e) {
            network.close();
            throw new ModelException(
                    model.name() + " does not fit task text_area: " + e.getMessage()
                            + " (tried when it was opened on a black image)",
                    e);
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
    }

    @Override
    public List<ScoreColumn> columns() {
        return COLUMNS;
    }

    @Override
    public ImageView view() {
        return input.view();
    }

    @Override
    public ImageScorer scorer() {
        float[] table = input.table();
        return (images, scores) -> {
            // Each has a size of its own, so that they go one by one.
            for (int i = 0; i < images.size(); i++) {
                Pixels pixels = images.get(i).pixels();
                int width = whole(pixels.width());
                int height = whole(pixels.height());
                float[] numbers = new float[3 * width * height];
                input.fill(pixels, table, numbers, 0, width, height);
                scores.set(i, 0, share(map(numbers, width, height), width, pixels.width(), pixels.height()));
            }
        };
    }

    private static int whole(int side) {
        return (side + MULTIPLE - 1) / MULTIPLE * MULTIPLE;
    }

    private float[] map(float[] numbers, int width, int height) throws IOException {
        Network.Output output = network.run(numbers, 1, 3, height, width);
        if (!Arrays.equals(output.shape(), new long[] {1, 1, height, width})) {
            throw new IOException("the model gives the sizes " + Arrays.toString(output.shape()) + " for an image of "
                    + width + " x " + height + ", where [1, 1, " + height + ", " + width + "] is expected");
        }
        return output.values();
    }

    /**
     * The share of an image that its lines cover.
     *
     * @param map a probability for each pixel, row after row
     * @param stride numbers of a row
     * @param width of the image, which stands at the top left
     */
    static double share(float[] map, int stride, int width, int height) {
        boolean[] seen = new boolean[width * height];
        boolean[] covered = new boolean[width * height];
        int[] stack = new int[width * height];
        for (int start = 0; start < seen.length; start++) {
            if (!seen[start] && map[start / width * stride + start % width] > PIXEL) {
                line(map, stride, width, height, start, seen, stack, covered);
            }
        }
        int count = 0;
        for (boolean one : covered) {
            count += one ? 1 : 0;
        }
        return (double) count / covered.length;
    }

    /** Follows the pixels that touch one, and covers the box of what they are. */
    private static void line(
            float[] map, int stride, int width, int height, int start, boolean[] seen, int[] stack, boolean[] covered) {
        int left = width;
        int right = -1;
        int top = height;
        int bottom = -1;
        double sum = 0;
        int count = 0;
        int depth = 0;
        stack[depth++] = start;
        seen[start] = true;
        while (depth > 0) {
            int at = stack[--depth];
            int x = at % width;
            int y = at / width;
            left = Math.min(left, x);
            right = Math.max(right, x);
            top = Math.min(top, y);
            bottom = Math.max(bottom, y);
            sum += map[y * stride + x];
            count++;
            for (int ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
                for (int nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
                    int next = ny * width + nx;
                    if (!seen[next] && map[ny * stride + nx] > PIXEL) {
                        seen[next] = true;
                        stack[depth++] = next;
                    }
                }
            }
        }
        int boxWidth = right - left + 1;
        int boxHeight = bottom - top + 1;
        if (Math.min(boxWidth, boxHeight) < THINNEST || sum / count < LINE) {
            return;
        }
        int grow = (int) Math.round(GROWTH * boxWidth * boxHeight / (2.0 * (boxWidth + boxHeight)));
        for (int y = Math.max(0, top - grow); y <= Math.min(height - 1, bottom + grow); y++) {
            Arrays.fill(
                    covered,
                    y * width + Math.max(0, left - grow),
                    y * width + Math.min(width - 1, right + grow) + 1,
                    true);
        }
    }

    @Override
    public void close() {
        network.close();
    }
}
