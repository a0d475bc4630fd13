package dev.tamis.shards.order;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A shuffle of {@code [0, n)} that needs no table: a keyed bijection, computed at any place in either direction.
 *
 * <p>A balanced Feistel network of 8 rounds over 2h bits, {@code h = max(1, ceil(bitLength(n-1) / 2))}, walked along
 * its cycle until the value falls below n, fewer than four steps on average. Round i takes the upper h bits of {@code
 * mix(R * 0x9E3779B97F4A7C15 + key_i)}, where mix is the finaliser of SplitMix64 (Steele et al. 2014). The eight keys
 * are the big-endian longs of SHA-512 over the ASCII bytes {@code "tamis permutation 1\n"}, the seed and the epoch as
 * big-endian longs, and the domain's name in UTF-8; hashing keeps epoch 1 of seed s apart from epoch 0 of seed s+1.
 *
 * <p>These rules and their test vectors are a format: a corpus is emitted, traced and withdrawn by them. Immutable.
 */
public final class Permutation {

    private static final byte[] LABEL = "tamis permutation 1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int ROUNDS = 8;

    private final long n;
    private final int half;
    private final long mask;
    private final long[] keys;

    /**
     * The shuffle of one epoch of one domain.
     *
     * @param n size of the domain, from 1 to 2^62
     */
    public Permutation(long seed, String domain, long epoch, long n) {
        if (n < 1 || n > 1L << 62) {
            throw new IllegalArgumentException("Invalid size: " + n + " (must be from 1 to 2^62) of domain " + domain);
        }
        this.n = n;
        int bits = Long.SIZE - Long.numberOfLeadingZeros(n - 1);
        half = Math.max(1, (bits + 1) / 2);
        mask = (1L << half) - 1;
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-512 in practice", e);
        }
        digest.update(LABEL);
        digest.update(ByteBuffer.allocate(16).putLong(seed).putLong(epoch).array());
        digest.update(domain.getBytes(StandardCharsets.UTF_8));
        keys = new long[ROUNDS];
        ByteBuffer.wrap(digest.digest()).asLongBuffer().get(keys);
    }

    /** The number of values. */
    public long size() {
        return n;
    }

    /** Where the shuffle sends a place: the value at position {@code index}. */
    public long apply(long index) {
        long value = checked(index);
        do {
            long left = value >>> half;
            long right = value & mask;
            for (int i = 0; i < ROUNDS; i++) {
                long swap = left ^ round(right, keys[i]);
                left = right;
                right = swap;
            }
            value = (left << half) | right;
        } while (value >= n);
        return value;
    }

    /** The position of a value: {@code invert(apply(i)) == i}. */
    public long invert(long index) {
        long value = checked(index);
        do {
            long left = value >>> half;
            long right = value & mask;
            for (int i = ROUNDS - 1; i >= 0; i--) {
                long swap = right ^ round(left, keys[i]);
                right = left;
                left = swap;
            }
            value = (left << half) | right;
        } while (value >= n);
        return value;
    }

    private long round(long r, long key) {
        // Written out here, for these constants are part of the format.
        long z = r * 0x9E3779B97F4A7C15L + key;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return (z ^ (z >>> 31)) >>> (Long.SIZE - half);
    }

    private long checked(long index) {
        if (index < 0 || index >= n) {
            throw new IndexOutOfBoundsException("Index " + index + " is outside of [0, " + n + ")");
        }
        return index;
    }
}
