package dev.tamis.filters.signal;

/**
 * Whether a caption is what a file was called, not what is to be seen. WCAG's failure F30 names such text; the definition is
 * our own. The caption without white space around it is, case ignored, one of
 *
 * <ul>
 *   <li>a name that ends in the extension of an image and has no white space, or begins as a camera or a program names it
 *   <li>what cameras, telephones and programs number: {@code IMG_1234}, {@code DSC0001 (2)}, {@code PXL_20210304_101112345},
 *       {@code Screenshot 2021-03-04 at 10.11.12}
 *   <li>a URL alone, with a scheme of the web or {@code www.}
 *   <li>at least 8 digits, or 16 hexadecimal digits of which one is a digit, with {@code - _ .} between them
 * </ul>
 */
final class FileNameCaption {
    private static final int LONGEST = 512;

    private static final String[] EXTENSIONS = {
        ".jpg", ".jpeg", ".jpe", ".jfif", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".heic", ".heif", ".avif",
        ".svg", ".jp2", ".psd"
    };

    /** What stands before the number of a picture. */
    private static final String[] STEMS = {
        "img",
        "image",
        "imag",
        "imgp",
        "photo",
        "pic",
        "picture",
        "pict",
        "dsc",
        "dscn",
        "dscf",
        "dscd",
        "_mg",
        "_dsc",
        "_dsf",
        "dji",
        "gopr",
        "gh",
        "sam",
        "sdc",
        "hpim",
        "cimg",
        "mvimg",
        "pxl",
        "wp",
        "vid",
        "fb_img",
        "screenshot",
        "screen shot",
        "screen_shot",
        "snap",
        "snapshot",
        "scan",
        "capture",
        "bildschirmfoto",
        "capture d\u2019\u00e9cran",
        "captura de pantalla",
        "untitled",
        "file",
        "p",
        "r"
    };

    private FileNameCaption() {}

    /** @param utf8 the caption, of which the first {@code length} bytes count */
    static boolean matches(byte[] utf8, int length) {
        int start = 0;
        int end = length;
        while (start < end && isSpace(utf8[start])) {
            start++;
        }
        while (end > start && isSpace(utf8[end - 1])) {
            end--;
        }
        if (start == end || end - start > LONGEST) {
            return false;
        }
        boolean spaced = false;
        for (int i = start; i < end; i++) {
            spaced |= isSpace(utf8[i]);
        }
        if (!spaced && isUrl(utf8, start, end)) {
            return true;
        }
        int name = beforeExtension(utf8, start, end);
        if (name > start && name < end && !spaced) {
            return true;
        }
        return isNumbered(utf8, start, name) || isNumber(utf8, start, name);
    }

    private static boolean isUrl(byte[] utf8, int start, int end) {
        return end - start > 8
                && (begins(utf8, start, end, "http://")
                        || begins(utf8, start, end, "https://")
                        || begins(utf8, start, end, "ftp://")
                        || begins(utf8, start, end, "www."));
    }

    /** Where the extension of an image begins; the end where there is none. */
    private static int beforeExtension(byte[] utf8, int start, int end) {
        for (String extension : EXTENSIONS) {
            int at = end - extension.length();
            if (at >= start && begins(utf8, at, end, extension)) {
                return at;
            }
        }
        return end;
    }

    /** A stem, then at least three digits in all, and beside them only what stands between numbers. */
    private static boolean isNumbered(byte[] utf8, int start, int end) {
        for (String stem : STEMS) {
            int at = start + after(utf8, start, end, stem);
            if (at > start && numbers(utf8, at, end) >= 3) {
                return true;
            }
        }
        return false;
    }

    private static boolean isNumber(byte[] utf8, int start, int end) {
        int digits = 0;
        int hex = 0;
        for (int i = start; i < end; i++) {
            int c = utf8[i] | 0x20;
            if (utf8[i] >= '0' && utf8[i] <= '9') {
                digits++;
            } else if (c >= 'a' && c <= 'f') {
                hex++;
            } else if (utf8[i] != '-' && utf8[i] != '_' && utf8[i] != '.') {
                return false;
            }
        }
        return hex == 0 ? digits >= 8 : digits > 0 && digits + hex >= 16;
    }

    /** Number of digits, or -1 where anything stands between them that does not belong to dates, times and copies. */
    private static int numbers(byte[] utf8, int start, int end) {
        int digits = 0;
        for (int i = start; i < end; i++) {
            byte c = utf8[i];
            if (c >= '0' && c <= '9') {
                digits++;
            } else if (!isSpace(c)
                    && c != '-'
                    && c != '_'
                    && c != '.'
                    && c != ':'
                    && c != '('
                    && c != ')'
                    && c != '~') {
                // "at" and "um" of macOS, WA of WhatsApp, AM and PM: at most two letters in a row.
                if (!isLetter(c) || (i > start + 1 && isLetter(utf8[i - 1]) && isLetter(utf8[i - 2]))) {
                    return -1;
                }
            }
        }
        return digits;
    }

    private static boolean begins(byte[] utf8, int start, int end, String ascii) {
        return after(utf8, start, end, ascii) > 0;
    }

    /** Length of the prefix in UTF-8 if the text begins with it, ASCII case ignored; else 0. */
    private static int after(byte[] utf8, int start, int end, String prefix) {
        int at = start;
        for (int i = 0; i < prefix.length(); i++) {
            char c = prefix.charAt(i);
            int bytes = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            if (at + bytes > end) {
                return 0;
            }
            boolean same = switch (bytes) {
                case 1 -> (c >= 'a' && c <= 'z' ? (utf8[at] | 0x20) : utf8[at]) == c;
                case 2 -> utf8[at] == (byte) (0xC0 | (c >> 6)) && utf8[at + 1] == (byte) (0x80 | (c & 0x3F));
                default ->
                    utf8[at] == (byte) (0xE0 | (c >> 12))
                            && utf8[at + 1] == (byte) (0x80 | ((c >> 6) & 0x3F))
                            && utf8[at + 2] == (byte) (0x80 | (c & 0x3F));
            };
            if (!same) {
                return 0;
            }
            at += bytes;
        }
        return at - start;
    }

    private static boolean isLetter(byte c) {
        return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
