package dev.tamis.models.text;

import dev.tamis.filters.text.Utf8;

/** Which small sigma a capital one becomes: Unicode's condition Final_Sigma (The Unicode Standard, 3.13). */
public final class Casing {
    public static final int CAPITAL_SIGMA = 0x3A3;

    /** What a capital sigma becomes at the end of a word. */
    public static final int FINAL_SIGMA = 0x3C2;

    private static final int SMALL_SIGMA = 0x3C3;

    /** MidLetter, MidNumLet and Single_Quote of Unicode's word breaks. */
    private static final String WITHIN_WORDS =
            "'.:\u00B7\u0387\u055F\u05F4\u2018\u2019\u2024\u2027\uFE13\uFE52\uFE55\uFF07\uFF0E\uFF1A";

    private Casing() {}

    /**
     * The small form of a capital sigma: the final one where a cased letter is before it and none after, across characters that
     * have no case and do not divide words. All sigmas of a text take time linear in it, for no such run of characters reaches
     * past a sigma.
     *
     * @param utf8 holds a valid text from {@code from} to before {@code to}
     * @param at where the sigma starts, which has two bytes
     */
    public static int smallSigma(byte[] utf8, int from, int at, int to) {
        int before = at;
        int c = -1;
        while (before > from) {
            before = Utf8.lastStart(utf8, from, before);
            c = Utf8.firstCodePoint(utf8, before, to);
            if (!ignorable(c)) {
                break;
            }
            c = -1;
        }
        if (c < 0 || !cased(c)) {
            return SMALL_SIGMA;
        }
        int after = at + 2;
        while (after < to) {
            int length = Utf8.lengthAt(utf8, after, to);
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
