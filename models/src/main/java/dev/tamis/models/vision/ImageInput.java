package dev.tamis.models.vision;

import dev.tamis.filters.image.ImageView;
import dev.tamis.filters.image.Pixels;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * How an image becomes the numbers that a network takes: shrunk to a view, then for each channel
 * {@code (byte * scale - mean) / std}.
 *
 * @param view the picture that is taken. A {@link ImageView.Fit#WITHIN} smaller than its sides stands at the top left, and
 *     what is left of the input is 0
 * @param layout where the channels stand
 * @param channels their order
 * @param scale what bytes are multiplied by, such as 1/255
 * @param mean of each channel, in the order that the network has them; one value for all
 * @param std of each channel; one value for all
 */
public record ImageInput(
        ImageView view, Layout layout, Channels channels, double scale, List<Double> mean, List<Double> std)
        implements Serializable {
    /** Sides beyond this would make one image's activations fill gigabytes. */
    public static final int LONGEST_SIDE = 2048;

    private static final int CHANNELS = 3;

    /** Where the channels stand. */
    public enum Layout {
        /** After each other in each pixel, as TensorFlow has them. */
        NHWC,
        /** A plane of the image for each, as PyTorch has them. */
        NCHW;

        /** As recipes write it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** In what order the channels stand. */
    public enum Channels {
        RGB,
        /** As OpenCV and models trained with it. */
        BGR;

        /** As recipes write it. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public ImageInput {
        Objects.requireNonNull(view, "view");
        Objects.requireNonNull(layout, "layout");
        Objects.requireNonNull(channels, "channels");
        mean = List.copyOf(mean);
        std = List.copyOf(std);
        if (view.width() < 1 || view.width() > LONGEST_SIDE || view.height() < 1 || view.height() > LONGEST_SIDE) {
            throw new IllegalArgumentException("Invalid sides: " + view.width() + " x " + view.height()
                    + " (must be from 1 to " + LONGEST_SIDE + ")");
        }
        if (!Double.isFinite(scale) || scale == 0) {
            throw new IllegalArgumentException("Invalid scale: " + scale + " (must be a number other than 0)");
        }
        if ((mean.size() != 1 && mean.size() != CHANNELS) || (std.size() != 1 && std.size() != CHANNELS)) {
            throw new IllegalArgumentException("Invalid mean or std: " + mean + ", " + std
                    + " (must be one number, or three, one for each channel)");
        }
        if (!mean.stream().allMatch(Double::isFinite)
                || !std.stream().allMatch(value -> Double.isFinite(value) && value != 0)) {
            throw new IllegalArgumentException(
                    "Invalid mean or std: " + mean + ", " + std + " (must be numbers, and std none of 0)");
        }
    }

    /** The sizes that the network is given for a number of images. */
    long[] sizes(int images) {
        return layout == Layout.NHWC
                ? new long[] {images, view.height(), view.width(), CHANNELS}
                : new long[] {images, CHANNELS, view.height(), view.width()};
    }

    /** How many numbers an image has. */
    int numbers() {
        return CHANNELS * view.width() * view.height();
    }

    /** For each channel of the network and each byte what it becomes: one table, 256 numbers a channel. */
    float[] table() {
        float[] table = new float[CHANNELS * 256];
        for (int c = 0; c < CHANNELS; c++) {
            double channelMean = mean.get(mean.size() == 1 ? 0 : c);
            double channelStd = std.get(std.size() == 1 ? 0 : c);
            for (int b = 0; b < 256; b++) {
                table[c * 256 + b] = (float) ((b * scale - channelMean) / channelStd);
            }
        }
        return table;
    }

    /**
     * Fills the numbers of one image.
     *
     * @param pixels not larger than the view
     * @param table of {@link #table}
     * @param numbers of which {@link #numbers} from {@code at} on are the image's
     */
    void fill(Pixels pixels, float[] table, float[] numbers, int at) {
        fill(pixels, table, numbers, at, view.width(), view.height());
    }

    /** The same for an input of other sides than the view's. */
    void fill(Pixels pixels, float[] table, float[] numbers, int at, int width, int height) {
        if (pixels.width() > width || pixels.height() > height) {
            throw new IllegalArgumentException("Invalid picture: " + pixels.width() + " x " + pixels.height()
                    + " (must be at most " + width + " x " + height + ")");
        }
        boolean planes = layout == Layout.NCHW;
        int plane = planes ? width * height : 1;
        int step = planes ? 1 : CHANNELS;
        byte[] rgb = pixels.rgb();
        int red = channels == Channels.RGB ? 0 : 2;
        for (int y = 0; y < pixels.height(); y++) {
            int from = CHANNELS * pixels.width() * y;
            int to = at + y * width * step;
            for (int x = 0; x < pixels.width(); x++, from += CHANNELS, to += step) {
                numbers[to] = table[rgb[from + red] & 0xff];
                numbers[to + plane] = table[256 + (rgb[from + 1] & 0xff)];
                numbers[to + 2 * plane] = table[512 + (rgb[from + 2 - red] & 0xff)];
            }
        }
    }
}
