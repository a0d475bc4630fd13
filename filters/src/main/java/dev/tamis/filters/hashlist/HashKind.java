package dev.tamis.filters.hashlist;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What a list's hashes are. */
public enum HashKind {
    MD5("MD5", 16),
    SHA1("SHA-1", 20),
    SHA256("SHA-256", 32),
    /** Perceptual hashes of images (Facebook 2019). */
    PDQ(null, 32);

    private final String algorithm;
    private final int bytes;

    HashKind(String algorithm, int bytes) {
        this.algorithm = algorithm;
        this.bytes = bytes;
    }

    /** The name in recipes. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** All names in recipes. */
    public static List<String> ids() {
        return Arrays.stream(values()).map(HashKind::id).toList();
    }

    /** The kind of that name. */
    public static HashKind of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }

    /** Bytes of one hash. */
    int bytes() {
        return bytes;
    }

    /** The JDK's name of the digest; null for PDQ. */
    String algorithm() {
        return algorithm;
    }
}
