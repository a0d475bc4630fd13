package dev.tamis.pipeline.table;

import org.apache.parquet.example.data.Group;

/** The column {@code media} of the documents: an element for each U+FFFC of the text, in order. */
public final class MediaList {
    /** Its name. */
    public static final String COLUMN = "media";

    private MediaList() {}

    /** How many media a document has. */
    public static int size(Group document) {
        return document.getGroup(COLUMN, 0).getFieldRepetitionCount(0);
    }

    /** One of them, by its number from 0. */
    public static Group get(Group document, int index) {
        return document.getGroup(COLUMN, 0).getGroup(0, index).getGroup(0, 0);
    }
}
