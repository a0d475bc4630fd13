package dev.tamis.filters.clean;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A text cut at LF and form feeds, with what the cleaners of books ask of lines. A cleaner marks the lines to drop;
 * {@link #left} gives the text without them, line ends of the others as they were.
 */
final class TextLines {
    private final String text;
    private int[] starts = new int[256];
    /** The first and the last place of a line that are not white space; equal for blank lines. */
    private int[] froms = new int[256];

    private int[] tos = new int[256];
    private final int[] nextFilled;
    private final int[] lastFilled;
    private int count;
    private final BitSet pageStarts = new BitSet();
    private final BitSet dropped = new BitSet();

    TextLines(String text) {
        this.text = text;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\n' || c == '\f') {
                add(start, i);
                start = i + 1;
                if (c == '\f') {
                    pageStarts.set(count);
                }
            }
        }
        if (start < text.length()) {
            add(start, text.length());
        }
        nextFilled = new int[count];
        lastFilled = new int[count];
        for (int line = 0, last = -1; line < count; line++) {
            last = isBlank(line) ? last : line;
            lastFilled[line] = last;
        }
        for (int line = count - 1, next = count; line >= 0; line--) {
            next = isBlank(line) ? next : line;
            nextFilled[line] = next;
        }
    }

    private void add(int start, int end) {
        if (count == starts.length) {
            starts = Arrays.copyOf(starts, count * 2);
            froms = Arrays.copyOf(froms, count * 2);
            tos = Arrays.copyOf(tos, count * 2);
        }
        int from = start;
        while (from < end && Python.isSpace(text.charAt(from))) {
            from++;
        }
        int to = end;
        while (to > from && Python.isSpace(text.charAt(to - 1))) {
            to--;
        }
        starts[count] = start;
        froms[count] = from;
        tos[count++] = to;
    }

    String text() {
        return text;
    }

    int count() {
        return count;
    }

    int start(int line) {
        return starts[line];
    }

    /** The first place of a line that is not white space. */
    int from(int line) {
        return froms[line];
    }

    /** The place after the last one of a line that is not white space. */
    int to(int line) {
        return tos[line];
    }

    boolean isBlank(int line) {
        return froms[line] == tos[line];
    }

    /** Whether a form feed stands before the line. */
    boolean startsPage(int line) {
        return pageStarts.get(line);
    }

    /** The next line from here on that is not blank, or {@link #count}. */
    int nextFilled(int line) {
        return line >= count ? count : nextFilled[line];
    }

    /** The last line from here back that is not blank, or -1. */
    int lastFilled(int line) {
        return line < 0 ? -1 : lastFilled[line];
    }

    void drop(int line) {
        dropped.set(line);
    }

    /** Drops lines, the second one excluded. */
    void drop(int first, int end) {
        if (first < end) {
            dropped.set(first, end);
        }
    }

    boolean isDropped(int line) {
        return dropped.get(line);
    }

    /** The text without the dropped lines. */
    String left(Removed removed) {
        if (dropped.isEmpty()) {
            return text;
        }
        StringBuilder left = new StringBuilder(text.length());
        for (int line = 0; line < count; line++) {
            if (dropped.get(line)) {
                removed.lines(isBlank(line) ? 0 : 1);
            } else {
                left.append(text, starts[line], line + 1 < count ? starts[line + 1] : text.length());
            }
        }
        return removed.shorter(text, left.toString());
    }
}
