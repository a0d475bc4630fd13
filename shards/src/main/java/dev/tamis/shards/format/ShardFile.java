package dev.tamis.shards.format;

import java.util.Objects;

/**
 * One file as an index lists it.
 *
 * @param name {@code name}: a plain name, without directories
 * @param bytes {@code bytes}: its size
 * @param sha256 {@code sha256}: 64 lower-case hexadecimal digits
 */
public record ShardFile(String name, long bytes, String sha256) {

    /** @throws IllegalArgumentException if a part is not as described */
    public ShardFile {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sha256, "sha256");
        JsonFields.check(plainName(name), "file name", name, "must be a plain file name");
        // An index may list a million: nothing is put into words unless it is wrong.
        if (bytes < 0) {
            throw JsonFields.invalid("bytes of " + name, bytes, "must be >= 0");
        }
        if (!isSha256(sha256)) {
            throw JsonFields.invalid("sha256 of " + name, sha256, "must be 64 hexadecimal digits");
        }
    }

    /** One that cannot lead out of the directory on any system. */
    static boolean plainName(String name) {
        if (name.isEmpty() || name.charAt(0) == '.') {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c <= ' ' || c == '/' || c == '\\' || c == ':' || c == 127) {
                return false;
            }
        }
        return true;
    }

    static boolean isSha256(String digest) {
        for (int i = 0; i < digest.length(); i++) {
            char c = digest.charAt(i);
            if (!((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'))) {
                return false;
            }
        }
        return digest.length() == 64;
    }
}
