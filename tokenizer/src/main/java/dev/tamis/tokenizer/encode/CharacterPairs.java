package dev.tamis.tokenizer.encode;

/**
 * Which characters stand side by side in some piece. Between two that don't, no piece reaches over, so that a text can
 * be cut there. Exact where the right one is ASCII and the left one is too or is U+2581; else a set of hashes, which may say
 * yes where no is true, which only makes a unit longer, and never the other way round.
 */
final class CharacterPairs {
    /** Stands for a space inside pieces. */
    static final int SPACE = 0x2581;

    private static final int SPACE_ROW = 0x80;

    /** By left character, or {@link #SPACE_ROW}, the right ones in two longs. */
    private final long[] ascii = new long[2 * (SPACE_ROW + 1)];

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

    private static int row(int left) {
        return left == SPACE ? SPACE_ROW : left;
    }

    void add(int left, int right) {
        if (right < 0x80 && row(left) <= SPACE_ROW) {
            ascii[2 * row(left) + (right >>> 6)] |= 1L << right;
        } else {
            int hash = hash(left, right);
            bits[hash >>> 6] |= 1L << hash;
        }
    }

    boolean maybe(int left, int right) {
        if (right < 0x80 && row(left) <= SPACE_ROW) {
            return (ascii[2 * row(left) + (right >>> 6)] >>> right & 1) != 0;
        }
        int hash = hash(left, right);
        return (bits[hash >>> 6] >>> hash & 1) != 0;
    }
}
