package dev.tamis.pipeline.media;

import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.MediaList;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.schema.MessageType;

/** The media of the kept documents of a part, as a walk over them comes by. */
public final class KeptMedia implements Closeable {
    private static final MessageType SLOTS = Tables.project(Tables.INTERLEAVE, "row", "slots");

    private final int part;
    private final boolean isImages;
    /** Null where the part has no pages with images. */
    private final TableReader slots;

    private final String interleave;
    private Group ahead;

    private KeptMedia(RunDirectory run, int part, boolean isImages, String interleave) throws IOException {
        this.part = part;
        this.isImages = isImages;
        this.interleave = interleave;
        this.slots = isImages || interleave == null
                ? null
                : new TableReader(run.path(interleave), SLOTS, run.conf()).closedWithTask();
    }

    /**
     * The media of a part.
     *
     * @param isImages whether its documents are images
     * @param interleave path of its interleave table; null where no page has images
     */
    public static KeptMedia of(RunDirectory run, int part, boolean isImages, String interleave) throws IOException {
        return new KeptMedia(run, part, isImages, interleave);
    }

    /**
     * The media of a document, one for each U+FFFC of {@link KeptDocument#textWithMedia}, in order: an image document has
     * itself. Documents have to come in the order of their rows, with the column {@link MediaList#COLUMN}.
     */
    public List<Medium> of(KeptDocument kept) throws IOException {
        if (isImages) {
            return List.of(image(kept));
        }
        return slots == null ? List.of() : page(kept);
    }

    /** The marks of the slots that are empty are cut from the text. */
    private List<Medium> page(KeptDocument kept) throws IOException {
        while (ahead == null || ahead.getLong("row", 0) < kept.row()) {
            ahead = slots.next();
            if (ahead == null) {
                throw new IOException(interleave + " has no row " + kept.row() + ", which is kept");
            }
        }
        if (ahead.getLong("row", 0) != kept.row()) {
            throw new IOException(interleave + " has no row " + kept.row() + ", which is kept");
        }
        Group list = ahead.getGroup("slots", 0);
        List<Medium> media = new ArrayList<>();
        for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
            Group slot = list.getGroup(0, i).getGroup(0, 0);
            if (slot.getInteger("part", 0) >= 0) {
                media.add(new Medium(
                        i,
                        slot.getInteger("part", 0),
                        slot.getLong("row", 0),
                        slot.getInteger("width", 0),
                        slot.getInteger("height", 0),
                        slot.getInteger("frames", 0)));
            }
        }
        return media;
    }

    private Medium image(KeptDocument kept) {
        Group one = MediaList.get(kept.document(), 0);
        return new Medium(
                0,
                part,
                kept.row(),
                one.getInteger("width", 0),
                one.getInteger("height", 0),
                one.getInteger("frames", 0));
    }

    @Override
    public void close() throws IOException {
        if (slots != null) {
            slots.close();
        }
    }
}
