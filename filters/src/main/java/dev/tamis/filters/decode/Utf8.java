package dev.tamis.filters.decode;

/** Well-formedness of UTF-8 after the Unicode Standard, table 3-7: no overlong forms, surrogates or values above 10FFFF. */
public final class Utf8 {
    private Utf8() {}

    /** Index of the first byte, at or after {@code from}, of a sequence that is not well-formed; the length if none. */
    public static int firstMalformed(byte[] b, int from) {
        int i = from;
        int length = b.length;
        while (i < length) {
            int c = b[i];
            if (c >= 0) {
                i++;
                continue;
            }
            c &= 0xFF;
            int next = i + 1 < length ? b[i + 1] & 0xFF : 0;
            if (c >= 0xC2 && c <= 0xDF) {
                if ((next & 0xC0) != 0x80) {
                    return i;
                }
                i += 2;
            } else if (c >= 0xE0 && c <= 0xEF) {
                int low = c == 0xE0 ? 0xA0 : 0x80;
                int high = c == 0xED ? 0x9F : 0xBF;
                if (next < low || next > high || i + 2 >= length || (b[i + 2] & 0xC0) != 0x80) {
                    return i;
                }
                i += 3;
            } else if (c >= 0xF0 && c <= 0xF4) {
                int low = c == 0xF0 ? 0x90 : 0x80;
                int high = c == 0xF4 ? 0x8F : 0xBF;
                if (next < low
                        || next > high
                        || i + 3 >= length
                        || (b[i + 2] & 0xC0) != 0x80
                        || (b[i + 3] & 0xC0) != 0x80) {
                    return i;
                }
                i += 4;
            } else {
                return i;
            }
        }
        return length;
    }
}
