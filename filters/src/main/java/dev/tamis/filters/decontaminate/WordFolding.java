package dev.tamis.filters.decontaminate;

import com.ibm.icu.lang.UCharacter;
import com.ibm.icu.lang.UCharacterCategory;
import com.ibm.icu.lang.UProperty;
import com.ibm.icu.lang.UScript;
import com.ibm.icu.text.Normalizer2;
import dev.tamis.filters.text.Mix64;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordEnds;
import java.util.Arrays;

/**
 * What becomes of 256 neighbouring code points in words that are compared with evaluation sets: their kind, their folded
 * bytes, and what these add to the hash of their word. See {@link BenchmarkWords} for the rule.
 *
 * <p>The hash of a word of folded code points f1 ... fk is the polynomial seed P^k + v(f1) P^(k-1) + ... + v(fk) modulo 2^64,
 * so that a code point that becomes several adds them in one step: the hash times {@link #factors}, plus {@link #terms}.
 *
 * <p>All by the data of the pinned ICU4J. Blocks are made when first asked for: at most 4,352 of some 6 KB for all threads.
 */
final class WordFolding {
    /** Belongs to a word. */
    static final byte LETTER = 0;
    /** Ends a word. */
    static final byte SEPARATOR = 1;
    /** Is as if it were not there. */
    static final byte IGNORED = 2;
    /** A decimal digit, of a word. */
    static final byte DIGIT = 3;
    /** A word of its own: Han, kana, Bopomofo. */
    static final byte IDEOGRAPH = 4;
    /** Of a script whose words only a dictionary can tell: Thai, Lao, Khmer, Myanmar. */
    static final byte DICTIONARY = 5;
    /** Is dropped between two letters or digits, and ends a word elsewhere. */
    static final byte APOSTROPHE = 6;
    /** Is dropped between two digits, and ends a word elsewhere. */
    static final byte POINT = 7;
    /** A combining mark of no script of its own: belongs to the word before it, be that an ideograph; alone, a letter. */
    static final byte MARK = 8;

    static final int BLOCK = 1 << 8;
    static final long SEED = 0x2545_F491_4F6C_DD1DL;
    static final long P = 0xD6E8_FEB8_6659_FD93L;

    private static final int LONG_VOWEL = 0x30FC;
    private static final Normalizer2 NFKD = Normalizer2.getNFKDInstance();

    // Threads may see a block late and make it again: equal blocks, whose fields are final.
    private static final WordFolding[] BLOCKS = new WordFolding[(Character.MAX_CODE_POINT + 1) / BLOCK];

    final byte[] kinds = new byte[BLOCK];
    final long[] factors = new long[BLOCK];
    final long[] terms = new long[BLOCK];
    /** Folded bytes of code point i: from {@code offsets[i]} to before {@code offsets[i + 1]}. */
    final byte[] folded;

    final short[] offsets = new short[BLOCK + 1];

    private WordFolding(int first) {
        byte[] bytes = new byte[BLOCK * 4];
        int size = 0;
        for (int i = 0; i < BLOCK; i++) {
            int[] points = fold(first + i);
            long factor = 1;
            long term = 0;
            if (bytes.length < size + 4 * points.length) {
                bytes = Arrays.copyOf(bytes, 2 * bytes.length + 4 * points.length);
            }
            for (int c : points) {
                factor *= P;
                term = term * P + value(c);
                size = Utf8.write(bytes, size, c);
            }
            factors[i] = factor;
            terms[i] = term;
            offsets[i + 1] = (short) size;
        }
        folded = Arrays.copyOf(bytes, size);
    }

    /** The block that a code point is in, at its index modulo {@link #BLOCK}. */
    static WordFolding of(int codePoint) {
        WordFolding block = BLOCKS[codePoint / BLOCK];
        if (block == null) {
            block = new WordFolding(codePoint / BLOCK * BLOCK);
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

    /** Finds the kind, and gives the folded code points; none where nothing is left of it in a word. */
    private int[] fold(int codePoint) {
        int index = codePoint % BLOCK;
        if (isApostrophe(codePoint)) {
            kinds[index] = APOSTROPHE;
            return new int[0];
        }
        if (isIgnored(codePoint)) {
            kinds[index] = IGNORED;
            return new int[0];
        }
        String compatible = NFKD.normalize(Character.toString(codePoint));
        int[] all = NFKD.normalize(UCharacter.foldCase(compatible, true))
                .codePoints()
                .toArray();
        if (all.length == 0 || isSeparator(all[0])) {
            // full-width ones, too
            boolean isPoint = all.length == 1 && (all[0] == '.' || all[0] == ',');
            kinds[index] = isPoint ? POINT : SEPARATOR;
            return new int[0];
        }
        int[] kept = Arrays.stream(all)
                .filter(c -> !isSeparator(c) && !isIgnored(c))
                .map(WordFolding::asciiDigit)
                .toArray();
        kinds[index] = kept.length == 0 ? IGNORED : kindOf(kept[0]);
        return kept;
    }

    private static int asciiDigit(int c) {
        return UCharacter.getType(c) == UCharacterCategory.DECIMAL_DIGIT_NUMBER ? '0' + UCharacter.digit(c, 10) : c;
    }

    private static byte kindOf(int first) {
        if (first >= '0' && first <= '9') {
            return DIGIT;
        }
        return switch (UScript.getScript(first)) {
            case UScript.THAI, UScript.LAO, UScript.KHMER, UScript.MYANMAR -> DICTIONARY;
            case UScript.HAN, UScript.HIRAGANA, UScript.KATAKANA, UScript.BOPOMOFO -> IDEOGRAPH;
            default -> first == LONG_VOWEL ? IDEOGRAPH : isMark(first) ? MARK : LETTER;
        };
    }

    /** Half-width kana's voiced sound marks become U+3099 and U+309A before they come here. */
    private static boolean isMark(int c) {
        int type = UCharacter.getType(c);
        return type == UCharacterCategory.NON_SPACING_MARK
                || type == UCharacterCategory.COMBINING_SPACING_MARK
                || type == UCharacterCategory.ENCLOSING_MARK;
    }

    /** Whether a word that a letter or digit began goes on with this kind. */
    static boolean isOfWord(byte kind) {
        return kind == LETTER || kind == DIGIT || kind == MARK;
    }

    private static boolean isApostrophe(int c) {
        return c == '\'' || c == 0x2018 || c == 0x2019 || c == 0x02BC || c == 0xFF07;
    }

    private static boolean isIgnored(int c) {
        return UCharacter.getType(c) == UCharacterCategory.FORMAT
                || UCharacter.hasBinaryProperty(c, UProperty.DEFAULT_IGNORABLE_CODE_POINT);
    }

    private static boolean isSeparator(int c) {
        return WordEnds.isOne(c) || UCharacter.getType(c) == UCharacterCategory.SURROGATE;
    }
}
