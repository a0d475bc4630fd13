package dev.tamis.pipeline.dedup;

import dev.tamis.filters.embedding.Embedding;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/**
 * The embeddings among the stored signatures, for the documents that are still kept, scaled to length 1.
 *
 * @param parts by number
 * @param scope within which documents are compared
 */
record Embeddings(List<PartFiles> parts, DedupSpec.Scope scope) implements Serializable {
    private static final MessageType COLUMNS = Tables.project(Tables.SIGNATURES, "row", "embedding");

    /** The vectors of a part in the order of their rows; a block's have one length. Within a task, which closes what is read. */
    Iterator<VectorBlock> blocks(PartDocuments part) throws IOException {
        PartFiles files = parts.get(part.part());
        RunDirectory run = files.run().open();
        return new Blocks(
                files,
                part,
                new Domains(scope, files.source(), part),
                new TableReader(run.path(files.signatures()), COLUMNS, run.conf()).closedWithTask());
    }

    private static final class Blocks implements Iterator<VectorBlock> {
        private final PartFiles files;
        private final PartDocuments part;
        private final Domains domains;
        private final TableReader reader;
        private final MessageDigest digest = Digests.sha256();
        private int next;
        private boolean ended;
        private VectorBlock ready;

        /** Begun, as its first vector has another length than those of the block before or that one is full. */
        private VectorBlock begun;

        Blocks(PartFiles files, PartDocuments part, Domains domains, TableReader reader) {
            this.files = files;
            this.part = part;
            this.domains = domains;
            this.reader = reader;
        }

        @Override
        public boolean hasNext() {
            try {
                while (ready == null && !ended) {
                    read();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return ready != null;
        }

        @Override
        public VectorBlock next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            VectorBlock block = ready;
            ready = null;
            return block;
        }

        private void read() throws IOException {
            Group row = reader.next();
            if (row == null) {
                reader.close();
                ended = true;
                ready = begun;
                begun = null;
                return;
            }
            int document = next++;
            part.expect(document, row.getLong("row", 0), files.signatures());
            if (!part.kept(document) || row.getFieldRepetitionCount("embedding") == 0) {
                return;
            }
            ByteBuffer stored = row.getBinary("embedding", 0).toByteBuffer();
            int length = Embedding.length(stored);
            if (begun == null || begun.isFull() || begun.length() != length) {
                ready = begun;
                begun = new VectorBlock(length);
            }
            begun.reserve();
            int at = begun.size() * length;
            Embedding.unit(stored, begun.components(), at);
            ByteBuffer hash = hash(begun.components(), at, length);
            begun.add(part.node(document), domains.of(document), hash.getLong(), hash.getLong());
        }

        private ByteBuffer hash(float[] components, int at, int length) {
            ByteBuffer bytes = ByteBuffer.allocate(length * Float.BYTES);
            bytes.asFloatBuffer().put(components, at, length);
            return ByteBuffer.wrap(digest.digest(bytes.array()));
        }
    }
}
