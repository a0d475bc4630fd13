package dev.tamis.filters.passage;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first 128 bits of the SHA-256 of some bytes, as two numbers with the first bit highest. */
final class Key128 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int SHA_256_BYTES = 32;

    private final MessageDigest sha256;
    private final byte[] digest = new byte[SHA_256_BYTES];

    Key128() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is missing: every Java platform must have it", e);
        }
    }

    void digest(byte[] bytes, int start, int end) {
        sha256.update(bytes, start, end - start);
        try {
            sha256.digest(digest, 0, SHA_256_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 does not fit its " + SHA_256_BYTES + " bytes", e);
        }
    }

    long high() {
        return (long) LONG.get(digest, 0);
    }

    long low() {
        return (long) LONG.get(digest, Long.BYTES);
    }
}
