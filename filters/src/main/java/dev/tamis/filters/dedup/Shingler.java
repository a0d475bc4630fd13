package dev.tamis.filters.dedup;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.tamis.filters.text.Mix64;
import dev.tamis.filters.text.Utf8;
import java.util.Arrays;

/**
 * Hashes of the word n-grams of a text, in order, repeated ones included.
 *
 * <p>Words follow the normalisation that FineWeb's MinHash ran on (datatrove 0.10, {@code simplify_text}): lower case, each
 * number with at most one decimal part becomes 0, punctuation and symbols become white space, marks are dropped from the
 * canonical decomposition. Where we differ:
 *
 * <ul>
 *   <li>datatrove hands the result to a tokenizer of one language; here words end at white space.
 *   <li>datatrove lists some hundred punctuation marks; here all of Unicode's punctuation (P), symbols (S) and controls
 *       separate, after decomposition, so that the Greek question mark and the inequality sign do.
 *   <li>A final sigma is a sigma; enclosing marks (Me) and format characters (Cf: soft hyphen, joiners, byte order mark)
 *       are dropped, too, but for the zero width space, which separates.
 *   <li>Scripts without spaces, our decision: each character of Han, kana and Bopomofo is a word of its own, and runs of
 *       Thai, Lao, Khmer and Myanmar are cut by ICU's dictionaries, after at most {@value #LONGEST_RUN} code points at once.
 * </ul>
 *
 * <p>Short texts, our decision: a text of 1 to n-1 words has one shingle, the hash of all its words and their number; a text
 * without words has none, and is compared by exact deduplication only. datatrove gives no signature below n words, so that equal
 * short texts stay; BigCode's script gives all of them the same signature, so that different ones go.
 *
 * <p>A shingle's hash depends on the words' order and on where they end: "ab c" and "a bc" differ. All arithmetic is modulo
 * 2^64 by definition. Hashes depend on the text, n and the pinned ICU4J's data alone. They hold no secret: who wants two
 * texts to look alike can make them so.
 *
 * <p>Time and memory are linear in the text. An instance belongs to one thread.
 */
public final class Shingler {
    private static final int LONGEST_RUN = 4096;
    private static final int FEW = 1 << 10;
    private static final int MOST_KEPT = 1 << 20;

    /** For combining words; unrelated to the multiplier within words. */
    private static final long M = 0xA076_1D64_78BD_642FL;

    /** What an ASCII letter adds to the hash of a word; 0 for all else. */
    private static final long[] ASCII = new long[128];

    static {
        for (char c = 'a'; c <= 'z'; c++) {
            ASCII[c] = Folding.value(c);
            ASCII[c - 'a' + 'A'] = ASCII[c];
        }
    }

    private static final long ZERO = Folding.value('0');

    private final int ngram;
    /** M to the power n. */
    private final long leaving;

    private long[] hashes = new long[FEW];
    private int words;
    private BreakIterator dictionary;
    private final StringBuilder run = new StringBuilder();

    /**
     * @param ngram words in a shingle, 1 to {@value MinHashSettings#MOST_WORDS}
     * @throws IllegalArgumentException if it is not
     */
    public Shingler(int ngram) {
        if (ngram < 1 || ngram > MinHashSettings.MOST_WORDS) {
            throw new IllegalArgumentException("ngram is " + ngram + ", must be 1 to " + MinHashSettings.MOST_WORDS);
        }
        this.ngram = ngram;
        long power = 1;
        for (int i = 0; i < ngram; i++) {
            power *= M;
        }
        leaving = power;
    }

    /**
     * Hashes a text's shingles.
     *
     * @param utf8 the text from index 0 on; a byte that is no UTF-8 separates words
     * @param length number of its bytes, at most the array's length
     * @return number of shingles, duplicates included
     */
    public int shingle(byte[] utf8, int length) {
        if (hashes.length > MOST_KEPT) {
            hashes = new long[FEW];
        }
        words = 0;
        split(utf8, length);
        return combine();
    }

    /** The hashes of the last text's shingles, as many as {@link #shingle} said; overwritten by the next text. May be reordered. */
    public long[] shingles() {
        return hashes;
    }

    /** Number of words in the last text. */
    public int words() {
        return words;
    }

    private void split(byte[] utf8, int length) {
        long hash = Folding.SEED;
        int at = 0;
        while (at < length) {
            byte b = utf8[at];
            if (b >= 0) {
                long value = ASCII[b];
                if (value != 0) {
                    hash = hash * Folding.P + value;
                    at++;
                } else if (isAsciiDigit(b)) {
                    hash = hash * Folding.P + ZERO;
                    at = afterNumber(utf8, at, length);
                } else {
                    add(hash);
                    hash = Folding.SEED;
                    at++;
                }
                continue;
            }
            int bytes = Utf8.lengthAt(utf8, at, length);
            int c = Utf8.codePointAt(utf8, at, bytes);
            Folding block = Folding.of(c);
            int index = c % Folding.BLOCK;
            byte kind = block.kinds[index];
            if (kind == Folding.LETTER || kind == Folding.IGNORED) {
                hash = hash * block.factors[index] + block.terms[index];
                at += bytes;
            } else if (kind == Folding.DIGIT) {
                hash = hash * Folding.P + ZERO;
                at = afterNumber(utf8, at, length);
            } else {
                add(hash);
                hash = Folding.SEED;
                if (kind == Folding.IDEOGRAPH) {
                    add(hash * block.factors[index] + block.terms[index]);
                }
                at = kind == Folding.DICTIONARY ? addRun(utf8, at, length) : at + bytes;
            }
        }
        add(hash);
    }

    /** Adds the word with this polynomial, unless nothing was added to the seed. */
    private void add(long hash) {
        if (hash == Folding.SEED) {
            return;
        }
        if (words == hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * words);
        }
        long mixed = (hash ^ (hash >>> 32)) * Mix64.STEP;
        hashes[words++] = mixed ^ (mixed >>> 29);
    }

    private static boolean isAsciiDigit(int c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isDigit(int c) {
        return c < 0x80 ? isAsciiDigit(c) : Folding.kind(c) == Folding.DIGIT;
    }

    /** The end of the number that starts at a digit: digits, and a decimal sign with digits, once. */
    private static int afterNumber(byte[] utf8, int start, int end) {
        int at = afterDigits(utf8, start, end);
        if (at < end) {
            int bytes = Utf8.lengthAt(utf8, at, end);
            int after = at + bytes;
            if (after < end
                    && isDecimalSign(Utf8.codePointAt(utf8, at, bytes))
                    && isDigit(Utf8.firstCodePoint(utf8, after, end))) {
                return afterDigits(utf8, after, end);
            }
        }
        return at;
    }

    private static int afterDigits(byte[] utf8, int start, int end) {
        int at = start;
        while (at < end) {
            int bytes = Utf8.lengthAt(utf8, at, end);
            if (!isDigit(Utf8.codePointAt(utf8, at, bytes))) {
                break;
            }
            at += bytes;
        }
        return at;
    }

    /** Full stop, comma, Arabic comma and decimal separator, decimal separator key symbols: those of datatrove's expression. */
    private static boolean isDecimalSign(int c) {
        return c == '.' || c == ',' || c == 0x60C || c == 0x66B || (c >= 0x2396 && c <= 0x2398);
    }

    /** Adds the words of the run of a script without spaces that starts at a position, and gives its end. */
    private int addRun(byte[] utf8, int start, int end) {
        run.setLength(0);
        int at = start;
        for (int count = 0; at < end && count < LONGEST_RUN; count++) {
            int bytes = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, bytes);
            byte kind = c < 0x80 ? Folding.SEPARATOR : Folding.kind(c);
            if (kind != Folding.DICTIONARY && kind != Folding.IGNORED) {
                break;
            }
            run.appendCodePoint(c);
            at += bytes;
        }
        String text = run.toString();
        if (dictionary == null) {
            dictionary = BreakIterator.getWordInstance(ULocale.ROOT);
        }
        dictionary.setText(text);
        int from = dictionary.first();
        for (int to = dictionary.next(); to != BreakIterator.DONE; to = dictionary.next()) {
            long hash = Folding.SEED;
            for (int i = from; i < to; ) {
                int c = text.codePointAt(i);
                Folding block = Folding.of(c);
                hash = hash * block.factors[c % Folding.BLOCK] + block.terms[c % Folding.BLOCK];
                i += Character.charCount(c);
            }
            add(hash);
            from = to;
        }
        return at;
    }

    /** Turns words w1 w2 ... into shingles, in place: w1 M^(n-1) + ... + wn, then w2 M^(n-1) + ..., each mixed. */
    private int combine() {
        long[] all = hashes;
        int first = Math.min(ngram, words);
        long sum = 0;
        for (int i = 0; i < first; i++) {
            sum = sum * M + all[i];
        }
        if (words < ngram) {
            all[0] = finish(sum, words);
            return first == 0 ? 0 : 1;
        }
        int size = words - ngram + 1;
        for (int i = 0; i < size - 1; i++) {
            long word = all[i];
            all[i] = finish(sum, ngram);
            sum = sum * M + all[i + ngram] - word * leaving;
        }
        all[size - 1] = finish(sum, ngram);
        return size;
    }

    private static long finish(long sum, int count) {
        return Mix64.of(sum + count * Mix64.STEP);
    }
}
