package dev.tamis.filters.image;

import dev.tamis.filters.record.ExtractionException;

/** JPEG 2000, by ITU-T T.800: the file format with its boxes, or a bare codestream. */
final class Jp2Header {
    private Jp2Header() {}

    static ImageHeader read(byte[] image) throws ExtractionException {
        FileBytes file = new FileBytes(image, "jp2", false);
        long at = 0;
        boolean alpha = false;
        while (!isCodestream(file, at)) {
            long length = file.u32(at);
            String type = file.tag(at + 4);
            long content = at + 8;
            if (length == 1) {
                if (file.u32(at + 8) != 0) {
                    throw file.corrupt("has a box of more than 4 GiB");
                }
                length = file.u32(at + 12);
                content = at + 16;
            }
            if (type.equals("jp2c")) {
                if (!isCodestream(file, content)) {
                    throw file.corrupt("has no codestream where it says");
                }
                at = content;
                continue;
            }
            if (length < content - at) {
                throw file.corrupt("has a box of " + length + " bytes");
            }
            file.at(at, length);
            if (type.equals("jp2h")) {
                alpha = definesAlpha(file, content, at + length);
            }
            at += length;
        }
        // FF4F, then FF51 with its length and capabilities, then the reference grid and where the image begins on it.
        long width = file.u32(at + 8) - file.u32(at + 16);
        long height = file.u32(at + 12) - file.u32(at + 20);
        if (image[image.length - 2] != (byte) 0xFF || image[image.length - 1] != (byte) 0xD9) {
            if (!endsSomewhere(image, (int) at)) {
                throw file.truncated("has no end of codestream");
            }
        }
        return ImageHeader.of(file, "jp2", width, height, 1, alpha, Exif.NONE);
    }

    private static boolean isCodestream(FileBytes file, long at) throws ExtractionException {
        return file.u32(at) == 0xFF4FFF51L;
    }

    /** Whether a channel definition box names an opacity channel. */
    private static boolean definesAlpha(FileBytes file, long from, long end) throws ExtractionException {
        long at = from;
        while (at + 8 <= end) {
            long length = file.u32(at);
            if (length < 8) {
                return false;
            }
            if (file.has(at + 4, "cdef")) {
                int channels = file.u16(at + 8);
                for (int i = 0; i < channels && at + 16 + 6L * i <= end; i++) {
                    int type = file.u16(at + 12 + 6L * i);
                    if (type == 1 || type == 2) {
                        return true;
                    }
                }
            }
            at += length;
        }
        return false;
    }

    /** Boxes may follow the codestream; its end is then somewhere before them. */
    private static boolean endsSomewhere(byte[] image, int from) {
        for (int i = image.length - 2; i > from; i--) {
            if (image[i] == (byte) 0xFF && image[i + 1] == (byte) 0xD9) {
                return true;
            }
        }
        return false;
    }
}
