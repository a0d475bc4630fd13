package dev.tamis.pipeline.table;

import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.ShardLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
        void visit(KeptDocument kept) throws IOException;
    }

    /**
     * Walks the documents of one part that no stage so far removed, in the order of the shards.
     *
     * @param documents path of the part's documents
     * @param verdicts path of the part's verdicts: a table with the columns {@code row} and {@code removed_by}, and
     *     {@code cuts} where it has them
     * @param schema of the verdicts
     * @param projection the columns of the documents that are wanted
     */
    public static void kept(
            RunDirectory run,
            String documents,
            String verdicts,
            MessageType schema,
            MessageType projection,
            Visitor visitor)
            throws IOException {
        try (KeptDocuments walk = new KeptDocuments(run, documents, verdicts, schema, projection)) {
            for (KeptDocument kept = walk.next(); kept != null; kept = walk.next()) {
                visitor.visit(kept);
            }
        }
    }
}
