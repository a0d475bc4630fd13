package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;

/** WebP, by RFC 9649: all chunks. */
final class WebpHeader {
    private static final int EXTENDED_ALPHA = 0x10;

    private WebpHeader() {}

    static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "webp", true);
        long end = 8 + file.u32(4);
        // Some writers count a last byte of padding that they do not write.
        if (end > file.length() + 1L) {
            throw file.truncated("says it has " + end);
        }
        end = Math.min(end, file.length());
        long width = 0;
        long height = 0;
        int frames = 0;
        boolean alpha = false;
        boolean extended = false;
        boolean picture = false;
        Exif exif = Exif.NONE;
        long at = 12;
        while (at + 8 <= end) {
            String type = file.tag(at);
            long length = file.u32(at + 4);
            long content = at + 8;
            file.at(content, length);
            switch (type) {
                case "VP8X" -> {
                    extended = true;
                    alpha = (file.u8(content) & EXTENDED_ALPHA) != 0;
                    width = 1L + file.u24(content + 4);
                    height = 1L + file.u24(content + 7);
                }
                case "VP8 " -> {
                    picture = true;
                    if (!extended) {
                        if ((file.u8(content) & 1) != 0 || file.u24(content + 3) != 0x2A019D) {
                            throw file.corrupt("does not begin with a key frame");
                        }
                        width = file.u16(content + 6) & 0x3FFF;
                        height = file.u16(content + 8) & 0x3FFF;
                    }
                }
                case "VP8L" -> {
                    picture = true;
                    if (!extended) {
                        if (file.u8(content) != 0x2F) {
                            throw file.corrupt("has no signature in its lossless data");
                        }
                        long bits = file.u32(content + 1);
                        width = 1 + (bits & 0x3FFF);
                        height = 1 + (bits >> 14 & 0x3FFF);
                        alpha = (bits >> 28 & 1) != 0;
                    }
                }
                case "ANMF" -> frames++;
                case "EXIF" -> exif = exif.equals(Exif.NONE) ? Exif.read(image, content, length) : exif;
                default -> {}
            }
            at = content + length + (length & 1);
        }
        if (!picture && frames == 0) {
            throw file.corrupt("has no picture");
        }
        return ImageHeader.of(file, "webp", width, height, frames, alpha, exif);
    }
}
