package dev.tamis.filters.word;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordFlags;
import dev.tamis.filters.text.WordList;

/**
 * Words by UAX #29 that begin with a letter or digit: what DCLM counts ({@code split_words} with the model {@code uniseg} and
 * punctuation ignored). In Chinese and Japanese each ideograph is a word of its own. Belongs to one thread.
 */
public final class UnicodeWords {
    private static final int WORD = 1;
    private static final int MARK = 1 << 1;
    private static final int APART = 1 << 2;
    private static final int LIKE = 1 << 3;

    private final WordFlags known = new WordFlags();

    /**
     * Fills a list with the words of a text.
     *
     * @param language the same text as {@link LanguageWords} cuts it, which is the same outside of unspaced scripts and Hangul
     */
    public void split(TextView view, WordList language, WordList out) {
        out.begin(view.vocabulary());
        known.begin(view.vocabulary());
        byte[] utf8 = view.utf8();
        WordList chunks = view.wordList();
        int word = 0;
        for (int i = 0; !view.isAscii() && i < chunks.size(); i++) {
            if (!chunks.isAscii(i) && isApart(utf8, chunks, i)) {
                word = addBefore(utf8, language, word, chunks.start(i), out);
                splitUnspaced(utf8, chunks.start(i), chunks.end(i), out);
                while (word < language.size() && language.start(word) < chunks.end(i)) {
                    word++;
                }
            }
        }
        addBefore(utf8, language, word, view.length(), out);
    }

    /** Whether a piece between white space is cut otherwise than the language needs it. */
    private boolean isApart(byte[] utf8, WordList chunks, int chunk) {
        int number = chunks.number(chunk);
        int kind = known.of(number);
        if ((kind & (APART | LIKE)) == 0) {
            boolean apart = chunks.isUnspaced(chunk) || hasHangul(utf8, chunks.start(chunk), chunks.end(chunk));
            kind = known.set(number, kind | (apart ? APART : LIKE));
        }
        return (kind & APART) != 0;
    }

    /** Adds the words that begin before {@code end}, and tells which comes after them. */
    private int addBefore(byte[] utf8, WordList language, int first, int end, WordList out) {
        int word = first;
        for (; word < language.size() && language.start(word) < end; word++) {
            int start = language.start(word);
            int number = language.number(word);
            int kind = known.of(number);
            if ((kind & (WORD | MARK)) == 0) {
                boolean isWord = CharClasses.isAlphanumeric(Utf8.firstCodePoint(utf8, start, language.end(word)));
                kind = known.set(number, kind | (isWord ? WORD : MARK));
            }
            if ((kind & WORD) != 0) {
                out.add(start, language.end(word), number);
            }
        }
        return word;
    }

    private static boolean hasHangul(byte[] utf8, int start, int end) {
        return KoreanWords.next(utf8, start, end) < end;
    }

    private static void splitUnspaced(byte[] utf8, int start, int end, WordList out) {
        for (int at = WordBreaks.skipIgnored(utf8, start, end); at < end; ) {
            int next = WordBreaks.next(utf8, at, end);
            if (CharClasses.isAlphanumeric(Utf8.firstCodePoint(utf8, at, end))) {
                out.add(utf8, at, next);
            }
            at = next;
        }
    }
}
