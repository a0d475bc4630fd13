package dev.tamis.media;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The first frame of an animated WebP as a file of its own, which FFmpeg's decoder of stills can read.
 *
 * @param left place on the canvas, in pixels
 * @param top place on the canvas, in pixels
 */
record WebpFrame(int left, int top, byte[] file) {
    private static final int FRAME_HEADER = 16;
    private static final int ALPHA = 0x10;

    /**
     * @param image a file whose chunks were checked
     * @return null for a still
     */
    static WebpFrame first(byte[] image) {
        for (long at = 12; at + 8 <= image.length; ) {
            int place = (int) at;
            long length = u32(image, place + 4);
            if (is(image, place, "ANMF") && at + 8 + length <= image.length && length > FRAME_HEADER) {
                return of(image, place + 8, (int) length);
            }
            at += 8 + length + (length & 1);
        }
        return null;
    }

    private static WebpFrame of(byte[] image, int at, int length) {
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        int chunk = at + FRAME_HEADER;
        if (is(image, chunk, "ALPH")) {
            // Opacity stands only in extended files.
            chunks.writeBytes("VP8X".getBytes(StandardCharsets.US_ASCII));
            chunks.writeBytes(new byte[] {10, 0, 0, 0, ALPHA, 0, 0, 0});
            chunks.write(image, at + 6, 6);
        }
        chunks.write(image, chunk, length - FRAME_HEADER);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes("RIFF".getBytes(StandardCharsets.US_ASCII));
        int size = chunks.size() + 4;
        file.writeBytes(new byte[] {(byte) size, (byte) (size >> 8), (byte) (size >> 16), (byte) (size >> 24)});
        file.writeBytes("WEBP".getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(chunks.toByteArray());
        return new WebpFrame(2 * u24(image, at), 2 * u24(image, at + 3), file.toByteArray());
    }

    private static boolean is(byte[] image, int at, String tag) {
        for (int i = 0; i < 4; i++) {
            if (at + i >= image.length || image[at + i] != tag.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static int u24(byte[] image, int at) {
        return (image[at] & 0xFF) | (image[at + 1] & 0xFF) << 8 | (image[at + 2] & 0xFF) << 16;
    }

    private static long u32(byte[] image, int at) {
        return u24(image, at) | ((image[at + 3] & 0xFFL) << 24);
    }
}
