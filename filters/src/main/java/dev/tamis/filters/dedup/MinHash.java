package dev.tamis.filters.dedup;

import java.util.Arrays;

/**
 * The band keys of a text's MinHash signature (Broder 1997).
 *
 * <p>Each shingle is mixed and folded to 32 bits, x; hash function i is the bijection of 32 bits that multiplies x xor b[i] by
 * an odd a[i], shifts its upper half into the lower one and multiplies by an odd constant. All arithmetic is modulo 2^32 by definition:
 * nothing wraps ahead of a prime modulus, as 64-bit products do in the common (a x + b) mod (2^61 - 1). A minimum is one of
 * signed numbers. Equal minima mean equal x. That two different shingles have the same x is a matter of one in 2^32.
 *
 * <p>An instance belongs to one thread.
 */
public final class MinHash {
    /** Shingles that one pass over the minima takes in, so that minima and parameters are loaded less often. */
    private static final int LANES = 4;

    private static final int C = 0x9E37_79B1;

    private final MinHashSettings settings;
    private final int[] multipliers;
    private final int[] offsets;
    private final int[] minima;

    public MinHash(MinHashSettings settings) {
        this.settings = settings;
        int hashes = settings.hashes();
        multipliers = new int[hashes];
        offsets = new int[hashes];
        minima = new int[hashes];
        for (int i = 0; i < hashes; i++) {
            long random = Mix.of(Mix.of(settings.seed()) + (i + 1) * Mix.STEP);
            multipliers[i] = (int) random | 1;
            offsets[i] = (int) (random >>> 32);
        }
    }

    public MinHashSettings settings() {
        return settings;
    }

    /**
     * Writes one key for each band: two texts are a candidate pair where they have a key in common. A key holds its band's
     * number, so equal minima in different bands give different keys.
     *
     * @param shingles hashes of shingles, in any order; repeated ones change nothing
     * @param size how many, at least 1: a text without words has no signature
     * @param bandKeys room for one key a band
     * @throws IllegalArgumentException if there is no shingle, or not the room
     */
    public void bands(long[] shingles, int size, long[] bandKeys) {
        if (size < 1 || size > shingles.length) {
            throw new IllegalArgumentException("size is " + size + ", must be 1 to " + shingles.length);
        }
        if (bandKeys.length < settings.bands()) {
            throw new IllegalArgumentException(
                    "room for " + bandKeys.length + " keys, must be at least " + settings.bands());
        }
        Arrays.fill(minima, Integer.MAX_VALUE);
        int at = 0;
        for (; at + LANES <= size; at += LANES) {
            lower(
                    fold(shingles[at]),
                    fold(shingles[at + 1]),
                    fold(shingles[at + 2]),
                    fold(shingles[at + 3]),
                    multipliers,
                    offsets,
                    minima);
        }
        for (; at < size; at++) {
            int x = fold(shingles[at]);
            lower(x, x, x, x, multipliers, offsets, minima);
        }
        for (int band = 0; band < settings.bands(); band++) {
            bandKeys[band] = key(band);
        }
    }

    private static int fold(long shingle) {
        return (int) (Mix.of(shingle) >>> 32);
    }

    /** Plain loops over whole arrays, for the compiler to make vectors of. */
    private static void lower(int x0, int x1, int x2, int x3, int[] multipliers, int[] offsets, int[] minima) {
        for (int i = 0; i < minima.length; i++) {
            int a = multipliers[i];
            int b = offsets[i];
            int v0 = (x0 ^ b) * a;
            int v1 = (x1 ^ b) * a;
            int v2 = (x2 ^ b) * a;
            int v3 = (x3 ^ b) * a;
            int low = Math.min((v0 ^ (v0 >>> 16)) * C, (v1 ^ (v1 >>> 16)) * C);
            int high = Math.min((v2 ^ (v2 >>> 16)) * C, (v3 ^ (v3 >>> 16)) * C);
            minima[i] = Math.min(minima[i], Math.min(low, high));
        }
    }

    private long key(int band) {
        int rows = settings.rows();
        long key = Mix.of((band + 1) * Mix.STEP);
        for (int row = 0; row < rows; row++) {
            key = Mix.of(key + minima[band * rows + row]);
        }
        return key;
    }
}
