package dev.tamis.filters.decontaminate;

import dev.tamis.filters.text.Mix64;
import java.io.Serializable;
import java.util.Arrays;

/**
 * The distinct n-grams of the items, numbered in order of first sight, found by a 64-bit hash. N-grams of one hash that differ
 * have numbers of their own, in a chain. Where a hash lies is no secret: texts can only look up what the evaluation sets put
 * in, and those come from the recipe.
 */
final class NgramTable implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SMALL = 1 << 10;
    /** Bits of the filter for each slot. A slot is at most half used, so that one look-up in 32 or more is in vain. */
    private static final int BITS = 16;

    private final ItemWords words;
    private final int length;
    private final long leaving;

    private long[] keys = new long[SMALL];
    /** Number of the n-gram plus 1; 0 is an empty slot. */
    private int[] heads = new int[SMALL];

    private int used;

    private int[] firsts = new int[SMALL];
    private int[] nexts = new int[SMALL];
    private int size;

    private long[] filter;
    private int filterShift;

    /** @param length words of an n-gram */
    NgramTable(ItemWords words, int length) {
        this.words = words;
        this.length = length;
        this.leaving = Hashes.power(length);
    }

    int length() {
        return length;
    }

    /** M to the power of the length. */
    long leaving() {
        return leaving;
    }

    /** How many distinct n-grams there are. */
    int size() {
        return size;
    }

    /**
     * Numbers the n-grams of a sequence of words.
     *
     * @param ids gets the number of each, {@code number - length + 1} of them
     */
    void add(int firstWord, int number, int[] ids) {
        long sum = 0;
        for (int i = 0; i < number; i++) {
            sum = sum * Hashes.M + words.hash(firstWord + i);
            if (i >= length) {
                sum -= leaving * words.hash(firstWord + i - length);
            }
            if (i >= length - 1) {
                ids[i - length + 1] = add(sum, firstWord + i - length + 1);
            }
        }
    }

    private int add(long key, int word) {
        int slot = slotOf(key);
        for (int id = heads[slot] - 1; id >= 0; id = nexts[id]) {
            if (words.same(firsts[id], word, length)) {
                return id;
            }
        }
        if (size == firsts.length) {
            firsts = Arrays.copyOf(firsts, 2 * size);
            nexts = Arrays.copyOf(nexts, 2 * size);
        }
        firsts[size] = word;
        nexts[size] = heads[slot] - 1;
        used += heads[slot] == 0 ? 1 : 0;
        keys[slot] = key;
        heads[slot] = ++size;
        if (2 * used > heads.length) {
            grow();
        }
        return size - 1;
    }

    private int slotOf(long key) {
        int mask = heads.length - 1;
        int slot = (int) ((key * Mix64.STEP) >>> Long.numberOfLeadingZeros(mask));
        while (heads[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldHeads = heads;
        keys = new long[2 * oldKeys.length];
        heads = new int[2 * oldHeads.length];
        for (int i = 0; i < oldHeads.length; i++) {
            if (oldHeads[i] != 0) {
                int slot = slotOf(oldKeys[i]);
                keys[slot] = oldKeys[i];
                heads[slot] = oldHeads[i];
            }
        }
    }

    /** Makes the filter, after the last n-gram. */
    void finish() {
        firsts = Arrays.copyOf(firsts, size);
        nexts = Arrays.copyOf(nexts, size);
        filter = new long[heads.length * BITS / Long.SIZE];
        filterShift = Long.numberOfLeadingZeros((long) heads.length * BITS - 1);
        for (int i = 0; i < heads.length; i++) {
            if (heads[i] != 0) {
                long bit = (keys[i] * Mix64.STEP) >>> filterShift;
                filter[(int) (bit >>> 6)] |= 1L << bit;
            }
        }
    }

    /** Whether there may be n-grams of this hash. */
    boolean mayHave(long key) {
        long bit = (key * Mix64.STEP) >>> filterShift;
        return (filter[(int) (bit >>> 6)] & (1L << bit)) != 0;
    }

    /** An n-gram of this hash, or -1. */
    int find(long key) {
        return heads[slotOf(key)] - 1;
    }

    /** Another n-gram of the same hash, or -1. */
    int next(int id) {
        return nexts[id];
    }

    /** Where its words stand among those of the items. */
    int firstWord(int id) {
        return firsts[id];
    }
}
