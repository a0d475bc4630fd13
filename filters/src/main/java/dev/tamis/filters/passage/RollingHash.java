package dev.tamis.filters.passage;

/**
 * The hash of the last {@code width} values of a sequence, each a hash itself.
 *
 * <p>A polynomial in an odd base, its coefficients the values, modulo 2^64: the arithmetic of {@code long}, whose
 * overflow is the modulus and no accident. Texts can be written that collide; see the package for why that does no harm.
 */
final class RollingHash {
    private static final long BASE = 0x9E6C_63D0_876A_3F2DL;
    private static final long MULTIPLIER = 0xD1B5_4A32_D192_ED03L;

    /** The base to the power of the width: what the value that leaves was multiplied with. */
    private final long power;

    private long sum;

    RollingHash(int width) {
        long product = 1;
        for (int i = 0; i < width; i++) {
            product *= BASE;
        }
        power = product;
    }

    void clear() {
        sum = 0;
    }

    /** @param leaving the value taken in {@code width} steps before, 0 while there is none */
    void slide(long entering, long leaving) {
        sum = sum * BASE + entering - leaving * power;
    }

    /** The low bits of the polynomial know only the low bits of the values, so it is stirred. */
    long hash() {
        long product = (sum ^ (sum >>> 32)) * MULTIPLIER;
        product = (product ^ (product >>> 29)) * MULTIPLIER;
        return product ^ (product >>> 32);
    }
}
