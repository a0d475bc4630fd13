package dev.tamis.pipeline.media;

import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.KeptDocument;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.parquet.example.data.Group;

/** The media of the kept documents of a part, as a walk over them comes by. */
public final class KeptMedia implements Closeable {
    /** The column of the documents that they are read from. */
    public static final String COLUMN = "media";

    private final int part;
    private final boolean isImages;

    private KeptMedia(int part, boolean isImages) {
        this.part = part;
        this.isImages = isImages;
    }

    /**
     * The media of a part.
     *
     * @param isImages whether its documents are images
     * @param interleave path of its interleave table; null where no page has images
     */
    public static KeptMedia of(RunDirectory run, int part, boolean isImages, String interleave) throws IOException {
        return new KeptMedia(part, isImages);
    }

    /**
     * The media of a document, one for each U+FFFC of {@link KeptDocument#textWithMedia}, in order: an image document has
     * itself. Documents have to come in the order of their rows, with the column {@link #COLUMN}.
     */
    public List<Medium> of(KeptDocument kept) throws IOException {
        return isImages ? List.of(image(kept)) : List.of();
    }

    private Medium image(KeptDocument kept) {
        Group one = element(kept.document(), 0);
        return new Medium(
                0,
                part,
                kept.row(),
                one.getInteger("width", 0),
                one.getInteger("height", 0),
                one.getInteger("frames", 0));
    }

    /** An element of the list of media of a row of the documents. */
    static Group element(Group document, int index) {
        return document.getGroup(COLUMN, 0).getGroup(0, index).getGroup(0, 0);
    }

    /** How many media a row of the documents has. */
    static int count(Group document) {
        return document.getGroup(COLUMN, 0).getFieldRepetitionCount(0);
    }

    @Override
    public void close() {}
}
