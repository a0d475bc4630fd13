package dev.tamis.filters.clean;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the lines that page breaks left in a text: page numbers alone, or with a running head. Our own definition, made so
 * that numbered chapters, poems and list items are not taken for pages.
 *
 * <p>A candidate is a line of at most 80 characters that is a number of one to four digits or a roman numeral, with or
 * without "page", "pg" or "p" and brackets or dashes around it; or that begins or ends with such digits, the rest being its
 * key. Candidates of one key form a chain while their numbers grow by 1 to 4 and stand 400 to 9,000 characters a page apart.
 * A chain of three or more is one of pages if a quarter of its lines, and at least two, break into a sentence, the line
 * before ending with a letter, comma, semicolon or hyphen; or if half of them stand first or last on a page between form
 * feeds; or if they say "page". A chapter begins after the end of a sentence; so that a few that do not, as after a letter's
 * signature, are not enough, a chain of heads between blank lines needs half of its lines to break into a sentence. A word
 * of {@link Divisions} alone, as in "Chapter 12", is never a head.
 */
final class PageBreaks {
    private static final int MOST_CHARS = 80;
    private static final int MOST_STEP = 4;
    private static final int LEAST_PAGE_CHARS = 400;
    private static final int MOST_PAGE_CHARS = 9000;
    private static final int LEAST_CHAIN = 3;
    private static final int OPEN_CHAINS = 8;
    private static final int LEAST_KEY_LETTERS = 3;
    private static final int MOST_NUMERALS = 7;
    private static final int MOST_HEADS = 2;
    private static final String DECORATION = "-\u2013\u2014[](){}<>*\u00b7\u2022.|~_=:";
    private static final String STOPS = ".!?\u2026\u3002\uff01\uff1f";
    private static final String CLOSING = "\"')]_*\u2019\u201d\u00bb\u203a\u300d\u300f";
    private static final String[] PAGE = {"page", "pg", "p"};

    private final TextLines lines;
    private final BitSet numbers = new BitSet();
    private final BitSet heads = new BitSet();

    /** A line with a number; an empty key where there is nothing else. */
    private record Candidate(int line, int value, String key, boolean saysPage) {}

    /** Candidates of one key that follow each other. */
    private static final class Chain {
        private final List<Candidate> lines = new ArrayList<>();

        Candidate last() {
            return lines.get(lines.size() - 1);
        }
    }

    PageBreaks(TextLines lines) {
        this.lines = lines;
        Map<String, Deque<Chain>> open = new HashMap<>();
        for (int line = 0; line < lines.count(); line++) {
            if (!lines.isBlank(line) && lines.to(line) - lines.from(line) <= MOST_CHARS) {
                Candidate candidate = candidate(line);
                if (candidate != null) {
                    join(candidate, open.computeIfAbsent(candidate.key(), key -> new ArrayDeque<>()));
                }
            }
        }
        open.values().forEach(chains -> chains.forEach(this::close));
    }

    /** Whether the line is nothing but a page's number. */
    boolean isNumber(int line) {
        return numbers.get(line);
    }

    /** Whether the line is a running head with its page's number. */
    boolean isNumberedHead(int line) {
        return heads.get(line);
    }

    boolean isEmpty() {
        return numbers.isEmpty() && heads.isEmpty();
    }

    private void join(Candidate candidate, Deque<Chain> chains) {
        for (Chain chain : chains) {
            if (continues(chain.last(), candidate)) {
                chain.lines.add(candidate);
                // the longest-lived chain that took something is asked first next time
                chains.remove(chain);
                chains.addFirst(chain);
                return;
            }
        }
        if (chains.size() == OPEN_CHAINS) {
            close(chains.removeLast());
        }
        Chain chain = new Chain();
        chain.lines.add(candidate);
        chains.addFirst(chain);
    }

    private boolean continues(Candidate last, Candidate next) {
        int step = next.value() - last.value();
        long distance = lines.start(next.line()) - (long) lines.start(last.line());
        return step >= 1
                && step <= MOST_STEP
                && distance >= (long) LEAST_PAGE_CHARS * step
                && distance <= (long) MOST_PAGE_CHARS * step;
    }

    private void close(Chain chain) {
        if (chain.lines.size() < LEAST_CHAIN || !isOfPages(chain.lines)) {
            return;
        }
        for (Candidate candidate : chain.lines) {
            (candidate.key().isEmpty() ? numbers : heads).set(candidate.line());
        }
    }

    private boolean isOfPages(List<Candidate> chain) {
        int broken = 0;
        int apart = 0;
        int atEdge = 0;
        int saying = 0;
        for (Candidate candidate : chain) {
            broken += breaksSentence(candidate.line()) ? 1 : 0;
            atEdge += isAtEdge(candidate.line()) ? 1 : 0;
            saying += candidate.saysPage() ? 1 : 0;
            apart += !candidate.key().isEmpty() && standsApart(candidate.line()) ? 1 : 0;
        }
        int needed = apart * 2 > chain.size() ? 2 : 4;
        return saying * 2 > chain.size()
                || atEdge * 2 >= chain.size()
                || (broken >= 2 && broken * needed >= chain.size());
    }

    /** Whether the text before the line stops within a sentence; up to two lines that look like heads are passed. */
    boolean breaksSentence(int line) {
        int before = lines.lastFilled(line - 1);
        for (int i = 0; i < MOST_HEADS && before >= 0 && looksLikeHead(before); i++) {
            before = lines.lastFilled(before - 1);
        }
        if (before < 0 || looksLikeHead(before)) {
            return false;
        }
        int last = lines.text().codePointBefore(lines.to(before));
        return Character.isLetter(last) || last == ',' || last == ';' || last == '-';
    }

    /** Whether blank lines, or the text's ends, are on both sides. */
    private boolean standsApart(int line) {
        return (line == 0 || lines.isBlank(line - 1)) && (line + 1 == lines.count() || lines.isBlank(line + 1));
    }

    /** Whether a line is too short to end a full one and is not a paragraph's last words, or ends in upper case. */
    private boolean looksLikeHead(int line) {
        return (lines.to(line) - lines.from(line) < MOST_CHARS / 4 && !endsSentence(line))
                || Character.isUpperCase(lines.text().codePointBefore(lines.to(line)));
    }

    /** Whether the line ends with a stop, or a quotation mark or bracket after one, and the word before in lower case. */
    private boolean endsSentence(int line) {
        String text = lines.text();
        int from = lines.from(line);
        int at = lines.to(line);
        while (at > from && CLOSING.indexOf(text.charAt(at - 1)) >= 0) {
            at--;
        }
        int stops = at;
        while (at > from && STOPS.indexOf(text.charAt(at - 1)) >= 0) {
            at--;
        }
        return at < stops && at > from && !Character.isUpperCase(text.codePointBefore(at));
    }

    private boolean isAtEdge(int line) {
        int before = lines.lastFilled(line - 1);
        int after = lines.nextFilled(line + 1);
        return hasPageStart(before + 1, line) || hasPageStart(line + 1, Math.min(after, lines.count() - 1));
    }

    private boolean hasPageStart(int first, int last) {
        for (int line = first; line <= last; line++) {
            if (lines.startsPage(line)) {
                return true;
            }
        }
        return false;
    }

    private Candidate candidate(int line) {
        String text = lines.text();
        int from = lines.from(line);
        int to = lines.to(line);
        while (from < to && isDecoration(text.charAt(from))) {
            from++;
        }
        while (to > from && isDecoration(text.charAt(to - 1))) {
            to--;
        }
        int word = afterPageWord(text, from, to);
        int digits = digitsEnd(text, word, to);
        if (digits == to && digits > word) {
            return new Candidate(line, number(text, word, to), "", word > from);
        }
        int roman = roman(text, word, to);
        if (roman > 0) {
            return new Candidate(line, roman, "", word > from);
        }
        if (word == from && digits > from && Python.isSpace(text.charAt(digits))) {
            return head(line, number(text, from, digits), key(text, digits, to));
        }
        int last = to;
        while (last > from && isAsciiDigit(text.charAt(last - 1))) {
            last--;
        }
        if (last < to && to - last <= 4 && last > from && Python.isSpace(text.charAt(last - 1))) {
            return head(line, number(text, last, to), key(text, from, last));
        }
        return null;
    }

    private static Candidate head(int line, int number, String key) {
        return key.isEmpty() || Divisions.isDivision(key) ? null : new Candidate(line, number, key, false);
    }

    /** The text of a running head without white space and decoration around it, or nothing if it is hardly words. */
    static String key(String text, int start, int end) {
        int from = start;
        int to = end;
        while (from < to && isDecoration(text.charAt(from))) {
            from++;
        }
        while (to > from && isDecoration(text.charAt(to - 1))) {
            to--;
        }
        int letters = 0;
        for (int i = from; i < to; i++) {
            letters += Character.isLetter(text.charAt(i)) ? 1 : 0;
        }
        return letters < LEAST_KEY_LETTERS ? "" : text.substring(from, to);
    }

    private static boolean isDecoration(char c) {
        return Python.isSpace(c) || DECORATION.indexOf(c) >= 0;
    }

    /** The place after "page" and what separates it from a number, or {@code from}. */
    private static int afterPageWord(String text, int from, int to) {
        for (String word : PAGE) {
            int after = from + word.length();
            if (after < to
                    && text.regionMatches(true, from, word, 0, word.length())
                    && isDecoration(text.charAt(after))) {
                int at = after;
                while (at < to && isDecoration(text.charAt(at))) {
                    at++;
                }
                return at;
            }
        }
        return from;
    }

    /** The place after at most four digits, or the first place if there are more or none. */
    private static int digitsEnd(String text, int from, int to) {
        int at = from;
        while (at < to && isAsciiDigit(text.charAt(at))) {
            at++;
        }
        return at - from <= 4 ? at : from;
    }

    private static boolean isAsciiDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static int number(String text, int from, int to) {
        int value = 0;
        for (int i = from; i < to; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    /** Value of a roman numeral of one case below 400, written the usual way; else 0. */
    private static int roman(String text, int from, int to) {
        if (to - from < 1 || to - from > MOST_NUMERALS) {
            return 0;
        }
        boolean upper = Character.isUpperCase(text.charAt(from));
        int value = 0;
        int largest = 0;
        for (int i = to - 1; i >= from; i--) {
            char c = text.charAt(i);
            int worth = switch (Python.lower(c)) {
                case 'i' -> 1;
                case 'v' -> 5;
                case 'x' -> 10;
                case 'l' -> 50;
                case 'c' -> 100;
                default -> 0;
            };
            if (worth == 0 || Character.isUpperCase(c) != upper) {
                return 0;
            }
            value += worth < largest ? -worth : worth;
            largest = Math.max(largest, worth);
        }
        return value;
    }
}
