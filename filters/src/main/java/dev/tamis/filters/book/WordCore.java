package dev.tamis.filters.book;

import dev.tamis.filters.text.CharClasses;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;

/** A word from its first letter or digit to its last; empty for a word without either. */
final class WordCore {
    private WordCore() {}

    static int start(TextView view, int word) {
        byte[] utf8 = view.utf8();
        int end = view.wordEnd(word);
        int at = view.wordStart(word);
        while (at < end) {
            int length = Utf8.lengthAt(utf8, at, end);
            if (isCore(Utf8.codePointAt(utf8, at, length))) {
                return at;
            }
            at += length;
        }
        return end;
    }

    /** The byte after the core that starts at {@code start}. */
    static int end(TextView view, int word, int start) {
        byte[] utf8 = view.utf8();
        int end = view.wordEnd(word);
        while (end > start && !isCore(Utf8.lastCodePoint(utf8, start, end))) {
            end = Utf8.lastStart(utf8, start, end);
        }
        return end;
    }

    private static boolean isCore(int codePoint) {
        return CharClasses.isLetter(codePoint) || CharClasses.isDigit(codePoint);
    }
}
