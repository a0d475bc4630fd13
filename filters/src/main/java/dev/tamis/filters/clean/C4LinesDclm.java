package dev.tamis.filters.clean;

/**
 * C4's line rules as in DCLM's {@code c4.yaml}: lines end at LF alone and are not stripped, empty ones stay, U+2026 counts
 * as an ellipsis, white space may follow an end mark, and each rule is a pass of its own, after the last two of which the
 * text is stripped.
 *
 * <p>As in {@link C4Lines}, lines with "lorem ipsum" or "{" that came to the rule that would drop their page are kept.
 */
final class C4LinesDclm implements Cleaner {
    private static final int MOST_WORD_CHARS = 1000;
    private static final int LEAST_WORDS = 5;
    private static final char ELLIPSIS = '\u2026';

    @Override
    public String name() {
        return "c4_lines_dclm";
    }

    @Override
    public String doc() {
        return "C4's line rules as in DCLM's c4.yaml (Li et al. 2024): as c4_lines_tfds, but lines end at LF alone, empty ones stay, white space may follow an end mark, and U+2026 is an ellipsis.";
    }

    @Override
    public String clean(String text, Removed removed) {
        char[] chars = text.toCharArray();
        LineWriter left = new LineWriter(text);
        char[] cut = null;
        for (int at = 0, end; at <= chars.length; at = end + 1) {
            end = at;
            while (end < chars.length && chars[end] != '\n') {
                end++;
            }
            char[] line = chars;
            int start = at;
            int length = end - at;
            Removed citations = new Removed();
            if (hasTooLongWord(chars, start, end)) {
                removed.lines(1);
                continue;
            }
            if (C4Lines.hasBracket(chars, start, end)) {
                cut = cut == null ? new char[chars.length] : cut;
                length = Citations.cut(chars, start, end, cut, citations);
                line = cut;
                start = 0;
            }
            if (length > 0 && !survives(line, start, start + length)) {
                removed.lines(Python.skipSpace(line, start, start + length) < start + length ? 1 : 0);
                continue;
            }
            removed.spans(citations.spans());
            left.line(line, start, start + length);
        }
        String result = left.stripped(chars);
        return result.equals(text) ? text : removed.shorter(text, result);
    }

    private static boolean hasTooLongWord(char[] text, int start, int end) {
        int wordStart = start;
        for (int i = start; i <= end; i++) {
            if (i == end || Python.isSpace(text[i])) {
                if (i - wordStart > MOST_WORD_CHARS
                        && Character.codePointCount(text, wordStart, i - wordStart) > MOST_WORD_CHARS) {
                    return true;
                }
                wordStart = i + 1;
            }
        }
        return false;
    }

    private static boolean survives(char[] text, int start, int end) {
        int last = Python.trimSpace(text, start, end);
        if (!endsSentence(text, start, last) || Python.words(text, start, last, LEAST_WORDS) < LEAST_WORDS) {
            return false;
        }
        int found = C4Phrases.CASE_IGNORED.find(text, start, end);
        if ((found & C4Phrases.LOREM_IPSUM) != 0) {
            return true;
        }
        if ((found & C4Phrases.JAVASCRIPT) != 0) {
            return false;
        }
        return (found & C4Phrases.CURLY_BRACKET) != 0 || (found & C4Phrases.POLICY) == 0;
    }

    private static boolean endsSentence(char[] text, int start, int end) {
        if (start == end || text[end - 1] == ELLIPSIS) {
            return false;
        }
        return switch (text[end - 1]) {
            case '.' -> end - start < 3 || text[end - 2] != '.' || text[end - 3] != '.';
            case '?', '!', '"' -> true;
            default -> false;
        };
    }
}
