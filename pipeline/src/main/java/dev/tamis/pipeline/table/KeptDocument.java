package dev.tamis.pipeline.table;

import dev.tamis.filters.passage.CutText;
import dev.tamis.filters.record.MediaMarks;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.example.data.Group;

/** A document that is still kept, as a walk over its part comes by; good until the walk goes on. */
public final class KeptDocument {
    static final String CUTS = "cuts";

    private final CutText cutText = new CutText();
    private long row;
    private Group document;
    private Group verdict;

    KeptDocument() {}

    void set(long newRow, Group newDocument, Group newVerdict) {
        this.row = newRow;
        this.document = newDocument;
        this.verdict = newVerdict;
    }

    public long row() {
        return row;
    }

    /** The document's id, whether or not it is among the columns that are read. */
    public String id() {
        return verdict.getString("id", 0);
    }

    /** The columns of the document that were asked for. */
    public Group document() {
        return document;
    }

    /** The text as it is stored, in UTF-8. */
    public byte[] storedText() {
        return document.getBinary("text", 0).getBytes();
    }

    /** What is cut from the text, in order and disjoint. */
    public List<Cut> cuts() {
        return cuts(verdict);
    }

    /** The text, in UTF-8, without what is cut from it and without the marks of its media: what readers of text read. */
    public byte[] text() {
        return MediaMarks.without(textWithMedia());
    }

    /** The text, in UTF-8, without what is cut from it, with a U+FFFC for each of its media. */
    public byte[] textWithMedia() {
        byte[] stored = storedText();
        List<Cut> cuts = cuts();
        return cuts.isEmpty() ? stored : Cut.apply(cutText, stored, cuts);
    }

    /** The cuts of a row of a table that has some. */
    public static List<Cut> cuts(Group verdict) {
        List<Cut> cuts = new ArrayList<>();
        if (verdict.getType().containsField(CUTS)) {
            Group list = verdict.getGroup(CUTS, 0);
            for (int i = 0; i < list.getFieldRepetitionCount(0); i++) {
                Group cut = list.getGroup(0, i).getGroup(0, 0);
                cuts.add(new Cut(cut.getInteger("start", 0), cut.getInteger("end", 0), cut.getString("by", 0)));
            }
        }
        return cuts;
    }

    /** Writes cuts into a row of such a table. */
    public static void write(Group row, List<Cut> cuts) {
        Group list = row.addGroup(CUTS);
        for (Cut cut : cuts) {
            Group element = list.addGroup("list").addGroup("element");
            element.append("start", cut.start());
            element.append("end", cut.end());
            element.append("by", cut.by());
        }
    }
}
