package dev.tamis.filters.text;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Which code points NFC always leaves as they are, whatever stands before them: starters that are their own composition
 * and never the second part of another's. Text made only of them is in NFC, and NFC may be done apart on either side of
 * the place before one.
 *
 * <p>Java tells neither combining classes nor Unicode's NFC_Quick_Check, so the set is derived: all marks (general
 * category M) are left out, and whatever stands after the first place in some canonical decomposition.
 */
final class Composition {
    private static final int LIMIT = 0x30000;
    private static final long[] WORDS;

    static {
        BitSet stable = new BitSet(LIMIT);
        stable.set(0, 0x80);
        BitSet later = new BitSet();
        for (int c = 0x80; c < 0x20000; c++) {
            if (isIdeographOrSyllable(c)) {
                stable.set(c);
            } else if (Character.isDefined(c) && !isMarkOrSurrogate(c)) {
                String alone = Character.toString(c);
                String decomposed = Normalizer.normalize(alone, Normalizer.Form.NFD);
                decomposed.codePoints().skip(1).forEach(later::set);
                if (decomposed.equals(alone) || Normalizer.isNormalized(alone, Normalizer.Form.NFC)) {
                    stable.set(c);
                }
            }
        }
        stable.andNot(later);
        // The vowels and final consonants that compose with a Hangul syllable's beginning.
        stable.clear(0x1161, 0x1176);
        stable.clear(0x11A8, 0x11C3);
        // Supplementary ideographs up to the compatibility ones.
        stable.set(0x20000, 0x2F800);
        WORDS = Arrays.copyOf(stable.toLongArray(), LIMIT >> 6);
    }

    private Composition() {}

    static boolean isStable(int codePoint) {
        return codePoint < LIMIT && (WORDS[codePoint >> 6] >>> codePoint & 1) != 0;
    }

    private static boolean isIdeographOrSyllable(int c) {
        return (c >= 0x3400 && c <= 0x9FFF) || (c >= 0xAC00 && c <= 0xD7A3);
    }

    private static boolean isMarkOrSurrogate(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK
                || type == Character.SURROGATE;
    }
}
