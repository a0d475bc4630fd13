package dev.tamis.tokenizer.train;

import java.util.Arrays;

/** The symbols of byte pair encoding: first those of the alphabet, then each merge's, numbered as they come. */
final class BpeSymbols {
    private final Alphabet alphabet;
    private final PieceRules rules;

    /** The symbols' characters, as symbols of the alphabet, one symbol after another. */
    private char[] characters;

    private int[] starts;
    private int size;
    private final char[] joined;

    BpeSymbols(Alphabet alphabet, PieceRules rules, int merges) {
        this.alphabet = alphabet;
        this.rules = rules;
        size = alphabet.size();
        starts = new int[size + merges + 1];
        characters = new char[size + 4 * merges];
        for (int symbol = 0; symbol < size; symbol++) {
            characters[symbol] = (char) symbol;
            starts[symbol + 1] = symbol + 1;
        }
        joined = new char[2 * rules.longest() + 2];
    }

    /** Number of symbols, with symbol 0, which ends a word. */
    int size() {
        return size;
    }

    /** Number of characters of a symbol. */
    int length(int symbol) {
        return starts[symbol + 1] - starts[symbol];
    }

    /** Gives the joint symbol of two the next number. */
    int add(int left, int right) {
        int length = join(left, right);
        if (size + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        int at = starts[size];
        if (at + length > characters.length) {
            characters = Arrays.copyOf(characters, Math.max(at + length, characters.length * 2));
        }
        System.arraycopy(joined, 0, characters, at, length);
        starts[size + 1] = at + length;
        return size++;
    }

    /** Whether two neighbours together may be a piece. */
    boolean mayJoin(int left, int right) {
        int length = length(left) + length(right);
        return length <= rules.longest()
                && rules.reach(joined, 0, join(left, right)) == length
                && rules.isValid(joined, 0, length);
    }

    /** Fills the scratch array with the characters of both; gives their number. */
    private int join(int left, int right) {
        int split = length(left);
        int length = split + length(right);
        System.arraycopy(characters, starts[left], joined, 0, split);
        System.arraycopy(characters, starts[right], joined, split, length - split);
        return length;
    }

    String text(int left, int right) {
        return alphabet.text(joined, 0, join(left, right));
    }

    /** Orders joint symbols: fewer characters first, then by code points. */
    int compare(int left, int right, int otherLeft, int otherRight) {
        int split = length(left);
        int length = split + length(right);
        int otherSplit = length(otherLeft);
        int byLength = length - otherSplit - length(otherRight);
        if (byLength != 0) {
            return byLength;
        }
        // Symbols of the alphabet ascend by code point.
        int leftFrom = starts[left];
        int rightFrom = starts[right] - split;
        int otherLeftFrom = starts[otherLeft];
        int otherRightFrom = starts[otherRight] - otherSplit;
        for (int i = 0; i < length; i++) {
            int order = characters[(i < split ? leftFrom : rightFrom) + i]
                    - characters[(i < otherSplit ? otherLeftFrom : otherRightFrom) + i];
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
