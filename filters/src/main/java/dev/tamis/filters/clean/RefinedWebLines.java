package dev.tamis.filters.clean;

import java.util.Arrays;

/**
 * RefinedWeb's line corrections (Penedo et al. 2023, table 7) as DCLM reproduced them in
 * {@code dclm_baseline_refinedweb.yaml}. Lines end at LF. In this order, each over the whole text:
 *
 * <ol>
 *   <li>a line is dropped if upper-case characters / characters > 0.5;
 *   <li>if digits / characters > 0.999999;
 *   <li>if it is a counter, such as "3 likes" or "1.2k Views";
 *   <li>if it has fewer than two words, unless it is empty: a line of white space is dropped;
 *   <li>in a line of at most ten words "items in cart" is cut, wherever it stands;
 *   <li>"Read more" and any three characters after it, at the line's end: the pattern's dots are not escaped;
 *   <li>"Sign-in" at its beginning; a line of which nothing but white space is left by these is dropped.
 * </ol>
 *
 * <p>All but the fourth also strip the text, so that a first or last line can change before the rule after. The page is
 * dropped by {@code cleaned_refinedweb_lines_word_fraction}, see {@code conf/rules/refinedweb.conf}.
 */
final class RefinedWebLines implements Cleaner {
    private static final double MOST_UPPERCASE = 0.5;
    private static final double MOST_DIGITS = 0.999999;
    private static final int LEAST_WORDS = 2;
    private static final int MOST_WORDS_CUT = 10;
    private static final char[] CART = "items in cart".toCharArray();
    private static final char[] READ_MORE = "read more".toCharArray();
    private static final char[] SIGN_IN = "sign-in".toCharArray();
    private static final int DOTS = 3;
    private static final char[][] COUNTED = {
        "likes".toCharArray(),
        "shares".toCharArray(),
        "comments".toCharArray(),
        "retweets".toCharArray(),
        "reposts".toCharArray(),
        "quotes".toCharArray(),
        "bookmarks".toCharArray(),
        "upvotes".toCharArray(),
        "downvotes".toCharArray(),
        "downloads".toCharArray(),
        "views".toCharArray(),
        "followers".toCharArray()
    };

    @Override
    public String name() {
        return "refinedweb_lines";
    }

    @Override
    public String doc() {
        return "RefinedWeb's line corrections as in DCLM: drops lines mostly of upper case, of digits alone, counters (\"3 likes\") and lines of one word; cuts \"items in cart\", \"Read more...\" and \"Sign-in\" from lines of up to 10 words.";
    }

    @Override
    public String clean(String text, Removed removed) {
        Lines lines = new Lines(text.toCharArray());
        lines.keep(removed, (chars, start, end) -> !isUppercase(chars, start, end));
        lines.strip();
        lines.keep(removed, (chars, start, end) -> !isNumber(chars, start, end));
        lines.strip();
        lines.keep(removed, (chars, start, end) -> !isCounter(chars, start, end));
        lines.strip();
        lines.keep(
                removed,
                (chars, start, end) -> start == end || Python.words(chars, start, end, LEAST_WORDS) == LEAST_WORDS);
        lines.cut(removed, RefinedWebLines::cutCart);
        lines.strip();
        lines.cut(removed, RefinedWebLines::cutReadMore);
        lines.strip();
        lines.cut(removed, RefinedWebLines::cutSignIn);
        lines.strip();
        String result = lines.text(text);
        return result.equals(text) ? text : removed.shorter(text, result);
    }

    private static boolean isUppercase(char[] text, int start, int end) {
        int upper = 0;
        int length = 0;
        for (int i = start; i < end; i++, length++) {
            char c = text[i];
            if (c < 0x80) {
                upper += c >= 'A' && c <= 'Z' ? 1 : 0;
            } else {
                int codePoint = Character.codePointAt(text, i, end);
                upper += Character.isUpperCase(codePoint) ? 1 : 0;
                i += Character.charCount(codePoint) - 1;
            }
        }
        return length > 0 && (double) upper / length > MOST_UPPERCASE;
    }

    private static boolean isNumber(char[] text, int start, int end) {
        int length = end - start;
        int others = 0;
        int pairs = 0;
        for (int i = start; i < end; i++) {
            int codePoint = Character.codePointAt(text, i, end);
            if (!Python.isDigit(codePoint) && ++others > length * (1 - MOST_DIGITS) + 1) {
                return false;
            }
            if (codePoint >= Character.MIN_SUPPLEMENTARY_CODE_POINT) {
                i++;
                pairs++;
            }
        }
        int codePoints = length - pairs;
        return length > 0 && (double) (codePoints - others) / codePoints > MOST_DIGITS;
    }

    /** Whether the line, in lower case, is a number with one of the nouns, and nothing else that is a word. */
    private static boolean isCounter(char[] text, int start, int end) {
        int at = skipNonWords(text, start, end);
        if (at == end || !isDecimal(text, at, end)) {
            return false;
        }
        while (at < end && (text[at] == ',' || text[at] == '.' || isDecimal(text, at, end))) {
            at += Character.charCount(Character.codePointAt(text, at, end));
        }
        if (at < end
                && (Python.lowers(text[at], 'k') || Python.lowers(text[at], 'm') || Python.lowers(text[at], 'b'))) {
            at++;
        }
        int noun = Python.skipSpace(text, at, end);
        if (noun == at) {
            return false;
        }
        for (char[] counted : COUNTED) {
            if (isLowered(text, noun, end, counted)) {
                return skipNonWords(text, noun + counted.length, end) == end;
            }
        }
        return false;
    }

    private static int skipNonWords(char[] text, int start, int end) {
        int at = start;
        while (at < end) {
            int codePoint = Character.codePointAt(text, at, end);
            if (Python.isWord(codePoint)) {
                return at;
            }
            at += Character.charCount(codePoint);
        }
        return end;
    }

    private static boolean isDecimal(char[] text, int at, int end) {
        return Character.isDigit(Character.codePointAt(text, at, end));
    }

    private static boolean isLowered(char[] text, int start, int end, char[] phrase) {
        if (end - start < phrase.length) {
            return false;
        }
        for (int i = 0; i < phrase.length; i++) {
            if (!Python.lowers(text[start + i], phrase[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCaseIgnored(char[] text, int start, int end, char[] phrase) {
        if (end - start < phrase.length) {
            return false;
        }
        for (int i = 0; i < phrase.length; i++) {
            if (!Python.matches(text[start + i], phrase[i])) {
                return false;
            }
        }
        return true;
    }

    /** Moves what is left of a line together, and gives its end. */
    private static int cutCart(char[] text, int start, int end, Removed removed) {
        int written = start;
        int at = start;
        while (at < end) {
            int phrase = Python.isSpace(text[at]) && isCaseIgnored(text, at + 1, end, CART) ? at + 1 : at;
            if (isCaseIgnored(text, phrase, end, CART)) {
                removed.spans(1);
                at = phrase + CART.length;
            } else {
                text[written++] = text[at++];
            }
        }
        return written;
    }

    private static int cutReadMore(char[] text, int start, int end, Removed removed) {
        int dots = end;
        for (int i = 0; i < DOTS; i++) {
            if (dots == start) {
                return end;
            }
            dots -= Character.charCount(Character.codePointBefore(text, dots, start));
        }
        int phrase = dots - READ_MORE.length;
        if (phrase < start || !isCaseIgnored(text, phrase, dots, READ_MORE)) {
            return end;
        }
        removed.spans(1);
        return phrase > start && Python.isSpace(text[phrase - 1]) ? phrase - 1 : phrase;
    }

    private static int cutSignIn(char[] text, int start, int end, Removed removed) {
        if (!isCaseIgnored(text, start, end, SIGN_IN)) {
            return end;
        }
        removed.spans(1);
        int from = start + SIGN_IN.length;
        from += from < end && Python.isSpace(text[from]) ? 1 : 0;
        System.arraycopy(text, from, text, start, end - from);
        return start + end - from;
    }

    @FunctionalInterface
    private interface Test {
        boolean holds(char[] text, int start, int end);
    }

    @FunctionalInterface
    private interface Cut {
        /** Cuts within the stretch, which may be written to, and gives its new end. */
        int apply(char[] text, int start, int end, Removed removed);
    }

    /** The lines that are left, as stretches of one array. */
    private static final class Lines {
        private final char[] chars;
        private int[] starts = new int[64];
        private int[] ends = new int[64];
        private int count;
        private boolean touched;

        Lines(char[] chars) {
            this.chars = chars;
            int start = 0;
            for (int i = 0; i <= chars.length; i++) {
                if (i == chars.length || chars[i] == '\n') {
                    add(start, i);
                    start = i + 1;
                }
            }
        }

        private void add(int start, int end) {
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count * 2);
                ends = Arrays.copyOf(ends, count * 2);
            }
            starts[count] = start;
            ends[count++] = end;
        }

        void keep(Removed removed, Test test) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                if (test.holds(chars, starts[i], ends[i])) {
                    starts[kept] = starts[i];
                    ends[kept++] = ends[i];
                } else {
                    removed.lines(Python.skipSpace(chars, starts[i], ends[i]) < ends[i] ? 1 : 0);
                }
            }
            touched |= kept < count;
            count = kept;
        }

        void cut(Removed removed, Cut cut) {
            int kept = 0;
            for (int i = 0; i < count; i++) {
                int start = starts[i];
                int end = ends[i];
                boolean shortEnough = Python.words(chars, start, end, MOST_WORDS_CUT + 1) <= MOST_WORDS_CUT;
                int left = shortEnough ? cut.apply(chars, start, end, removed) : end;
                touched |= left < end;
                if (!shortEnough || start == end || Python.skipSpace(chars, start, left) < left) {
                    starts[kept] = start;
                    ends[kept++] = left;
                } else {
                    removed.lines(left < end ? 1 : 0);
                }
            }
            touched |= kept < count;
            count = kept;
        }

        /** Takes white space from both ends of the text, line ends included. */
        void strip() {
            int first = 0;
            while (first < count && Python.skipSpace(chars, starts[first], ends[first]) == ends[first]) {
                first++;
            }
            while (count > first && Python.skipSpace(chars, starts[count - 1], ends[count - 1]) == ends[count - 1]) {
                count--;
                touched = true;
            }
            if (first > 0) {
                System.arraycopy(starts, first, starts, 0, count - first);
                System.arraycopy(ends, first, ends, 0, count - first);
                count -= first;
                touched = true;
            }
            if (count > 0) {
                int start = Python.skipSpace(chars, starts[0], ends[0]);
                int end = Python.trimSpace(chars, starts[count - 1], ends[count - 1]);
                touched |= start > starts[0] || end < ends[count - 1];
                starts[0] = start;
                ends[count - 1] = end;
            }
        }

        String text(String original) {
            if (!touched) {
                return original;
            }
            StringBuilder left = new StringBuilder();
            for (int i = 0; i < count; i++) {
                if (i > 0) {
                    left.append('\n');
                }
                left.append(chars, starts[i], ends[i] - starts[i]);
            }
            return left.toString();
        }
    }
}
