package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.table.TableReader;
import org.apache.parquet.example.data.Group;

/**
 * A unit that could not be read.
 *
 * @param offset and length: its place in the shard; length is -1 where it is not known
 * @param url or null
 */
public record QuarantinedUnit(
        String source,
        String shard,
        long offset,
        long length,
        String url,
        String reason,
        String errorClass,
        String message,
        String sha256) {

    static QuarantinedUnit of(Group group) {
        Group origin = group.getGroup("origin", 0);
        return new QuarantinedUnit(
                group.getString("source", 0),
                origin.getString("shard", 0),
                origin.getLong("offset", 0),
                origin.getLong("length", 0),
                TableReader.string(origin, "url"),
                group.getString("reason", 0),
                group.getString("error_class", 0),
                group.getString("message", 0),
                group.getString("sha256", 0));
    }
}
