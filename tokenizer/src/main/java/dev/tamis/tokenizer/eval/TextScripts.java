package dev.tamis.tokenizer.eval;

import java.lang.Character.UnicodeScript;
import java.util.Locale;

/**
 * Script and space of a code point. Hiragana and Katakana count as Han, because Japanese mixes them within words and
 * SentencePiece takes them for one script too.
 */
// Ordinals index arrays within one process only; what is stored or sent has names.
@SuppressWarnings("EnumOrdinal")
final class TextScripts {
    /** Numbers of scripts are below it. */
    static final int COUNT = UnicodeScript.values().length;

    /** Of digits, punctuation, spaces, marks that take the script of their letter, and what is not assigned. */
    static final int NONE = UnicodeScript.COMMON.ordinal();

    static final int LATIN = UnicodeScript.LATIN.ordinal();

    private static final UnicodeScript[] SCRIPTS = UnicodeScript.values();
    private static final short[] BMP = new short[1 << 16];

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = (short) classify(c);
        }
    }

    private TextScripts() {}

    static int of(int codePoint) {
        return codePoint < BMP.length ? BMP[codePoint] : classify(codePoint);
    }

    private static int classify(int c) {
        UnicodeScript script = UnicodeScript.of(c);
        return switch (script) {
            case INHERITED, UNKNOWN -> NONE;
            case HIRAGANA, KATAKANA -> UnicodeScript.HAN.ordinal();
            default -> script.ordinal();
        };
    }

    /** The name in lower case, such as {@code latin}, or {@code none}. */
    static String name(int script) {
        return script == NONE ? "none" : SCRIPTS[script].name().toLowerCase(Locale.ROOT);
    }

    /** The script of that name. */
    static int byName(String name) {
        return name.equals("none")
                ? NONE
                : UnicodeScript.valueOf(name.toUpperCase(Locale.ROOT)).ordinal();
    }

    /**
     * Whether the script is written without spaces between words: those of line-breaking classes ID and SA (Unicode
     * Annex 14), and Tibetan, which has a space only between phrases.
     */
    static boolean isUnspaced(int script) {
        return switch (SCRIPTS[script]) {
            case HAN, BOPOMOFO, YI, THAI, LAO, KHMER, MYANMAR, TAI_LE, NEW_TAI_LUE, TAI_THAM, TAI_VIET, AHOM, TIBETAN ->
                true;
            default -> false;
        };
    }

    /** Unicode's property White_Space. */
    static boolean isSpace(int c) {
        return c == ' '
                || (c >= 0x09 && c <= 0x0D)
                || c == 0x85
                || c == 0xA0
                || c == 0x1680
                || (c >= 0x2000 && c <= 0x200A)
                || c == 0x2028
                || c == 0x2029
                || c == 0x202F
                || c == 0x205F
                || c == 0x3000;
    }
}
