package dev.tamis.filters.clean;

/**
 * Removes lines that are only a page number, if they go on from page to page: see {@link PageBreaks}. The blank lines around
 * such a line are taken with it where it broke into a sentence that goes on in lower case; otherwise those before it stay.
 */
final class PageNumbers implements Cleaner {
    @Override
    public String name() {
        return "page_numbers";
    }

    @Override
    public String doc() {
        return "Drops lines that are only a page number (12, - 12 -, Page 12, [Pg 12], xii), if at least three follow each other a page apart and break into sentences, stand at form feeds or say \"page\".";
    }

    @Override
    public String clean(String text, Removed removed) {
        TextLines lines = new TextLines(text);
        PageBreaks breaks = new PageBreaks(lines);
        if (breaks.isEmpty()) {
            return text;
        }
        for (int line = 0; line < lines.count(); line++) {
            if (breaks.isNumber(line)) {
                drop(lines, line, breaks.breaksSentence(line));
            }
        }
        return lines.left(removed);
    }

    /** Drops a line that a page break left, and the blank lines that stood there for it. */
    static void drop(TextLines lines, int line, boolean breaksSentence) {
        lines.drop(line);
        int before = lines.lastFilled(line - 1);
        int after = lines.nextFilled(line + 1);
        if (after == lines.count()) {
            return;
        }
        boolean goesOn = breaksSentence && Character.isLowerCase(lines.text().codePointAt(lines.from(after)));
        if (goesOn) {
            lines.drop(before + 1, after);
        } else if (before < line - 1) {
            lines.drop(line + 1, after);
        }
    }
}
