package dev.tamis.filters.safety;

/**
 * Numbers in other digits than ASCII's: Arabic-Indic, Persian, Devanagari, Bengali and full-width ones, and the full-width
 * signs within numbers. They are read as ASCII, in a copy of the text in which each is one byte.
 */
final class OtherDigits {
    private OtherDigits() {}

    /** First bytes of what is read as ASCII. */
    static boolean mayBegin(int lead) {
        return lead == 0xD9 || lead == 0xDB || lead == 0xE0 || lead == 0xEF;
    }

    /** Whether there is such a digit at {@code at}, or a full-width sign before an ASCII digit. */
    static boolean begin(byte[] utf8, int at, int length) {
        int read = ascii(utf8, at, length);
        return (read >= '0' && read <= '9') || (read > 0 && Edges.isDigitAt(utf8, at + 3, length));
    }

    /** The ASCII character that one of more bytes is read as; 0 if there is none at {@code at}. */
    private static int ascii(byte[] utf8, int at, int length) {
        int lead = utf8[at] & 0xFF;
        if (!mayBegin(lead) || at + 1 >= length) {
            return 0;
        }
        int second = utf8[at + 1] & 0xFF;
        if (lead == 0xD9) {
            return second >= 0xA0 && second <= 0xA9 ? '0' + second - 0xA0 : 0; // U+0660
        }
        if (lead == 0xDB) {
            return second >= 0xB0 && second <= 0xB9 ? '0' + second - 0xB0 : 0; // U+06F0
        }
        if (at + 2 >= length) {
            return 0;
        }
        int third = utf8[at + 2] & 0xFF;
        if (lead == 0xE0) {
            boolean digit = (second == 0xA5 || second == 0xA7) && third >= 0xA6 && third <= 0xAF; // U+0966, U+09E6
            return digit ? '0' + third - 0xA6 : 0;
        }
        if (second != 0xBC || third < 0x80 || third > 0xBF) {
            return 0;
        }
        int fullWidth = third - 0x80 + ' ';
        boolean kept = (fullWidth >= '0' && fullWidth <= '9') || "()+-./".indexOf(fullWidth) >= 0; // U+FF08 and on
        return kept ? fullWidth : 0;
    }

    /** Bytes of what begins at {@code at} and becomes one byte. */
    private static int width(byte[] utf8, int at, int length) {
        return utf8[at] >= 0 || ascii(utf8, at, length) == 0 ? 1 : (utf8[at] & 0xFF) >= 0xE0 ? 3 : 2;
    }

    /** Writes the first {@code length} bytes, other digits as ASCII ones, and gives how many there are then. */
    static int fold(byte[] utf8, int length, byte[] folded) {
        int count = 0;
        int i = 0;
        while (i < length) {
            int width = width(utf8, i, length);
            folded[count++] = width == 1 ? utf8[i] : (byte) ascii(utf8, i, length);
            i += width;
        }
        return count;
    }

    /** Turns places in the folded bytes, in order, into places in the text: starts and ends of spans. */
    static void unfold(byte[] utf8, int length, int[] starts, int[] ends, int spans) {
        int place = 0;
        int i = 0;
        for (int span = 0; span < spans; span++) {
            while (place < starts[span]) {
                i += width(utf8, i, length);
                place++;
            }
            starts[span] = i;
            while (place < ends[span]) {
                i += width(utf8, i, length);
                place++;
            }
            ends[span] = i;
        }
    }
}
