package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;

/** Photoshop's own format, of which the merged picture is decoded. */
final class PsdHeader {
    private static final int GRAY = 1;
    private static final int RGB = 3;
    private static final int CMYK = 4;
    private static final int EXIF = 1058;

    private PsdHeader() {}

    static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "psd", false);
        if (file.u16(4) != 1) {
            throw file.unsupported("is of version " + file.u16(4) + ", which is not decoded");
        }
        int channels = file.u16(12);
        int mode = file.u16(24);
        boolean alpha =
                (mode == GRAY && channels > 1) || (mode == RGB && channels > 3) || (mode == CMYK && channels > 4);
        long resources = 26 + 4 + file.u32(26);
        long end = resources + 4 + file.u32(resources);
        file.at(end, 4);
        boolean location = false;
        long at = resources + 4;
        while (at + 12 <= end && file.has(at, "8BIM")) {
            int id = file.u16(at + 4);
            int name = file.u8(at + 6);
            long content = at + 6 + (name + 2 & ~1);
            long length = file.u32(content);
            if (id == EXIF) {
                location = Exif.read(image, content + 4, length).location();
            }
            at = content + 4 + length + (length & 1);
        }
        return ImageHeader.of(file, "psd", file.u32(18), file.u32(14), 1, alpha, new Exif(1, location));
    }
}
