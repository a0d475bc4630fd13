package dev.tamis.shards.read;

/**
 * A stretch of placeholder tokens and the media that they stand for; a line of {@code *.media.jsonl}.
 *
 * @param sequence number of the sequence in its directory
 * @param start first placeholder in the sequence
 * @param length placeholders, at least 1
 * @param shard name of the file that holds the media
 * @param offset first byte in it
 * @param bytes of the media
 * @param mime type, such as {@code image/jpeg}
 * @param sha256 of the media, hexadecimal
 */
public record MediaReference(
        long sequence, int start, int length, String shard, long offset, long bytes, String mime, String sha256) {}
