package dev.tamis.filters.word;

import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordList;
import java.io.CharArrayReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.apache.lucene.analysis.ko.KoreanTokenizer;
import org.apache.lucene.analysis.ko.KoreanTokenizer.DecompoundMode;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * Cuts runs of Hangul into stems, particles and endings with Nori, Lucene's Korean analyzer, and the dictionary that comes
 * with it (mecab-ko-dic). FineWeb-2 counts Korean in such pieces, found by kiwi, and its stop words are particles that never
 * stand alone between spaces. Nori leaves a stem whole that has melted into its ending, and kiwi counts it twice.
 *
 * <p>The pieces of a run tile it, and depend on nothing but the run. Runs are cut after {@value #LONGEST_RUN} syllables,
 * which bounds the memory of a search. An instance belongs to one thread.
 */
final class KoreanWords {
    private static final int LONGEST_RUN = 1024;
    private static final int FIRST_SYLLABLE = 0xAC00;
    private static final int LAST_SYLLABLE = 0xD7A3;

    /** Runs this short are remembered, packed whole into two longs, so that one is never taken for another. */
    private static final int REMEMBERED = 8;

    private static final int HALF = REMEMBERED / 2;
    private static final int BITS_OF_SYLLABLE = 14;
    private static final int BITS_OF_PLACE = 14;

    private final KoreanTokenizer nori = new KoreanTokenizer(
            KoreanTokenizer.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, null, DecompoundMode.NONE, false, false);
    private final OffsetAttribute offsets = nori.getAttribute(OffsetAttribute.class);

    private final char[] syllables = new char[LONGEST_RUN];
    private final boolean[] starts = new boolean[LONGEST_RUN + 1];

    /** First halves of short runs with the places they are cut at, each where its hash says; the last one seen stays. */
    private final long[] firstHalves = new long[1 << BITS_OF_PLACE];

    private final long[] secondHalves = new long[1 << BITS_OF_PLACE];

    /** Where the next Hangul syllable starts, or {@code end} if there is none. */
    static int next(byte[] utf8, int from, int end) {
        for (int at = from; at < end - 2; at++) {
            if (isSyllable(utf8, at)) {
                return at;
            }
        }
        return end;
    }

    /** Whether a syllable starts here; two more bytes must be readable. */
    private static boolean isSyllable(byte[] utf8, int at) {
        // the lead bytes of U+A000 to U+DFFF
        return utf8[at] >= (byte) 0xEA
                && utf8[at] <= (byte) 0xED
                && Utf8.lengthAt(utf8, at, at + 3) == 3
                && isSyllable(Utf8.codePointAt(utf8, at, 3));
    }

    private static boolean isSyllable(int c) {
        return c >= FIRST_SYLLABLE && c <= LAST_SYLLABLE;
    }

    /**
     * Adds the pieces of the run of Hangul syllables that starts at a position.
     *
     * @return the end of the run, at most {@code end}
     */
    int split(byte[] utf8, int start, int end, WordList out) {
        int count = 0;
        int runEnd = start;
        while (runEnd < end) {
            int length = Utf8.lengthAt(utf8, runEnd, end);
            int c = Utf8.codePointAt(utf8, runEnd, length);
            if (isSyllable(c)) {
                if (count == LONGEST_RUN) {
                    break;
                }
                syllables[count++] = (char) c;
            } else if (!WordBreaks.isIgnored(c)) {
                break;
            }
            runEnd += length;
        }
        findStarts(count);
        int at = start;
        int wordStart = start;
        int syllable = 0;
        while (at < runEnd) {
            int length = Utf8.lengthAt(utf8, at, end);
            // marks and joiners belong to the syllable before them
            if (isSyllable(Utf8.codePointAt(utf8, at, length)) && starts[syllable++] && at > wordStart) {
                out.add(utf8, wordStart, at);
                wordStart = at;
            }
            at += length;
        }
        out.add(utf8, wordStart, runEnd);
        return runEnd;
    }

    private void findStarts(int count) {
        if (count > REMEMBERED) {
            analyze(count);
            return;
        }
        long first = pack(0, Math.min(count, HALF));
        long second = pack(HALF, count);
        int place = (int) (((first * 31 + second) * 0x9E37_79B9_7F4A_7C15L) >>> (Long.SIZE - BITS_OF_PLACE));
        if (firstHalves[place] >>> REMEMBERED != first || secondHalves[place] != second) {
            analyze(count);
            long cuts = 0;
            for (int i = 0; i < count; i++) {
                cuts |= starts[i] ? 1L << i : 0;
            }
            firstHalves[place] = first << REMEMBERED | cuts;
            secondHalves[place] = second;
        }
        for (int i = 0; i < count; i++) {
            starts[i] = (firstHalves[place] >>> i & 1) != 0;
        }
    }

    /** Syllables as one number; 0 for none, and no syllable is 0. */
    private long pack(int from, int to) {
        long packed = 0;
        for (int i = from; i < to; i++) {
            packed = packed << BITS_OF_SYLLABLE | (syllables[i] - FIRST_SYLLABLE + 1);
        }
        return packed;
    }

    private void analyze(int count) {
        Arrays.fill(starts, 0, count, false);
        try {
            nori.setReader(new CharArrayReader(syllables, 0, count));
            nori.reset();
            while (nori.incrementToken()) {
                starts[offsets.startOffset()] = true;
            }
            nori.end();
            nori.close();
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
    }
}
