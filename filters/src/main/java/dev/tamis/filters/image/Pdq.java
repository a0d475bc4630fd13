package dev.tamis.filters.image;

import java.util.Arrays;

/**
 * PDQ, a perceptual hash of 256 bits with a quality of 0 to 100 (facebook/ThreatExchange, {@code hashing.pdf} and {@code
 * pdq/java} at da854faa). On the same luma it gives the bits of upstream's Java hasher; see {@link Luma} for what an image
 * is shrunk to before. Upstream's advice: two images match at a distance of at most 31, and a hash of a quality of at most
 * 49 is discarded.
 *
 * <p>The luma is blurred by two passes of box filters along rows and columns (Jarosz's tent, windows of 1/128 of a side),
 * sampled at 64 x 64 points and transformed by the discrete cosine transform, of which 16 x 16 low frequencies without
 * the constant are kept. A bit says whether a frequency is above the median. All sums are taken in upstream's order and
 * precision, since a sliding sum of floats remembers its path; what is not sampled is not computed.
 *
 * <p>A Pdq belongs to one thread and is used again for the next image.
 */
public final class Pdq {
    /** Length of a hash in bytes. Bit 255 of upstream, the first of its hex form, is the highest of the first byte. */
    public static final int BYTES = 32;

    /** The least quality of a hash that tells images apart: upstream discards 49 and less. */
    public static final int MIN_QUALITY = 50;

    private static final int SAMPLES = 64;
    private static final int LOW = 16;
    private static final int DIVISOR = 128;
    /** Rows that go through the box filter at once: the sum of one row waits for its own last step. */
    private static final int ROWS = 4;
    /** {@code COSINES[k * 16 + i]}: sample k in frequency i + 1. */
    private static final float[] COSINES = cosines();

    private final Luma luma = new Luma();
    private float[] across = new float[0];
    private float[] down = new float[0];
    private float[] sums = new float[0];
    private float[] strip = new float[0];
    private float[] columns = new float[0];
    private final float[] samples = new float[SAMPLES * SAMPLES];
    private final float[] half = new float[LOW * SAMPLES];
    private final float[] frequencies = new float[LOW * LOW];
    private final float[] turned = new float[LOW * LOW];
    private final float[] sorted = new float[LOW * LOW];

    private static float[] cosines() {
        float scale = (float) StrictMath.sqrt(2.0 / SAMPLES);
        float[] cosines = new float[SAMPLES * LOW];
        for (int i = 0; i < LOW; i++) {
            for (int k = 0; k < SAMPLES; k++) {
                cosines[k * LOW + i] = (float) (scale * StrictMath.cos(Math.PI / 2 / SAMPLES * (i + 1) * (2 * k + 1)));
            }
        }
        return cosines;
    }

    /**
     * Hashes an image, shrunk to within 512 x 512 pixels.
     *
     * @return its quality, 0 to 100
     */
    public int hash(Pixels pixels) {
        return hash(luma.of(pixels));
    }

    /**
     * Hashes the luma of an image.
     *
     * @return its quality, 0 to 100
     */
    public int hash(Luma image) {
        return hash(image.plane(), image.width(), image.height());
    }

    /**
     * Hashes luma as it is, of whatever size.
     *
     * @param plane 0 to 255 a pixel, row after row; not changed
     * @return its quality, 0 to 100
     */
    public int hash(float[] plane, int width, int height) {
        if (width < 1 || height < 1 || plane.length < (long) width * height) {
            throw new IllegalArgumentException(
                    "Invalid luma: " + width + " x " + height + " in " + plane.length + " floats");
        }
        sample(plane, width, height);
        transform();
        return quality();
    }

    /** The hash of the image that was hashed last: a new array of 32 bytes. */
    public byte[] bytes() {
        return bits(frequencies);
    }

    /**
     * The hashes of the eight ways in which the last image can be turned and flipped, in upstream's order: as it is, turned
     * by 90, 180, 270 degrees, flipped top to bottom, left to right, along the diagonal, along the other diagonal.
     */
    public byte[][] dihedral() {
        return new byte[][] {
            bits(frequencies),
            bits(turned(true, 0, 1, 1)),
            bits(turned(false, 1, 1, 0)),
            bits(turned(true, 1, 0, 1)),
            bits(turned(false, 1, 0, 1)),
            bits(turned(false, 0, 1, 1)),
            bits(turned(true, 0, 0, 0)),
            bits(turned(true, 1, 1, 0))
        };
    }

    /** Number of bits in which two hashes differ. */
    public static int distance(byte[] one, byte[] other) {
        int bits = 0;
        for (int i = 0; i < BYTES; i++) {
            bits += Integer.bitCount((one[i] ^ other[i]) & 0xFF);
        }
        return bits;
    }

    /** The last image's frequencies, those negated for which a x row + b x column + c is odd, then mirrored if so asked. */
    private float[] turned(boolean mirrored, int a, int b, int c) {
        for (int i = 0; i < LOW; i++) {
            for (int j = 0; j < LOW; j++) {
                float value = frequencies[i * LOW + j];
                turned[mirrored ? j * LOW + i : i * LOW + j] = ((a * i + b * j + c) & 1) != 0 ? -value : value;
            }
        }
        return turned;
    }

    private void sample(float[] plane, int width, int height) {
        int padded = (height + ROWS - 1) / ROWS * ROWS;
        if (across.length < padded * width) {
            across = new float[padded * width];
            down = new float[padded * width];
        }
        if (sums.length < Math.max(width, SAMPLES)) {
            sums = new float[Math.max(width, SAMPLES)];
        }
        if (strip.length < ROWS * width) {
            strip = new float[ROWS * width];
        }
        if (columns.length < padded * SAMPLES) {
            columns = new float[padded * SAMPLES];
        }
        int rowWindow = window(width);
        int columnWindow = window(height);
        for (int y = 0; y < height; y += ROWS) {
            if (y + ROWS <= height) {
                sumRows(plane, y * width, across, y * width, width, rowWindow);
            } else {
                // The rows below the last are whatever they were: nothing reads what becomes of them.
                System.arraycopy(plane, y * width, strip, 0, (height - y) * width);
                sumRows(strip, 0, across, y * width, width, rowWindow);
            }
            for (int row = 0; row < ROWS; row++) {
                divideRow(across, (y + row) * width, width, rowWindow);
            }
        }
        boxColumns(across, down, width, height, columnWindow);
        for (int y = 0; y < height; y += ROWS) {
            sumRows(down, y * width, strip, 0, width, rowWindow);
            for (int j = 0; j < SAMPLES; j++) {
                int x = point(j, width);
                float size = size(x, width, rowWindow);
                for (int row = 0; row < ROWS; row++) {
                    columns[(y + row) * SAMPLES + j] = strip[row * width + x] / size;
                }
            }
        }
        boxSampledColumns(height, columnWindow);
    }

    private static int window(int side) {
        return (side + DIVISOR - 1) / DIVISOR;
    }

    private static int point(int sample, int side) {
        return (int) ((sample + 0.5) * side / SAMPLES);
    }

    /** How many values a window holds: fewer at both ends. */
    private static int size(int at, int length, int window) {
        int right = at + (window + 2) / 2 - 1;
        return Math.min(right, length - 1) - Math.max(right - window, -1);
    }

    /** Sums over a window of four rows at once: each sum of one row waits for the one before it. */
    private static void sumRows(float[] in, int from, float[] out, int to, int width, int window) {
        int before = (window + 2) / 2 - 1;
        int in1 = from + width;
        int in2 = in1 + width;
        int in3 = in2 + width;
        int out1 = to + width;
        int out2 = out1 + width;
        int out3 = out2 + width;
        float sum0 = 0;
        float sum1 = 0;
        float sum2 = 0;
        float sum3 = 0;
        int right = 0;
        for (; right < before; right++) {
            sum0 += in[from + right];
            sum1 += in[in1 + right];
            sum2 += in[in2 + right];
            sum3 += in[in3 + right];
        }
        int at = 0;
        for (; right < window; right++, at++) {
            sum0 += in[from + right];
            sum1 += in[in1 + right];
            sum2 += in[in2 + right];
            sum3 += in[in3 + right];
            out[to + at] = sum0;
            out[out1 + at] = sum1;
            out[out2 + at] = sum2;
            out[out3 + at] = sum3;
        }
        int left = 0;
        for (; right < width; right++, left++, at++) {
            sum0 = sum0 + in[from + right] - in[from + left];
            sum1 = sum1 + in[in1 + right] - in[in1 + left];
            sum2 = sum2 + in[in2 + right] - in[in2 + left];
            sum3 = sum3 + in[in3 + right] - in[in3 + left];
            out[to + at] = sum0;
            out[out1 + at] = sum1;
            out[out2 + at] = sum2;
            out[out3 + at] = sum3;
        }
        for (; at < width; left++, at++) {
            sum0 -= in[from + left];
            sum1 -= in[in1 + left];
            sum2 -= in[in2 + left];
            sum3 -= in[in3 + left];
            out[to + at] = sum0;
            out[out1 + at] = sum1;
            out[out2 + at] = sum2;
            out[out3 + at] = sum3;
        }
    }

    /** Makes means of the sums of a row. */
    private static void divideRow(float[] sums, int from, int width, int window) {
        int before = (window + 2) / 2 - 1;
        int first = Math.min(width, window - 1 - before);
        int last = Math.max(first, width - before);
        for (int x = 0; x < first; x++) {
            sums[from + x] /= size(x, width, window);
        }
        float full = window;
        for (int i = from + first; i < from + last; i++) {
            sums[i] = sums[i] / full;
        }
        for (int x = last; x < width; x++) {
            sums[from + x] /= size(x, width, window);
        }
    }

    /** Means over a window along columns, all columns of a row together. */
    private void boxColumns(float[] in, float[] out, int width, int height, int window) {
        Arrays.fill(sums, 0, width, 0);
        int before = (window + 2) / 2 - 1;
        for (int right = 0, at = -before; at < height; right++, at++) {
            int left = right - window;
            if (at >= 0 && left >= 0 && right < height) {
                slide(sums, in, right * width, left * width, out, at * width, width, window);
                continue;
            }
            step(in, width, right < height ? right : -1, left);
            if (at >= 0) {
                float size = size(at, height, window);
                int to = at * width;
                for (int x = 0; x < width; x++) {
                    out[to + x] = sums[x] / size;
                }
            }
        }
    }

    private static void slide(
            float[] sums, float[] in, int plus, int minus, float[] out, int to, int width, float size) {
        for (int x = 0; x < width; x++) {
            float sum = sums[x] + in[plus + x] - in[minus + x];
            sums[x] = sum;
            out[to + x] = sum / size;
        }
    }

    /** The same along the sampled columns, of which the sampled rows are written. */
    private void boxSampledColumns(int height, int window) {
        Arrays.fill(sums, 0, SAMPLES, 0);
        int before = (window + 2) / 2 - 1;
        int sample = 0;
        for (int right = 0, at = -before; at < height; right++, at++) {
            step(columns, SAMPLES, right < height ? right : -1, right - window);
            while (sample < SAMPLES && at == point(sample, height)) {
                float size = size(at, height, window);
                for (int x = 0; x < SAMPLES; x++) {
                    samples[sample * SAMPLES + x] = sums[x] / size;
                }
                sample++;
            }
        }
    }

    /** Adds a row to the sums and takes one from them; rows below 0 are none. */
    private void step(float[] in, int width, int added, int taken) {
        float[] sum = sums;
        int plus = added * width;
        int minus = taken * width;
        if (added >= 0 && taken >= 0) {
            for (int x = 0; x < width; x++) {
                sum[x] = sum[x] + in[plus + x] - in[minus + x];
            }
        } else if (added >= 0) {
            for (int x = 0; x < width; x++) {
                sum[x] += in[plus + x];
            }
        } else if (taken >= 0) {
            for (int x = 0; x < width; x++) {
                sum[x] -= in[minus + x];
            }
        }
    }

    private void transform() {
        Arrays.fill(half, 0);
        Arrays.fill(frequencies, 0);
        for (int i = 0; i < LOW; i++) {
            for (int k = 0; k < SAMPLES; k++) {
                float cosine = COSINES[k * LOW + i];
                for (int j = 0; j < SAMPLES; j++) {
                    half[i * SAMPLES + j] += cosine * samples[k * SAMPLES + j];
                }
            }
        }
        for (int i = 0; i < LOW; i++) {
            for (int k = 0; k < SAMPLES; k++) {
                float value = half[i * SAMPLES + k];
                for (int j = 0; j < LOW; j++) {
                    frequencies[i * LOW + j] += value * COSINES[k * LOW + j];
                }
            }
        }
    }

    /** Sum of the steps between neighbouring samples, each in whole percent of the range, over 90. */
    private int quality() {
        int steps = 0;
        for (int i = 0; i < SAMPLES; i++) {
            for (int j = 0; j < SAMPLES; j++) {
                float value = samples[i * SAMPLES + j];
                if (i + 1 < SAMPLES) {
                    steps += Math.abs((int) ((value - samples[(i + 1) * SAMPLES + j]) * 100 / 255));
                }
                if (j + 1 < SAMPLES) {
                    steps += Math.abs((int) ((value - samples[i * SAMPLES + j + 1]) * 100 / 255));
                }
            }
        }
        return Math.min(100, steps / 90);
    }

    /** Which frequencies are above the median: the lower of the middle two, as Torben's algorithm finds it. */
    private byte[] bits(float[] values) {
        System.arraycopy(values, 0, sorted, 0, sorted.length);
        Arrays.sort(sorted);
        float median = sorted[sorted.length / 2 - 1];
        byte[] bits = new byte[BYTES];
        for (int i = 0; i < values.length; i++) {
            if (values[i] > median) {
                bits[BYTES - 1 - i / 8] |= (byte) (1 << i % 8);
            }
        }
        return bits;
    }
}
