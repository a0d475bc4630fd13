package dev.tamis.filters.record;

import java.util.Objects;

/**
 * Where a record came from.
 *
 * @param shard path of the shard, as the recipe's listing gave it
 * @param offset first byte of the record's unit in the shard as stored (for gzip: of the compressed member; for an
 *     archive entry or a line: in the uncompressed stream)
 * @param length bytes of that unit, or -1 where it is not known
 * @param recordId the container's own name of the record (WARC-Record-ID, entry path, line number), or null
 * @param url target address, or null
 * @param fetchedAt ISO 8601 instant as the source gave it, or null
 * @param contentType media type as the source gave it, or null
 */
public record Origin(
        String shard, long offset, long length, String recordId, String url, String fetchedAt, String contentType) {
    public Origin {
        Objects.requireNonNull(shard, "shard");
        if (offset < 0) {
            throw new IllegalArgumentException("Invalid offset: " + offset + " (must be >= 0) in " + shard);
        }
    }

    /** An origin of which only the place is known. */
    public static Origin at(String shard, long offset, long length) {
        return new Origin(shard, offset, length, null, null, null, null);
    }
}
