package dev.tamis.pipeline.passage;

import dev.tamis.filters.passage.CutText;
import dev.tamis.filters.passage.Ranges;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.KeptDocument;
import dev.tamis.pipeline.table.KeptDocuments;
import dev.tamis.pipeline.table.Tables;
import java.io.Closeable;
import java.io.IOException;
import org.apache.parquet.schema.MessageType;

/** A walk over the texts of one part's documents, without what is cut from them so far. For one thread. */
final class TextWalk implements Closeable {
    private static final MessageType TEXT = Tables.project(Tables.DOCUMENTS, "text");

    private final PassagePart part;
    private final KeptDocuments kept;
    private final CutText cutText = new CutText();
    private final CutText left = new CutText();
    private final Ranges ranges = new Ranges();
    /** What an earlier stage took from the document. */
    private final Ranges gone = new Ranges();

    private final Ranges found = new Ranges();
    private int document;
    private int cutsAt;
    private byte[] stored;
    private byte[] text;
    private int length;

    /**
     * Opens the texts of a part.
     *
     * @param schema of the verdicts
     */
    TextWalk(RunDirectory run, String documents, String verdicts, MessageType schema, PassagePart part)
            throws IOException {
        this.part = part;
        this.kept = new KeptDocuments(run, documents, verdicts, schema, TEXT);
    }

    /** A walk over nothing. */
    TextWalk(PassagePart part) {
        this.part = part;
        this.kept = null;
    }

    /** Goes to the next document that is no image; false, and closed, after the last. */
    boolean next() throws IOException {
        KeptDocument next;
        do {
            next = kept == null ? null : kept.next();
            if (next == null) {
                close();
                return false;
            }
            document = part.documents().find(next.row());
            if (document < 0) {
                throw new IOException("row " + next.row() + " of part "
                        + part.documents().part() + " has no signature; run `tamis verify`");
            }
        } while (part.documents().image(document));
        stored = next.storedText();
        gone.clear();
        next.cuts().forEach(cut -> cut.addTo(ranges, gone));
        cutsAt = part.cuts().find(document);
        if (isWhole()) {
            text = stored;
            length = stored.length;
        } else {
            ranges.clear();
            addCuts();
            length = cutText.cut(stored, stored.length, ranges, gone);
            text = cutText.utf8();
        }
        return true;
    }

    private boolean isWhole() {
        return cutsAt < 0 && gone.size() == 0;
    }

    private void addCuts() {
        if (cutsAt < 0) {
            return;
        }
        PartCuts cuts = part.cuts();
        for (int cut = cuts.from(cutsAt); cut < cuts.to(cutsAt); cut++) {
            ranges.add(cuts.start(cut), cuts.end(cut));
        }
    }

    /** The number of the document in its part. */
    int document() {
        return document;
    }

    /** The text in UTF-8, and anything after its {@link #length}. For reading only. */
    byte[] text() {
        return text;
    }

    int length() {
        return length;
    }

    /**
     * Writes all that is cut from the document: what was, and ranges of {@link #text}. A U+FFFC, which stands for a medium and
     * stays whatever is cut, parts a range in two.
     *
     * @param to cuts of the documents before
     */
    void cut(Ranges ofText, PassageMethod method, PartCuts to) {
        found.clear();
        if (isWhole()) {
            for (int i = 0; i < ofText.size(); i++) {
                CutText.addWithoutObjects(stored, ofText.start(i), ofText.end(i), found);
            }
        } else {
            ranges.clear();
            cutText.origins(ofText, ranges);
            for (int i = 0; i < ranges.size(); i++) {
                CutText.addWithoutObjects(stored, ranges.start(i), ranges.end(i), found);
            }
        }
        if (cutsAt < 0 && found.size() == 0) {
            return;
        }
        to.begin(document, stored.length, isBlank());
        PartCuts before = part.cuts();
        int cut = cutsAt < 0 ? 0 : before.from(cutsAt);
        int end = cutsAt < 0 ? 0 : before.to(cutsAt);
        for (int i = 0; i < found.size(); i++) {
            for (; cut < end && before.start(cut) < found.start(i); cut++) {
                to.add(before.start(cut), before.end(cut), before.method(cut));
            }
            to.add(found.start(i), found.end(i), method.number());
        }
        for (; cut < end; cut++) {
            to.add(before.start(cut), before.end(cut), before.method(cut));
        }
    }

    /** Whether nothing but white space is left without all cuts. */
    private boolean isBlank() {
        ranges.clear();
        addCuts();
        for (int i = 0; i < found.size(); i++) {
            ranges.add(found.start(i), found.end(i));
        }
        left.cut(stored, stored.length, ranges, gone);
        return left.isBlank();
    }

    @Override
    public void close() throws IOException {
        if (kept != null) {
            kept.close();
        }
    }
}
