package dev.tamis.media;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;

/**
 * Whether the first frame of a GIF has all its pixels. FFmpeg takes a frame for whole whose data ends early: so its codes
 * are read once more, and only counted.
 */
final class GifData {
    private static final int IMAGE = 0x2C;
    private static final int EXTENSION = 0x21;
    private static final int CODES = 4096;

    private GifData() {}

    /** @param image a file whose blocks were checked */
    static void check(byte[] image) throws ExtractionException {
        int at = 13 + colours(image[10]);
        while (image[at] != IMAGE) {
            if (image[at++] == EXTENSION) {
                at++;
                while (image[at] != 0) {
                    at += 1 + (image[at] & 0xFF);
                }
                at++;
            }
        }
        long pixels = (long) u16(image, at + 5) * u16(image, at + 7);
        at += 10 + colours(image[at + 9]);
        long found = pixels(image, at + 1, image[at] & 0xFF, pixels);
        if (found < pixels) {
            throw new ExtractionException(
                    Reason.IMAGE_TRUNCATED, "a gif image has " + found + " of " + pixels + " pixels of its first frame");
        }
    }

    /** Pixels that the codes in the blocks from the place on stand for; counting ends at the number that is wanted. */
    private static long pixels(byte[] image, int block, int minimum, long wanted) throws ExtractionException {
        if (minimum < 1 || minimum > 11) {
            throw corrupt();
        }
        int clear = 1 << minimum;
        int next = clear + 2;
        int size = minimum + 1;
        int previous = -1;
        int[] lengths = new int[CODES];
        long found = 0;
        int bits = 0;
        int buffered = 0;
        for (int at = block; image[at] != 0; at += 1 + (image[at] & 0xFF)) {
            for (int i = at + 1; i <= at + (image[at] & 0xFF); i++) {
                bits |= (image[i] & 0xFF) << buffered;
                buffered += 8;
                while (buffered >= size) {
                    int code = bits & ((1 << size) - 1);
                    bits >>>= size;
                    buffered -= size;
                    if (code == clear) {
                        next = clear + 2;
                        size = minimum + 1;
                        previous = -1;
                        continue;
                    }
                    if (code == clear + 1) {
                        return found;
                    }
                    if (code > next || (previous < 0 && code > clear)) {
                        throw corrupt();
                    }
                    int before = previous < 0 ? 0 : previous < clear ? 1 : lengths[previous];
                    found += code < clear ? 1 : code == next ? before + 1 : lengths[code];
                    if (found >= wanted) {
                        return found;
                    }
                    if (previous >= 0 && next < CODES) {
                        lengths[next++] = before + 1;
                        if (next == 1 << size && size < 12) {
                            size++;
                        }
                    }
                    previous = code;
                }
            }
        }
        return found;
    }

    private static ExtractionException corrupt() {
        return new ExtractionException(Reason.IMAGE_CORRUPT, "a gif image has codes that stand for nothing");
    }

    private static int colours(byte packed) {
        return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }

    private static int u16(byte[] image, int at) {
        return (image[at] & 0xFF) | (image[at + 1] & 0xFF) << 8;
    }
}
