package dev.tamis.filters.clean;

import dev.tamis.filters.text.CharClasses;

/**
 * Counts words as RefinedWeb's rule on removed words does in its reproduction (DCLM, {@code split_words} with punctuation
 * ignored): tokens of fastText, which ends them at NUL and ASCII white space alone, whose first code point is a letter or
 * number.
 */
final class FastTextWords {
    private FastTextWords() {}

    static long count(String text) {
        long words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' && (c == ' ' || (c >= '\t' && c <= '\r') || c == 0)) {
                inWord = false;
            } else if (!inWord) {
                inWord = true;
                if (c < 0x80 ? isAsciiAlphanumeric(c) : CharClasses.isAlphanumeric(text.codePointAt(i))) {
                    words++;
                }
            }
        }
        return words;
    }

    private static boolean isAsciiAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
}
