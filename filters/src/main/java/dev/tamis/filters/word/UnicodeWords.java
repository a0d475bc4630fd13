package dev.tamis.filters.word;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordList;

/**
 * Words by UAX #29 that begin with a letter or digit: what DCLM counts ({@code split_words} with the model {@code uniseg} and
 * punctuation ignored). In Chinese and Japanese each ideograph is a word of its own.
 */
public final class UnicodeWords {
    private UnicodeWords() {}

    /**
     * Fills a list with the words of a text.
     *
     * @param language the same text as {@link LanguageWords} cuts it, which is the same outside of unspaced scripts and Hangul
     */
    public static void split(TextView view, WordList language, WordList out) {
        out.clear();
        byte[] utf8 = view.utf8();
        WordList chunks = view.wordList();
        int word = 0;
        for (int i = 0; i < chunks.size(); i++) {
            int end = chunks.end(i);
            if (chunks.isUnspaced(i) || (!chunks.isAscii(i) && hasHangul(utf8, chunks.start(i), end))) {
                while (word < language.size() && language.start(word) < end) {
                    word++;
                }
                splitUnspaced(utf8, chunks.start(i), end, out);
                continue;
            }
            while (word < language.size() && language.start(word) < end) {
                boolean letters = language.isLetters(word);
                if (letters || CharClasses.isAlphanumeric(Utf8.firstCodePoint(utf8, language.start(word), end))) {
                    out.add(language, word);
                }
                word++;
            }
        }
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
