package dev.tamis.pipeline.pack;

/**
 * Divides the documents of a domain in one part of the corpus among sequence lengths, in proportion to given shares of
 * their tokens.
 *
 * <p>Documents are taken by their size class, the bit length of their tokens. The k-th of a class goes where {@code frac(u
 * + k * 0.618...)} falls among the shares: steps by the golden ratio fill the unit interval evenly (Weyl 1916), so that
 * each length has its share of every size; u comes from the class's first document, so that of parts with few documents
 * some begin with one length and some with another. For use by one thread.
 */
public final class LengthSplit {
    /** 2^64 times the golden ratio's fraction; multiples of it wrap around as fractions do. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** Where the shares end in the unit interval; the last is 1. */
    private final double[] ends;

    private final long[] next = new long[Integer.SIZE + 1];
    private final boolean[] begun = new boolean[Integer.SIZE + 1];

    /** @param shares of the lengths, summing to one, in their order */
    public LengthSplit(double... shares) {
        ends = new double[shares.length];
        double end = 0;
        for (int i = 0; i < shares.length; i++) {
            end += shares[i];
            ends[i] = i == shares.length - 1 ? 1 : end;
        }
    }

    /**
     * The place of the length that the next document is for.
     *
     * @param key a hash of the document, of 64 random bits
     * @param tokens of the document, at least 0
     */
    public int choose(long key, int tokens) {
        int size = Integer.SIZE - Integer.numberOfLeadingZeros(tokens);
        if (!begun[size]) {
            begun[size] = true;
            next[size] = key;
        }
        double at = (next[size] >>> 11) * 0x1p-53;
        next[size] += GOLDEN;
        int place = 0;
        while (at >= ends[place]) {
            place++;
        }
        return place;
    }
}
