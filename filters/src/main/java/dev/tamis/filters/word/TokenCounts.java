package dev.tamis.filters.word;

import dev.tamis.filters.text.WordList;

/** What datatrove's Gopher filter counts of a list of words. Belongs to one thread. */
public final class TokenCounts {

    /** Whether a word is among those looked for. */
    @FunctionalInterface
    public interface StopWordTest {
        /** A bit for the word of that {@link dev.tamis.filters.text.WordHash}, or 0; equal words have equal bits. */
        long bitOf(long hash);
    }

    private int words;
    private int nonSymbols;
    private long nonSymbolChars;
    private int alphabetic;
    private int stopWords;

    /** Counts the words of the next text. */
    public void measure(byte[] utf8, WordList list, StopWordTest stopWord) {
        words = list.size();
        nonSymbols = 0;
        nonSymbolChars = 0;
        alphabetic = 0;
        long found = 0;
        for (int i = 0; i < words; i++) {
            boolean letters = list.hasLetter(i);
            if (letters) {
                alphabetic++;
            }
            // a few languages have a mark such as the Arabic comma among their stop words, none an ASCII one
            if (letters || !list.isAscii(i)) {
                found |= stopWord.bitOf(list.hash(i));
            }
            if (letters || !Punctuation.isSymbol(utf8, list.start(i), list.end(i))) {
                nonSymbols++;
                nonSymbolChars += list.codePoints(i);
            }
        }
        stopWords = Long.bitCount(found);
    }

    public int words() {
        return words;
    }

    /** Words with a character that is not in datatrove's set of punctuation. */
    public int nonSymbols() {
        return nonSymbols;
    }

    /** Code points of those words. */
    public long nonSymbolChars() {
        return nonSymbolChars;
    }

    /** Words with at least one letter. */
    public int alphabetic() {
        return alphabetic;
    }

    /** Different stop words. */
    public int stopWords() {
        return stopWords;
    }
}
