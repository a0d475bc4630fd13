package dev.tamis.models.ngram.train;

import dev.tamis.filters.text.Mix64;

/**
 * An n-gram of at most six words in two longs: six fields of 21 bits, three in each, from the top down. A field holds a word's
 * number plus one, so that 0 stands for no word and the order of an n-gram can be seen from its key.
 *
 * <p>In a suffix key the last word stands on top and the first lowest: sorted by it, an n-gram follows right after its own
 * suffix, which is what backing off asks for. In a context key the last word stands in the lowest field and what precedes it on
 * top, nearest first: sorted by it, the n-grams of one context lie together, and what remains without the lowest field is the
 * context's own suffix key.
 */
final class GramKey {
    static final int MOST_ORDER = 6;
    static final int BITS = 21;
    static final long FIELD = (1L << BITS) - 1;

    /** Numbers of words are below this. */
    static final int MOST_WORDS = (1 << BITS) - 1;

    private static final long ALL = Long.MAX_VALUE;

    private GramKey() {}

    /** The word of a field, -1 for none; field 0 is the top one. */
    static int word(long high, long low, int field) {
        long half = field < 3 ? high : low;
        return (int) ((half >>> (BITS * (2 - field % 3))) & FIELD) - 1;
    }

    /** Bits of the first long that the top fields take. */
    static long highMask(int fields) {
        return fields >= 3 ? ALL : ALL & ~((1L << (BITS * (3 - fields))) - 1);
    }

    /** Bits of the second long that the top fields take. */
    static long lowMask(int fields) {
        return fields <= 3 ? 0 : highMask(fields - 3);
    }

    /** The first long of a suffix key with one word more at the end of the n-gram. */
    static long pushHigh(long high, int word) {
        return ((word + 1L) << (2 * BITS)) | (high >>> BITS);
    }

    /** The second long of a suffix key with one word more at the end of the n-gram; the first word of six falls out. */
    static long pushLow(long high, long low) {
        return ((high & FIELD) << (2 * BITS)) | (low >>> BITS);
    }

    /** Number of words. */
    static int order(long high, long low) {
        long half = low != 0 ? low : high;
        int empty = Long.numberOfTrailingZeros(half) / BITS;
        return (low != 0 ? 6 : 3) - empty;
    }

    /** The first long of the context key of a suffix key. */
    static long contextHigh(long high, long low) {
        return ((high << BITS) | (low >>> (2 * BITS))) & ALL;
    }

    /** The second long of the context key of a suffix key. */
    static long contextLow(long high, long low) {
        return ((low << BITS) & ALL) | (high >>> (2 * BITS));
    }

    /** The first long of the suffix key of a context key. */
    static long suffixHigh(long high, long low) {
        return (high >>> BITS) | ((low & FIELD) << (2 * BITS));
    }

    /** The second long of the suffix key of a context key. */
    static long suffixLow(long high, long low) {
        return (low >>> BITS) | ((high & FIELD) << (2 * BITS));
    }

    /**
     * The shard where an n-gram and all of its suffixes of two words or more meet.
     *
     * @param high of a suffix key
     */
    static int suffixShard(long high, int shards) {
        return (int) Long.remainderUnsigned(Mix64.of(high >>> BITS), shards);
    }

    /** The shard where all n-grams of a context meet; takes a context key. */
    static int contextShard(long high, long low, int shards) {
        return (int) Long.remainderUnsigned(Mix64.of(Mix64.of(high) + (low & ~FIELD) * Mix64.STEP), shards);
    }

    /** How many of the top fields of two suffix keys are the same, at most {@code fields}. */
    static int same(long high, long low, long otherHigh, long otherLow, int fields) {
        long difference = high ^ otherHigh;
        int same = difference != 0
                ? (Long.numberOfLeadingZeros(difference) - 1) / BITS
                : 3 + Math.min(3, (Long.numberOfLeadingZeros(low ^ otherLow) - 1) / BITS);
        return Math.min(same, fields);
    }
}
