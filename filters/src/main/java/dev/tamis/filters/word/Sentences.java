package dev.tamis.filters.word;

import dev.tamis.filters.text.Utf8;
import dev.tamis.filters.text.WordList;

/**
 * Counts sentences as spaCy's {@code sentencizer} finds them, which datatrove uses for English: a sentence begins at the
 * first word that is no punctuation after a word that is one of its marks. White space other than a single blank after a
 * word is a word of its own to spaCy, and no punctuation.
 */
public final class Sentences {
    private Sentences() {}

    /**
     * Sentences of a stretch of text; one without words is a sentence too, as datatrove counts.
     *
     * @param to where the stretch ends
     * @param words what {@link SpacyWords} found in the text; the stretch has those from {@code first} to {@code end}
     */
    public static int count(byte[] utf8, int to, WordList words, int first, int end) {
        if (first >= end) {
            return 1;
        }
        int sentences = 1;
        boolean ended = false;
        for (int i = first; i < end; i++) {
            if (ended && isWord(utf8, words.end(i - 1), words.start(i))) {
                sentences++;
                ended = false;
            }
            if (words.isPlain(i) || !words.hasPunctuation(i)) {
                sentences += ended ? 1 : 0;
                ended = false;
                continue;
            }
            boolean mark = isMark(utf8, words.start(i), words.end(i));
            if (mark) {
                ended = true;
            } else if (ended && !isPunctuation(utf8, words.start(i), words.end(i))) {
                sentences++;
                ended = false;
            }
        }
        return sentences + (ended && isWord(utf8, words.end(end - 1), to) ? 1 : 0);
    }

    /** Whether white space after a word is a word to spaCy. */
    private static boolean isWord(byte[] utf8, int from, int to) {
        return to - from > 1 || (to > from && utf8[from] != ' ');
    }

    private static boolean isMark(byte[] utf8, int start, int end) {
        int length = Utf8.lengthAt(utf8, start, end);
        return start + length == end && Punctuation.isSentencizer(Utf8.codePointAt(utf8, start, length));
    }

    /** Whether all characters are of general category P. */
    private static boolean isPunctuation(byte[] utf8, int start, int end) {
        for (int at = start; at < end; ) {
            int length = Utf8.lengthAt(utf8, at, end);
            boolean punctuation = switch (Character.getType(Utf8.codePointAt(utf8, at, length))) {
                case Character.CONNECTOR_PUNCTUATION,
                        Character.DASH_PUNCTUATION,
                        Character.START_PUNCTUATION,
                        Character.END_PUNCTUATION,
                        Character.INITIAL_QUOTE_PUNCTUATION,
                        Character.FINAL_QUOTE_PUNCTUATION,
                        Character.OTHER_PUNCTUATION -> true;
                default -> false;
            };
            if (!punctuation) {
                return false;
            }
            at += length;
        }
        return true;
    }
}
