package dev.tamis.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ420P;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUVJ444P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_alloc;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_free;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tamis.filters.record.ExtractionException;
import java.util.stream.Stream;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FramePixelsTest {
    private static Stream<Arguments> kinds() {
        return Stream.of(arguments(AV_PIX_FMT_YUVJ444P, 0), arguments(AV_PIX_FMT_YUVJ420P, 1));
    }

    /** A row of all 256 levels of luma for each of many pairs of chroma, beside the formula in 16 fractional bits. */
    @ParameterizedTest
    @MethodSource("kinds")
    void coloursOfJpegAreThoseOfTheMatrix(int kind, int shift) throws ExtractionException {
        AVFrame frame = av_frame_alloc();
        frame.format(kind).width(255).height(2).colorspace(AVCOL_SPC_BT470BG).color_range(AVCOL_RANGE_JPEG);
        assertEquals(0, av_frame_get_buffer(frame, 0));
        FramePixels pixels = new FramePixels();
        byte[] rgb = new byte[3 * 255 + 1];
        for (int cb = 0; cb < 256; cb += 5) {
            for (int cr = 0; cr < 256; cr += 3) {
                for (int y = 0; y < 2; y++) {
                    for (int x = 0; x < 255; x++) {
                        frame.data(0).put((long) y * frame.linesize(0) + x, (byte) (x + y));
                        frame.data(1).put((long) (y >> shift) * frame.linesize(1) + (x >> shift), (byte) cb);
                        frame.data(2).put((long) (y >> shift) * frame.linesize(2) + (x >> shift), (byte) cr);
                    }
                }
                pixels.take(frame, "jpeg", true);
                for (int y = 0; y < 2; y++) {
                    pixels.row(y, rgb, 1);
                    for (int x = 0; x < 255; x++) {
                        int luma = ((x + y) << 16) + 32768;
                        String where = x + y + " " + cb + " " + cr;
                        assertEquals(clamped(luma + 91881 * (cr - 128)), rgb[3 * x + 1] & 0xFF, where);
                        assertEquals(
                                clamped(luma - 22553 * (cb - 128) - 46802 * (cr - 128)), rgb[3 * x + 2] & 0xFF, where);
                        assertEquals(clamped(luma + 116130 * (cb - 128)), rgb[3 * x + 3] & 0xFF, where);
                    }
                }
            }
        }
        av_frame_free(frame);
    }

    private static int clamped(int value) {
        return Math.max(0, Math.min(255, value >> 16));
    }
}
