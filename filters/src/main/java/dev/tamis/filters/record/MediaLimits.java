package dev.tamis.filters.record;

import java.io.Serializable;

/**
 * Every bound on what one medium may cost. {@code conf/media-limits.conf} has them all; recipes override single ones under
 * {@code limits.media}.
 *
 * @param bytes most bytes of one image as stored
 * @param pixels most pixels of one frame
 * @param side most pixels of one side
 * @param frames most frames of an animation
 * @param expansion most decoded bytes for each stored one, once they exceed 16 MiB
 * @param millis most wall-clock time for one image in the child process
 * @param heapMiB heap of a child process
 * @param nativeMiB most native memory of a child process
 * @param pdfPages most pages of a PDF that are drawn
 * @param pdfDpi dots an inch that they are drawn with
 * @param pdfMillis most wall-clock time for one PDF
 */
public record MediaLimits(
        long bytes,
        long pixels,
        int side,
        int frames,
        int expansion,
        int millis,
        int heapMiB,
        int nativeMiB,
        int pdfPages,
        int pdfDpi,
        int pdfMillis)
        implements Serializable {

    public static final MediaLimits DEFAULT =
            new MediaLimits(32L << 20, 100_000_000, 20_000, 300, 1000, 20_000, 1024, 2048, 50, 150, 60_000);

    public MediaLimits {
        if (bytes <= 0
                || pixels <= 0
                || side <= 0
                || frames <= 0
                || expansion <= 0
                || millis <= 0
                || heapMiB <= 0
                || nativeMiB <= 0
                || pdfPages <= 0
                || pdfDpi <= 0
                || pdfMillis <= 0) {
            throw new IllegalArgumentException("Invalid limits.media: all must be > 0");
        }
    }
}
