package dev.tamis.filters.dedup;

/**
 * The sixteen slots of sixteen bits of a hash of 256 bits, as multi-index hashing uses them (Norouzi, Punjani and Fleet 2012,
 * "Fast Search in Hamming Space with Multi-Index Hashing").
 *
 * <p>Each slot has a radius, or is not used at all, which counts as the radius -1. Were two hashes further apart than the
 * radius in every slot, they would differ in at least the sum of radius + 1 over all slots, which is the distance + 1. So two
 * hashes within the distance are within the radius in one slot at least. Up to distance 15 slots that are equal suffice, as
 * many as the distance and one more; from there to 31 each further bit has one slot more in which one bit may differ, and so
 * on with two and three.
 */
final class HammingSlots {
    /** Longs of a hash. */
    static final int LONGS = 4;

    static final int BITS = 16;
    static final int VALUES = 1 << BITS;

    private static final int SLOTS = 16;

    private HammingSlots() {}

    /** @throws IllegalArgumentException unless a distance is from 0 to the most */
    static void check(int distance, int most) {
        if (distance < 0 || distance > most) {
            throw new IllegalArgumentException("distance of " + distance + ": 0 to " + most);
        }
    }

    /** Number of slots that are looked at. */
    static int used(int distance) {
        return Math.min(SLOTS, distance + 1);
    }

    /** Bits that may differ in a slot that is looked at: 0 or 1 up to distance 31, up to 3 for 63. */
    static int radius(int slot, int distance) {
        int sum = distance + 1;
        return sum / SLOTS - 1 + (slot < sum % SLOTS ? 1 : 0);
    }

    /** The value of a slot of the hash that begins at a place of an array. */
    static int value(long[] hashes, int at, int slot) {
        return (int) (hashes[at + (slot >>> 2)] >>> (BITS * (slot & 3))) & (VALUES - 1);
    }

    /** The number of bits in which two hashes differ, or some number above the distance. */
    static int distance(long[] a, int at, long[] b, int from, int distance) {
        int half = Long.bitCount(a[at] ^ b[from]) + Long.bitCount(a[at + 1] ^ b[from + 1]);
        // Unlike hashes differ by some 64 bits in either half.
        return half > distance
                ? half
                : half + Long.bitCount(a[at + 2] ^ b[from + 2]) + Long.bitCount(a[at + 3] ^ b[from + 3]);
    }
}
