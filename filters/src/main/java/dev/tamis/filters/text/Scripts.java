package dev.tamis.filters.text;

import java.lang.Character.UnicodeScript;

/**
 * The script of each letter, by a number. Han, kana and Bopomofo are one, as Japanese mixes them; so is Hangul with them, for
 * Korean has its Han.
 */
// Ordinals are compared within one process only; nothing keeps them.
@SuppressWarnings("EnumOrdinal")
public final class Scripts {
    /** Numbers of scripts are below it. */
    public static final int COUNT = UnicodeScript.values().length;

    /** Of what is no letter, or of no one script. */
    public static final int NONE = UnicodeScript.COMMON.ordinal();

    private static final short[] BMP = new short[1 << 16];

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = (short) classify(c);
        }
    }

    private Scripts() {}

    public static int of(int codePoint) {
        return codePoint < BMP.length ? BMP[codePoint] : classify(codePoint);
    }

    private static int classify(int c) {
        if (!Character.isLetter(c)) {
            return NONE;
        }
        UnicodeScript script = UnicodeScript.of(c);
        return switch (script) {
            case HIRAGANA, KATAKANA, BOPOMOFO, HANGUL -> UnicodeScript.HAN.ordinal();
            case INHERITED, UNKNOWN -> NONE;
            default -> script.ordinal();
        };
    }
}
