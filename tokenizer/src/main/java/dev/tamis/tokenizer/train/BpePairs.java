package dev.tamis.tokenizer.train;

import java.util.Arrays;

/**
 * The pairs of symbols that may merge, each with its frequency and the positions of its left symbol, in ascending order.
 * Positions where a neighbour has merged meanwhile stay listed. The numbers of pairs that are gone are given again.
 */
final class BpePairs {
    private final BpeSymbols symbols;
    private final BpePositions positions = new BpePositions();
    private int[] lefts = new int[1 << 10];
    private int[] rights = new int[1 << 10];

    /** The position where there is just one, else the address of a list. */
    private int[] places = new int[1 << 10];

    private int[] sizes = new int[1 << 10];
    private long[] frequencies = new long[1 << 10];

    /** The frequency that the queue knows, as high as the true one or higher. */
    private long[] keys = new long[1 << 10];

    /** The next pair in a chain: of {@link BpeQueue}, or of free numbers. */
    private int[] links = new int[1 << 10];

    private int used;
    private int free = -1;

    /** A hash table of the pairs by their symbols: pair + 1, so that a fresh array is empty. */
    private int[] slots = new int[1 << 11];

    private int mapped;

    BpePairs(BpeSymbols symbols) {
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
                frequencies = Arrays.copyOf(frequencies, capacity);
                keys = Arrays.copyOf(keys, capacity);
                links = Arrays.copyOf(links, capacity);
            }
            pair = used++;
        }
        lefts[pair] = left;
        rights[pair] = right;
        sizes[pair] = size;
        frequencies[pair] = frequency;
        keys[pair] = frequency;
        places[pair] = size == 1 ? -1 : positions.allocate(size);
        map(pair);
        return pair;
    }

    private void map(int pair) {
        if (2 * ++mapped > slots.length) {
            int[] before = slots;
            slots = new int[before.length * 2];
            for (int entry : before) {
                if (entry != 0) {
                    place(entry);
                }
            }
        }
        place(pair + 1);
    }

    private void place(int entry) {
        int slot = hash(lefts[entry - 1], rights[entry - 1]) & (slots.length - 1);
        while (slots[slot] != 0) {
            slot = (slot + 1) & (slots.length - 1);
        }
        slots[slot] = entry;
    }

    static int hash(int left, int right) {
        int hash = (left * 0x9E3779B1 ^ right) * 0x85EBCA6B;
        return hash ^ hash >>> 15;
    }

    /** The slot of a pair, or an empty one. */
    private int slot(int left, int right) {
        int slot = hash(left, right) & (slots.length - 1);
        while (slots[slot] != 0) {
            int pair = slots[slot] - 1;
            if (lefts[pair] == left && rights[pair] == right) {
                break;
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        return slot;
    }

    /** Lowers the frequency of a pair, if it is here. */
    void lower(int left, int right, long by) {
        int pair = slots[slot(left, right)] - 1;
        if (pair >= 0) {
            frequencies[pair] -= by;
            if (frequencies[pair] == 0) {
                freePositions(pair);
            }
        }
    }

    private void freePositions(int pair) {
        if (sizes[pair] > 1) {
            positions.free(places[pair], sizes[pair]);
        }
        sizes[pair] = 0;
    }

    /** The number of a pair in the table; -1 when it is not there. */
    int find(int left, int right) {
        return slots[slot(left, right)] - 1;
    }

    /** Takes a pair out of the table, so that it is not lowered; it keeps its number. */
    void unmap(int pair) {
        int mask = slots.length - 1;
        int hole = slot(lefts[pair], rights[pair]);
        slots[hole] = 0;
        mapped--;
        // Entries after the hole move up unless that is before where they belong.
        for (int slot = (hole + 1) & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            int home = hash(lefts[slots[slot] - 1], rights[slots[slot] - 1]) & mask;
            if (((slot - home) & mask) >= ((slot - hole) & mask)) {
                slots[hole] = slots[slot];
                slots[slot] = 0;
                hole = slot;
            }
        }
    }

    /** Forgets an unmapped pair with its positions. */
    void remove(int pair) {
        freePositions(pair);
        links[pair] = free;
        free = pair;
    }

    /** Sets the position at an index of the list. */
    void fill(int pair, int index, int position) {
        if (sizes[pair] == 1) {
            places[pair] = position;
        } else {
            positions.block(places[pair])[BpePositions.offset(places[pair]) + index] = position;
        }
    }

    /** Numbers of pairs are below this one; without those of removed ones they are all. */
    int count() {
        return used;
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

    /** The sum of the counts of the words that hold the pair, once for each place. */
    long frequency(int pair) {
        return frequencies[pair];
    }

    /** The frequency when last queued. */
    long key(int pair) {
        return keys[pair];
    }

    /** Makes the frequency the key; not while the pair is queued. */
    void refresh(int pair) {
        keys[pair] = frequencies[pair];
    }

    int link(int pair) {
        return links[pair];
    }

    void link(int pair, int next) {
        links[pair] = next;
    }

    /** Whether {@code a} is to merge before {@code b}, as the keys say. */
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
