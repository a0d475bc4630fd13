package dev.tamis.pipeline.run;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;

/**
 * A committed file.
 *
 * @param table what it holds: {@code documents}, {@code decisions}, {@code quarantine}, ...
 * @param part number of the part, shared by all tables that hold the same documents
 * @param path relative to the run directory, with {@code /}
 * @param rows records in it; for files that are no tables, 0
 * @param bytes its length
 * @param sha256 hex digest of all its bytes
 */
public record DataFile(
        @JsonProperty("table") String table,
        @JsonProperty("part") int part,
        @JsonProperty("path") String path,
        @JsonProperty("rows") long rows,
        @JsonProperty("bytes") long bytes,
        @JsonProperty("sha256") String sha256)
        implements Serializable {}
