package dev.tamis.filters.text;

import java.util.Arrays;

/** The places of media in a text: each is a U+FFFC, the object replacement character, three bytes in UTF-8. */
public final class MediaMarks {
    /** Bytes of a mark. */
    public static final int BYTES = 3;

    private MediaMarks() {}

    /** The first byte of the first mark at or after a place, or the text's length where there is none. */
    public static int next(byte[] utf8, int from) {
        for (int at = from; at + BYTES <= utf8.length; at++) {
            if (utf8[at] == (byte) 0xEF && utf8[at + 1] == (byte) 0xBF && utf8[at + 2] == (byte) 0xBC) {
                return at;
            }
        }
        return utf8.length;
    }

    /** The text without its marks; the same array where it has none. */
    public static byte[] without(byte[] utf8) {
        int mark = next(utf8, 0);
        if (mark == utf8.length) {
            return utf8;
        }
        byte[] left = new byte[utf8.length - BYTES];
        int size = 0;
        int from = 0;
        while (true) {
            System.arraycopy(utf8, from, left, size, mark - from);
            size += mark - from;
            if (mark == utf8.length) {
                return Arrays.copyOf(left, size);
            }
            from = mark + BYTES;
            mark = next(utf8, from);
        }
    }
}
