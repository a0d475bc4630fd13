package dev.tamis.filters.ingest;

import dev.tamis.filters.embedding.Embedding;
import dev.tamis.filters.record.Origin;
import dev.tamis.filters.record.Reason;
import java.util.Map;
import java.util.Objects;

/** One unit of a shard: a record to extract, one set aside as damaged, or one that carries no document. */
public sealed interface ShardEntry {

    Origin origin();

    /**
     * A whole record.
     *
     * @param content the payload: for WARC responses the HTTP body after its transfer and content encodings; for JSONL
     *     and Parquet the text in UTF-8
     * @param isText true when {@code content} is already plain text in UTF-8 (JSONL, Parquet, WET), so that extraction
     *     has nothing to do
     * @param meta what the source said, under names of ours ({@code title}, {@code http_content_type}, ...) or, for
     *     JSONL and Parquet, under the field's own name
     * @param embedding a vector for the text, as {@link Embedding#bytes} writes it; empty where the source gave one that
     *     cannot be used, null where it gave none
     * @param medium what is known of a content that is a medium; null where nothing is
     */
    record RawRecord(
            Origin origin, byte[] content, boolean isText, Map<String, String> meta, byte[] embedding, Medium medium)
            implements ShardEntry {
        /** A record of which no more is known than its content. */
        public RawRecord(Origin origin, byte[] content, boolean isText, Map<String, String> meta, byte[] embedding) {
            this(origin, content, isText, meta, embedding, null);
        }

        /** A record without an embedding. */
        public RawRecord(Origin origin, byte[] content, boolean isText, Map<String, String> meta) {
            this(origin, content, isText, meta, null);
        }

        public RawRecord {
            Objects.requireNonNull(origin, "origin");
            Objects.requireNonNull(content, "content");
            meta = Map.copyOf(meta);
        }
    }

    /**
     * What a source knows of a medium besides its bytes.
     *
     * @param caption text that the source gives to it; null where it gives none
     * @param file where its bytes lie; null for the shard itself
     * @param offset of its first byte in that file; -1 where the bytes do not lie there as they are, but compressed,
     *     encoded, or in a cell of a table
     */
    record Medium(String caption, String file, long offset) {
        /** Bytes that lie in the shard itself, without a caption. */
        static Medium at(long offset) {
            return new Medium(null, null, offset);
        }
    }

    /**
     * A unit that could not be read.
     *
     * @param errorClass simple name of the error, or empty
     * @param message short, without content of the unit
     * @param raw the unit's first bytes as stored, bounded by {@code limits.quarantined_bytes}
     * @param sha256 hex digest of all bytes of the unit that were read
     */
    record Damaged(Origin origin, Reason reason, String errorClass, String message, byte[] raw, String sha256)
            implements ShardEntry {
        public Damaged {
            Objects.requireNonNull(origin, "origin");
            Objects.requireNonNull(reason, "reason");
        }
    }

    /** A whole unit that is no document, or not one the source wants. */
    record Skipped(Origin origin, Reason reason) implements ShardEntry {}
}
