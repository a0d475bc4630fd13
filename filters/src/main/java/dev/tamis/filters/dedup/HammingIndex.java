package dev.tamis.filters.dedup;

import java.util.Arrays;

/**
 * Hashes of 256 bits, to find the first of them that lies within a Hamming distance of another. Complete for the distance, by
 * the slots of {@link HammingSlots}. For one thread.
 */
public final class HammingIndex {
    /** Hashes up to which looking at each of them is faster than at what shares a slot. */
    static final int FEW = 2048;

    private static final int LONGS = HammingSlots.LONGS;

    private final int distance;
    private final int few;
    private long[] hashes = new long[16 * LONGS];
    private int size;

    /** The last hash of each value of each slot, from 1, or 0; null while there are few hashes. */
    private int[][] last;

    /** The hash before it of the same value, from 1, or 0. */
    private int[][] before;

    /**
     * An empty index.
     *
     * @param distance most bits in which two hashes may differ, 0 to {@link HammingJoin#MOST}
     * @throws IllegalArgumentException if it is another
     */
    public HammingIndex(int distance) {
        this(distance, FEW);
    }

    HammingIndex(int distance, int few) {
        HammingSlots.check(distance);
        this.distance = distance;
        this.few = few;
    }

    /** Number of hashes. */
    public int size() {
        return size;
    }

    /** Adds the hash of four longs that begins at a place of an array; it gets the number {@link #size()} has now. */
    public void add(long[] some, int at) {
        if (size * LONGS == hashes.length) {
            hashes = Arrays.copyOf(hashes, Math.multiplyExact(hashes.length, 2));
        }
        System.arraycopy(some, at, hashes, size * LONGS, LONGS);
        size++;
        if (last != null) {
            put(size - 1);
        } else if (size > few) {
            int used = HammingSlots.used(distance);
            last = new int[used][HammingSlots.VALUES];
            before = new int[used][2 * size];
            for (int hash = 0; hash < size; hash++) {
                put(hash);
            }
        }
    }

    private void put(int hash) {
        for (int slot = 0; slot < last.length; slot++) {
            if (before[slot].length == hash) {
                before[slot] = Arrays.copyOf(before[slot], hash * 2);
            }
            int value = HammingSlots.value(hashes, hash * LONGS, slot);
            before[slot][hash] = last[slot][value];
            last[slot][value] = hash + 1;
        }
    }

    /** The smallest number of a hash within the distance of this one, or -1. */
    public int first(long[] some, int at) {
        if (last == null) {
            for (int hash = 0; hash < size; hash++) {
                if (HammingSlots.distance(some, at, hashes, hash * LONGS, distance) <= distance) {
                    return hash;
                }
            }
            return -1;
        }
        int first = size;
        for (int slot = 0; slot < last.length; slot++) {
            int value = HammingSlots.value(some, at, slot);
            first = first(some, at, slot, value, first);
            if (HammingSlots.radius(slot, distance) == 1) {
                for (int bit = 1; bit < HammingSlots.VALUES; bit <<= 1) {
                    first = first(some, at, slot, value ^ bit, first);
                }
            }
        }
        return first < size ? first : -1;
    }

    private int first(long[] some, int at, int slot, int value, int known) {
        int first = known;
        for (int next = last[slot][value]; next > 0; next = before[slot][next - 1]) {
            int hash = next - 1;
            if (hash < first && HammingSlots.distance(some, at, hashes, hash * LONGS, distance) <= distance) {
                first = hash;
            }
        }
        return first;
    }
}
