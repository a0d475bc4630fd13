package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;

/** Windows bitmaps of all header versions. */
final class BmpHeader {
    private static final int CORE = 12;
    private static final int INFO = 40;
    private static final int WITH_ALPHA_MASK = 56;
    private static final int RGB = 0;
    private static final int BITFIELDS = 3;

    private BmpHeader() {}

    /** "BM" alone begins many texts. */
    static boolean isLikely(byte[] image) {
        int header = image[14] & 0xFF;
        return image[15] == 0
                && image[16] == 0
                && image[17] == 0
                && (header == CORE || header == 16 || (header >= INFO && header <= 124));
    }

    static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "bmp", true);
        long pixels = file.u32(10);
        int header = file.s32(14);
        boolean core = header == CORE;
        long width = core ? file.u16(18) : file.s32(18);
        long height = core ? file.u16(20) : Math.abs((long) file.s32(22));
        int bits = file.u16(core ? 24 : 28);
        long compression = header < INFO ? RGB : file.u32(30);
        boolean alpha = bits == 32 && header >= WITH_ALPHA_MASK && file.u32(66) != 0;
        if (compression == RGB || compression == BITFIELDS) {
            long row = (width * bits + 31) / 32 * 4;
            if (width > 0 && pixels + row * height > file.length()) {
                throw file.truncated("should have " + (pixels + row * height));
            }
        }
        return ImageHeader.of(file, "bmp", width, height, 1, alpha, Exif.NONE);
    }
}
