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

    private static final int BIAS = 256;

    /** A one in red, green and blue. */
    private static final long EACH = 1L << 48 | 1L << 32 | 1L << 16;

    /** Bits of which one differs from {@link #INSIDE} where a channel is not within 0 to 255. */
    private static final long OUTSIDE = 0xF00 * EACH;

    private static final long INSIDE = BIAS * EACH;

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
            hold(y, y);
            return (y - first) * stride;
        }

        /** Fetches the two rows and those between, unless they are there. */
        void hold(int from, int to) {
            if (from < first || to >= first + count) {
                first = from;
                count = Math.min(height - from, Math.max(to - from + 1, BLOCK / stride));
                int length = (count - 1) * stride + bytes;
                if (block.length < length) {
                    block = new byte[length];
                }
                pointer.position((long) first * stride).get(block, 0, length);
            }
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

    private int lumaScale;
    private int lumaOffset;
    private int redScale;
    private int blueScale;
    private int greenOfRed;
    private int greenOfBlue;
    private String matrix = "";

    /**
     * What Cb and Cr add to a pixel where luma is as wide as RGB: green from bit 0 on, with 16 fractional bits, red from bit
     * 32 and blue from bit 48 on, both rounded, as luma then is a whole number; each {@link #BIAS} above 0, in 12 bits.
     */
    private final long[] blues = new long[256];

    private final long[] reds = new long[256];

    private int[][] samples = new int[4][0];
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
                int l = lumaScale * r + lumaOffset;
                int cb = samples[1][x] - 128;
                int cr = samples[2][x] - 128;
                r = clamp((l + redScale * cr) >> 16);
                g = clamp((l - greenOfBlue * cb - greenOfRed * cr) >> 16);
                b = clamp((l + blueScale * cb) >> 16);
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
        if (shiftWidth == 1 && shiftHeight == 1) {
            halvedRow(y, rgb, at);
            return;
        }
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
        if (full) {
            for (int x = 0, to = at; x < width; x++, to += 3) {
                put(
                        rgb,
                        to,
                        (yRow[yAt + x] & 0xFF) * EACH + blues[cbRow[cbAt + x] & 0xFF] + reds[crRow[crAt + x] & 0xFF]);
            }
            return;
        }
        int ky = lumaScale;
        int offset = lumaOffset;
        int kRed = redScale;
        int kBlue = blueScale;
        int kGreenRed = greenOfRed;
        int kGreenBlue = greenOfBlue;
        for (int x = 0; x < width; x++) {
            int l = ky * (yRow[yAt + x] & 0xFF) + offset;
            int cb = (cbRow[cbAt + x] & 0xFF) - 128;
            int cr = (crRow[crAt + x] & 0xFF) - 128;
            put(rgb, at + 3 * x, l + kRed * cr, l - kGreenBlue * cb - kGreenRed * cr, l + kBlue * cb);
        }
    }

    /** A pixel of channels with 16 fractional bits. */
    private static void put(byte[] rgb, int at, int red, int green, int blue) {
        int r = red >> 16;
        int g = green >> 16;
        int b = blue >> 16;
        if (((r | g | b) & ~0xFF) != 0) {
            r = clamp(r);
            g = clamp(g);
            b = clamp(b);
        }
        rgb[at] = (byte) r;
        rgb[at + 1] = (byte) g;
        rgb[at + 2] = (byte) b;
    }

    /** A pixel of {@link #blues} and {@link #reds} and luma. */
    private static void put(byte[] rgb, int at, long pixel) {
        long p = (pixel & OUTSIDE) == INSIDE ? pixel : clamped(pixel);
        rgb[at] = (byte) (p >> 32);
        rgb[at + 1] = (byte) (p >> 16);
        rgb[at + 2] = (byte) (p >> 48);
    }

    private static long clamped(long pixel) {
        long r = clamp((int) (pixel >> 32 & 0xFFF) - BIAS);
        long g = clamp((int) (pixel >> 16 & 0xFFF) - BIAS);
        long b = clamp((int) (pixel >> 48 & 0xFFF) - BIAS);
        return r << 32 | g << 16 | b << 48;
    }

    /** Chroma of half width and height: two pixels for each of its columns, in one go. */
    private void halvedRow(int y, byte[] rgb, int at) {
        int near = y >> 1;
        int far = farRow(y, planes[1].height);
        planes[1].hold(Math.min(near, far), Math.max(near, far));
        planes[2].hold(Math.min(near, far), Math.max(near, far));
        byte[] cbs = planes[1].block;
        byte[] crs = planes[2].block;
        int cbNear = planes[1].row(near);
        int cbFar = planes[1].row(far);
        int crNear = planes[2].row(near);
        int crFar = planes[2].row(far);
        int yAt = planes[0].row(y);
        byte[] yRow = planes[0].block;
        int have = (width + 1) >> 1;
        if (full) {
            halvedRow(yRow, yAt, cbs, cbNear, cbFar, crs, crNear, crFar, have, rgb, at);
            return;
        }
        int ky = lumaScale;
        int offset = lumaOffset;
        int kRed = redScale;
        int kBlue = blueScale;
        int kGreenRed = greenOfRed;
        int kGreenBlue = greenOfBlue;
        int cbHere = 3 * (cbs[cbNear] & 0xFF) + (cbs[cbFar] & 0xFF);
        int crHere = 3 * (crs[crNear] & 0xFF) + (crs[crFar] & 0xFF);
        int cbLast = cbHere;
        int crLast = crHere;
        for (int x = 0; x < have; x++) {
            int after = Math.min(x + 1, have - 1);
            int cbNext = 3 * (cbs[cbNear + after] & 0xFF) + (cbs[cbFar + after] & 0xFF);
            int crNext = 3 * (crs[crNear + after] & 0xFF) + (crs[crFar + after] & 0xFF);
            int cb = ((3 * cbHere + cbLast + 8) >> 4) - 128;
            int cr = ((3 * crHere + crLast + 8) >> 4) - 128;
            int l = ky * (yRow[yAt + 2 * x] & 0xFF) + offset;
            put(rgb, at + 6 * x, l + kRed * cr, l - kGreenBlue * cb - kGreenRed * cr, l + kBlue * cb);
            if (2 * x + 1 < width) {
                cb = ((3 * cbHere + cbNext + 7) >> 4) - 128;
                cr = ((3 * crHere + crNext + 7) >> 4) - 128;
                l = ky * (yRow[yAt + 2 * x + 1] & 0xFF) + offset;
                put(rgb, at + 6 * x + 3, l + kRed * cr, l - kGreenBlue * cb - kGreenRed * cr, l + kBlue * cb);
            }
            cbLast = cbHere;
            crLast = crHere;
            cbHere = cbNext;
            crHere = crNext;
        }
    }

    /** The same for luma that needs no scaling: what chroma adds to it is looked up. */
    private void halvedRow(
            byte[] yRow,
            int yAt,
            byte[] cbs,
            int cbNear,
            int cbFar,
            byte[] crs,
            int crNear,
            int crFar,
            int have,
            byte[] rgb,
            int at) {
        long[] ofBlue = blues;
        long[] ofRed = reds;
        // Both kinds of chroma in one int, 16 bits each: their sums stay below 2^12.
        int here = chroma(cbs[cbNear], crs[crNear], cbs[cbFar], crs[crFar]);
        int last = here;
        int x = 0;
        int to = at;
        for (; x < have - 1; x++, to += 6) {
            int next = chroma(cbs[cbNear + x + 1], crs[crNear + x + 1], cbs[cbFar + x + 1], crs[crFar + x + 1]);
            int left = 3 * here + last + 0x80008;
            int right = 3 * here + next + 0x70007;
            put(rgb, to, (yRow[yAt + 2 * x] & 0xFF) * EACH + ofBlue[left >> 4 & 0xFF] + ofRed[left >> 20]);
            put(rgb, to + 3, (yRow[yAt + 2 * x + 1] & 0xFF) * EACH + ofBlue[right >> 4 & 0xFF] + ofRed[right >> 20]);
            last = here;
            here = next;
        }
        int left = 3 * here + last + 0x80008;
        put(rgb, to, (yRow[yAt + 2 * x] & 0xFF) * EACH + ofBlue[left >> 4 & 0xFF] + ofRed[left >> 20]);
        if (2 * x + 1 < width) {
            int right = 4 * here + 0x70007;
            put(rgb, to + 3, (yRow[yAt + 2 * x + 1] & 0xFF) * EACH + ofBlue[right >> 4 & 0xFF] + ofRed[right >> 20]);
        }
    }

    private static int chroma(byte cbNear, byte crNear, byte cbFar, byte crFar) {
        return 3 * ((cbNear & 0xFF) | ((crNear & 0xFF) << 16)) + ((cbFar & 0xFF) | ((crFar & 0xFF) << 16));
    }

    /** The row of halved chroma that is second nearest to a row. */
    private static int farRow(int y, int chromaHeight) {
        int near = y >> 1;
        return Math.max(0, Math.min(chromaHeight - 1, (y & 1) == 0 ? near - 1 : near + 1));
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
        int far = farRow(y, plane.height);
        plane.hold(Math.min(near, far), Math.max(near, far));
        int nearAt = plane.row(near);
        int farAt = plane.row(far);
        int bias = (y & 1) == 0 ? 1 : 2;
        for (int x = 0; x < width; x++) {
            out[x] = (byte) ((3 * (plane.block[nearAt + x] & 0xFF) + (plane.block[farAt + x] & 0xFF) + bias) >> 2);
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
        double chroma255 = full ? 1 : 255.0 / 224;
        lumaScale = fixed(full ? 1 : 255.0 / 219);
        lumaOffset = HALF - (full ? 0 : 16 * lumaScale);
        redScale = fixed(2 * (1 - kr) * chroma255);
        blueScale = fixed(2 * (1 - kb) * chroma255);
        greenOfRed = fixed(2 * (1 - kr) * kr / kg * chroma255);
        greenOfBlue = fixed(2 * (1 - kb) * kb / kg * chroma255);
        for (int i = 0; i < 256; i++) {
            int c = i - 128;
            // Cb carries what is added once: the bias, and the half that rounds.
            long red = (HALF + (long) redScale * c) >> 16;
            long blue = (HALF + (long) blueScale * c) >> 16;
            blues[i] = INSIDE + (blue << 48) + HALF - (long) greenOfBlue * c;
            reds[i] = (red << 32) - (long) greenOfRed * c;
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
