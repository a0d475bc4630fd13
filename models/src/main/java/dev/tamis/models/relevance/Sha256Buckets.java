package dev.tamis.models.relevance;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * The bucket of an n-gram as DSIR's {@code hash_buckets} has it: the SHA-256 of its UTF-8 bytes as one whole number, modulo
 * the number of buckets. Frequent n-grams are not digested again: a table remembers the last one of each of its slots,
 * byte for byte, so that no bucket depends on what was asked before. For one thread.
 */
final class Sha256Buckets {
    /** Bytes past the end of an n-gram that must still be in its array. */
    static final int PADDING = Long.BYTES;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final int DIGEST_BYTES = 32;
    private static final int KEY_LONGS = 3;
    private static final int SLOT_LONGS = KEY_LONGS + 1;
    private static final int SLOTS = 1 << 16;
    private static final long MULTIPLIER = 0x9E37_79B9_7F4A_7C15L;

    private final int buckets;
    private final MessageDigest sha256;
    private final byte[] digest = new byte[DIGEST_BYTES];
    /** For each slot an n-gram of up to 24 bytes, and its length above its bucket. Length 0 is an empty slot. */
    private final long[] slots = new long[SLOTS * SLOT_LONGS];

    Sha256Buckets(int buckets) {
        this.buckets = buckets;
        try {
            this.sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Java has no SHA-256", e);
        }
    }

    /** The bucket of the bytes from one to before another; {@link #PADDING} bytes after them are in the array as well. */
    int bucket(byte[] bytes, int from, int to) {
        int length = to - from;
        if (length > KEY_LONGS * Long.BYTES) {
            return digested(bytes, from, length);
        }
        long first = load(bytes, from, length);
        long second = length > Long.BYTES ? load(bytes, from + Long.BYTES, length - Long.BYTES) : 0;
        long third = length > 2 * Long.BYTES ? load(bytes, from + 2 * Long.BYTES, length - 2 * Long.BYTES) : 0;
        long mixed = (((first * MULTIPLIER) ^ second) * MULTIPLIER) ^ third ^ length;
        mixed = (mixed ^ (mixed >>> 32)) * MULTIPLIER;
        int slot = (int) (mixed >>> 48) * SLOT_LONGS;
        long known = slots[slot + KEY_LONGS];
        if (slots[slot] == first && slots[slot + 1] == second && slots[slot + 2] == third && known >>> 32 == length) {
            return (int) known;
        }
        int bucket = digested(bytes, from, length);
        slots[slot] = first;
        slots[slot + 1] = second;
        slots[slot + 2] = third;
        slots[slot + KEY_LONGS] = ((long) length << 32) | bucket;
        return bucket;
    }

    /** Up to eight bytes, zeros after them. */
    private static long load(byte[] bytes, int at, int length) {
        long loaded = (long) LONG.get(bytes, at);
        return length >= Long.BYTES ? loaded : loaded & ((1L << (length * Byte.SIZE)) - 1);
    }

    private int digested(byte[] bytes, int from, int length) {
        sha256.update(bytes, from, length);
        try {
            sha256.digest(digest, 0, DIGEST_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 of " + length + " bytes", e);
        }
        long rest = 0;
        for (int at = 0; at < DIGEST_BYTES; at += Integer.BYTES) {
            rest = ((rest << 32) | ((int) INT.get(digest, at) & 0xFFFF_FFFFL)) % buckets;
        }
        return (int) rest;
    }
}
