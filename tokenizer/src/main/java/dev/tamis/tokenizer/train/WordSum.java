package dev.tamis.tokenizer.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;

/** A sum of integers over all words under the current pieces. It may be sent to other machines and made there. */
public abstract class WordSum implements Serializable {
    private static final long serialVersionUID = 1L;

    private final Alphabet alphabet;
    private final PieceList pieces;
    private transient PieceTrie trie;

    /** @param trie the trie of the pieces, or null to have it made where it is needed */
    WordSum(Alphabet alphabet, PieceList pieces, PieceTrie trie) {
        this.trie = trie;
        this.alphabet = alphabet;
        this.pieces = pieces;
    }

    /** One thread's sums and scratch space. */
    abstract static class Pass {
        final long[] sums;

        Pass(int slots) {
            sums = new long[slots];
        }

        /**
         * Adds a word.
         *
         * @param longest by position in the words' symbols, the longest piece that starts there and lies within its
         *     word, or -1
         */
        abstract void add(Words words, int word, int[] longest);
    }

    abstract Pass pass();

    Alphabet alphabet() {
        return alphabet;
    }

    PieceList pieces() {
        return pieces;
    }

    /** Built once for all threads of a machine. */
    synchronized PieceTrie trie() {
        if (trie == null) {
            trie = new PieceTrie(pieces, alphabet.size());
        }
        return trie;
    }

    /** The share of some blocks in the sum; not null. */
    public final long[] over(Iterator<PackedWords> blocks) {
        Pass pass = pass();
        PieceTrie matcher = trie();
        int[] longest = new int[0];
        while (blocks.hasNext()) {
            Words words = new Words(blocks.next(), alphabet);
            if (words.symbols().length > longest.length) {
                longest = new int[words.symbols().length];
            }
            for (int word = 0; word < words.size(); word++) {
                matcher.longest(words.symbols(), words.start(word), words.length(word), longest, words.start(word));
                pass.add(words, word, longest);
            }
        }
        return pass.sums;
    }

    /** Adds the second share to the first, and returns that. */
    public static long[] plus(long[] sums, long[] others) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += others[i];
        }
        return sums;
    }

    /** Grown copy for scratch space. */
    static int[] grown(int[] values, int needed) {
        return Arrays.copyOf(values, Math.max(needed, values.length * 2));
    }
}
