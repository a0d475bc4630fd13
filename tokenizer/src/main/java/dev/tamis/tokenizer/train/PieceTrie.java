package dev.tamis.tokenizer.train;

import java.util.Arrays;

/**
 * A trie of pieces as one hash set of edges: an edge's key is its parent node and symbol, and the slot it lies in is
 * the child node. Built without sorting in time linear in the pieces' symbols.
 */
final class PieceTrie {
    private static final int NONE = -1;
    private static final int ROOT = Integer.MAX_VALUE;

    private final long[] edges;
    private final int[] ids;
    private final int[] first;
    private final int shift;
    private final int mask;

    PieceTrie(PieceList pieces, int alphabet) {
        int capacity = Integer.highestOneBit(Math.max(1 << 10, pieces.size() * 2)) * 2;
        PieceTrie built = null;
        while (built == null) {
            built = build(pieces, alphabet, capacity);
            if (capacity == 1 << 30) {
                break;
            }
            capacity *= 2;
        }
        if (built == null) {
            throw new IllegalStateException("the trie of " + pieces.size()
                    + " candidate pieces exceeds 2^30 nodes; lower seed_sentencepiece_size");
        }
        edges = built.edges;
        ids = built.ids;
        first = built.first;
        shift = built.shift;
        mask = built.mask;
    }

    private PieceTrie(int alphabet, int capacity) {
        edges = new long[capacity];
        ids = new int[capacity];
        first = new int[alphabet];
        shift = 64 - Integer.numberOfTrailingZeros(capacity);
        mask = capacity - 1;
        Arrays.fill(edges, NONE);
        Arrays.fill(ids, NONE);
        Arrays.fill(first, NONE);
    }

    /** The trie, or null when more than half of the slots would be taken. */
    private static PieceTrie build(PieceList pieces, int alphabet, int capacity) {
        PieceTrie trie = new PieceTrie(alphabet, capacity);
        int nodes = 0;
        for (int id = 0; id < pieces.size(); id++) {
            int node = ROOT;
            for (int i = pieces.start(id); i < pieces.start(id) + pieces.length(id); i++) {
                char symbol = pieces.symbols()[i];
                long key = (long) node << 16 | symbol;
                int slot = trie.slot(key);
                while (trie.edges[slot] != NONE && trie.edges[slot] != key) {
                    slot = slot + 1 & trie.mask;
                }
                if (trie.edges[slot] == NONE) {
                    if (++nodes * 2L > capacity) {
                        return null;
                    }
                    trie.edges[slot] = key;
                    if (node == ROOT) {
                        trie.first[symbol] = slot;
                    }
                }
                node = slot;
            }
            trie.ids[node] = id;
        }
        return trie;
    }

    private int slot(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
    }

    /** The longest piece that the string starts with, or -1. */
    int longest(char[] symbols, int from, int length) {
        if (length <= 0) {
            return -1;
        }
        int node = first[symbols[from]];
        int found = -1;
        for (int at = from + 1; node >= 0; at++) {
            if (ids[node] >= 0) {
                found = ids[node];
            }
            if (at == from + length) {
                break;
            }
            node = child(node, symbols[at]);
        }
        return found;
    }

    /**
     * The longest piece at each position of a string, within the string.
     *
     * @param longest receives them from {@code to} on, -1 where no piece starts
     */
    void longest(char[] symbols, int from, int length, int[] longest, int to) {
        for (int i = 0; i < length; i++) {
            longest[to + i] = longest(symbols, from + i, length - i);
        }
    }

    private int child(int node, char symbol) {
        long key = (long) node << 16 | symbol;
        int slot = slot(key);
        while (true) {
            long edge = edges[slot];
            if (edge == key) {
                return slot;
            }
            if (edge == NONE) {
                return NONE;
            }
            slot = slot + 1 & mask;
        }
    }
}
