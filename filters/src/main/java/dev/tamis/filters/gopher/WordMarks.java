package dev.tamis.filters.gopher;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.StopWords;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;

/** What Dolma and DCLM count of words split at white space. Belongs to one thread. */
final class WordMarks {
    private int symbolWords;
    private int stopWords;
    private int stopWordsAnyCase;
    private int fastTextWords;
    private long symbols;

    void measure(TextView view) {
        symbolWords = 0;
        stopWords = 0;
        stopWordsAnyCase = 0;
        fastTextWords = 0;
        byte[] utf8 = view.utf8();
        int spaced = 0;
        int spacedEnd = 0;
        for (int i = 0; i < view.words(); i++) {
            int start = view.wordStart(i);
            int end = view.wordEnd(i);
            if (view.wordList().isPlain(i)) {
                stopWords += GopherParts.stopWord(view.wordHash(i)) == 0 ? 0 : 1;
                stopWordsAnyCase += StopWords.bitOfAnyCase(utf8, start, end) == 0 ? 0 : 1;
            } else {
                symbolWords += hasSymbol(utf8, start, end) ? 1 : 0;
                // three full stops with a space between, of which the middle one is a word
                boolean apart =
                        end - start == 1 && utf8[start] == '.' && start >= spacedEnd + 2 && isSpaced(view, start);
                spaced += apart ? 1 : 0;
                spacedEnd = apart ? start + 3 : spacedEnd;
            }
            // fastText ends words at ASCII white space only
            boolean begins = start == 0 || isFastTextSpace(utf8[start - 1]);
            if (begins && CharClasses.isAlphanumeric(Utf8.firstCodePoint(utf8, start, end))) {
                fastTextWords++;
            }
            if (view.wordList().hasOther(i)) {
                fastTextWords += wordsAfterNul(utf8, start, end);
            }
        }
        symbols = (long) view.hashes() + view.ellipses() + spaced;
    }

    private static boolean isSpaced(TextView view, int at) {
        byte[] utf8 = view.utf8();
        return at >= 2
                && at + 2 < view.length()
                && utf8[at - 2] == '.'
                && utf8[at - 1] == ' '
                && utf8[at + 1] == ' '
                && utf8[at + 2] == '.';
    }

    /** Words that begin within a word of white space: to fastText a null character is white space. */
    private static int wordsAfterNul(byte[] utf8, int start, int end) {
        int count = 0;
        for (int at = start; at + 1 < end; at++) {
            if (utf8[at] == 0 && CharClasses.isAlphanumeric(Utf8.firstCodePoint(utf8, at + 1, end))) {
                count++;
            }
        }
        return count;
    }

    private static boolean hasSymbol(byte[] utf8, int start, int end) {
        for (int at = start; at < end; at++) {
            if (utf8[at] == '#' || isEllipsis(utf8, at)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isEllipsis(byte[] utf8, int at) {
        return utf8[at] == (byte) 0xE2 && utf8[at + 1] == (byte) 0x80 && utf8[at + 2] == (byte) 0xA6;
    }

    private static boolean isFastTextSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == 0x0B || b == '\f' || b == 0;
    }

    /** Words with a number sign or U+2026 in them. */
    int symbolWords() {
        return symbolWords;
    }

    /** Occurrences of the eight stop words in lower case. */
    int stopWords() {
        return stopWords;
    }

    /** Occurrences of the eight stop words in any case. */
    int stopWordsAnyCase() {
        return stopWordsAnyCase;
    }

    /** Words of fastText that begin with a letter or number. */
    int fastTextWords() {
        return fastTextWords;
    }

    /** Number signs and ellipses of every form, each form counted without overlap. */
    long symbols() {
        return symbols;
    }
}
