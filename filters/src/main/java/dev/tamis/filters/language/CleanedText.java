package dev.tamis.filters.language;

import java.util.Arrays;

/**
 * A text as OpenNLP's language model was trained to see it: without URLs, addresses, hash tags, faces, digits, astral
 * characters and repetitions, in lower case. Gives the very characters of OpenNLP's chain of regular expressions (Emoji-,
 * Url-, Twitter-, Number- and ShrinkCharSequenceNormalizer), by passes of linear time. One per thread.
 */
final class CleanedText {
    private char[] chars = new char[4096];
    private char[] next = new char[4096];
    private int length;
    private int written;

    /** The cleaned characters, up to {@link #length}; valid until the next call of {@link #clean}. */
    char[] chars() {
        return chars;
    }

    int length() {
        return length;
    }

    /** Cleans the first {@code n} characters of {@code text}, which holds no lone surrogates. */
    void clean(char[] text, int n) {
        if (chars.length < n) {
            chars = new char[n];
            next = new char[n];
        }
        System.arraycopy(text, 0, chars, 0, n);
        length = n;
        hyphensAndAstral();
        // What is rare in text is looked for first: a pass that would change nothing is not made.
        if (has(':')) {
            urls();
        }
        if (has('@')) {
            addresses();
        }
        if (has('@') || has('#')) {
            tags();
        }
        retweets();
        faces();
        laughs();
        digits();
        spaces();
        repetitions();
        trim();
        lowerCase();
    }

    /**
     * {@code [\\uD83C-\\uDBFF\\uDC00-\\uDFFF]+} was meant for emoji, but Java reads the two escapes in its middle as one
     * code point: it matches the hyphen and all from U+D83C to U+10FC00, presentation and full-width forms included.
     */
    private void hyphensAndAstral() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = i;
            while (end < length) {
                int cp = Character.codePointAt(chars, end, length);
                if (cp != '-' && (cp < 0xD83C || cp > 0x10FC00)) {
                    break;
                }
                end += Character.charCount(cp);
            }
            i = replaced(i, end);
        }
        swap();
    }

    /** {@code https?://[-_.?&~;+=/#0-9A-Za-z]+}. */
    private void urls() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = i;
            if (chars[i] == 'h' && at(i + 1, 't') && at(i + 2, 't') && at(i + 3, 'p')) {
                int j = at(i + 4, 's') ? i + 5 : i + 4;
                if (at(j, ':') && at(j + 1, '/') && at(j + 2, '/')) {
                    j += 3;
                    int from = j;
                    while (j < length && isUrlChar(chars[j])) {
                        j++;
                    }
                    end = j > from ? j : i;
                }
            }
            i = replaced(i, end);
        }
        swap();
    }

    /** {@code (?<![-+_.0-9A-Za-z])[-+_.0-9A-Za-z]+@[-0-9A-Za-z]+[-.0-9A-Za-z]+}. */
    private void addresses() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = i;
            while (end < length && isAddressChar(chars[end])) {
                end++;
            }
            if (end == i) {
                next[written++] = chars[i++];
                continue;
            }
            int j = end + 1;
            boolean host = at(end, '@') && j < length && (isAlphanumeric(chars[j]) || chars[j] == '-');
            while (host && j < length && (isAlphanumeric(chars[j]) || chars[j] == '-' || chars[j] == '.')) {
                j++;
            }
            if (host && j - end > 2) {
                i = replaced(i, j);
                // What follows the match is preceded by a character of its own class, where no other can begin.
                end = i;
                while (end < length && isAddressChar(chars[end])) {
                    end++;
                }
            }
            System.arraycopy(chars, i, next, written, end - i);
            written += end - i;
            i = end;
        }
        swap();
    }

    /** {@code [#@]\S+}. */
    private void tags() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = i;
            if (chars[i] == '#' || chars[i] == '@') {
                int j = i + 1;
                while (j < length && !isSpace(chars[j])) {
                    j++;
                }
                end = j > i + 1 ? j : i;
            }
            i = replaced(i, end);
        }
        swap();
    }

    /** {@code \b(rt[ :])+}, of either case. */
    private void retweets() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = i;
            if (isRetweet(i) && !wordBefore(i)) {
                while (isRetweet(end)) {
                    end += 3;
                }
            }
            i = replaced(i, end);
        }
        swap();
    }

    private boolean isRetweet(int i) {
        return i + 2 < length
                && (chars[i] | 0x20) == 'r'
                && (chars[i + 1] | 0x20) == 't'
                && (chars[i + 2] == ' ' || chars[i + 2] == ':');
    }

    /** Java's {@code \b} up to JDK 18, on all of Unicode; later JDKs look at ASCII alone, and so differ after an accent. */
    private boolean wordBefore(int i) {
        if (i == 0) {
            return false;
        }
        int cp = Character.codePointBefore(chars, i);
        if (cp == '_' || Character.isLetterOrDigit(cp)) {
            return true;
        }
        for (int j = i; j > 0 && Character.getType(cp) == Character.NON_SPACING_MARK; ) {
            j -= Character.charCount(cp);
            if (j == 0) {
                return false;
            }
            cp = Character.codePointBefore(chars, j);
            if (Character.isLetterOrDigit(cp)) {
                return true;
            }
        }
        return false;
    }

    /** {@code [:;x]-?[()dop]}, of either case. */
    private void faces() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = i;
            char c = chars[i];
            if (c == ':' || c == ';' || c == 'x' || c == 'X') {
                int j = at(i + 1, '-') ? i + 2 : i + 1;
                if (j < length && isMouth(chars[j])) {
                    end = j + 1;
                }
            }
            i = replaced(i, end);
        }
        swap();
    }

    private static boolean isMouth(char c) {
        return switch (c) {
            case '(', ')', 'd', 'o', 'p', 'D', 'O', 'P' -> true;
            default -> false;
        };
    }

    /** {@code ([hj])+([aieou])+(\1+\2+)+} to {@code $1$2$1$2}, of either case. */
    private void laughs() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = laugh(i);
            if (end == i) {
                next[written++] = chars[i++];
            } else {
                // The groups hold what they matched last: the last of the first consonants and of the first vowels.
                int j = i;
                while (isLaughConsonant(chars[j])) {
                    j++;
                }
                char consonant = chars[j - 1];
                while (isVowel(chars[j])) {
                    j++;
                }
                char vowel = chars[j - 1];
                next[written++] = consonant;
                next[written++] = vowel;
                next[written++] = consonant;
                next[written++] = vowel;
                i = end;
            }
        }
        swap();
    }

    private int laugh(int i) {
        int j = i;
        while (j < length && isLaughConsonant(chars[j])) {
            j++;
        }
        if (j == i) {
            return i;
        }
        int consonant = chars[j - 1] | 0x20;
        int vowels = j;
        while (j < length && isVowel(chars[j])) {
            j++;
        }
        if (j == vowels) {
            return i;
        }
        int vowel = chars[j - 1] | 0x20;
        int end = i;
        while (true) {
            int start = j;
            while (j < length && isAsciiLetter(chars[j]) && (chars[j] | 0x20) == consonant) {
                j++;
            }
            int middle = j;
            while (j < length && isAsciiLetter(chars[j]) && (chars[j] | 0x20) == vowel) {
                j++;
            }
            if (middle == start || j == middle) {
                return end;
            }
            end = j;
        }
    }

    private static boolean isLaughConsonant(char c) {
        return c == 'h' || c == 'j' || c == 'H' || c == 'J';
    }

    private static boolean isVowel(char c) {
        return switch (c) {
            case 'a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U' -> true;
            default -> false;
        };
    }

    /** {@code \d+}. */
    private void digits() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = i;
            while (end < length && chars[end] >= '0' && chars[end] <= '9') {
                end++;
            }
            i = replaced(i, end);
        }
        swap();
    }

    /** {@code \s{2,}}. */
    private void spaces() {
        written = 0;
        int i = 0;
        while (i < length) {
            int end = i;
            while (end < length && isSpace(chars[end])) {
                end++;
            }
            i = replaced(i, end - i >= 2 ? end : i);
        }
        swap();
    }

    /** {@code (.)\1{2,}} to {@code $1$1}, of either case. */
    private void repetitions() {
        written = 0;
        int i = 0;
        while (i < length) {
            char c = chars[i];
            int end = i + 1;
            if (!isLineEnd(c)) {
                while (end < length && asciiLower(chars[end]) == asciiLower(c)) {
                    end++;
                }
            }
            if (end - i >= 3) {
                next[written++] = c;
                next[written++] = c;
                i = end;
            } else {
                next[written++] = c;
                i++;
            }
        }
        swap();
    }

    private void trim() {
        int start = 0;
        while (start < length && chars[start] <= ' ') {
            start++;
        }
        while (length > start && chars[length - 1] <= ' ') {
            length--;
        }
        if (start > 0) {
            System.arraycopy(chars, start, chars, 0, length - start);
            length -= start;
        }
    }

    private void lowerCase() {
        for (int i = 0; i < length; i++) {
            chars[i] = Character.toLowerCase(chars[i]);
        }
    }

    /** Writes a space for the match that ends at {@code end}, or copies one character when there is none. */
    private int replaced(int i, int end) {
        if (end == i) {
            next[written++] = chars[i];
            return i + 1;
        }
        next[written++] = ' ';
        return end;
    }

    private void swap() {
        char[] old = chars;
        chars = next;
        next = old;
        length = written;
    }

    private boolean has(char c) {
        for (int i = 0; i < length; i++) {
            if (chars[i] == c) {
                return true;
            }
        }
        return false;
    }

    private boolean at(int i, char c) {
        return i < length && chars[i] == c;
    }

    private static boolean isUrlChar(char c) {
        return isAlphanumeric(c) || (c < 0x80 && "-_.?&~;+=/#".indexOf(c) >= 0);
    }

    private static boolean isAddressChar(char c) {
        return isAlphanumeric(c) || c == '-' || c == '+' || c == '_' || c == '.';
    }

    private static boolean isAlphanumeric(char c) {
        return isAsciiLetter(c) || (c >= '0' && c <= '9');
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static char asciiLower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c | 0x20) : c;
    }

    /** {@code \s}: of ASCII only. */
    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }

    /** What {@code .} leaves out. */
    private static boolean isLineEnd(char c) {
        return c == '\n' || c == '\r' || c == '\u0085' || c == '\u2028' || c == '\u2029';
    }

    @Override
    public String toString() {
        return new String(Arrays.copyOf(chars, length));
    }
}
