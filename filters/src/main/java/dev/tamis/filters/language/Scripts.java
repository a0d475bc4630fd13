package dev.tamis.filters.language;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;

/**
 * Letters of a text by Unicode script, weighed by their bytes in UTF-8. One per thread.
 *
 * <p>A Han or kana character says about as much as three Latin letters: a page of Japanese about a program is Japanese,
 * although most of its letters are those of the program's names.
 */
// Ordinals index arrays of this process only; nothing keeps them.
@SuppressWarnings("EnumOrdinal")
final class Scripts {
    private static final UnicodeScript[] ALL = UnicodeScript.values();
    /** Ordinal of the script of each BMP character that is a letter or mark, else of COMMON. */
    private static final short[] OF_CHAR = ofChar();

    private final int[] counts = new int[ALL.length];
    private int letters;

    private static short[] ofChar() {
        short[] table = new short[1 << 16];
        for (int c = 0; c < table.length; c++) {
            table[c] = (short) of(c).ordinal();
        }
        return table;
    }

    private static UnicodeScript of(int codePoint) {
        UnicodeScript script = UnicodeScript.of(codePoint);
        boolean counted =
                Character.isLetter(codePoint) && script != UnicodeScript.INHERITED && script != UnicodeScript.UNKNOWN;
        return counted ? script : UnicodeScript.COMMON;
    }

    void count(char[] text, int length) {
        Arrays.fill(counts, 0);
        letters = 0;
        for (int i = 0; i < length; i++) {
            char c = text[i];
            int script = OF_CHAR[c];
            int weight = c < 0x80 ? 1 : c < 0x800 ? 2 : 3;
            if (Character.isHighSurrogate(c) && i + 1 < length) {
                script = of(Character.toCodePoint(c, text[++i])).ordinal();
                weight = 4;
            }
            if (script != UnicodeScript.COMMON.ordinal()) {
                counts[script] += weight;
                letters += weight;
            }
        }
    }

    int letters() {
        return letters;
    }

    int of(UnicodeScript script) {
        return counts[script.ordinal()];
    }

    /** The script with most letters, the first in Unicode's order of several; null without letters. */
    UnicodeScript main() {
        int best = -1;
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0 && (best < 0 || counts[i] > counts[best])) {
                best = i;
            }
        }
        return best < 0 ? null : ALL[best];
    }
}
