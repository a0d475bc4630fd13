package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;

/** GIF, by the GIF89a specification: all blocks to the trailer. */
final class GifHeader {
    private static final int EXTENSION = 0x21;
    private static final int IMAGE = 0x2C;
    private static final int TRAILER = 0x3B;
    private static final int GRAPHIC_CONTROL = 0xF9;

    private GifHeader() {}

    static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "gif", true);
        int width = file.u16(6);
        int height = file.u16(8);
        int frames = 0;
        boolean alpha = false;
        int at = 13 + colours(file.u8(10));
        while (true) {
            int block = file.u8(at++);
            if (block == TRAILER) {
                break;
            }
            if (block == EXTENSION) {
                int label = file.u8(at++);
                if (label == GRAPHIC_CONTROL && file.u8(at) >= 4) {
                    alpha |= (file.u8(at + 1L) & 1) != 0;
                }
            } else if (block == IMAGE) {
                frames++;
                int left = file.u16(at);
                int top = file.u16(at + 2L);
                alpha |= frames == 1
                        && (left != 0 || top != 0 || file.u16(at + 4L) < width || file.u16(at + 6L) < height);
                at += 9 + colours(file.u8(at + 8L)) + 1;
            } else if (block == 0) {
                // Some writers end a block twice.
                continue;
            } else {
                throw file.corrupt("has a block of the unknown kind " + block);
            }
            for (int length = file.u8(at++); length != 0; length = file.u8(at++)) {
                at += length;
            }
        }
        if (frames == 0) {
            throw file.corrupt("has no frame");
        }
        return ImageHeader.of(file, "gif", width, height, frames, alpha, Exif.NONE);
    }

    /** Bytes of the colour table that a packed field announces. */
    private static int colours(int packed) {
        return (packed & 0x80) == 0 ? 0 : 3 << ((packed & 7) + 1);
    }
}
