package dev.tamis.filters.dedup;

import dev.tamis.filters.text.Mix64;
import java.util.Arrays;

/**
 * The band keys of a text's MinHash signature (Broder 1997).
 *
 * <p>Each shingle is mixed and folded to 32 bits, x. Hash function i multiplies x xor b[i] by an odd a[i], shifts the upper half
 * into the lower one, multiplies by an odd constant (so far a bijection of 32 bits) and drops the last bit. All arithmetic is
 * modulo 2^32 by definition: nothing wraps ahead of a prime modulus, as 64-bit products do in the common (a x + b) mod (2^61 - 1).
 * That two different shingles give the same minimum is a matter of one in 2^31.
 *
 * <p>An instance belongs to one thread.
 */
public final class MinHash {
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
            long random = Mix64.of(Mix64.of(settings.seed()) + (i + 1) * Mix64.STEP);
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
        // repeated ones are not skipped: 4 % in pages of the web, less than it would cost to look for them
        for (int i = 0; i < size; i++) {
            lower(fold(shingles[i]), multipliers, offsets, minima);
        }
        for (int band = 0; band < settings.bands(); band++) {
            bandKeys[band] = key(band);
        }
    }

    private static int fold(long shingle) {
        return (int) (Mix64.of(shingle) >>> 32);
    }

    /**
     * Takes in one shingle. The compiler makes vectors of this loop as it stands (JDK 17: five times as fast as without); it does
     * not if the minimum is {@code Math.min}, and only by luck if one pass takes in several shingles.
     */
    private static void lower(int x, int[] multipliers, int[] offsets, int[] minima) {
        for (int i = 0; i < minima.length; i++) {
            int v = (x ^ offsets[i]) * multipliers[i];
            v = ((v ^ (v >>> 16)) * C) >>> 1;
            // both are below 2^31, so that the difference has the right sign
            int difference = v - minima[i];
            minima[i] += difference & (difference >> 31);
        }
    }

    private long key(int band) {
        int rows = settings.rows();
        long key = Mix64.of((band + 1) * Mix64.STEP);
        for (int row = 0; row < rows; row++) {
            key = Mix64.of(key + minima[band * rows + row]);
        }
        return key;
    }
}
