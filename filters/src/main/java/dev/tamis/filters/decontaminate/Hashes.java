package dev.tamis.filters.decontaminate;

/** Arithmetic of 64-bit hashes. Modulo 2^64 by definition. */
final class Hashes {
    /** Combines the hashes of words; unrelated to the multiplier within words. */
    static final long M = 0xA076_1D64_78BD_642FL;

    private Hashes() {}

    /** M to a power. */
    static long power(int exponent) {
        long power = 1;
        for (int i = 0; i < exponent; i++) {
            power *= M;
        }
        return power;
    }
}
