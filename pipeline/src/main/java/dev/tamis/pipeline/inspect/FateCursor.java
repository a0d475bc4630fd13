package dev.tamis.pipeline.inspect;

import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * Walks one part of a table that says what became of documents, beside a walk over all documents of the part. Its rows are
 * in their order, but not every document has one. Holds one row at a time.
 */
final class FateCursor implements Closeable {
    private final TableReader reader;
    private Group next;

    /** @param columns with {@code row} among them */
    FateCursor(RunDirectory run, String path, MessageType columns) throws IOException {
        this.reader = new TableReader(run.path(path), columns, run.conf());
        this.next = reader.next();
    }

    /**
     * What is known of a document, with what this table adds.
     *
     * @param row of the document; must grow from call to call
     */
    Fate at(long row, Fate before) throws IOException {
        while (next != null && next.getLong("row", 0) < row) {
            next = reader.next();
        }
        return next != null && next.getLong("row", 0) == row ? before.and(next) : before;
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
