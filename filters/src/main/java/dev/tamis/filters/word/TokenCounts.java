package dev.tamis.filters.word;

import dev.tamis.filters.language.StopWordTable;
import dev.tamis.filters.text.WordFlags;
import dev.tamis.filters.text.WordList;

/** What datatrove's Gopher filter counts of a list of words. Belongs to one thread. */
public final class TokenCounts {

    private static final int ALPHABETIC = 1;
    private static final int NON_SYMBOL = 1 << 1;
    private static final int KNOWN = 1 << 2;
    /** From here on the number of a stop word and 1, or 0; from the 64th on stop words of one language share a number. */
    private static final int STOP_WORD = 1 << 3;

    private static final int LAST_STOP_WORD = Long.SIZE - 1;

    private final WordFlags known = new WordFlags();
    private StopWordTable.Words language;
    private int words;
    private int nonSymbols;
    private long nonSymbolChars;
    private int alphabetic;
    private int stopWords;

    /**
     * Counts the words of the next text.
     *
     * @param stopWordsOfLanguage those looked for, or null
     */
    public void measure(byte[] utf8, WordList list, StopWordTable.Words stopWordsOfLanguage) {
        words = list.size();
        nonSymbols = 0;
        nonSymbolChars = 0;
        alphabetic = 0;
        long found = 0;
        known.begin(list.vocabulary());
        if (stopWordsOfLanguage != null && stopWordsOfLanguage != language) {
            language = stopWordsOfLanguage;
            known.forget();
        }
        for (int i = 0; i < words; i++) {
            int number = list.number(i);
            int kind = known.of(number);
            if (kind == 0) {
                kind = known.set(number, kind(utf8, list, i));
            }
            int stopWord = kind / STOP_WORD;
            found |= stopWord == 0 ? 0 : 1L << (stopWord - 1);
            alphabetic += kind & ALPHABETIC;
            int nonSymbol = (kind & NON_SYMBOL) / NON_SYMBOL;
            nonSymbols += nonSymbol;
            nonSymbolChars += -nonSymbol & list.codePoints(i);
        }
        stopWords = stopWordsOfLanguage == null ? 0 : Long.bitCount(found);
    }

    private int kind(byte[] utf8, WordList list, int word) {
        boolean letters = list.hasLetter(word);
        boolean symbol = !letters && Punctuation.isSymbol(utf8, list.start(word), list.end(word));
        // a few languages have a mark such as the Arabic comma among their stop words, none an ASCII one
        boolean mayStop = language != null && (letters || !list.isAscii(word));
        int stopWord = mayStop ? language.indexOf(list.hash(word)) : -1;
        return KNOWN
                | (letters ? ALPHABETIC : 0)
                | (symbol ? 0 : NON_SYMBOL)
                | (Math.min(stopWord, LAST_STOP_WORD) + 1) * STOP_WORD;
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
