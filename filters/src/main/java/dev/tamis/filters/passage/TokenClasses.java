package dev.tamis.filters.passage;

import dev.tamis.filters.text.CharClasses;

/** What a code point does to the tokens of {@link PassageTokens}. By the Unicode version of the running Java. */
final class TokenClasses {
    /** A token of its own; all that is in no other class. */
    static final byte SINGLE = 0;
    /** Between tokens: {@link CharClasses#isSpace}. */
    static final byte SPACE = 1;
    /** A letter or decimal digit: goes on a run. */
    static final byte WORD = 2;
    /** General category M: goes on a run or a cluster, or begins a run. */
    static final byte MARK = 3;
    /** A letter of a script written without spaces: begins a cluster. */
    static final byte UNSPACED = 4;

    private static final int PROLONGED_SOUND = 0x30FC;
    private static final int HALFWIDTH_PROLONGED_SOUND = 0xFF70;

    private static final byte[] BMP = new byte[1 << 16];

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = classify(c);
        }
    }

    private TokenClasses() {}

    static byte of(int codePoint) {
        return codePoint < BMP.length ? BMP[codePoint] : classify(codePoint);
    }

    private static byte classify(int c) {
        if (CharClasses.isSpace(c)) {
            return SPACE;
        }
        if (CharClasses.isUnspaced(c)) {
            return UNSPACED;
        }
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER -> WORD;
            case Character.MODIFIER_LETTER -> isUnspacedModifier(c) ? UNSPACED : WORD;
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> MARK;
            default -> SINGLE;
        };
    }

    /** The signs that repeat or lengthen what stands before them; Unicode has the long sound as of no one script. */
    private static boolean isUnspacedModifier(int c) {
        return switch (Character.UnicodeScript.of(c)) {
            case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
            default -> c == PROLONGED_SOUND || c == HALFWIDTH_PROLONGED_SOUND;
        };
    }
}
