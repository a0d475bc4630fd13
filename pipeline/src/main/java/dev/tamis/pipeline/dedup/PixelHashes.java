package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntPredicate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * The perceptual hashes among the stored signatures, for the images that are still kept.
 *
 * @param parts by number
 * @param scope within which images are compared
 */
record PixelHashes(List<PartFiles> parts, DedupSpec.Scope scope) implements Serializable {
    /** Longs of a hash. */
    static final int LONGS = 4;

    private static final MessageType COLUMNS = Tables.project(Tables.SIGNATURES, "row", "pdq");

    /** Makes the row of one image. */
    @FunctionalInterface
    interface Row {
        /** Writes what comes beside the hash, which is in the row already. */
        void write(int document, long[] row);
    }

    /** Rows of a domain, a hash and a node: what {@link HashBlock} takes. */
    Exchange.Feed feed(PartDocuments part) throws IOException {
        Domains domains = new Domains(scope, parts.get(part.part()).source(), part);
        return feed(part, HashBlock.WIDTH, 1, part::kept, (document, row) -> {
            row[0] = domains.of(document);
            row[HashBlock.WIDTH - 1] = part.node(document);
        });
    }

    /**
     * A row for each image that is wanted and has a hash.
     *
     * @param at where the hash stands in a row
     */
    Exchange.Feed feed(PartDocuments part, int width, int at, IntPredicate wanted, Row rest) throws IOException {
        PartFiles files = parts.get(part.part());
        RunDirectory run = files.run().open();
        TableReader reader = new TableReader(run.path(files.signatures()), COLUMNS, run.conf()).closedWithTask();
        long[] row = new long[width];
        int[] next = {0};
        return rows -> {
            Group signature = reader.next();
            if (signature == null) {
                reader.close();
                return false;
            }
            int document = next[0]++;
            part.expect(document, signature.getLong("row", 0), files.signatures());
            if (wanted.test(document) && signature.getFieldRepetitionCount("pdq") > 0) {
                ByteBuffer hash = signature.getBinary("pdq", 0).toByteBuffer();
                if (hash.remaining() != LONGS * Long.BYTES) {
                    throw new IOException(files.signatures() + ": a hash of " + hash.remaining() + " bytes in row "
                            + part.row(document) + ", not " + LONGS * Long.BYTES + "; run `tamis verify`");
                }
                for (int i = 0; i < LONGS; i++) {
                    row[at + i] = hash.getLong();
                }
                rest.write(document, row);
                rows.addFrom(row, 0);
            }
            return true;
        };
    }
}
