package dev.tamis.filters.safety;

import java.nio.charset.StandardCharsets;

/**
 * Words that say what a number after them is ("BSN", "Steuer-ID"). Looked for in the {@value #WINDOW} bytes before it, on
 * its line, and not beyond another number, address or mask. Case of ASCII letters is ignored.
 */
final class ContextWords {
    private static final int WINDOW = 40;

    private final byte[][] words;

    /** @param words in lower case; those with other than ASCII letters match in the case given */
    ContextWords(String... words) {
        this.words = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            this.words[i] = words[i].getBytes(StandardCharsets.UTF_8);
        }
    }

    /** Whether one of the words stands before the number that begins at {@code at}. */
    boolean stand(byte[] utf8, int at) {
        return find(utf8, at) >= 0;
    }

    /** Index of a word that stands before {@code at}: the last of the text, the first of the list; -1 if none does. */
    int find(byte[] utf8, int at) {
        int from = at;
        while (from > 0 && at - from < WINDOW && !isBarrier(utf8[from - 1])) {
            from--;
        }
        for (int end = at; end > from; end--) {
            if (Edges.isLetter(utf8[end - 1]) || utf8[end - 1] < 0) {
                for (int i = 0; i < words.length; i++) {
                    if (endsWith(utf8, from, end, words[i]) && (end == at || !goesOn(utf8[end]))) {
                        return i;
                    }
                }
            }
        }
        return -1;
    }

    private static boolean isBarrier(byte b) {
        return b == '\n' || b == '@' || b == '|' || Edges.isDigit(b);
    }

    private static boolean goesOn(byte b) {
        return Edges.isLetter(b) || b == '_';
    }

    private static boolean endsWith(byte[] utf8, int from, int end, byte[] word) {
        int start = end - word.length;
        if (start < from) {
            return false;
        }
        for (int i = word.length - 1; i >= 0; i--) {
            if (Edges.lower(utf8[start + i]) != word[i]) {
                return false;
            }
        }
        return start == 0 || !goesOn(utf8[start - 1]) || word[0] < 0;
    }
}
