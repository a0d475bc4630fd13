package dev.tamis.filters.ingest;

import dev.tamis.filters.record.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.Objects;

/** What a shard holds. Compression is told from the first bytes, never from the name. */
public enum ShardFormat {
    /** WARC and WET: gzip or plain. */
    WARC,
    /** One JSON object a line: gzip, zstd or plain. */
    JSONL,
    /** Zip or jar; tar, which may be gzip or zstd. */
    ARCHIVE,
    /** Tar, which may be gzip or zstd: files of one name and different endings are one sample. */
    WEBDATASET,
    /** The whole shard is one record: gzip, zstd or plain. */
    FILES;

    /**
     * The format of a recipe's name for it: {@code warc}, {@code wet} (the same), {@code jsonl}, {@code archive},
     * {@code webdataset}, {@code files}.
     */
    public static ShardFormat of(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "warc", "wet" -> WARC;
            case "jsonl" -> JSONL;
            case "archive" -> ARCHIVE;
            case "webdataset" -> WEBDATASET;
            case "files" -> FILES;
            default ->
                throw new IllegalArgumentException("Unknown shard format: \"" + name
                        + "\" (known are warc, wet, jsonl, archive, webdataset, files)");
        };
    }

    /**
     * A reader over a shard. Closing it closes {@code in}.
     *
     * @param shardPath the shard's name in origins
     * @param in the shard from its first byte; need not be buffered
     * @throws IOException when {@code in} throws; damage is left to {@link ShardReader#next()}
     */
    public static ShardReader open(ShardOptions options, String shardPath, InputStream in, Limits limits)
            throws IOException {
        Objects.requireNonNull(shardPath, "shardPath");
        Objects.requireNonNull(limits, "limits");
        return switch (options.format()) {
            case WARC -> new WarcReader(shardPath, in, limits);
            case JSONL -> new JsonlReader(options, shardPath, in, limits);
            case ARCHIVE -> ArchiveReader.open(options, shardPath, in, limits);
            case WEBDATASET -> WebdatasetReader.open(options, shardPath, in, limits);
            case FILES -> new FileReader(options, shardPath, in, limits);
        };
    }
}
