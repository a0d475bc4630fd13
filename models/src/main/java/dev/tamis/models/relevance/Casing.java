package dev.tamis.models.relevance;

import dev.tamis.filters.text.Utf8;

/** Which small sigma a capital one becomes: Unicode's condition Final_Sigma (The Unicode Standard, 3.13). */
final class Casing {
    static final int CAPITAL_SIGMA = 0x3A3;
    private static final int SMALL_SIGMA = 0x3C3;
    private static final int FINAL_SIGMA = 0x3C2;

    /** MidLetter, MidNumLet and Single_Quote of Unicode's word breaks. */
    private static final String WITHIN_WORDS =
            "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    private Casing() {}

    /** @param at where the capital sigma starts in a text, which has two bytes */
    static int smallSigma(byte[] utf8, int at) {
        int before = at;
        int c = -1;
        while (before > 0) {
            before = Utf8.lastStart(utf8, 0, before);
            c = Utf8.firstCodePoint(utf8, before, utf8.length);
            if (!ignorable(c)) {
                break;
            }
            c = -1;
        }
        if (c < 0 || !cased(c)) {
            return SMALL_SIGMA;
        }
        int after = at + 2;
        while (after < utf8.length) {
            int length = Utf8.lengthAt(utf8, after, utf8.length);
            int next = Utf8.codePointAt(utf8, after, length);
            if (!ignorable(next)) {
                return cased(next) ? SMALL_SIGMA : FINAL_SIGMA;
            }
            after += length;
        }
        return FINAL_SIGMA;
    }

    private static boolean cased(int c) {
        return Character.isLowerCase(c) || Character.isUpperCase(c) || Character.isTitleCase(c);
    }

    private static boolean ignorable(int c) {
        return switch (Character.getType(c)) {
            case Character.NON_SPACING_MARK,
                    Character.ENCLOSING_MARK,
                    Character.FORMAT,
                    Character.MODIFIER_LETTER,
                    Character.MODIFIER_SYMBOL -> true;
            default -> WITHIN_WORDS.indexOf(c) >= 0;
        };
    }
}
