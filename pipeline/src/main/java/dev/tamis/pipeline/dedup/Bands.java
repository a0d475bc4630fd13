package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * The bands of the stored signatures, for the documents that are still kept.
 *
 * @param parts by number
 * @param scope within which documents are compared; mixed into the keys
 */
record Bands(List<PartFiles> parts, DedupSpec.Scope scope) implements Serializable {
    /** Columns of a row for {@link NearCopies#candidates}. */
    static final int ORDERED = 4;

    private static final MessageType COLUMNS = Tables.project(Tables.SIGNATURES, "row", "bands");

    /**
     * Rows of a band's key and the document's node.
     *
     * @param ordered whether they have, between these, what orders the documents of a bucket: the key of the next band, so
     *     that those which share that, too, are neighbours, and a number made of the id
     */
    Exchange.Feed feed(PartDocuments part, boolean ordered) throws IOException {
        PartFiles files = parts.get(part.part());
        RunDirectory run = files.run().open();
        TableReader reader = new TableReader(run.path(files.signatures()), COLUMNS, run.conf()).closedWithTask();
        Domains domains = new Domains(scope, files.source(), part);
        int[] next = {0};
        return rows -> {
            Group row = reader.next();
            if (row == null) {
                reader.close();
                return false;
            }
            int document = next[0]++;
            part.expect(document, row.getLong("row", 0), files.signatures());
            if (part.kept(document) && row.getFieldRepetitionCount("bands") > 0) {
                add(row.getBinary("bands", 0).toByteBuffer(), domains.of(document), part, document, ordered, rows);
            }
            return true;
        };
    }

    private static void add(
            ByteBuffer bands, long domain, PartDocuments part, int document, boolean ordered, LongRows rows) {
        long node = part.node(document);
        long first = bands.getLong(bands.position());
        while (bands.remaining() >= Long.BYTES) {
            long key = bands.getLong() ^ domain;
            if (ordered) {
                long next = bands.hasRemaining() ? bands.getLong(bands.position()) : first;
                rows.add(key, next, part.idOrder(document), node);
            } else {
                rows.add(key, node);
            }
        }
    }
}
