package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;

/** PNG and APNG, by the PNG specification, third edition: all chunks to IEND. */
final class PngHeader {
    private static final int GRAY_ALPHA = 4;
    private static final int RGB_ALPHA = 6;

    private PngHeader() {}

    static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "png", false);
        if (!file.has(12, "IHDR")) {
            throw file.corrupt("does not begin with IHDR");
        }
        long width = file.u32(16);
        long height = file.u32(20);
        int colour = file.u8(25);
        boolean alpha = colour == GRAY_ALPHA || colour == RGB_ALPHA;
        long frames = 1;
        boolean data = false;
        Exif exif = Exif.NONE;
        long at = 8;
        while (true) {
            long length = file.u32(at);
            if (length > Integer.MAX_VALUE) {
                throw file.corrupt("has a chunk of " + length + " bytes");
            }
            file.at(at, length + 12);
            String type = file.tag(at + 4);
            if (type.equals("IEND")) {
                break;
            }
            switch (type) {
                case "IDAT" -> data = true;
                case "tRNS" -> alpha = true;
                // Frames are counted as declared: a decoder sets its work by that.
                case "acTL" -> frames = data ? frames : file.u32(at + 8);
                case "eXIf" -> exif = exif.equals(Exif.NONE) ? Exif.read(image, at + 8, length) : exif;
                default -> {}
            }
            at += length + 12;
        }
        if (!data) {
            throw file.corrupt("has no IDAT");
        }
        return ImageHeader.of(file, "png", width, height, (int) Math.min(frames, Integer.MAX_VALUE), alpha, exif);
    }
}
