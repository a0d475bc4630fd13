package dev.tamis.tokenizer.train;

import java.util.Arrays;

/**
 * The pairs of symbols that may merge, each with the positions of its left symbol, in ascending order. Positions where
 * a neighbour has merged meanwhile stay listed until {@link #recount}. The numbers of pairs that are gone are given
 * again.
 */
final class BpePairs {
    private final BpeText text;
    private final BpeSymbols symbols;
    private final BpePositions positions = new BpePositions();
    private int[] lefts = new int[1 << 10];
    private int[] rights = new int[1 << 10];

    /** The position where there is just one, else the address of a list. */
    private int[] places = new int[1 << 10];

    private int[] sizes = new int[1 << 10];
    private long[] keys = new long[1 << 10];

    /** The next pair in a chain: of {@link BpeQueue}, or of free numbers. */
    private int[] links = new int[1 << 10];

    private int used;
    private int free = -1;

    BpePairs(BpeText text, BpeSymbols symbols) {
        this.text = text;
        this.symbols = symbols;
    }

    /** Adds a pair with room for {@code size} positions, at least one, which the caller fills in. */
    int add(int left, int right, int size, long frequency) {
        int pair = free;
        if (pair >= 0) {
            free = links[pair];
        } else {
            if (used == lefts.length) {
                int capacity = used + (used >> 1);
                lefts = Arrays.copyOf(lefts, capacity);
                rights = Arrays.copyOf(rights, capacity);
                places = Arrays.copyOf(places, capacity);
                sizes = Arrays.copyOf(sizes, capacity);
                keys = Arrays.copyOf(keys, capacity);
                links = Arrays.copyOf(links, capacity);
            }
            pair = used++;
        }
        lefts[pair] = left;
        rights[pair] = right;
        sizes[pair] = size;
        keys[pair] = frequency;
        places[pair] = size == 1 ? -1 : positions.allocate(size);
        return pair;
    }

    /** Sets the position at an index of the list. */
    void fill(int pair, int index, int position) {
        if (sizes[pair] == 1) {
            places[pair] = position;
        } else {
            positions.block(places[pair])[BpePositions.offset(places[pair]) + index] = position;
        }
    }

    /** Forgets a pair with its positions. */
    void remove(int pair) {
        if (sizes[pair] > 1) {
            positions.free(places[pair], sizes[pair]);
        }
        sizes[pair] = 0;
        links[pair] = free;
        free = pair;
    }

    int left(int pair) {
        return lefts[pair];
    }

    int right(int pair) {
        return rights[pair];
    }

    /** Number of listed positions. */
    int size(int pair) {
        return sizes[pair];
    }

    /** The array that holds the positions, from {@link #offset} on, as long as there are two or more. */
    int[] block(int pair) {
        return positions.block(places[pair]);
    }

    int offset(int pair) {
        return BpePositions.offset(places[pair]);
    }

    /** The position of a pair that has just one. */
    int position(int pair) {
        return places[pair];
    }

    /** The frequency when last counted, which the true one can only fall below. */
    long frequency(int pair) {
        return keys[pair];
    }

    /** Number of pairs, as long as none was removed. */
    int count() {
        return used;
    }

    int link(int pair) {
        return links[pair];
    }

    void link(int pair, int next) {
        links[pair] = next;
    }

    /** Drops the positions that no longer hold the pair; gives the frequency: the sum of their words' counts. */
    long recount(int pair) {
        int[] units = text.units();
        int left = lefts[pair];
        int right = rights[pair];
        int step = symbols.length(left);
        int size = sizes[pair];
        if (size == 1) {
            int at = places[pair];
            boolean holds = units[at] == left && units[at + step] == right;
            keys[pair] = holds ? text.count(text.runOf(at, 0)) : 0;
            return keys[pair];
        }
        int[] list = block(pair);
        int from = offset(pair);
        int kept = from;
        int run = 0;
        long frequency = 0;
        for (int i = from; i < from + size; i++) {
            int at = list[i];
            if (units[at] == left && units[at + step] == right) {
                list[kept++] = at;
                run = text.runOf(at, run);
                frequency += text.count(run);
            }
        }
        int living = kept - from;
        if (living < size) {
            int only = list[from];
            positions.free(places[pair], living > 1 ? size - living : size);
            places[pair] = living > 1 ? places[pair] : only;
            sizes[pair] = living;
        }
        keys[pair] = frequency;
        return frequency;
    }

    /** Whether {@code a} is to merge before {@code b}. */
    boolean before(int a, int b) {
        if (keys[a] != keys[b]) {
            return keys[a] > keys[b];
        }
        int order = symbols.compare(lefts[a], rights[a], lefts[b], rights[b]);
        if (order != 0) {
            return order < 0;
        }
        // The same string from two splits: the one that came up first.
        int byAge = Math.max(lefts[a], rights[a]) - Math.max(lefts[b], rights[b]);
        return byAge != 0 ? byAge < 0 : lefts[a] < lefts[b];
    }
}
