package dev.tamis.filters.dedup;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import dev.tamis.filters.text.Mix64;
import dev.tamis.filters.text.WordEnds;

/**
 * What becomes of 256 neighbouring code points when a text is cut into words to compare: their kind, and what they add to
 * the hash of their word.
 *
 * <p>A code point becomes lower case (Unicode's simple mapping, without locale or context), is decomposed (NFD), and loses
 * its marks (Mn, Me) and format characters (Cf). A word is the sequence f1 ... fk of folded code points that is left; its
 * hash is the polynomial seed P^k + v(f1) P^(k-1) + ... + v(fk) modulo 2^64. So a code point that becomes several adds them in
 * one step: the hash times {@link #factors}, plus {@link #terms}.
 *
 * <p>All by the data of the pinned ICU4J, not those of the Java that runs it. Blocks are made when first asked for: at most
 * 4,352 of some 4.5 KB for all threads together.
 */
final class Folding {
    /** Belongs to a word. */
    static final byte LETTER = 0;
    /** Ends a word: white space, punctuation, symbols, controls, zero width space. */
    static final byte SEPARATOR = 1;
    /** Is as if it were not there. */
    static final byte IGNORED = 2;
    /** A decimal digit of any script. */
    static final byte DIGIT = 3;
    /** A word of its own: Han, kana, Bopomofo. */
    static final byte IDEOGRAPH = 4;
    /** Of a script whose words only a dictionary can tell: Thai, Lao, Khmer, Myanmar. */
    static final byte DICTIONARY = 5;

    static final int BLOCK = 1 << 8;
    static final long SEED = 0x51A3_9D0E_64C7_2F8BL;
    static final long P = 0xD6E8_FEB8_6659_FD93L;

    private static final int FINAL_SIGMA = 0x3C2;
    private static final int SIGMA = 0x3C3;
    private static final int ZERO_WIDTH_SPACE = 0x200B;
    /** The marks that make a vowel of kana long are of no one script. */
    private static final int LONG_VOWEL = 0x30FC;

    private static final int NARROW_LONG_VOWEL = 0xFF70;

    private static final Normalizer2 NFD = Normalizer2.getNFDInstance();

    // Threads may see a block late and make it again: equal blocks, whose fields are final.
    private static final Folding[] BLOCKS = new Folding[(Character.MAX_CODE_POINT + 1) / BLOCK];

    final byte[] kinds = new byte[BLOCK];
    final long[] factors = new long[BLOCK];
    final long[] terms = new long[BLOCK];

    private Folding(int first) {
        for (int i = 0; i < BLOCK; i++) {
            fold(first + i, i);
        }
    }

    /** The block that a code point is in, at its index modulo {@link #BLOCK}. */
    static Folding of(int codePoint) {
        Folding block = BLOCKS[codePoint / BLOCK];
        if (block == null) {
            block = new Folding(codePoint / BLOCK * BLOCK);
            BLOCKS[codePoint / BLOCK] = block;
        }
        return block;
    }

    static byte kind(int codePoint) {
        return of(codePoint).kinds[codePoint % BLOCK];
    }

    /** What a folded code point adds to a hash. */
    static long value(int codePoint) {
        return Mix64.of(codePoint * Mix64.STEP);
    }

    private void fold(int codePoint, int index) {
        int lower = UCharacter.toLowerCase(codePoint);
        String decomposed = NFD.getDecomposition(lower);
        int[] folded =
                decomposed == null ? new int[] {lower} : decomposed.codePoints().toArray();
        long factor = 1;
        long term = 0;
        int first = -1;
        for (int c : folded) {
            if (!isDropped(c)) {
                first = first < 0 ? c : first;
                factor *= P;
                term = term * P + value(c == FINAL_SIGMA ? SIGMA : c);
            }
        }
        kinds[index] = kindOf(codePoint, first);
        factors[index] = factor;
        terms[index] = term;
    }

    private static boolean isDropped(int c) {
        return switch (UCharacter.getType(c)) {
            case UCharacterCategory.NON_SPACING_MARK, UCharacterCategory.ENCLOSING_MARK -> true;
            case UCharacterCategory.FORMAT -> c != ZERO_WIDTH_SPACE;
            default -> false;
        };
    }

    /** @param first the first folded code point, or -1 if none is left */
    private static byte kindOf(int codePoint, int first) {
        if (UCharacter.getType(codePoint) == UCharacterCategory.DECIMAL_DIGIT_NUMBER) {
            return DIGIT;
        }
        if (first >= 0 && isSeparator(first)) {
            return SEPARATOR;
        }
        return switch (UScript.getScript(first < 0 ? codePoint : first)) {
            // their vowels may be marks, which the dictionary must see
            case UScript.THAI, UScript.LAO, UScript.KHMER, UScript.MYANMAR -> DICTIONARY;
            case UScript.HAN, UScript.HIRAGANA, UScript.KATAKANA, UScript.BOPOMOFO -> first < 0 ? IGNORED : IDEOGRAPH;
            default -> first < 0 ? IGNORED : isLongVowel(first) ? IDEOGRAPH : LETTER;
        };
    }

    private static boolean isLongVowel(int c) {
        return c == LONG_VOWEL || c == NARROW_LONG_VOWEL;
    }

    private static boolean isSeparator(int c) {
        return WordEnds.isOne(c) || UCharacter.getType(c) == UCharacterCategory.FORMAT;
    }
}
