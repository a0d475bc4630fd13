package dev.tamis.filters.ingest;

import java.util.List;
import java.util.Objects;

/**
 * How the shards of a source are to be read.
 *
 * @param format what a shard holds
 * @param textField JSONL: path of the text, with a dot before each inner field: {@code text}, {@code data.text}
 * @param idField JSONL: path of the record's own id, or null for the line's number
 * @param urlField JSONL: path of its address, or null; WEBDATASET: field of a sample's JSON, or null
 * @param embeddingField JSONL: path of a vector for the text, an array of numbers, or null
 * @param captionField WEBDATASET: field of a sample's JSON that is its caption; null for its file {@code .txt}, and where it
 *     has none for the field {@code caption}
 * @param include ARCHIVE, WEBDATASET, FILES: {@link Glob}s of which an entry's path must match one; empty for all
 * @param exclude ARCHIVE, WEBDATASET, FILES: {@link Glob}s of which an entry's path may match none
 */
public record ShardOptions(
        ShardFormat format,
        String textField,
        String idField,
        String urlField,
        String embeddingField,
        String captionField,
        List<String> include,
        List<String> exclude) {
    public ShardOptions {
        Objects.requireNonNull(format, "format");
        if (format == ShardFormat.JSONL) {
            requirePath("text_field", Objects.requireNonNull(textField, "textField"));
            requirePath("id_field", idField);
            requirePath("url_field", urlField);
            requirePath("embedding_field", embeddingField);
        }
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        // A bad pattern is the recipe's fault, so it is refused here and not at the first shard.
        include.forEach(Glob::compile);
        exclude.forEach(Glob::compile);
    }

    /** Options of a source without captions. */
    public ShardOptions(
            ShardFormat format,
            String textField,
            String idField,
            String urlField,
            String embeddingField,
            List<String> include,
            List<String> exclude) {
        this(format, textField, idField, urlField, embeddingField, null, include, exclude);
    }

    /** Options of a source without embeddings. */
    public ShardOptions(
            ShardFormat format,
            String textField,
            String idField,
            String urlField,
            List<String> include,
            List<String> exclude) {
        this(format, textField, idField, urlField, null, include, exclude);
    }

    /** Options of a format that needs none, with {@code text} as the text field of JSONL. */
    public static ShardOptions of(ShardFormat format) {
        return new ShardOptions(format, "text", null, null, List.of(), List.of());
    }

    private static void requirePath(String name, String path) {
        if (path != null && (path.isEmpty() || path.startsWith(".") || path.endsWith(".") || path.contains(".."))) {
            throw new IllegalArgumentException(
                    "Invalid " + name + ": \"" + path + "\" (must be field names joined by single dots)");
        }
    }
}
