package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.MeasuredFiles;
import java.io.Serializable;

/**
 * Where the tables of one part are.
 *
 * @param part its number, over this run and the earlier ones
 * @param source name of its source
 * @param signatures path of its signatures
 * @param measured its documents with what was measured on them, or null in an earlier run, whose texts are not read
 * @param dedup path of what dedup said of it, or null in this run
 */
public record PartFiles(
        int part, RunReference run, String source, String signatures, MeasuredFiles measured, String dedup)
        implements Serializable {
    boolean earlier() {
        return dedup != null;
    }
}
