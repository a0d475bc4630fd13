package dev.tamis.filters.clean;

import dev.tamis.filters.text.CharClasses;

/**
 * Characters and lines as Python has them: the reference code of most rules is written in it, and says {@code strip},
 * {@code splitlines}, {@code isdigit}, {@code lower} and {@code \W}. Agrees with Python 3.11 but for characters that its
 * version of Unicode does not share with the JDK's.
 */
final class Python {
    /** {@code isdigit} beyond decimal digits: Numeric_Type=Digit, as first and last code point of each range. */
    private static final int[] OTHER_DIGITS = {
        0xB2, 0xB3, 0xB9, 0xB9, 0x1369, 0x1371, 0x19DA, 0x19DA, 0x2070, 0x2070, 0x2074, 0x2079, 0x2080, 0x2089, 0x2460,
        0x2468, 0x2474, 0x247C, 0x2488, 0x2490, 0x24EA, 0x24EA, 0x24F5, 0x24FD, 0x24FF, 0x24FF, 0x2776, 0x277E, 0x2780,
        0x2788, 0x278A, 0x2792, 0x10A40, 0x10A43, 0x10E60, 0x10E68, 0x11052, 0x1105A, 0x1F100, 0x1F10A
    };

    private static final char KELVIN = '\u212A';
    private static final char LONG_S = '\u017F';
    private static final char DOTTED_I = '\u0130';
    private static final char DOTLESS_I = '\u0131';

    private Python() {}

    /** {@code isspace}, and {@code \s} in patterns. */
    static boolean isSpace(char c) {
        return CharClasses.isSpace(c);
    }

    /** Whether {@code splitlines} ends a line here; CR and LF together are one end. */
    static boolean endsLine(char c) {
        if (c > '\r' && c < 0x80) {
            return c >= 0x1C && c <= 0x1E;
        }
        return (c >= '\n' && c <= '\r') || c == 0x85 || c == 0x2028 || c == 0x2029;
    }

    /** {@code isdigit}: decimal digits, and others such as superscripts. */
    static boolean isDigit(int codePoint) {
        if (codePoint < 0x80) {
            return codePoint >= '0' && codePoint <= '9';
        }
        if (Character.isDigit(codePoint)) {
            return true;
        }
        for (int i = 0; i < OTHER_DIGITS.length; i += 2) {
            if (codePoint <= OTHER_DIGITS[i + 1]) {
                return codePoint >= OTHER_DIGITS[i];
            }
        }
        return false;
    }

    /** {@code \w} in patterns. */
    static boolean isWord(int codePoint) {
        return codePoint == '_' || CharClasses.isAlphanumeric(codePoint);
    }

    /** Whether {@code lower} makes of a character this letter, an ASCII one, and nothing else. */
    static boolean lowers(char c, char letter) {
        if (c < 0x80) {
            return lower(c) == letter;
        }
        return c == KELVIN && letter == 'k';
    }

    /** Whether a character matches an ASCII letter where case is ignored in a pattern. */
    static boolean matches(char c, char letter) {
        if (c < 0x80) {
            return lower(c) == letter;
        }
        return (c == KELVIN && letter == 'k')
                || (c == LONG_S && letter == 's')
                || ((c == DOTTED_I || c == DOTLESS_I) && letter == 'i');
    }

    /** Lower case of an ASCII character. */
    static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + ('a' - 'A')) : c;
    }

    /** The first index from which on there is something else than white space, or {@code end}. */
    static int skipSpace(char[] text, int start, int end) {
        int at = start;
        while (at < end && isSpace(text[at])) {
            at++;
        }
        return at;
    }

    /** The index after the last character that is not white space, or {@code start}. */
    static int trimSpace(char[] text, int start, int end) {
        int at = end;
        while (at > start && isSpace(text[at - 1])) {
            at--;
        }
        return at;
    }

    /** Number of words as {@code split} finds them, counted no further than to {@code most}. */
    static int words(char[] text, int start, int end, int most) {
        int words = 0;
        boolean inWord = false;
        for (int i = start; i < end; i++) {
            if (isSpace(text[i])) {
                inWord = false;
            } else if (!inWord) {
                inWord = true;
                if (++words == most) {
                    return words;
                }
            }
        }
        return words;
    }
}
