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
        JsonFields.check(bytes >= 0, "bytes of " + name, bytes, "must be >= 0");
        JsonFields.check(isSha256(sha256), "sha256 of " + name, sha256, "must be 64 hexadecimal digits");
    }

    /** One that cannot lead out of the directory on any system. */
    static boolean plainName(String name) {
        return !name.isEmpty()
                && !name.startsWith(".")
                && name.chars().allMatch(c -> c > ' ' && c != '/' && c != '\\' && c != ':' && c != 127);
    }

    static boolean isSha256(String digest) {
        return digest.length() == 64 && digest.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
    }
}
