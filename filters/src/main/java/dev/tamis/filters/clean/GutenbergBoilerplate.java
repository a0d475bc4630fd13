package dev.tamis.filters.clean;

import java.util.Arrays;

/**
 * Removes what Project Gutenberg puts around a book: everything up to the line {@code *** START OF THE PROJECT GUTENBERG
 * EBOOK} or, in older texts, to the end of the "small print"; the credits right after it; and everything from the line
 * {@code *** END OF THE PROJECT GUTENBERG EBOOK} or "End of Project Gutenberg's ..." on. Our own definition.
 *
 * <p>Spellings known, case ignored: one star or more or none before the end, any number of spaces, "the", "this" or
 * neither, ebook, etext or e-text after it. Nothing is cut without such a line, nor where it would take more than 1,000
 * lines, which is three times the licence. An end without stars counts only if nothing but the footer follows it. A file of
 * several books keeps them all.
 */
final class GutenbergBoilerplate implements Cleaner {
    private static final int MOST_LINES = 1000;
    private static final int MOST_TITLE_LINES = 4;
    private static final int MOST_CREDIT_LINES = 12;
    private static final int MOST_FOOTER_LINES = 10;
    private static final String[] CREDITS = {
        "produced by",
        "e-text prepared by",
        "etext prepared by",
        "this etext was prepared by",
        "this etext was produced by",
        "this ebook was prepared by",
        "this ebook was produced by",
        "this e-text was prepared by",
        "this e-text was produced by",
        "transcribed from the"
    };

    private enum Mark {
        NONE,
        START,
        SMALL_PRINT_END,
        END,
        /** "End of Project Gutenberg's ..." without stars: an end if the footer follows. */
        END_LINE
    }

    @Override
    public String name() {
        return "gutenberg_boilerplate";
    }

    @Override
    public String doc() {
        return "Drops Project Gutenberg's header, credits, footer and licence: what is outside of its START and END lines, in all their spellings.";
    }

    @Override
    public String clean(String text, Removed removed) {
        if (!text.contains("utenberg") && !text.contains("UTENBERG") && !text.contains("SMALL PRINT")) {
            return text;
        }
        TextLines lines = new TextLines(text);
        Mark[] marks = new Mark[lines.count()];
        Arrays.setAll(marks, line -> mark(lines, line));
        int line = header(lines, marks);
        while (line < lines.count()) {
            int end = nextEnd(lines, marks, line);
            if (end < 0) {
                break;
            }
            int start = nextStart(marks, end);
            if (start < 0 && lines.count() - end > MOST_LINES) {
                line = end + 1;
                continue;
            }
            int footer = lines.lastFilled(end - 1) + 1;
            if (start < 0) {
                lines.drop(footer, lines.count());
                break;
            }
            line = afterStart(lines, start);
            // one blank line stays between two books
            lines.drop(footer < end ? footer + 1 : end, line);
        }
        return lines.left(removed);
    }

    /** Drops the header and gives the first line after it. */
    private static int header(TextLines lines, Mark[] marks) {
        int start = nextStart(marks, 0);
        if (start < 0) {
            return 0;
        }
        int first = afterStart(lines, start);
        lines.drop(0, first);
        return first;
    }

    /** The line of a start mark, not far from here; else that of the end of the small print; or -1. */
    private static int nextStart(Mark[] marks, int from) {
        int smallPrint = -1;
        for (int line = from; line < marks.length && line - from <= MOST_LINES; line++) {
            Mark mark = marks[line];
            if (mark == Mark.START) {
                return line;
            }
            if (mark == Mark.SMALL_PRINT_END && smallPrint < 0) {
                smallPrint = line;
            }
            if (line > from && smallPrint >= 0 && (mark == Mark.END || mark == Mark.END_LINE)) {
                return smallPrint;
            }
        }
        return smallPrint;
    }

    /** The first line of the book after a start mark: its own further lines, blank ones and credits are passed. */
    private static int afterStart(TextLines lines, int start) {
        int line = start;
        for (int i = 0; i < MOST_TITLE_LINES && line + i < lines.count() && !lines.isBlank(line + i); i++) {
            if (lines.text().startsWith("**", Math.max(lines.from(line + i), lines.to(line + i) - 2))) {
                line += i;
                break;
            }
        }
        int first = lines.nextFilled(line + 1);
        if (first < lines.count() && isCredit(lines, first)) {
            int end = first;
            while (end < lines.count() && !lines.isBlank(end)) {
                end++;
            }
            return end - first <= MOST_CREDIT_LINES ? lines.nextFilled(end) : first;
        }
        return first;
    }

    private static boolean isCredit(TextLines lines, int line) {
        for (String credit : CREDITS) {
            if (startsWith(lines.text(), lines.from(line), credit)) {
                return true;
            }
        }
        return false;
    }

    /** The line of the next end mark, or -1. */
    private static int nextEnd(TextLines lines, Mark[] marks, int from) {
        for (int line = from; line < marks.length; line++) {
            if (marks[line] == Mark.END || (marks[line] == Mark.END_LINE && footerFollows(lines, marks, line))) {
                return line;
            }
        }
        return -1;
    }

    private static boolean footerFollows(TextLines lines, Mark[] marks, int endLine) {
        int line = endLine;
        for (int i = 0; i < MOST_FOOTER_LINES; i++) {
            line = lines.nextFilled(line + 1);
            if (line == lines.count() || marks[line] == Mark.END) {
                return true;
            }
        }
        return false;
    }

    private static Mark mark(TextLines lines, int line) {
        String text = lines.text();
        int end = lines.to(line);
        int at = lines.from(line);
        if (at == end || (text.charAt(at) != '*' && text.charAt(at) != 'E' && text.charAt(at) != 'e')) {
            return Mark.NONE;
        }
        int stars = at;
        while (at < end && (text.charAt(at) == '*' || text.charAt(at) == ' ')) {
            at++;
        }
        boolean starred = at > stars;
        if (starred && startsWith(text, at, "start of ")) {
            return isGutenberg(text, afterArticle(text, at + "start of ".length())) ? Mark.START : Mark.NONE;
        }
        if (starred && startsWith(text, at, "start: full license")) {
            return Mark.END;
        }
        if (!startsWith(text, at, "end")) {
            return Mark.NONE;
        }
        at += "end".length();
        if (starred && isSmallPrint(text, at, end)) {
            return Mark.SMALL_PRINT_END;
        }
        at = startsWith(text, at, " of") ? at + " of".length() : at;
        if (at == end || text.charAt(at) != ' ' || !isGutenberg(text, afterArticle(text, at + 1))) {
            return Mark.NONE;
        }
        return starred ? Mark.END : Mark.END_LINE;
    }

    private static boolean isSmallPrint(String text, int start, int end) {
        int at = start;
        while (at < end && (text.charAt(at) == '*' || text.charAt(at) == ' ')) {
            at++;
        }
        return startsWith(text, at, "the small print");
    }

    private static int afterArticle(String text, int at) {
        if (startsWith(text, at, "the ")) {
            return at + "the ".length();
        }
        return startsWith(text, at, "this ") ? at + "this ".length() : at;
    }

    private static boolean isGutenberg(String text, int at) {
        return startsWith(text, at, "project gutenberg");
    }

    private static boolean startsWith(String text, int at, String phrase) {
        return text.regionMatches(true, at, phrase, 0, phrase.length());
    }
}
