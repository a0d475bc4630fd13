package dev.tamis.pipeline.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;

/**
 * The ledger line of one input shard.
 *
 * @param bytes its length when the stage was planned
 * @param bytesRead how far it was read; equal to {@code bytes} unless the shard is unreadable
 * @param chars UTF-16 units of text that came out of it
 */
public record ShardLine(
        @JsonProperty("source") String source,
        @JsonProperty("path") String path,
        @JsonProperty("part") int part,
        @JsonProperty("bytes") long bytes,
        @JsonProperty("bytes_read") long bytesRead,
        @JsonProperty("chars") long chars,
        @JsonProperty("ledger") Ledger ledger)
        implements Serializable {}
