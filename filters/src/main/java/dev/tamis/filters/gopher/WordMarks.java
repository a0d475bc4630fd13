package dev.tamis.filters.gopher;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.StopWords;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordFlags;
import dev.tamis.filters.text.WordList;

/** What Dolma and DCLM count of words split at white space. Belongs to one thread. */
final class WordMarks {
    private static final int STOP_WORD = 1;
    private static final int STOP_WORD_ANY_CASE = 1 << 1;
    private static final int SYMBOL = 1 << 2;
    private static final int ALPHANUMERIC = 1 << 3;
    private static final int DOT = 1 << 4;
    private static final int OTHER = 1 << 5;
    private static final int KNOWN = 1 << 6;

    private final WordFlags known = new WordFlags();
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
        WordList words = view.wordList();
        known.begin(view.vocabulary());
        for (int i = 0; i < words.size(); i++) {
            int start = words.start(i);
            int end = words.end(i);
            int number = words.number(i);
            int kind = known.of(number);
            if (kind == 0) {
                kind = known.set(number, kind(utf8, words, i));
            }
            stopWords += kind & STOP_WORD;
            stopWordsAnyCase += (kind & STOP_WORD_ANY_CASE) / STOP_WORD_ANY_CASE;
            symbolWords += (kind & SYMBOL) / SYMBOL;
            // fastText ends words at ASCII white space only
            fastTextWords += start == 0 || isFastTextSpace(utf8[start - 1]) ? (kind & ALPHANUMERIC) / ALPHANUMERIC : 0;
            if ((kind & (DOT | OTHER)) != 0) {
                // three full stops with a space between, of which the middle one is a word
                boolean apart = (kind & DOT) != 0 && start >= spacedEnd + 2 && isSpaced(view, start);
                spaced += apart ? 1 : 0;
                spacedEnd = apart ? start + 3 : spacedEnd;
                fastTextWords += wordsAfterNul(utf8, start, end);
            }
        }
        symbols = (long) view.hashes() + view.ellipses() + spaced;
    }

    private static int kind(byte[] utf8, WordList words, int word) {
        int start = words.start(word);
        int end = words.end(word);
        int kind = KNOWN;
        if (words.isPlain(word)) {
            kind |= GopherParts.STOP_WORDS.indexOf(words.hash(word)) < 0 ? 0 : STOP_WORD;
            kind |= StopWords.bitOfAnyCase(utf8, start, end) == 0 ? 0 : STOP_WORD_ANY_CASE;
        } else {
            kind |= hasSymbol(utf8, start, end) ? SYMBOL : 0;
            kind |= end - start == 1 && utf8[start] == '.' ? DOT : 0;
        }
        kind |= CharClasses.isAlphanumeric(Utf8.firstCodePoint(utf8, start, end)) ? ALPHANUMERIC : 0;
        return kind | (words.hasOther(word) ? OTHER : 0);
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
