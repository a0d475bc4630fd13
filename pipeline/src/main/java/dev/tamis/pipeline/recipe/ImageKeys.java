package dev.tamis.pipeline.recipe;

import dev.tamis.filters.record.Kind;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.Key;
import dev.tamis.pipeline.hocon.KeyType;
import dev.tamis.pipeline.recipe.SourceSpec.Format;
import dev.tamis.pipeline.recipe.SourceSpec.MediaFields;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The keys of sources of kind image. */
final class ImageKeys {
    private static final String AT = "sources.<source>.";
    private static final String CAPTION = "caption_field";
    private static final String IMAGE = "image_field";
    private static final String PATH = "path_field";
    private static final String OFFSET = "offset_field";
    private static final String LENGTH = "length_field";

    /** Formats that images are read from. */
    private static final Set<Format> FORMATS =
            EnumSet.of(Format.WEBDATASET, Format.PARQUET, Format.FILES, Format.ARCHIVE, Format.WARC);

    private ImageKeys() {}

    static List<Key> all() {
        return List.of(
                Key.of(
                        AT + CAPTION,
                        KeyType.TEXT,
                        "Field of the JSON beside an image, or column, that is its caption. When left out it is the"
                                + " file `.txt`, else the field `caption` if there is one. Kind image; formats webdataset,"
                                + " files and parquet."),
                Key.of(
                        AT + IMAGE,
                        KeyType.TEXT,
                        "Column of the images' bytes, or of a structure that has them as `bytes`; `image` when left"
                                + " out. Kind image, format parquet."),
                Key.of(
                        AT + PATH,
                        KeyType.TEXT,
                        "Column of the file that holds an image's bytes, relative to the shard's folder, where rows"
                                + " hold only references. Kind image, format parquet."),
                Key.of(
                        AT + OFFSET,
                        KeyType.TEXT,
                        "Column of the first byte of an image in its file; 0 when left out. Goes with `path_field`."),
                Key.of(
                        AT + LENGTH,
                        KeyType.TEXT,
                        "Column of an image's number of bytes; up to the end of its file when left out. Goes with"
                                + " `path_field`."));
    }

    /** Reads the fields of a source, and says what does not go together. */
    static MediaFields read(Block block, Kind kind, Format format) {
        boolean image = kind == Kind.IMAGE;
        if (image && format != null && !FORMATS.contains(format)) {
            block.problem(
                    "format",
                    "images are not read from format " + format.id() + "; allowed with kind image: "
                            + String.join(", ", FORMATS.stream().map(Format::id).toList()));
        }
        if (!image && format == Format.WEBDATASET) {
            block.problem("format", "only sources of kind image are read from format webdataset");
        }
        boolean table = image && format == Format.PARQUET;
        only(
                block,
                table || (image && format != null && format.hasSidecars()),
                CAPTION,
                "kind image in formats webdataset, files and parquet");
        for (String key : List.of(IMAGE, PATH, OFFSET, LENGTH)) {
            only(block, table, key, "kind image in format parquet");
        }
        if (table && block.has(IMAGE) && block.has(PATH)) {
            block.problem(IMAGE, "goes not with path_field: the bytes are either in the rows or in other files");
        }
        for (String key : List.of(OFFSET, LENGTH)) {
            if (table && block.has(key) && !block.has(PATH)) {
                block.problem(key, "has no effect without path_field");
            }
        }
        if (!image) {
            return MediaFields.NONE;
        }
        return new MediaFields(
                text(block, CAPTION), text(block, IMAGE), text(block, PATH), text(block, OFFSET), text(block, LENGTH));
    }

    private static void only(Block block, boolean fits, String key, String where) {
        if (!fits && block.has(key)) {
            block.problem(key, "has no effect here; only " + where + " has it");
        }
    }

    private static String text(Block block, String key) {
        return block.has(key) ? block.text(key) : null;
    }
}
