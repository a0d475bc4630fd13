package dev.tamis.filters.passage;

import dev.tamis.filters.text.CharClasses;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Arrays;

/**
 * What each code point becomes in the normal form of {@link PassageUnits}. Each by itself: canonical order, the only thing in
 * which one would depend on its neighbours, is that of marks, most of which go.
 */
final class UnitText {
    private static final byte[] NOTHING = {};
    private static final byte[] SPACE = {' '};
    private static final byte[] ZERO = {'0'};

    private static final int VOICED_SOUND = 0x3099;
    private static final int SEMI_VOICED_SOUND = 0x309A;
    private static final int LONGEST = 64;

    private static final byte[][] BMP = new byte[1 << 16][];

    static {
        for (int c = 0; c < BMP.length; c++) {
            BMP[c] = make(c);
        }
    }

    private UnitText() {}

    /** The UTF-8 of what it becomes: empty if it goes, one space for white space. For reading only. */
    static byte[] of(int codePoint) {
        return codePoint < BMP.length ? BMP[codePoint] : make(codePoint);
    }

    private static byte[] make(int c) {
        if (CharClasses.isSpace(c)) {
            return SPACE;
        }
        if (c < 0x80) {
            return makeOne(c);
        }
        if (Character.getType(c) == Character.SURROGATE) {
            return NOTHING;
        }
        String decomposed = Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD);
        byte[] bytes = new byte[LONGEST];
        int size = 0;
        for (int i = 0; i < decomposed.length(); i = decomposed.offsetByCodePoints(i, 1)) {
            for (byte b : makeOne(decomposed.codePointAt(i))) {
                bytes[size++] = b;
            }
        }
        return size == 0 ? NOTHING : Arrays.copyOf(bytes, size);
    }

    private static byte[] makeOne(int c) {
        if (CharClasses.isDigit(c)) {
            return ZERO;
        }
        if (CharClasses.isPunctuation(c) || isAccent(c)) {
            return NOTHING;
        }
        int type = Character.getType(c);
        if (type == Character.CONTROL || type == Character.FORMAT) {
            return NOTHING;
        }
        return Character.toString(Character.toLowerCase(c)).getBytes(StandardCharsets.UTF_8);
    }

    /**
     * A mark that is written on letters of several scripts, as accents are, and not one that makes another letter of kana.
     * The vowel and tone signs of a script, as in Thai and Devanagari, have its name and are no accents.
     */
    private static boolean isAccent(int c) {
        return Character.getType(c) == Character.NON_SPACING_MARK
                && UnicodeScript.of(c) == UnicodeScript.INHERITED
                && c != VOICED_SOUND
                && c != SEMI_VOICED_SOUND;
    }
}
