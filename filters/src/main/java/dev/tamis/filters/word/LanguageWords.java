package dev.tamis.filters.word;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import dev.tamis.filters.text.Ascii;
import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordList;
import java.nio.charset.StandardCharsets;

/**
 * Words as the script needs: UAX #29 where words are spaced, ICU's dictionaries for runs of Han, kana, Thai, Lao, Khmer
 * and Myanmar, which are written without spaces, and for Hangul stems and particles ({@link KoreanWords}). Punctuation marks
 * and symbols are words of their own, as they are to the tokenizers that FineWeb-2 counts with.
 *
 * <p>The dictionaries come with the pinned versions of ICU4J and Lucene, so that a text has the same words on every machine.
 * Runs are cut after {@value #LONGEST_RUN} code points, which bounds the memory of a search. An instance belongs to one thread.
 */
public final class LanguageWords {
    private static final int LONGEST_RUN = 4096;

    private final BreakIterator dictionary = BreakIterator.getWordInstance(ULocale.ROOT);
    private final Cuts cuts = new Cuts();
    /** Null until the first Hangul: its dictionary is large. */
    private KoreanWords korean;

    /** Fills a list with the words of a text. */
    public void split(TextView view, WordList out) {
        byte[] utf8 = view.utf8();
        cuts.split(view, out, (chunks, i, words) -> {
            int start = chunks.start(i);
            int end = chunks.end(i);
            if (chunks.isLetters(i) && chunks.isAscii(i)) {
                words.add(start, end, chunks.number(i));
            } else if (!chunks.isAscii(i) || !splitCommon(utf8, start, end, words)) {
                split(utf8, start, end, chunks.isUnspaced(i), words);
            }
        });
    }

    /** Splits ASCII letters or digits with at most one mark after them; false for the rest. */
    private static boolean splitCommon(byte[] utf8, int start, int end, WordList out) {
        int at = start;
        while (at < end && Ascii.isLetter(utf8[at])) {
            at++;
        }
        boolean letters = at > start;
        while (!letters && at < end && Ascii.isDigit(utf8[at])) {
            at++;
        }
        boolean marked = at == end - 1 && utf8[at] > ' ' && utf8[at] != '_' && !Ascii.isLetter(utf8[at]);
        if (at == start || !(at == end || (marked && !Ascii.isDigit(utf8[at])))) {
            return false;
        }
        out.add(utf8, start, at);
        if (at < end) {
            out.add(utf8, at, end);
        }
        return true;
    }

    private void split(byte[] utf8, int start, int end, boolean unspaced, WordList out) {
        // marks at the start of a chunk belong to the white space before it
        int at = WordBreaks.skipIgnored(utf8, start, end);
        int hangul = KoreanWords.next(utf8, at, end);
        while (at < end) {
            if (at == hangul) {
                korean = korean == null ? new KoreanWords() : korean;
                at = korean.split(utf8, at, end, out);
                hangul = KoreanWords.next(utf8, at, end);
                continue;
            }
            int runEnd = unspaced ? runEnd(utf8, at, end) : at;
            if (runEnd > at) {
                splitRun(utf8, at, runEnd, out);
                at = runEnd;
            } else {
                int next = WordBreaks.next(utf8, at, hangul);
                out.add(utf8, at, next);
                at = next;
            }
        }
    }

    /** The end of the run of one or more letters of unspaced scripts, with their marks, that starts at a position. */
    private static int runEnd(byte[] utf8, int start, int end) {
        int at = start;
        for (int count = 0; at < end && count < LONGEST_RUN; count++) {
            int length = Utf8.lengthAt(utf8, at, end);
            int c = Utf8.codePointAt(utf8, at, length);
            boolean letter =
                    CharClasses.isUnspaced(c) && Character.UnicodeScript.of(c) != Character.UnicodeScript.TIBETAN;
            // the mark that makes a vowel long is common to both kana
            if (!letter && !(at > start && (c == '\u30fc' || WordBreaks.isIgnored(c)))) {
                break;
            }
            at += length;
        }
        return at;
    }

    private void splitRun(byte[] utf8, int start, int end, WordList out) {
        String run = new String(utf8, start, end - start, StandardCharsets.UTF_8);
        dictionary.setText(run);
        int at = start;
        int from = dictionary.first();
        for (int to = dictionary.next(); to != BreakIterator.DONE; to = dictionary.next()) {
            int bytes = 0;
            for (int i = from; i < to; ) {
                int c = run.codePointAt(i);
                bytes += c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
                i += Character.charCount(c);
            }
            out.add(utf8, at, at + bytes);
            at += bytes;
            from = to;
        }
    }
}
