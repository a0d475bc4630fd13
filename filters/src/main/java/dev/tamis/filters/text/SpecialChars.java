package dev.tamis.filters.text;

/**
 * What Data-Juicer calls special characters: white space, ASCII digits, punctuation, symbols and emoji, superscripts and
 * fractions. Its list of single characters also has some forty letters and marks of various scripts, which are left out
 * here, and not all of Unicode's punctuation, which is taken here.
 */
public final class SpecialChars {
    private SpecialChars() {}

    /** Whether a code point is one of them. */
    public static boolean isSpecial(int c) {
        if (c < 0x80) {
            boolean alphabetic = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            return !alphabetic && (c > ' ' ? c != 0x7F : CharClasses.isSpace(c));
        }
        return CharClasses.isSpace(c) || CharClasses.isPunctuation(c) || Character.getType(c) == Character.OTHER_NUMBER;
    }
}
