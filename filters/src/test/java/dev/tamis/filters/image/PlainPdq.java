package dev.tamis.filters.image;

/** PDQ written down as its paper says it, one step after the other over the whole picture. */
final class PlainPdq {
    private final float[][] samples = new float[64][64];
    private final float[][] frequencies = new float[16][16];

    PlainPdq(float[] luma, int width, int height) {
        float[] blurred = luma.clone();
        for (int pass = 0; pass < 2; pass++) {
            for (int y = 0; y < height; y++) {
                box(blurred, y * width, 1, width);
            }
            for (int x = 0; x < width; x++) {
                box(blurred, x, width, height);
            }
        }
        for (int i = 0; i < 64; i++) {
            for (int j = 0; j < 64; j++) {
                samples[i][j] = blurred[point(i, height) * width + point(j, width)];
            }
        }
        float[][] half = new float[16][64];
        for (int i = 0; i < 16; i++) {
            for (int j = 0; j < 64; j++) {
                for (int k = 0; k < 64; k++) {
                    half[i][j] += cosine(i, k) * samples[k][j];
                }
            }
        }
        for (int i = 0; i < 16; i++) {
            for (int j = 0; j < 16; j++) {
                for (int k = 0; k < 64; k++) {
                    frequencies[i][j] += half[i][k] * cosine(j, k);
                }
            }
        }
    }

    private static int point(int sample, int side) {
        return (int) ((sample + 0.5) * side / 64);
    }

    private static float cosine(int i, int k) {
        return (float) ((float) Math.sqrt(1.0 / 32) * StrictMath.cos(Math.PI / 128 * (i + 1) * (2 * k + 1)));
    }

    /** A sliding mean in place. */
    private static void box(float[] values, int from, int stride, int length) {
        int window = (length + 127) / 128;
        int before = (window + 2) / 2 - 1;
        float[] out = new float[length];
        float sum = 0;
        int count = 0;
        for (int right = 0; right < length + before; right++) {
            if (right < length) {
                sum += values[from + right * stride];
                count++;
            }
            if (right >= window) {
                sum -= values[from + (right - window) * stride];
                count--;
            }
            if (right >= before) {
                out[right - before] = sum / count;
            }
        }
        for (int i = 0; i < length; i++) {
            values[from + i * stride] = out[i];
        }
    }

    int quality() {
        int sum = 0;
        for (int i = 0; i < 64; i++) {
            for (int j = 0; j < 63; j++) {
                sum += Math.abs((int) ((samples[i][j] - samples[i][j + 1]) * 100 / 255));
                sum += Math.abs((int) ((samples[j][i] - samples[j + 1][i]) * 100 / 255));
            }
        }
        return Math.min(100, sum / 90);
    }

    /** A frequency is above the median if at least half of all are below it or equal, itself left out. */
    byte[] bits() {
        byte[] bits = new byte[32];
        for (int i = 0; i < 256; i++) {
            float value = frequencies[i / 16][i % 16];
            int below = 0;
            for (int j = 0; j < 256; j++) {
                below += frequencies[j / 16][j % 16] < value ? 1 : 0;
            }
            if (below >= 128) {
                bits[31 - i / 8] |= (byte) (1 << i % 8);
            }
        }
        return bits;
    }
}
