package dev.tamis.media;

import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_JPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_RANGE_MPEG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT2020_NCL;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT470BG;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_BT709;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_FCC;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE170M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_SMPTE240M;
import static org.bytedeco.ffmpeg.global.avutil.AVCOL_SPC_UNSPECIFIED;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_ALPHA;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BAYER;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BE;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_BITSTREAM;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_FLOAT;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_HWACCEL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_PAL;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_FLAG_RGB;
import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_MONOWHITE;
import static org.bytedeco.ffmpeg.global.avutil.av_image_get_linesize;
import static org.bytedeco.ffmpeg.global.avutil.av_pix_fmt_desc_get;

import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Reason;
import java.nio.ByteOrder;
import org.bytedeco.ffmpeg.avutil.AVComponentDescriptor;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.bytedeco.ffmpeg.avutil.AVPixFmtDescriptor;
import org.bytedeco.javacpp.BytePointer;

/**
 * Rows of a decoded frame as RGB of eight bits on white, by whole numbers only, so that they are the same on every machine.
 *
 * <p>Y'CbCr becomes RGB by the matrix that the frame names (BT.601 where it names none) with 16 fractional bits; chroma of
 * half resolution is brought to full by the triangle filter 3:1 (T.871 leaves the filter open; this is the usual one).
 * Samples of other depths are scaled to 0 to 255, and rounded. Colour profiles and transfer curves are not applied.
 */
final class FramePixels {
    /** Bytes of a plane that are fetched at a time. */
    private static final int BLOCK = 1 << 17;

    private static final int HALF = 1 << 15;

    /** Clamps -512 to 1023 to 0 to 255. */
    private static final byte[] CLAMP = new byte[1536];

    static {
        for (int i = 0; i < CLAMP.length; i++) {
            CLAMP[i] = (byte) Math.max(0, Math.min(255, i - 512));
        }
    }

    /** Some rows of one plane. */
    private static final class Plane {
        private BytePointer pointer;
        private int stride;
        private int bytes;
        private int height;
        private byte[] block = new byte[0];
        private int first;
        private int count;

        /** The row's place in {@link #block}. */
        int row(int y) {
            if (y < first || y >= first + count) {
                first = y;
                count = Math.min(height - y, Math.max(1, BLOCK / stride));
                int length = (count - 1) * stride + bytes;
                if (block.length < length) {
                    block = new byte[length];
                }
                pointer.position((long) y * stride).get(block, 0, length);
            }
            return (y - first) * stride;
        }
    }

    private record Component(int plane, int step, int offset, int shift, int depth) {}

    private final Plane[] planes = {new Plane(), new Plane(), new Plane(), new Plane()};
    private final Component[] components = new Component[4];
    private int width;
    private int height;
    private int count;
    private long flags;
    private int shiftWidth;
    private int shiftHeight;
    private boolean inverted;
    private boolean full;
    private boolean planarBytes;
    private int[] palette = new int[0];

    private final int[] luma = new int[256];
    private final int[] redOfCr = new int[256];
    private final int[] greenOfCr = new int[256];
    private final int[] greenOfCb = new int[256];
    private final int[] blueOfCb = new int[256];
    private String matrix = "";

    private int[][] samples = new int[4][0];
    private int[] sums = new int[0];
    private byte[][] chroma = new byte[2][0];

    /**
     * Takes a frame, which must stay until the last row is read.
     *
     * @param format for error texts
     * @param fullByDefault whether Y'CbCr that does not say so spans 0 to 255
     */
    void take(AVFrame frame, String format, boolean fullByDefault) throws ExtractionException {
        AVPixFmtDescriptor descriptor = av_pix_fmt_desc_get(frame.format());
        String name = descriptor == null ? "unknown" : descriptor.name().getString();
        flags = descriptor == null ? AV_PIX_FMT_FLAG_HWACCEL : descriptor.flags();
        if ((flags & (AV_PIX_FMT_FLAG_HWACCEL | AV_PIX_FMT_FLAG_FLOAT | AV_PIX_FMT_FLAG_BAYER)) != 0
                || name.startsWith("xyz")) {
            throw unsupported(format, "pixels of the kind " + name);
        }
        width = frame.width();
        height = frame.height();
        count = descriptor.nb_components();
        shiftWidth = descriptor.log2_chroma_w();
        shiftHeight = descriptor.log2_chroma_h();
        inverted = frame.format() == AV_PIX_FMT_MONOWHITE;
        int used = 0;
        planarBytes = count >= 3 && !has(AV_PIX_FMT_FLAG_RGB) && !has(AV_PIX_FMT_FLAG_PAL);
        for (int i = 0; i < count; i++) {
            AVComponentDescriptor c = descriptor.comp(i);
            components[i] = new Component(c.plane(), c.step(), c.offset(), c.shift(), c.depth());
            used = Math.max(used, c.plane() + 1);
            planarBytes &= c.plane() == i && c.step() == 1 && c.offset() == 0 && c.shift() == 0 && c.depth() == 8;
        }
        for (int i = 0; i < used; i++) {
            Plane plane = planes[i];
            boolean reduced = (i == 1 || i == 2) && !has(AV_PIX_FMT_FLAG_RGB);
            plane.pointer = frame.data(i);
            plane.stride = frame.linesize(i);
            plane.bytes = av_image_get_linesize(frame.format(), width, i);
            plane.height = reduced ? -(-height >> shiftHeight) : height;
            plane.first = 0;
            plane.count = 0;
            if (plane.pointer == null || plane.bytes < 0 || plane.stride < plane.bytes) {
                throw new ExtractionException(Reason.IMAGE_CORRUPT, "a " + format + " image decodes to nothing");
            }
        }
        if (has(AV_PIX_FMT_FLAG_PAL)) {
            palette = new int[256];
            frame.data(1)
                    .capacity(1024)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asIntBuffer()
                    .get(palette);
        } else if (count >= 3 && !has(AV_PIX_FMT_FLAG_RGB)) {
            full = name.startsWith("yuvj")
                    || frame.color_range() == AVCOL_RANGE_JPEG
                    || (fullByDefault && frame.color_range() != AVCOL_RANGE_MPEG);
            setMatrix(frame.colorspace(), format);
        } else {
            full = frame.color_range() != AVCOL_RANGE_MPEG || has(AV_PIX_FMT_FLAG_RGB);
        }
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    /** Writes a row's pixels, three bytes each. */
    void row(int y, byte[] rgb, int at) {
        if (has(AV_PIX_FMT_FLAG_PAL)) {
            paletteRow(y, rgb, at);
            return;
        }
        if (planarBytes && count == 3) {
            planarRow(y, rgb, at);
            return;
        }
        if (samples[0].length < width) {
            samples = new int[4][width];
        }
        for (int c = 0; c < count; c++) {
            sampleRow(c, y, samples[c]);
        }
        boolean alpha = has(AV_PIX_FMT_FLAG_ALPHA);
        boolean colour = count >= 3;
        boolean convert = colour && !has(AV_PIX_FMT_FLAG_RGB);
        for (int x = 0; x < width; x++, at += 3) {
            int r = samples[0][x];
            int g = r;
            int b = r;
            if (convert) {
                int l = luma[r];
                int cb = samples[1][x];
                int cr = samples[2][x];
                r = clamp((l + redOfCr[cr]) >> 16);
                g = clamp((l + greenOfCb[cb] + greenOfCr[cr]) >> 16);
                b = clamp((l + blueOfCb[cb]) >> 16);
            } else if (colour) {
                g = samples[1][x];
                b = samples[2][x];
            }
            if (alpha) {
                int a = samples[count - 1][x];
                r = onWhite(r, a);
                g = onWhite(g, a);
                b = onWhite(b, a);
            }
            rgb[at] = (byte) r;
            rgb[at + 1] = (byte) g;
            rgb[at + 2] = (byte) b;
        }
    }

    /** Writes a row's first component alone, a byte each: luma, or the opacity that another picture keeps there. */
    void firstRow(int y, byte[] out) {
        if (samples[0].length < width) {
            samples = new int[4][width];
        }
        sampleRow(0, y, samples[0]);
        boolean limited = !full && !has(AV_PIX_FMT_FLAG_RGB);
        for (int x = 0; x < width; x++) {
            int v = samples[0][x];
            out[x] = (byte) (limited && count >= 3 ? clamp(((v - 16) * 255 + 109) / 219) : v);
        }
    }

    /** A channel over white. */
    static int onWhite(int channel, int alpha) {
        return (channel * alpha + 255 * (255 - alpha) + 127) / 255;
    }

    private void paletteRow(int y, byte[] rgb, int at) {
        int from = planes[0].row(y);
        byte[] block = planes[0].block;
        for (int x = 0; x < width; x++, at += 3) {
            int p = palette[block[from + x] & 0xFF];
            int a = p >>> 24;
            rgb[at] = (byte) onWhite(p >> 16 & 0xFF, a);
            rgb[at + 1] = (byte) onWhite(p >> 8 & 0xFF, a);
            rgb[at + 2] = (byte) onWhite(p & 0xFF, a);
        }
    }

    /** The most frequent kind: three planes of bytes, as JPEG and WebP have them. */
    private void planarRow(int y, byte[] rgb, int at) {
        byte[] cbRow;
        byte[] crRow;
        int cbAt = 0;
        int crAt = 0;
        if (shiftWidth == 0 && shiftHeight == 0) {
            cbAt = planes[1].row(y);
            crAt = planes[2].row(y);
            cbRow = planes[1].block;
            crRow = planes[2].block;
        } else {
            if (chroma[0].length < width + 1) {
                chroma = new byte[2][width + 1];
            }
            chromaRow(planes[1], y, chroma[0]);
            chromaRow(planes[2], y, chroma[1]);
            cbRow = chroma[0];
            crRow = chroma[1];
        }
        int yAt = planes[0].row(y);
        byte[] yRow = planes[0].block;
        int[] lumas = luma;
        int[] red = redOfCr;
        int[] greenCr = greenOfCr;
        int[] greenCb = greenOfCb;
        int[] blue = blueOfCb;
        byte[] clamp = CLAMP;
        for (int x = 0; x < width; x++, at += 3) {
            int l = lumas[yRow[yAt + x] & 0xFF];
            int cb = cbRow[cbAt + x] & 0xFF;
            int cr = crRow[crAt + x] & 0xFF;
            rgb[at] = clamp[((l + red[cr]) >> 16) + 512];
            rgb[at + 1] = clamp[((l + greenCb[cb] + greenCr[cr]) >> 16) + 512];
            rgb[at + 2] = clamp[((l + blue[cb]) >> 16) + 512];
        }
    }

    /** Chroma of one row at full width. */
    private void chromaRow(Plane plane, int y, byte[] out) {
        int have = -(-width >> shiftWidth);
        if (shiftWidth > 1 || shiftHeight > 1) {
            int from = plane.row(y >> shiftHeight);
            for (int x = 0; x < width; x++) {
                out[x] = plane.block[from + (x >> shiftWidth)];
            }
            return;
        }
        if (shiftHeight == 0) {
            int from = plane.row(y);
            halfWidth(plane.block, from, have, out);
            return;
        }
        // A row between two: three parts of the near one and one of the far one.
        int near = y >> 1;
        int far = Math.max(0, Math.min(plane.height - 1, (y & 1) == 0 ? near - 1 : near + 1));
        if (sums.length < have) {
            sums = new int[have];
        }
        int[] sum = sums;
        int from = plane.row(near);
        byte[] block = plane.block;
        for (int x = 0; x < have; x++) {
            sum[x] = 3 * (block[from + x] & 0xFF);
        }
        from = plane.row(far);
        block = plane.block;
        for (int x = 0; x < have; x++) {
            sum[x] += block[from + x] & 0xFF;
        }
        if (shiftWidth == 0) {
            int bias = (y & 1) == 0 ? 1 : 2;
            for (int x = 0; x < width; x++) {
                out[x] = (byte) ((sum[x] + bias) >> 2);
            }
            return;
        }
        int last = sum[0];
        int here = sum[0];
        for (int x = 0; x < have; x++) {
            int next = x + 1 < have ? sum[x + 1] : here;
            out[2 * x] = (byte) ((3 * here + last + 8) >> 4);
            if (2 * x + 1 < width) {
                out[2 * x + 1] = (byte) ((3 * here + next + 7) >> 4);
            }
            last = here;
            here = next;
        }
    }

    private void halfWidth(byte[] block, int from, int have, byte[] out) {
        int last = block[from] & 0xFF;
        int here = last;
        for (int x = 0; x < have; x++) {
            int next = x + 1 < have ? block[from + x + 1] & 0xFF : here;
            out[2 * x] = (byte) ((3 * here + last + 1) >> 2);
            if (2 * x + 1 < width) {
                out[2 * x + 1] = (byte) ((3 * here + next + 2) >> 2);
            }
            last = here;
            here = next;
        }
    }

    /** Samples of any kind, scaled to eight bits; reduced ones are repeated. */
    private void sampleRow(int c, int y, int[] out) {
        Component component = components[c];
        boolean reduced = (c == 1 || c == 2) && count >= 3 && !has(AV_PIX_FMT_FLAG_RGB);
        Plane plane = planes[component.plane];
        int from = plane.row(reduced ? y >> shiftHeight : y);
        byte[] block = plane.block;
        int shrink = reduced ? shiftWidth : 0;
        int depth = component.depth;
        int mask = (1 << depth) - 1;
        boolean big = has(AV_PIX_FMT_FLAG_BE);
        // Limited ranges are powers of two of the eight-bit ones; full ranges end at the mask.
        boolean power = !full && depth > 8 && !has(AV_PIX_FMT_FLAG_RGB) && c < 3 && count >= 3;
        boolean expand = !full && count < 3 && c == 0;
        for (int x = 0; x < width; x++) {
            int i = x >> shrink;
            int v;
            if (has(AV_PIX_FMT_FLAG_BITSTREAM)) {
                int bit = i * component.step + component.offset;
                v = block[from + (bit >> 3)] >> (8 - depth - (bit & 7)) & mask;
            } else {
                int at = from + i * component.step + component.offset;
                if (component.shift + depth <= 8) {
                    v = block[big && component.step > 1 && isPacked() ? at + 1 : at] & 0xFF;
                } else if (big) {
                    v = (block[at] & 0xFF) << 8 | (block[at + 1] & 0xFF);
                } else {
                    v = (block[at + 1] & 0xFF) << 8 | (block[at] & 0xFF);
                }
                v = v >> component.shift & mask;
            }
            if (depth != 8) {
                v = power ? Math.min(255, (v + (1 << (depth - 9))) >> (depth - 8)) : (v * 255 + (mask >> 1)) / mask;
            }
            if (expand) {
                v = clamp(((v - 16) * 255 + 109) / 219);
            }
            out[x] = inverted ? 255 - v : v;
        }
    }

    /** Whether several components share a word, such as RGB565. */
    private boolean isPacked() {
        return components[0].depth < 8;
    }

    private void setMatrix(int colourSpace, String format) throws ExtractionException {
        double kr;
        double kb;
        if (colourSpace == AVCOL_SPC_BT709) {
            kr = 0.2126;
            kb = 0.0722;
        } else if (colourSpace == AVCOL_SPC_BT2020_NCL) {
            kr = 0.2627;
            kb = 0.0593;
        } else if (colourSpace == AVCOL_SPC_SMPTE240M) {
            kr = 0.212;
            kb = 0.087;
        } else if (colourSpace == AVCOL_SPC_FCC) {
            kr = 0.30;
            kb = 0.11;
        } else if (colourSpace == AVCOL_SPC_UNSPECIFIED
                || colourSpace == AVCOL_SPC_RGB
                || colourSpace == AVCOL_SPC_BT470BG
                || colourSpace == AVCOL_SPC_SMPTE170M) {
            kr = 0.299;
            kb = 0.114;
        } else {
            throw unsupported(format, "the colour matrix " + colourSpace);
        }
        String wanted = kr + " " + full;
        if (wanted.equals(matrix)) {
            return;
        }
        matrix = wanted;
        double kg = 1 - kr - kb;
        double lumaScale = full ? 1 : 255.0 / 219;
        double chromaScale = full ? 1 : 255.0 / 224;
        int ky = fixed(lumaScale);
        int kRed = fixed(2 * (1 - kr) * chromaScale);
        int kBlue = fixed(2 * (1 - kb) * chromaScale);
        int kGreenOfRed = fixed(2 * (1 - kr) * kr / kg * chromaScale);
        int kGreenOfBlue = fixed(2 * (1 - kb) * kb / kg * chromaScale);
        for (int i = 0; i < 256; i++) {
            luma[i] = ky * (i - (full ? 0 : 16)) + HALF;
            redOfCr[i] = kRed * (i - 128);
            blueOfCb[i] = kBlue * (i - 128);
            greenOfCr[i] = -kGreenOfRed * (i - 128);
            greenOfCb[i] = -kGreenOfBlue * (i - 128);
        }
    }

    private static int fixed(double value) {
        return (int) Math.round(value * 65536);
    }

    private static int clamp(int value) {
        return Math.max(0, Math.min(255, value));
    }

    private boolean has(long flag) {
        return (flags & flag) != 0;
    }

    private static ExtractionException unsupported(String format, String what) {
        return new ExtractionException(
                Reason.IMAGE_FORMAT, "a " + format + " image has " + what + ", which is not read");
    }
}
