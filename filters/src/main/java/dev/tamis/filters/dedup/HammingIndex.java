package dev.tamis.filters.dedup;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Hashes of 256 bits, to find the first of them that lies within a Hamming distance of another. Complete for the distance, by
 * the slots of {@link HammingSlots}. Hashes are added by one thread; afterwards any number of threads may look them up.
 */
public final class HammingIndex {
    /** The largest distance: beyond it the values of slots to look at become as many as the hashes. */
    public static final int MOST = 63;

    /** Hashes up to which looking at each of them is faster than at what shares a slot. */
    static final int FEW = 2048;

    private static final int LONGS = HammingSlots.LONGS;

    private final int distance;
    private final int few;
    /** What may differ within a slot: all values with up to as many bits as its radius, those with fewer first. */
    private final int[] changes;

    private long[] hashes = new long[16 * LONGS];
    private int size;

    /** The last hash of each value of each slot, from 1, or 0; null while there are few hashes. */
    private int[][] last;

    /** The hash before it of the same value, from 1, or 0. */
    private int[][] before;

    /**
     * An empty index.
     *
     * @param distance most bits in which two hashes may differ, 0 to {@link #MOST}
     * @throws IllegalArgumentException if it is another
     */
    public HammingIndex(int distance) {
        this(distance, FEW);
    }

    HammingIndex(int distance, int few) {
        HammingSlots.check(distance, MOST);
        this.distance = distance;
        this.few = few;
        this.changes = changes(HammingSlots.radius(0, distance));
    }

    private static int[] changes(int radius) {
        return IntStream.rangeClosed(0, radius)
                .flatMap(bits -> IntStream.range(0, HammingSlots.VALUES).filter(v -> Integer.bitCount(v) == bits))
                .toArray();
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
            int radius = HammingSlots.radius(slot, distance);
            for (int i = 0; i < changes.length && Integer.bitCount(changes[i]) <= radius; i++) {
                first = first(some, at, slot, value ^ changes[i], first);
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
