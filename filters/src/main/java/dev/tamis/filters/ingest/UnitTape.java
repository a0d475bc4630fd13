package dev.tamis.filters.ingest;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Digest and first bytes of a unit that is set aside, taken while the unit passes by. */
final class UnitTape {
    private final MessageDigest sha = digest("SHA-256");
    private final int most;
    private byte[] head = new byte[0];

    /** @param most most first bytes kept */
    UnitTape(int most) {
        this.most = most;
    }

    void add(byte[] bytes, int from, int length) {
        sha.update(bytes, from, length);
        int wanted = Math.min(length, most - head.length);
        if (wanted > 0) {
            int end = head.length;
            head = Arrays.copyOf(head, end + wanted);
            System.arraycopy(bytes, from, head, end, wanted);
        }
    }

    byte[] head() {
        return head;
    }

    /** Hex digest of all bytes added. Ends the tape. */
    String sha256() {
        return HexFormat.of().formatHex(sha.digest());
    }

    static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK has no " + algorithm, e);
        }
    }
}
