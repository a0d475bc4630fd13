package dev.tamis.media;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Whether a PNG's compressed data holds all its rows. FFmpeg takes an image for whole whose data ends early, as long as its
 * chunks are whole: so the data is inflated once more, which costs a third of decoding.
 */
final class PngData {
    private static final int IDAT = 0x49444154;
    private static final int IEND = 0x49454E44;

    /** Adam7: where each pass begins and how far its pixels lie apart. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private PngData() {}

    /** @param image a file whose chunks were checked */
    static void check(byte[] image) throws ExtractionException {
        long expected = expected(image);
        long found = 0;
        byte[] buffer = new byte[1 << 16];
        Inflater inflater = new Inflater();
        try {
            int type = 0;
            for (int at = 8; type != IEND && !inflater.finished() && found < expected; ) {
                int length = u32(image, at);
                type = u32(image, at + 4);
                if (type == IDAT) {
                    inflater.setInput(image, at + 8, length);
                    for (int n = inflater.inflate(buffer); n > 0; n = inflater.inflate(buffer)) {
                        found += n;
                    }
                }
                at += length + 12;
            }
        } catch (DataFormatException e) {
            throw new ExtractionException(Reason.IMAGE_CORRUPT, "a png image does not inflate: " + e.getMessage(), e);
        } finally {
            inflater.end();
        }
        if (found < expected) {
            throw new ExtractionException(
                    Reason.IMAGE_TRUNCATED, "a png image has " + found + " of " + expected + " bytes of pixels");
        }
    }

    /** Bytes of all rows with the one before each that names its filter. */
    private static long expected(byte[] image) {
        int width = u32(image, 16);
        int height = u32(image, 20);
        int samples = switch (image[25]) {
            case 2 -> 3;
            case 4 -> 2;
            case 6 -> 4;
            default -> 1;
        };
        int bits = image[24] * samples;
        if (image[28] == 0) {
            return rows(width, height, bits);
        }
        long sum = 0;
        for (int[] p : PASSES) {
            sum += rows((width - p[0] + p[2] - 1) / p[2], (height - p[1] + p[3] - 1) / p[3], bits);
        }
        return sum;
    }

    private static long rows(int width, int height, int bits) {
        return width <= 0 || height <= 0 ? 0 : height * (1 + ((long) width * bits + 7) / 8);
    }

    private static int u32(byte[] image, int at) {
        return image[at] << 24 | (image[at + 1] & 0xFF) << 16 | (image[at + 2] & 0xFF) << 8 | (image[at + 3] & 0xFF);
    }
}
