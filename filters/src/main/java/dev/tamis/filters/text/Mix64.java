package dev.tamis.filters.text;

/** Bijections of 64 bits that make every bit of the result depend on every bit given. Modulo 2^64 by definition. */
public final class Mix64 {
    /** The odd number nearest to 2^64 divided by the golden ratio: steps by it meet every 64-bit number once. */
    public static final long STEP = 0x9E37_79B9_7F4A_7C15L;

    private Mix64() {}

    /** The finisher of SplitMix64 (Steele, Lea and Flood 2014, with the constants of Stafford's variant 13). */
    public static long of(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }
}
