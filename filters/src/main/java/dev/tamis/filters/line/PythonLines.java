package dev.tamis.filters.line;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import java.util.Arrays;

/**
 * The lines of a text as Python's {@code str.splitlines} cuts it: at LF, CR, CR LF, VT, FF, U+001C to U+001E, U+0085, U+2028
 * and U+2029; a text that ends in one of them has no line after it. Belongs to one thread.
 */
public final class PythonLines {
    private static final int SMALL = 64;
    private static final int KEPT = 1 << 20;

    private byte[] utf8;
    private int size;
    private int[] start = new int[SMALL];
    private int[] end = new int[SMALL];

    /** Takes the lines of the next text. */
    public void split(TextView view) {
        utf8 = view.utf8();
        size = 0;
        if (start.length > KEPT) {
            start = new int[SMALL];
            end = new int[SMALL];
        }
        if (!view.hasOtherBreaks()) {
            for (int i = 0; i < view.lines(); i++) {
                add(view.lineStart(i), view.lineEnd(i));
            }
            return;
        }
        int length = view.length();
        int from = 0;
        int at = 0;
        while (at < length) {
            int width = breakAt(at);
            if (width == 0) {
                at++;
            } else {
                add(from, at);
                at += width;
                from = at;
            }
        }
        if (from < length) {
            add(from, length);
        }
    }

    /** Bytes of the line break at a position, or 0; the zeros after the text are none. */
    private int breakAt(int at) {
        byte b = utf8[at];
        if (b > 0x1E) {
            return 0;
        }
        if (b >= 0) {
            return switch (b) {
                case '\r' -> utf8[at + 1] == '\n' ? 2 : 1;
                case '\n', 0x0B, '\f', 0x1C, 0x1D, 0x1E -> 1;
                default -> 0;
            };
        }
        if (b == (byte) 0xC2) {
            return utf8[at + 1] == (byte) 0x85 ? 2 : 0;
        }
        if (b == (byte) 0xE2 && utf8[at + 1] == (byte) 0x80) {
            return utf8[at + 2] == (byte) 0xA8 || utf8[at + 2] == (byte) 0xA9 ? 3 : 0;
        }
        return 0;
    }

    private void add(int from, int to) {
        if (size == start.length) {
            start = Arrays.copyOf(start, size * 2);
            end = Arrays.copyOf(end, size * 2);
        }
        start[size] = from;
        end[size] = to;
        size++;
    }

    public int size() {
        return size;
    }

    public int start(int line) {
        return start[line];
    }

    public int end(int line) {
        return end[line];
    }

    /** Code points of all lines without what ends them. */
    public long chars() {
        long sum = 0;
        for (int line = 0; line < size; line++) {
            sum += Utf8.codePoints(utf8, start[line], end[line]);
        }
        return sum;
    }

    /** Code points of the longest line without what ends it; 0 without lines. */
    public int longest() {
        int longest = 0;
        for (int line = 0; line < size; line++) {
            longest = Math.max(longest, Utf8.codePoints(utf8, start[line], end[line]));
        }
        return longest;
    }

    /** First byte of a line that is not white space, or the end of the line. */
    public int strippedStart(int line) {
        int at = start[line];
        while (at < end[line]) {
            int length = Utf8.lengthAt(utf8, at, end[line]);
            if (!CharClasses.isSpace(Utf8.codePointAt(utf8, at, length))) {
                return at;
            }
            at += length;
        }
        return at;
    }

    /** The byte after the last one of a line that is not white space, or the start of the line. */
    public int strippedEnd(int line) {
        int at = end[line];
        while (at > start[line]) {
            int last = Utf8.lastStart(utf8, start[line], at);
            if (!CharClasses.isSpace(Utf8.codePointAt(utf8, last, at - last))) {
                return at;
            }
            at = last;
        }
        return at;
    }
}
