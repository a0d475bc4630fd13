package dev.tamis.filters.ingest;

import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Reads the regular files of an archive, in its order. Nothing is ever written or opened under an entry's name.
 *
 * <p>Folders hold nothing and give no entry. Archives inside archives are records like any other.
 */
abstract class ArchiveReader implements ShardReader {
    private static final int MOST_PATH_CHARS = 4096;

    final String shard;
    final Limits limits;
    final int recordBytes;
    final StoredBytes stored;
    private final InputStream in;
    private final List<Glob> include;
    private final List<Glob> exclude;
    private int entries;
    private long contentBytes;
    private long lastOffset = -1;

    ArchiveReader(ShardOptions options, String shard, InputStream in, StoredBytes stored, Limits limits) {
        this.shard = shard;
        this.limits = limits;
        this.recordBytes = ByteFeed.recordBytes(limits);
        this.in = in;
        this.stored = stored;
        this.include = options.include().stream().map(Glob::compile).toList();
        this.exclude = options.exclude().stream().map(Glob::compile).toList();
    }

    static ShardReader open(ShardOptions options, String shard, InputStream in, Limits limits) throws IOException {
        StoredBytes stored = new StoredBytes(in, limits.quarantinedBytes());
        if (ZipReader.startsAt(stored)) {
            return new ZipReader(options, shard, in, stored, limits);
        }
        return new TarReader(options, shard, in, stored, limits);
    }

    @Override
    public final long bytesRead() {
        return stored.position();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /** Offsets strictly grow, also past damage. */
    final long fresh(long offset) {
        lastOffset = Math.max(lastOffset + 1, offset);
        return lastOffset;
    }

    /** Counts one more entry. */
    final void countEntry() throws UnitDamage {
        entries++;
        if (entries > limits.archiveEntries()) {
            throw new UnitDamage(
                    Reason.ARCHIVE_BOMB,
                    "archive has more than limits.archive_entries = " + limits.archiveEntries() + " entries");
        }
    }

    /** Counts content, before it is read where its size is known. */
    final void countContent(long bytes) throws UnitDamage {
        contentBytes += Math.min(bytes, Long.MAX_VALUE - contentBytes);
        if (contentBytes > limits.archiveBytes()) {
            throw new UnitDamage(
                    Reason.ARCHIVE_BOMB,
                    "archive has more than limits.archive_bytes = " + limits.archiveBytes() + " bytes of content");
        }
    }

    final boolean wanted(String path) {
        boolean included = include.isEmpty();
        for (int i = 0; i < include.size() && !included; i++) {
            included = include.get(i).matches(path);
        }
        for (int i = 0; i < exclude.size() && included; i++) {
            included = !exclude.get(i).matches(path);
        }
        return included;
    }

    /** Whether a name may lead out of the archive on some system, or is no name at all. */
    static boolean isUnsafe(String path) {
        if (path.isEmpty() || path.length() > MOST_PATH_CHARS || path.charAt(0) == '/') {
            return true;
        }
        if (path.length() > 1 && path.charAt(1) == ':' && isLetter(path.charAt(0))) {
            return true;
        }
        int part = 0;
        for (int i = 0; i <= path.length(); i++) {
            char c = i == path.length() ? '/' : path.charAt(i);
            if (c == 0 || c == '\\') {
                return true;
            }
            if (c == '/') {
                if (i - part == 2 && path.charAt(part) == '.' && path.charAt(part + 1) == '.') {
                    return true;
                }
                part = i + 1;
            }
        }
        return false;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    /** An entry's name: UTF-8, or else ISO 8859-1 so that every name has a string; without a leading "./". */
    static String name(byte[] bytes, int from, int to) {
        String name = new String(
                bytes,
                from,
                to - from,
                Utf8.isValid(bytes, from, to) ? StandardCharsets.UTF_8 : StandardCharsets.ISO_8859_1);
        int start = 0;
        while (name.startsWith("./", start) && name.length() > start + 2) {
            start += 2;
        }
        return name.substring(start);
    }

    static UnitDamage unsafe() {
        return new UnitDamage(
                Reason.ARCHIVE_UNSAFE_PATH,
                "entry's name is absolute, has \"..\", a drive, a backslash or NUL in it, or is too long");
    }

    final UnitDamage tooLarge(long bytes) {
        return new UnitDamage(
                Reason.RECORD_TOO_LARGE, "entry of " + bytes + " bytes (limits.record_bytes is " + recordBytes + ")");
    }

    final Origin origin(long start, long end, String path) {
        return new Origin(shard, fresh(start), end - start, path, null, null, null);
    }

    static Damaged setAside(Origin origin, UnitDamage damage, UnitTape tape) {
        return new Damaged(
                origin, damage.reason(), damage.errorClass(), damage.getMessage(), tape.head(), tape.sha256());
    }
}
