package dev.tamis.filters.word;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordList;

/**
 * Words by UAX #29 that begin with a letter or digit: what DCLM counts ({@code split_words} with the model {@code uniseg} and
 * punctuation ignored). In Chinese and Japanese each ideograph is a word of its own.
 */
public final class UnicodeWords {
    private UnicodeWords() {}

    /** Fills a list with the words of a text. */
    public static void split(TextView view, WordList out) {
        out.clear();
        byte[] utf8 = view.utf8();
        WordList chunks = view.wordList();
        for (int i = 0; i < chunks.size(); i++) {
            if (chunks.isPlain(i) && chunks.isAscii(i)) {
                addPlain(chunks, i, utf8, out);
                continue;
            }
            int end = chunks.end(i);
            int at = chunks.start(i);
            // marks at the start of a chunk belong to the white space before it
            while (at < end && at > 0 && WordBreaks.isIgnored(Utf8.firstCodePoint(utf8, at, end))) {
                at += Utf8.lengthAt(utf8, at, end);
            }
            while (at < end) {
                int next = WordBreaks.next(utf8, at, end);
                if (isAlphanumeric(Utf8.firstCodePoint(utf8, at, end))) {
                    out.add(utf8, at, next);
                }
                at = next;
            }
        }
    }

    private static void addPlain(WordList chunks, int i, byte[] utf8, WordList out) {
        // control characters are neither letters nor punctuation
        if (chunks.codePoints(i) == letters(utf8, chunks.start(i), chunks.end(i))) {
            out.add(chunks, i);
            return;
        }
        int end = chunks.end(i);
        for (int at = chunks.start(i); at < end; ) {
            int next = WordBreaks.next(utf8, at, end);
            if (isAlphanumeric(utf8[at])) {
                out.add(utf8, at, next);
            }
            at = next;
        }
    }

    private static int letters(byte[] utf8, int start, int end) {
        int letters = 0;
        for (int at = start; at < end; at++) {
            int lower = utf8[at] | 0x20;
            letters += lower >= 'a' && lower <= 'z' ? 1 : 0;
        }
        return letters;
    }

    /** Python's {@code isalnum}: a letter, or a number of any kind. */
    public static boolean isAlphanumeric(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.DECIMAL_DIGIT_NUMBER,
                    Character.LETTER_NUMBER,
                    Character.OTHER_NUMBER -> true;
            default -> false;
        };
    }
}
