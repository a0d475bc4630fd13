package dev.tamis.filters.fineweb;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.word.Punctuation;

/** How lines end and how long they are, as FineWeb counts it. Belongs to one thread. */
final class LineEnds {
    private static final int SHORT_LINE = 30;

    private int lines;
    private int terminal;
    private int shortLines;
    private int allLines;
    private int publishedTerminal;
    private int allShortLines;
    private int breaks;
    private int chars;

    void measure(TextView view) {
        lines = 0;
        terminal = 0;
        shortLines = 0;
        publishedTerminal = 0;
        allShortLines = 0;
        byte[] utf8 = view.utf8();
        for (int i = 0; i < view.lines(); i++) {
            int start = view.lineStart(i);
            int end = view.lineEnd(i);
            boolean isShort = view.lineCodePoints(i) <= SHORT_LINE;
            allShortLines += isShort ? 1 : 0;
            if (start == end) {
                continue;
            }
            int last = Utf8.lastCodePoint(utf8, start, end);
            publishedTerminal += last == '.' || last == '\'' || last == '"' || last == '!' || last == '?' ? 1 : 0;
            if (!view.isBlank(i)) {
                lines++;
                shortLines += isShort ? 1 : 0;
                terminal += Punctuation.isTerminal(last) ? 1 : 0;
            }
        }
        boolean open = view.length() == 0 || utf8[view.length() - 1] == '\n';
        allLines = view.lines() + (open ? 1 : 0);
        allShortLines += open ? 1 : 0;
        breaks = allLines - 1;
        chars = view.codePoints() - breaks;
    }

    /** Lines that are not blank. */
    int lines() {
        return lines;
    }

    /** Those of them that end in a terminal mark. */
    int terminal() {
        return terminal;
    }

    int shortLines() {
        return shortLines;
    }

    /** Lines split at LF, as Python's {@code split} does. */
    int allLines() {
        return allLines;
    }

    int publishedTerminal() {
        return publishedTerminal;
    }

    int allShortLines() {
        return allShortLines;
    }

    /** LF in the text. */
    int breaks() {
        return breaks;
    }

    /** Code points but LF. */
    int charsWithoutBreaks() {
        return chars;
    }
}
