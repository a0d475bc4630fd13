package dev.tamis.tokenizer.encode;

/**
 * Which characters stand side by side in some piece. Between two that don't, no piece reaches over, so that a text can
 * be cut there. A set of hashes: it may say yes where no is true, which only makes a unit longer, and never the other
 * way round.
 */
final class CharacterPairs {
    private final long[] bits;
    private final int shift;

    /** @param most about the number of pairs to come */
    CharacterPairs(int most) {
        int log = Math.max(10, Math.min(23, 36 - Integer.numberOfLeadingZeros(most)));
        bits = new long[1 << (log - 6)];
        shift = 32 - log;
    }

    private int hash(int left, int right) {
        int hash = left * 0x9E3779B1 + right;
        return ((hash ^ (hash >>> 15)) * 0x85EBCA6B) >>> shift;
    }

    void add(int left, int right) {
        int hash = hash(left, right);
        bits[hash >>> 6] |= 1L << hash;
    }

    boolean maybe(int left, int right) {
        int hash = hash(left, right);
        return (bits[hash >>> 6] >>> hash & 1) != 0;
    }
}
