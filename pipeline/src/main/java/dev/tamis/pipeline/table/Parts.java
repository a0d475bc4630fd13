package dev.tamis.pipeline.table;

import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.ShardLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** The parts of a run: what every table of documents is divided into. */
public final class Parts {
    private Parts() {}

    /** The source of each part; a part never mixes sources. */
    public static List<String> sources(Manifest annotate) {
        List<String> sources = new ArrayList<>(Collections.nCopies(annotate.parts(), ""));
        for (ShardLine shard : annotate.shards()) {
            sources.set(shard.part(), shard.source());
        }
        return sources;
    }

    /** What is done with each document that is still kept. */
    @FunctionalInterface
    public interface Visitor {
        void visit(long row, Group document) throws IOException;
    }

    /**
     * Walks the documents of one part that neither a rule nor dedup removed, in the order of the shards.
     *
     * @param documents path of the part's documents
     * @param dedup path of the part's dedup table
     * @param projection the columns of the documents that are wanted
     */
    public static void kept(RunDirectory run, String documents, String dedup, MessageType projection, Visitor visitor)
            throws IOException {
        try (TableReader kept = new TableReader(
                        run.path(dedup), Tables.project(Tables.DEDUP, "row", "duplicate_of"), run.conf());
                TableReader all = new TableReader(run.path(documents), projection, run.conf())) {
            long at = 0;
            for (Group keep = kept.next(); keep != null; keep = kept.next()) {
                if (keep.getFieldRepetitionCount("duplicate_of") > 0) {
                    continue;
                }
                long wanted = keep.getLong("row", 0);
                Group document = all.next();
                while (document != null && at < wanted) {
                    document = all.next();
                    at++;
                }
                if (document == null) {
                    throw new IOException(dedup + " names row " + wanted + ", but " + documents + " has only " + at);
                }
                visitor.visit(wanted, document);
                at++;
            }
        }
    }
}
