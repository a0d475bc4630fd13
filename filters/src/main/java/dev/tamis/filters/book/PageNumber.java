package dev.tamis.filters.book;

/** What a page number looks like: one to four ASCII digits, or up to eight of the lower-case letters i, v, x, l. */
final class PageNumber {
    private static final int MOST_DIGITS = 4;
    private static final int MOST_NUMERALS = 8;

    private PageNumber() {}

    static boolean isNumber(byte[] utf8, int from, int to) {
        for (int at = from; at < to; at++) {
            if (utf8[at] < '0' || utf8[at] > '9') {
                return false;
            }
        }
        return from < to && to - from <= MOST_DIGITS;
    }

    static boolean isRoman(byte[] utf8, int from, int to) {
        for (int at = from; at < to; at++) {
            if (utf8[at] != 'i' && utf8[at] != 'v' && utf8[at] != 'x' && utf8[at] != 'l') {
                return false;
            }
        }
        return from < to && to - from <= MOST_NUMERALS;
    }
}
