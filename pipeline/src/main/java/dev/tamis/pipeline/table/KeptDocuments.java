package dev.tamis.pipeline.table;

import dev.tamis.pipeline.run.RunDirectory;
import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** A walk over the documents of one part that no stage so far removed, in the order of the shards. */
public final class KeptDocuments implements Closeable {
    private final String verdicts;
    private final TableReader kept;
    private final TableReader all;
    private final KeptDocument document = new KeptDocument();

    /**
     * Opens the tables of the part.
     *
     * @param documents path of the part's documents
     * @param verdicts path of the part's verdicts: a table with the columns {@code row} and {@code removed_by}, and
     *     {@code cuts} where it has them
     * @param schema of the verdicts
     * @param projection the columns of the documents that are wanted
     */
    public KeptDocuments(
            RunDirectory run, String documents, String verdicts, MessageType schema, MessageType projection)
            throws IOException {
        this.verdicts = verdicts;
        MessageType columns = schema.containsField(KeptDocument.CUTS)
                ? Tables.project(schema, "row", "id", "removed_by", KeptDocument.CUTS)
                : Tables.project(schema, "row", "id", "removed_by");
        this.kept = new TableReader(run.path(verdicts), columns, run.conf()).closedWithTask();
        try {
            this.all = new TableReader(run.path(documents), projection, run.conf()).closedWithTask();
        } catch (IOException | RuntimeException e) {
            kept.close();
            throw e;
        }
    }

    /** The next document, good until the one after it is asked for, or null after the last. */
    public KeptDocument next() throws IOException {
        Group verdict = kept.next();
        while (verdict != null && verdict.getFieldRepetitionCount("removed_by") > 0) {
            verdict = kept.next();
        }
        if (verdict == null) {
            return null;
        }
        long wanted = verdict.getLong("row", 0);
        document.set(wanted, all.at(wanted, verdicts), verdict);
        return document;
    }

    @Override
    public void close() throws IOException {
        try (all) {
            kept.close();
        }
    }
}
