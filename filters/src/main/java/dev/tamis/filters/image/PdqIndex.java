package dev.tamis.filters.image;

import java.util.Arrays;

/**
 * Finds, among many PDQ hashes, those within a Hamming distance of a given one; none is missed.
 *
 * <p>Multi-index hashing (Norouzi, Punjani and Fleet 2012): the 256 bits are 16 slots of 16 bits. Two hashes within distance
 * {@code d} differ in some slot by at most {@code d / 16} bits, so that all slots of the given hash with up to so many bits
 * changed lead to every candidate; the full distance then decides. At distance 31 that is 17 keys in each of 16 slots.
 *
 * <p>Immutable, shared by threads; 64 bytes a hash and 4 MiB, or for few hashes the hashes alone.
 */
public final class PdqIndex {
    /** Bytes of a hash. */
    public static final int BYTES = 32;

    /** The largest distance: beyond it the keys to look up become as many as the hashes. */
    public static final int MOST_DISTANCE = 63;

    private static final int SLOTS = 16;
    private static final int SLOT_BITS = 16;
    private static final int WORDS = 4;
    /** So few are compared one by one. */
    private static final int FEW = 2048;

    private final long[] words;
    private final int size;
    private final int distance;
    /** Of each slot, by its value, where its hashes begin in {@link #members}; null where all are compared. */
    private final int[][] starts;

    private final int[][] members;
    /** All values of a slot with up to {@code distance / 16} bits, those with fewer first. */
    private final int[] changes;

    /**
     * @param hashes of 32 bytes each, one after the other; not kept
     * @param distance most bits that a hash may differ by, 0 to {@link #MOST_DISTANCE}
     */
    public PdqIndex(byte[] hashes, int distance) {
        this(hashes, distance, FEW);
    }

    /** @param few so many hashes are compared one by one */
    PdqIndex(byte[] hashes, int distance, int few) {
        if (distance < 0 || distance > MOST_DISTANCE || hashes.length % BYTES != 0) {
            throw new IllegalArgumentException("Invalid distance: " + distance + " (must be 0 to " + MOST_DISTANCE
                    + "), or " + hashes.length + " bytes of hashes (must be a multiple of " + BYTES + ")");
        }
        this.distance = distance;
        this.size = hashes.length / BYTES;
        this.words = new long[WORDS * size];
        for (int i = 0; i < words.length; i++) {
            words[i] = word(hashes, 8 * i);
        }
        if (size <= few) {
            starts = null;
            members = null;
            changes = null;
            return;
        }
        starts = new int[SLOTS][];
        members = new int[SLOTS][];
        for (int slot = 0; slot < SLOTS; slot++) {
            int[] start = new int[(1 << SLOT_BITS) + 1];
            for (int i = 0; i < size; i++) {
                start[value(words, WORDS * i, slot) + 1]++;
            }
            for (int i = 0; i < 1 << SLOT_BITS; i++) {
                start[i + 1] += start[i];
            }
            int[] next = Arrays.copyOf(start, 1 << SLOT_BITS);
            int[] member = new int[size];
            for (int i = 0; i < size; i++) {
                member[next[value(words, WORDS * i, slot)]++] = i;
            }
            starts[slot] = start;
            members[slot] = member;
        }
        changes = changes(distance / SLOTS);
    }

    private static int[] changes(int bits) {
        int[] values = new int[1 << SLOT_BITS];
        int n = 0;
        for (int set = 0; set <= bits; set++) {
            for (int value = 0; value < 1 << SLOT_BITS; value++) {
                if (Integer.bitCount(value) == set) {
                    values[n++] = value;
                }
            }
        }
        return Arrays.copyOf(values, n);
    }

    /** Number of hashes. */
    public int size() {
        return size;
    }

    /**
     * The nearest hash within the distance.
     *
     * @param pdq 32 bytes
     * @return its number, in the order they were given; of equally near ones the first; -1 where none is within the distance
     */
    public int nearest(byte[] pdq) {
        long[] query = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            query[i] = word(pdq, 8 * i);
        }
        int best = -1;
        int least = distance + 1;
        if (starts == null) {
            for (int i = 0; i < size; i++) {
                int found = distance(query, i);
                if (found < least) {
                    best = i;
                    least = found;
                }
            }
            return best;
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            int value = value(query, 0, slot);
            int[] start = starts[slot];
            int[] member = members[slot];
            for (int change : changes) {
                int key = value ^ change;
                for (int at = start[key]; at < start[key + 1]; at++) {
                    int i = member[at];
                    int found = distance(query, i);
                    if (found < least || (found == least && i < best)) {
                        best = i;
                        least = found;
                    }
                }
            }
        }
        return best;
    }

    private int distance(long[] query, int hash) {
        int at = WORDS * hash;
        return Long.bitCount(query[0] ^ words[at])
                + Long.bitCount(query[1] ^ words[at + 1])
                + Long.bitCount(query[2] ^ words[at + 2])
                + Long.bitCount(query[3] ^ words[at + 3]);
    }

    /** Bits in which two hashes of 32 bytes differ. */
    public static int distance(byte[] a, byte[] b) {
        int bits = 0;
        for (int i = 0; i < WORDS; i++) {
            bits += Long.bitCount(word(a, 8 * i) ^ word(b, 8 * i));
        }
        return bits;
    }

    private static int value(long[] words, int from, int slot) {
        return (int) (words[from + (slot >> 2)] >>> (SLOT_BITS * (3 - (slot & 3)))) & 0xffff;
    }

    private static long word(byte[] bytes, int from) {
        long word = 0;
        for (int i = from; i < from + 8; i++) {
            word = word << 8 | (bytes[i] & 0xff);
        }
        return word;
    }
}
