package dev.tamis.pipeline.cluster;

/** A bijection of 64-bit numbers that leaves nothing of their order. All arithmetic is modulo 2^64. */
final class Scramble {
    private static final long FIRST = 0xBF58_476D_1CE4_E5B9L;
    private static final long SECOND = 0x94D0_49BB_1331_11EBL;
    private static final long FIRST_INVERSE = inverse(FIRST);
    private static final long SECOND_INVERSE = inverse(SECOND);

    private Scramble() {}

    static long mix(long x) {
        long y = (x ^ (x >>> 32)) * FIRST;
        y = (y ^ (y >>> 32)) * SECOND;
        return y ^ (y >>> 32);
    }

    /** What {@link #mix} made this of. A shift by half the width is its own inverse. */
    static long unmix(long x) {
        long y = (x ^ (x >>> 32)) * SECOND_INVERSE;
        y = (y ^ (y >>> 32)) * FIRST_INVERSE;
        return y ^ (y >>> 32);
    }

    /** The number whose product with an odd one is 1: each step of Newton's method doubles the bits that are right. */
    private static long inverse(long odd) {
        long inverse = odd;
        for (int bits = 3; bits < Long.SIZE; bits *= 2) {
            inverse *= 2 - odd * inverse;
        }
        return inverse;
    }
}
