package dev.tamis.filters.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * U+FFFC, OBJECT REPLACEMENT CHARACTER, which stands for a medium in a text: the first one for the first of the document's media,
 * and so on. It stands on a line of its own.
 */
public final class MediaMarks {
    /** The character. */
    public static final char MARK = '\uFFFC';

    /** Bytes of one in UTF-8. */
    public static final int BYTES = 3;

    private MediaMarks() {}

    /** How many there are in a text. */
    public static int count(CharSequence text) {
        int count = 0;
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == MARK) {
                count++;
            }
        }
        return count;
    }

    /** How many there are in a text in UTF-8. */
    public static int count(byte[] utf8) {
        int count = 0;
        for (int at = 0; at < utf8.length; at++) {
            if (isAt(utf8, at)) {
                count++;
            }
        }
        return count;
    }

    /** Whether one begins at a byte of a text in UTF-8. */
    public static boolean isAt(byte[] utf8, int at) {
        return utf8[at] == (byte) 0xEF
                && at + BYTES <= utf8.length
                && utf8[at + 1] == (byte) 0xBF
                && utf8[at + 2] == (byte) 0xBC;
    }

    /** The text without them and without the lines they stand on; the same object where there is none. */
    public static String without(String text) {
        return text.indexOf(MARK) < 0
                ? text
                : new String(without(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    /** The first byte of the first one at or after a byte of a text in UTF-8; the text's length where there is none. */
    public static int next(byte[] utf8, int from) {
        int at = from;
        while (at < utf8.length && !isAt(utf8, at)) {
            at++;
        }
        return at;
    }

    /** A text in UTF-8 without them and without the lines they stand on; the same array where there is none. */
    public static byte[] without(byte[] utf8) {
        if (next(utf8, 0) == utf8.length) {
            return utf8;
        }
        int[] ranges = ranges(utf8, mark -> true);
        byte[] left = new byte[utf8.length];
        int size = 0;
        int from = 0;
        for (int i = 0; i <= ranges.length; i += 2) {
            int to = i < ranges.length ? ranges[i] : utf8.length;
            System.arraycopy(utf8, from, left, size, to - from);
            size += to - from;
            from = i < ranges.length ? ranges[i + 1] : to;
        }
        return Arrays.copyOf(left, size);
    }

    /**
     * The bytes that go with some of the marks of a text: the marks, and white space beside them so that of the two gaps around
     * the larger is left, and none at the text's ends.
     *
     * @param gone whether the mark of a number, from 0, goes
     * @return the start of each range and the byte after its end, in order; the ranges don't overlap
     */
    public static int[] ranges(byte[] utf8, IntPredicate gone) {
        int[] ranges = new int[16];
        int size = 0;
        int mark = 0;
        int at = 0;
        int floor = 0;
        while (at < utf8.length) {
            if (!isAt(utf8, at)) {
                at++;
                continue;
            }
            if (!gone.test(mark++)) {
                at += BYTES;
                continue;
            }
            int first = at;
            int end = at + BYTES;
            int next = skipSpace(utf8, end);
            while (next < utf8.length && isAt(utf8, next) && gone.test(mark)) {
                mark++;
                end = next + BYTES;
                next = skipSpace(utf8, end);
            }
            int start = first;
            while (start > floor && isSpace(utf8[start - 1])) {
                start--;
            }
            boolean wideAfter = lineEnds(utf8, end, next) > lineEnds(utf8, start, first);
            int from = start == 0 || (next < utf8.length && !wideAfter) ? first : start;
            from = start == 0 ? 0 : from;
            int to = start == 0 || !wideAfter || next == utf8.length ? next : end;
            if (size == ranges.length) {
                ranges = Arrays.copyOf(ranges, 2 * size);
            }
            ranges[size++] = from;
            ranges[size++] = to;
            floor = to;
            at = next;
        }
        return Arrays.copyOf(ranges, size);
    }

    private static int skipSpace(byte[] utf8, int from) {
        int at = from;
        while (at < utf8.length && isSpace(utf8[at])) {
            at++;
        }
        return at;
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\t';
    }

    private static int lineEnds(byte[] utf8, int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            if (utf8[i] == '\n') {
                count++;
            }
        }
        return count;
    }
}
