package dev.tamis.filters.clean;

/**
 * C4's line rules, in the order of the reference code and as three systems have them.
 *
 * <p>Lines are Python's {@code splitlines}, stripped. A line is dropped if a word has more than 1,000 code points; then
 * citations are cut; then it is dropped without an end mark or with too few words; if it holds "javascript"; or if it
 * holds a phrase about cookies and terms of use. What is left is joined with LF and stripped.
 *
 * <p>The same code drops the whole page at a line with "lorem ipsum" or "{" that came through the rules before. A cleaner
 * cannot, so it keeps such a line whatever the rules after it say: the signals {@code lorem_ipsum} and
 * {@code curly_brackets} of the cleaned text then tell what the code would have done.
 */
final class C4Lines implements Cleaner {
    private static final int MOST_WORD_CHARS = 1000;

    private final String name;
    private final String doc;
    private final boolean endMarkNeeded;
    private final boolean apostropheEnds;
    private final int leastWords;
    private final boolean wordsCountedBeforeCitations;

    private C4Lines(
            String name,
            String doc,
            boolean endMarkNeeded,
            boolean apostropheEnds,
            int leastWords,
            boolean wordsCountedBeforeCitations) {
        this.name = name;
        this.doc = doc;
        this.endMarkNeeded = endMarkNeeded;
        this.apostropheEnds = apostropheEnds;
        this.leastWords = leastWords;
        this.wordsCountedBeforeCitations = wordsCountedBeforeCitations;
    }

    /** The code that made C4: {@code tensorflow_datasets/text/c4_utils.py}, revision 0560e686. */
    static C4Lines tfds() {
        return new C4Lines(
                "c4_lines_tfds",
                "C4's line rules as in the code that made it (TFDS c4_utils.py): a line needs an end mark . ? ! \" and 5 words counted without citations, and none of over 1,000 characters, no \"javascript\" and no phrase on cookies and terms of use.",
                true,
                false,
                5,
                false);
    }

    /** {@code C4QualityFilter} of datatrove with its defaults. */
    static C4Lines datatrove() {
        return new C4Lines(
                "c4_lines_datatrove",
                "C4's line rules as in datatrove's C4QualityFilter: as c4_lines_tfds, but an apostrophe is an end mark, too, and 3 words are enough, counted with citations.",
                true,
                true,
                3,
                true);
    }

    /** {@code C4QualityFilter} as FineWeb used it, with {@code filter_no_terminal_punct=False}. */
    static C4Lines fineweb() {
        return new C4Lines(
                "c4_lines_fineweb",
                "C4's line rules as FineWeb used them (Penedo et al. 2024): as c4_lines_datatrove, but without the rule on end marks.",
                false,
                true,
                3,
                true);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String doc() {
        return doc;
    }

    @Override
    public String clean(String text, Removed removed) {
        char[] chars = text.toCharArray();
        LineWriter left = new LineWriter(text);
        char[] cut = null;
        int next;
        for (int at = 0; at < chars.length; at = next) {
            int lineEnd = at;
            while (lineEnd < chars.length && !Python.endsLine(chars[lineEnd])) {
                lineEnd++;
            }
            next = afterEnd(chars, lineEnd);
            int start = Python.skipSpace(chars, at, lineEnd);
            int end = Python.trimSpace(chars, start, lineEnd);
            if (start == end) {
                continue;
            }
            int words = words(chars, start, end);
            if (words < 0) {
                removed.lines(1);
                continue;
            }
            char[] line = chars;
            int length = end - start;
            Removed citations = new Removed();
            if (hasBracket(chars, start, end)) {
                cut = cut == null ? new char[chars.length] : cut;
                length = Citations.cut(chars, start, end, cut, citations);
                line = cut;
                start = 0;
            }
            int known = wordsCountedBeforeCitations ? words : Python.words(line, start, start + length, leastWords);
            if (!survives(line, start, start + length, known)) {
                removed.lines(1);
                continue;
            }
            removed.spans(citations.spans());
            left.line(line, start, start + length);
        }
        String result = left.stripped(chars);
        return result.equals(text) ? text : removed.shorter(text, result);
    }

    private static int afterEnd(char[] text, int lineEnd) {
        boolean both = lineEnd + 1 < text.length && text[lineEnd] == '\r' && text[lineEnd + 1] == '\n';
        return lineEnd + (both ? 2 : 1);
    }

    /** Words of a stretch, or -1 if one is too long. */
    private static int words(char[] text, int start, int end) {
        int words = 0;
        int wordStart = -1;
        for (int i = start; i <= end; i++) {
            if (i == end || Python.isSpace(text[i])) {
                if (wordStart >= 0) {
                    words++;
                    if (i - wordStart > MOST_WORD_CHARS
                            && Character.codePointCount(text, wordStart, i - wordStart) > MOST_WORD_CHARS) {
                        return -1;
                    }
                }
                wordStart = -1;
            } else if (wordStart < 0) {
                wordStart = i;
            }
        }
        return words;
    }

    static boolean hasBracket(char[] text, int start, int end) {
        for (int i = start; i < end; i++) {
            if (text[i] == '[') {
                return true;
            }
        }
        return false;
    }

    private boolean survives(char[] text, int start, int end, int words) {
        if (endMarkNeeded && !endsSentence(text, start, end)) {
            return false;
        }
        if (words < leastWords) {
            return false;
        }
        int found = C4Phrases.LOWERED.find(text, start, end);
        if ((found & C4Phrases.LOREM_IPSUM) != 0) {
            return true;
        }
        if ((found & C4Phrases.JAVASCRIPT) != 0) {
            return false;
        }
        return (found & C4Phrases.CURLY_BRACKET) != 0 || (found & C4Phrases.POLICY) == 0;
    }

    private boolean endsSentence(char[] text, int start, int end) {
        if (start == end) {
            return false;
        }
        return switch (text[end - 1]) {
            case '.' -> end - start < 3 || text[end - 2] != '.' || text[end - 3] != '.';
            case '?', '!', '"' -> true;
            case '\'' -> apostropheEnds;
            default -> false;
        };
    }
}
