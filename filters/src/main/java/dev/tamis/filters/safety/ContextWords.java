package dev.tamis.filters.safety;

import dev.tamis.filters.text.Utf8;

/**
 * Words that say what a number after them is ("BSN", "Steuer-ID"). Looked for in the {@value #WINDOW} characters before it,
 * on its line, and not beyond another number, address or mask; digits within a word, as in "V8", are no other number.
 *
 * <p>Case is ignored in every script. A word of a script that writes spaces must stand alone, at an underscore or at a change
 * of case ({@code userPhone}); one of a script that writes none may stand within a longer run.
 */
final class ContextWords {
    private static final int WINDOW = 40;

    private final int[][] words;

    /** @param words in lower case */
    ContextWords(String... words) {
        this.words = new int[words.length][];
        for (int i = 0; i < words.length; i++) {
            this.words[i] = words[i].codePoints().toArray();
        }
    }

    /** Whether one of the words stands before the number that begins at {@code at}. */
    boolean stand(byte[] utf8, int at) {
        return find(utf8, at) >= 0;
    }

    /** Whether one of the words stands before the number that begins at {@code at}, with fewer characters between. */
    boolean stand(byte[] utf8, int at, int distance) {
        return find(utf8, at, distance) >= 0;
    }

    /** Index of a word that stands before {@code at}: the last of the text, the first of the list; -1 if none does. */
    int find(byte[] utf8, int at) {
        return find(utf8, at, WINDOW);
    }

    private int find(byte[] utf8, int at, int distance) {
        if (at == 0 || isBarrier(utf8, at - 1)) {
            return -1;
        }
        // one more than is looked through, to see whether the first word begins there
        int[] window = new int[WINDOW + 1];
        int from = window.length;
        int i = at;
        while (i > 0 && from > 0 && !isBarrier(utf8, i - 1)) {
            int start = i - 1;
            while (start > 0 && i - start < 4 && (utf8[start] & 0xC0) == 0x80) {
                start--;
            }
            window[--from] = utf8[start] >= 0 ? utf8[start] : Utf8.codePointAt(utf8, start, i - start);
            i = start;
        }
        for (int end = window.length; end > Math.max(from, window.length - distance); end--) {
            if (window[end - 1] > ' ') {
                for (int word = 0; word < words.length; word++) {
                    if (endsWith(window, from, end, words[word])) {
                        return word;
                    }
                }
            }
        }
        return -1;
    }

    private static boolean isBarrier(byte[] utf8, int at) {
        byte b = utf8[at];
        if (b == '\n' || b == '@' || b == '|') {
            return true;
        }
        if (!Edges.isDigit(b)) {
            return false;
        }
        boolean inWord = at > 0 && Edges.isLetter(utf8[at - 1]);
        boolean second = at > 1 && Edges.isDigit(utf8[at - 1]) && Edges.isLetter(utf8[at - 2]);
        return !inWord && !second;
    }

    private static boolean endsWith(int[] window, int from, int end, int[] word) {
        int start = end - word.length;
        if (start < Math.max(from, 1)) {
            return false;
        }
        for (int i = word.length - 1; i >= 0; i--) {
            if (window[start + i] != word[i] && Character.toLowerCase(window[start + i]) != word[i]) {
                return false;
            }
        }
        boolean opens = start == from || !goesOn(window[start - 1], window[start]);
        return opens && (end == window.length || !goesOn(window[end - 1], window[end]));
    }

    /** Whether two letters beside each other are of one word. */
    private static boolean goesOn(int left, int right) {
        return Character.isLetter(left)
                && Character.isLetter(right)
                && isSpaced(left)
                && isSpaced(right)
                && !(Character.isLowerCase(left) && Character.isUpperCase(right));
    }

    /** Whether the script of a letter has spaces between words: not Thai and its kin, kana, Han; and Hangul joins particles. */
    private static boolean isSpaced(int letter) {
        return letter < 0xE00 || (letter >= 0x10A0 && letter < 0x1100) || (letter >= 0x1E00 && letter < 0x2000);
    }
}
