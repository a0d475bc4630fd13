package dev.tamis.filters.decontaminate;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.tamis.filters.text.Mix64;
import dev.tamis.filters.text.Utf8;
import java.util.Arrays;

/**
 * Cuts a text into the words in which it is compared with evaluation sets.
 *
 * <p>The rule is GPT-3's (Brown et al. 2020, appendix C: lower case, words between white space, no punctuation), made precise:
 *
 * <ul>
 *   <li>Letters lose their case (Unicode's full case folding, so that STRASSE is straße) and compatibility forms become plain
 *       ones (NFKD: full-width letters, ligatures, letters of mathematics). Accents stay: "résumé" is not "resume", composed or
 *       not. Decimal digits of any script become ASCII's and stay what they are: "3 apples" and "5 apples" differ.
 *   <li>Punctuation (P), symbols (S) and controls separate words, as white space does, so that "f(a,b)" and "f( a, b )" are the
 *       same; any amount of them is one separator. Between two digits "." and "," are dropped instead ("1,000" is "1000"), and
 *       between two letters or digits an apostrophe is ("don't" is "dont").
 *   <li>What has no look of its own (format characters and default ignorables: soft hyphen, joiners, zero width space, byte order
 *       mark) is as if it were not there, beside a point or an apostrophe as elsewhere.
 *   <li>Scripts without spaces, as in fuzzy deduplication: each character of Han, kana and Bopomofo is a word of its own, with
 *       the marks that follow it, so that kana are the same composed, decomposed and of half width; runs of Thai, Lao, Khmer and Myanmar are cut by ICU's dictionaries, at most {@value #LONGEST_RUN} code points at once.
 * </ul>
 *
 * <p>Differs from the words of fuzzy deduplication, which drops accents and makes every number 0. Time is linear in the text.
 * An instance belongs to one thread.
 */
final class BenchmarkWords {
    private static final int LONGEST_RUN = 4096;

    /** What an ASCII letter or digit adds to the hash of a word; 0 for all else. */
    private static final long[] ASCII = new long[128];

    private static final byte[] ASCII_FOLDED = new byte[128];

    static {
        for (char c = '0'; c <= '9'; c++) {
            ASCII[c] = WordFolding.value(c);
            ASCII_FOLDED[c] = (byte) c;
        }
        for (char c = 'a'; c <= 'z'; c++) {
            ASCII[c] = WordFolding.value(c);
            ASCII[c - 'a' + 'A'] = ASCII[c];
            ASCII_FOLDED[c] = (byte) c;
            ASCII_FOLDED[c - 'a' + 'A'] = (byte) c;
        }
    }

    private BreakIterator dictionary;
    private final StringBuilder run = new StringBuilder();
    private final int[] runBytes = new int[LONGEST_RUN + 1];

    /** Takes the words of a text, in order. */
    interface Sink {
        /**
         * @param hash of the folded word
         * @param start its first byte in the text
         * @param end the byte after its last
         */
        void word(long hash, int start, int end);
    }

    /** Gives the words of the first {@code length} bytes; a byte that is no UTF-8 separates words. */
    void split(byte[] utf8, int length, Sink sink) {
        int at = 0;
        while (at < length) {
            byte b = utf8[at];
            if (b >= 0) {
                at = ASCII[b] == 0 ? at + 1 : word(utf8, at, length, sink);
                continue;
            }
            int bytes = Utf8.lengthAt(utf8, at, length);
            int c = Utf8.codePointAt(utf8, at, bytes);
            WordFolding block = WordFolding.of(c);
            int index = c % WordFolding.BLOCK;
            switch (block.kinds[index]) {
                case WordFolding.LETTER, WordFolding.DIGIT, WordFolding.MARK -> at = word(utf8, at, length, sink);
                case WordFolding.IDEOGRAPH -> at = ideograph(utf8, at, length, sink);
                case WordFolding.DICTIONARY -> at = run(utf8, at, length, sink);
                default -> at += bytes;
            }
        }
    }

    /** Gives an ideograph with the marks after it, and tells where they end. */
    private static int ideograph(byte[] utf8, int start, int length, Sink sink) {
        long hash = WordFolding.SEED;
        int at = start;
        while (at < length) {
            int bytes = Utf8.lengthAt(utf8, at, length);
            int c = Utf8.codePointAt(utf8, at, bytes);
            WordFolding block = WordFolding.of(c);
            int index = c % WordFolding.BLOCK;
            byte kind = block.kinds[index];
            if (at == start || kind == WordFolding.MARK) {
                hash = hash * block.factors[index] + block.terms[index];
            } else if (kind != WordFolding.IGNORED) {
                break;
            }
            at += bytes;
        }
        sink.word(finish(hash), start, at);
        return at;
    }

    /** Gives the word that starts at a letter or digit, and tells where it ends. */
    private static int word(byte[] utf8, int start, int length, Sink sink) {
        long hash = WordFolding.SEED;
        int at = start;
        // the last ignored characters in a row: what is before them, and where they end
        int beforeIgnored = start;
        int afterIgnored = start;
        while (at < length) {
            byte b = utf8[at];
            if (b >= 0) {
                long value = ASCII[b];
                if (value != 0) {
                    hash = hash * WordFolding.P + value;
                } else if (!isDropped(utf8, at, 1, length, at == afterIgnored ? beforeIgnored : at)) {
                    break;
                }
                at++;
                continue;
            }
            int bytes = Utf8.lengthAt(utf8, at, length);
            int c = Utf8.codePointAt(utf8, at, bytes);
            WordFolding block = WordFolding.of(c);
            int index = c % WordFolding.BLOCK;
            byte kind = block.kinds[index];
            if (WordFolding.isOfWord(kind)) {
                hash = hash * block.factors[index] + block.terms[index];
            } else if (kind == WordFolding.IGNORED) {
                beforeIgnored = at == afterIgnored ? beforeIgnored : at;
                afterIgnored = at + bytes;
            } else if (!isDropped(utf8, at, bytes, length, at == afterIgnored ? beforeIgnored : at)) {
                break;
            }
            at += bytes;
        }
        sink.word(finish(hash), start, at);
        return at;
    }

    /**
     * Whether a sign after the first character of a word leaves nothing, and the word goes on.
     *
     * @param before where the last character before the sign ends that is not ignored
     */
    private static boolean isDropped(byte[] utf8, int at, int bytes, int length, int before) {
        byte kind = WordFolding.kind(Utf8.codePointAt(utf8, at, bytes));
        if (kind != WordFolding.APOSTROPHE && kind != WordFolding.POINT) {
            return false;
        }
        byte next = nextKind(utf8, at + bytes, length);
        return kind == WordFolding.APOSTROPHE
                ? WordFolding.isOfWord(next)
                : next == WordFolding.DIGIT
                        && WordFolding.kind(Utf8.lastCodePoint(utf8, 0, before)) == WordFolding.DIGIT;
    }

    /** The kind of the first character that is not ignored; these lie after one sign each, so that none is passed twice. */
    private static byte nextKind(byte[] utf8, int from, int length) {
        for (int at = from; at < length; ) {
            int bytes = Utf8.lengthAt(utf8, at, length);
            byte kind = WordFolding.kind(Utf8.codePointAt(utf8, at, bytes));
            if (kind != WordFolding.IGNORED) {
                return kind;
            }
            at += bytes;
        }
        return WordFolding.SEPARATOR;
    }

    private int run(byte[] utf8, int start, int length, Sink sink) {
        run.setLength(0);
        int at = start;
        while (at < length && run.length() < LONGEST_RUN) {
            int bytes = Utf8.lengthAt(utf8, at, length);
            int c = Utf8.codePointAt(utf8, at, bytes);
            byte kind = WordFolding.kind(c);
            if (kind == WordFolding.DICTIONARY) {
                // one slot for each char of the run, a pair's second included
                runBytes[run.length()] = at;
                runBytes[run.length() + 1] = at;
                run.appendCodePoint(c);
            } else if (kind != WordFolding.IGNORED) {
                break;
            }
            at += bytes;
        }
        words(at, sink);
        return at;
    }

    private void words(int runEnd, Sink sink) {
        String text = run.toString();
        if (dictionary == null) {
            dictionary = BreakIterator.getWordInstance(ULocale.ROOT);
        }
        dictionary.setText(text);
        int from = dictionary.first();
        for (int to = dictionary.next(); to != BreakIterator.DONE; to = dictionary.next()) {
            long hash = WordFolding.SEED;
            for (int i = from; i < to; ) {
                int c = text.codePointAt(i);
                WordFolding block = WordFolding.of(c);
                hash = hash * block.factors[c % WordFolding.BLOCK] + block.terms[c % WordFolding.BLOCK];
                i += Character.charCount(c);
            }
            sink.word(finish(hash), runBytes[from], to == text.length() ? runEnd : runBytes[to]);
            from = to;
        }
    }

    private static long finish(long hash) {
        long mixed = (hash ^ (hash >>> 32)) * Mix64.STEP;
        return mixed ^ (mixed >>> 29);
    }

    /**
     * Compares a word of a text with folded bytes, letter by letter.
     *
     * @param start first byte of the word, as {@link #split} gave it, and {@code end} likewise
     */
    static boolean same(byte[] utf8, int start, int end, byte[] folded, int foldedStart, int foldedEnd) {
        int at = start;
        int other = foldedStart;
        while (at < end) {
            byte b = utf8[at];
            if (b >= 0) {
                byte c = ASCII_FOLDED[b];
                if (c != 0) {
                    if (other == foldedEnd || folded[other] != c) {
                        return false;
                    }
                    other++;
                }
                at++;
                continue;
            }
            int bytes = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, bytes);
            WordFolding block = WordFolding.of(c);
            int from = block.offsets[c % WordFolding.BLOCK];
            int size = block.offsets[c % WordFolding.BLOCK + 1] - from;
            if (size > foldedEnd - other
                    || !Arrays.equals(block.folded, from, from + size, folded, other, other + size)) {
                return false;
            }
            other += size;
            at += bytes;
        }
        return other == foldedEnd;
    }

    /** Appends the folded bytes of a word and gives the new size; {@code out} must have room for {@link #mostFolded}. */
    static int fold(byte[] utf8, int start, int end, byte[] out, int size) {
        int to = size;
        for (int at = start; at < end; ) {
            int bytes = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, bytes);
            WordFolding block = WordFolding.of(c);
            int from = block.offsets[c % WordFolding.BLOCK];
            int count = block.offsets[c % WordFolding.BLOCK + 1] - from;
            System.arraycopy(block.folded, from, out, to, count);
            to += count;
            at += bytes;
        }
        return to;
    }

    /** Bytes that a word may have at most when folded; NFKD makes at most 18 code points of one (U+FDFA). */
    static int mostFolded(int start, int end) {
        return Math.multiplyExact(end - start, 18);
    }
}
