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
 * @param media fields of media and of what is said of them; of other kinds {@link MediaFields#NONE}
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
        MediaFields media,
        List<String> clean,
        List<String> images)
        implements Serializable {

    /**
     * Fields of media, by their names in the recipe.
     *
     * @param caption field of the caption, which must be there where it is named; null for {@code caption} if there is one
     * @param image Parquet: column of the bytes, or of a structure that has them as {@code bytes}
     * @param path Parquet: column of the file that holds the bytes, or null where rows hold them themselves
     * @param offset Parquet: column of where in that file they begin, or null for its start
     * @param length Parquet: column of how many there are, or null for all up to the file's end
     */
    public record MediaFields(String caption, String image, String path, String offset, String length)
            implements Serializable {
        public static final MediaFields NONE = new MediaFields(null, null, null, null, null);
    }

    /** How a source's shards are stored. */
    public enum Format {
        WARC,
        WET,
        JSONL,
        PARQUET,
        FILES,
        ARCHIVE,
        WEBDATASET;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Whether records have named fields. */
        public boolean hasFields() {
            return this == JSONL || this == PARQUET;
        }

        /** Whether files beside a medium may say something of it. */
        public boolean hasSidecars() {
            return this == FILES || this == WEBDATASET;
        }

        /** Whether records are entries that {@code include} and {@code exclude} choose from. */
        public boolean hasEntries() {
            return this == FILES || this == ARCHIVE || this == WEBDATASET;
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
