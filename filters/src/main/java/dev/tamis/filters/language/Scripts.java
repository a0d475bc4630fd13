package dev.tamis.filters.language;

import java.lang.Character.UnicodeScript;
import java.util.Arrays;

/** Letters of a text counted by Unicode script. One per thread. */
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
            if (Character.isHighSurrogate(c) && i + 1 < length) {
                script = of(Character.toCodePoint(c, text[++i])).ordinal();
            }
            if (script != UnicodeScript.COMMON.ordinal()) {
                counts[script]++;
                letters++;
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
