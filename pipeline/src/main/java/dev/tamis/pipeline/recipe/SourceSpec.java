package dev.tamis.pipeline.recipe;

import dev.tamis.filters.record.Kind;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;

/**
 * One source of records.
 *
 * @param name the name in the {@code source} column, in weights and in reports
 * @param paths paths or globs as the recipe has them; relative ones are below the current directory
 * @param include globs of the entries taken from archives and of files; empty means all
 * @param exclude globs of the entries left out, also if included
 * @param textField field or column of the text (JSONL and Parquet)
 * @param idField field or column of the record's own id, read if present
 * @param urlField field or column of the address, read if present
 * @param embeddingField field or column of a vector for the text (JSONL and Parquet), or null
 * @param clean names of the cleaners that the text goes through, in this order
 * @param images names of the sources that hold the images of its pages; empty where pages are text alone
 */
public record SourceSpec(
        String name,
        Kind kind,
        Format format,
        List<String> paths,
        List<String> include,
        List<String> exclude,
        String textField,
        String idField,
        String urlField,
        String embeddingField,
        List<String> clean,
        List<String> images)
        implements Serializable {

    /** How a source's shards are stored. */
    public enum Format {
        WARC,
        WET,
        JSONL,
        PARQUET,
        FILES,
        ARCHIVE;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether records have named fields. */
        public boolean hasFields() {
            return this == JSONL || this == PARQUET;
        }

        /** Whether records are entries that {@code include} and {@code exclude} choose from. */
        public boolean hasEntries() {
            return this == FILES || this == ARCHIVE;
        }
    }

    public SourceSpec {
        paths = List.copyOf(paths);
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        clean = List.copyOf(clean);
        images = List.copyOf(images);
    }
}
