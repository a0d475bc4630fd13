package dev.tamis.filters.decontaminate;

/** Arithmetic of 64-bit hashes. Modulo 2^64 by definition. */
final class Hashes {
    /** The odd number nearest to 2^64 divided by the golden ratio. */
    static final long STEP = 0x9E37_79B9_7F4A_7C15L;
    /** Combines the hashes of words; unrelated to the multiplier within words. */
    static final long M = 0xA076_1D64_78BD_642FL;

    private Hashes() {}

    /** The finisher of SplitMix64 (Steele, Lea and Flood 2014, with the constants of Stafford's variant 13): a bijection. */
    static long mix(long value) {
        long z = value;
        z = (z ^ (z >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        return z ^ (z >>> 31);
    }

    /** M to a power. */
    static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= M;
        }
        return power;
    }
}
