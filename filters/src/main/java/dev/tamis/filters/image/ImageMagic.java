package dev.tamis.filters.image;

import java.nio.charset.StandardCharsets;

/** Tells by its first bytes that a file is an image, whether or not it can be decoded. */
public final class ImageMagic {
    /** Brands of ISO base media files that are images: ISO 23008-12 and AVIF. */
    private static final String[] BRANDS = {
        "avif", "avis", "heic", "heix", "hevc", "hevx", "heim", "heis", "mif1", "msf1"
    };

    private ImageMagic() {}

    /** Whether the bytes begin as those of an image do. */
    public static boolean is(byte[] bytes) {
        return starts(bytes, 0, "\u00ff\u00d8\u00ff")
                || starts(bytes, 0, "\u0089PNG\r\n\u001a\n")
                || starts(bytes, 0, "GIF87a")
                || starts(bytes, 0, "GIF89a")
                || (starts(bytes, 0, "RIFF") && starts(bytes, 8, "WEBP"))
                || starts(bytes, 0, "II*\0")
                || starts(bytes, 0, "MM\0*")
                || starts(bytes, 0, "8BPS\0")
                || starts(bytes, 0, "\0\0\u0001\0")
                || starts(bytes, 0, "\0\0\0\u000cjP  \r\n\u0087\n")
                || (starts(bytes, 0, "\u00ff\n") && bytes.length > 16)
                || starts(bytes, 0, "\0\0\0\u000cJXL \r\n\u0087\n")
                || isBitmap(bytes)
                || isBrand(bytes);
    }

    /** Whether the bytes are those of a PDF, whose pages can be drawn. */
    public static boolean isPdf(byte[] bytes) {
        return starts(bytes, 0, "%PDF-");
    }

    /** "BM" alone begins many texts; the length and the size of the second header follow it in bitmaps. */
    private static boolean isBitmap(byte[] bytes) {
        return bytes.length >= 26
                && starts(bytes, 0, "BM")
                && bytes[15] == 0
                && bytes[16] == 0
                && bytes[17] == 0
                && (bytes[14] & 0xff) >= 12
                && (bytes[14] & 0xff) <= 124;
    }

    private static boolean isBrand(byte[] bytes) {
        if (!starts(bytes, 4, "ftyp") || bytes.length < 12) {
            return false;
        }
        String brand = new String(bytes, 8, 4, StandardCharsets.ISO_8859_1);
        for (String known : BRANDS) {
            if (known.equals(brand)) {
                return true;
            }
        }
        return false;
    }

    private static boolean starts(byte[] bytes, int from, String magic) {
        if (bytes.length < from + magic.length()) {
            return false;
        }
        for (int i = 0; i < magic.length(); i++) {
            if ((bytes[from + i] & 0xff) != magic.charAt(i)) {
                return false;
            }
        }
        return true;
    }
}
