package dev.tamis.models.fasttext;

/** Remainders of unsigned numbers by one divisor, without a division. */
final class Modulus {
    private final long divisor;

    /** floor((2^64 - 1) / divisor), unsigned. */
    private final long reciprocal;

    /** @param divisor at least 1 */
    Modulus(int divisor) {
        this.divisor = divisor;
        reciprocal = Long.divideUnsigned(-1L, divisor);
    }

    /** Remainder of a number taken as unsigned. */
    int of(long number) {
        // The quotient by the reciprocal is at most 2 too small, never too large.
        long quotient = multiplyHighUnsigned(number, reciprocal);
        long rest = number - quotient * divisor;
        while (rest >= divisor) {
            rest -= divisor;
        }
        return (int) rest;
    }

    private static long multiplyHighUnsigned(long a, long b) {
        return Math.multiplyHigh(a, b) + ((a >> 63) & b) + ((b >> 63) & a);
    }
}
