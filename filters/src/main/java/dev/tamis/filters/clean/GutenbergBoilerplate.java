package dev.tamis.filters.clean;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.StringTokenizer;

/**
 * Removes what Project Gutenberg puts around a book: everything up to the line {@code *** START OF THE PROJECT GUTENBERG
 * EBOOK} or, in older texts, to the end of the "small print"; the credits right after it, or at the text's very beginning where
 * there are two or more and one names Gutenberg, as in its PDF files; and everything from the line
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
    private static final int MOST_CREDIT_CHARS = 1500;
    private static final int MOST_CREDITS = 8;
    private static final int MOST_CREDIT_WORDS = 8;

    /** What is said to have been made, before the verb: "This ebook was produced by", "HTML file produced by". */
    private static final Set<String> MADE = Set.of(
            "this",
            "the",
            "etext",
            "e-text",
            "ebook",
            "e-book",
            "text",
            "txt",
            "html",
            "pdf",
            "epub",
            "latex",
            "file",
            "files",
            "version",
            "edition",
            "images",
            "pages",
            "was",
            "were",
            "is",
            "and",
            "originally");

    private static final Set<String> VERBS = Set.of(
            "produced",
            "prepared",
            "created",
            "scanned",
            "transcribed",
            "converted",
            "digitized",
            "digitised",
            "proofread",
            "proofed",
            "typed",
            "formatted");

    private static final Set<String> AFTER_VERB = Set.of("by", "from", "using");

    /** What only credits say, in lower case. */
    private static final List<String> CREDIT_PHRASES = List.of(
            "pgdp.net",
            "distributed proofread",
            "www.gutenberg.",
            "gutenberg.org/",
            "this pdf file is optimized for screen viewing",
            "minor typographical corrections and presentational changes have been made without comment");

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
        return "Drops Project Gutenberg's header, credits, footer and licence: what is outside of its START and END lines, in all their spellings, and the paragraphs on who made the file right after the first, or at the beginning of a file without it.";
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
            line = afterStart(lines, marks, start);
            // one blank line stays between two books
            lines.drop(footer < end ? footer + 1 : end, line);
        }
        return lines.left(removed);
    }

    /** Drops the header and gives the first line after it. */
    private static int header(TextLines lines, Mark[] marks) {
        int start = nextStart(marks, 0);
        if (start < 0) {
            int begin = lines.nextFilled(0);
            int end = afterCredits(lines, marks, begin);
            // one such paragraph may be the book's own
            boolean several = end > begin && lines.lastFilled(end - 1) > endOfParagraph(lines, marks, begin);
            if (!several || !lowerCase(lines, begin, end).contains("gutenberg")) {
                return 0;
            }
            lines.drop(0, end);
            return end;
        }
        int first = afterStart(lines, marks, start);
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
    private static int afterStart(TextLines lines, Mark[] marks, int start) {
        int line = start;
        for (int i = 0; i < MOST_TITLE_LINES && line + i < lines.count() && !lines.isBlank(line + i); i++) {
            if (lines.text().startsWith("**", Math.max(lines.from(line + i), lines.to(line + i) - 2))) {
                line += i;
                break;
            }
        }
        return afterCredits(lines, marks, lines.nextFilled(line + 1));
    }

    /** The first line after the paragraphs of credits that begin here. */
    private static int afterCredits(TextLines lines, Mark[] marks, int begin) {
        int line = begin;
        for (int credits = 0; credits < MOST_CREDITS && line < lines.count(); credits++) {
            int end = endOfParagraph(lines, marks, line);
            boolean small = end > line
                    && end - line <= MOST_CREDIT_LINES
                    && lines.to(end - 1) - lines.from(line) <= MOST_CREDIT_CHARS;
            if (!small || !isCredit(lowerCase(lines, line, end))) {
                return line;
            }
            line = lines.nextFilled(end);
        }
        return line;
    }

    /** The line after a paragraph, which a mark ends as well. */
    private static int endOfParagraph(TextLines lines, Mark[] marks, int line) {
        int end = line;
        while (end < lines.count() && !lines.isBlank(end) && marks[end] == Mark.NONE) {
            end++;
        }
        return end;
    }

    /** The text from one line up to another, in lower case. */
    private static String lowerCase(TextLines lines, int line, int end) {
        int to = lines.lastFilled(end - 1);
        return lines.text().substring(lines.from(line), lines.to(to)).toLowerCase(Locale.ROOT);
    }

    private static boolean isCredit(String paragraph) {
        if (CREDIT_PHRASES.stream().anyMatch(paragraph::contains)) {
            return true;
        }
        StringTokenizer words = new StringTokenizer(paragraph, " \t\r\n[]_*(");
        for (int i = 0; i < MOST_CREDIT_WORDS && words.hasMoreTokens(); i++) {
            String word = words.nextToken();
            if (VERBS.contains(word)) {
                return words.hasMoreTokens() && AFTER_VERB.contains(words.nextToken());
            }
            if (!MADE.contains(word)) {
                return false;
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
