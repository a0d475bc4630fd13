package dev.tamis.pipeline.interleave;

import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.dedup.Node;
import dev.tamis.pipeline.recipe.InterleaveSpec;
import java.io.Serializable;
import java.util.Arrays;

/** What was decided about the slots of the pages of one part, and about the pages for their number of images. */
public final class PageSlots implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The place of no document. */
    static final long NOWHERE = -1;

    private static final int ANSWER = 4;
    private static final String[] REMOVED = {null, "no_image", "few_images", "many_images"};

    private final long[] rows;
    private final int[] to;
    private final byte[] removed;
    private final long[] targets;
    private final byte[] reasons;

    private PageSlots(int pages, int slots) {
        rows = new long[pages];
        to = new int[pages];
        removed = new byte[pages];
        targets = new long[slots];
        reasons = new byte[slots];
    }

    /**
     * Decides about the pages of a part.
     *
     * @param answers of four columns: a page as {@link Node}, its slot, the image's place or {@link #NOWHERE}, the reason or 0
     */
    static PageSlots of(AskedSlots asked, LongRows answers, InterleaveSpec spec) {
        PageSlots decided = new PageSlots(asked.pages(), asked.slots());
        // Nobody was asked about an address that this part alone has on too many pages.
        Arrays.fill(decided.reasons, (byte) EmptySlot.MANY_PAGES.number());
        Arrays.fill(decided.targets, NOWHERE);
        answers.sort(ANSWER);
        LongRows byTarget = new LongRows(2);
        int answer = 0;
        for (int page = 0; page < asked.pages(); page++) {
            long node = Node.of(asked.part(), asked.row(page));
            decided.rows[page] = asked.row(page);
            decided.to[page] = asked.to(page);
            for (; answer < answers.size() && answers.get(answer, 0) == node; answer++) {
                int slot = (int) answers.get(answer, 1);
                decided.targets[slot] = answers.get(answer, 2);
                decided.reasons[slot] = (byte) answers.get(answer, 3);
            }
            decided.decide(page, asked, byTarget, spec);
        }
        return decided;
    }

    private void decide(int page, AskedSlots asked, LongRows byTarget, InterleaveSpec spec) {
        byTarget.clear();
        for (int slot = from(page); slot < to[page]; slot++) {
            int first = asked.first(slot);
            if (first < 0) {
                empty(slot, EmptySlot.MISSING);
            } else if (first < slot) {
                empty(slot, reasons[first] == 0 ? EmptySlot.REPEATED : EmptySlot.numbered(reasons[first]));
            } else if (targets[slot] != NOWHERE) {
                byTarget.add(targets[slot], slot);
            }
        }
        byTarget.sort(2);
        int kept = 0;
        for (int from = 0; from < byTarget.size(); ) {
            int end = byTarget.endOfRun(from, 1);
            for (int i = from + 1; i < end; i++) {
                empty((int) byTarget.get(i, 1), EmptySlot.REPEATED);
            }
            kept++;
            from = end;
        }
        if (kept == 0) {
            removed[page] = (byte) (spec.least() == 0 || spec.textAlone() ? 0 : 1);
        } else if (kept < spec.least()) {
            removed[page] = 2;
        } else if (kept > spec.most()) {
            removed[page] = 3;
        }
        for (int slot = from(page); slot < to[page] && removed[page] > 0; slot++) {
            if (targets[slot] != NOWHERE) {
                empty(slot, EmptySlot.PAGE);
            }
        }
    }

    private void empty(int slot, EmptySlot reason) {
        targets[slot] = NOWHERE;
        reasons[slot] = (byte) reason.number();
    }

    int pages() {
        return rows.length;
    }

    long row(int page) {
        return rows[page];
    }

    /** Where a page is, by its row, or a negative number where it has no slots. */
    public int find(long row) {
        return Arrays.binarySearch(rows, row);
    }

    /** The first slot of a page. */
    public int from(int page) {
        return page == 0 ? 0 : to[page - 1];
    }

    /** The slot after the last one of a page. */
    public int to(int page) {
        return to[page];
    }

    /** The image that stands in a slot, as {@link Node}, or -1. */
    public long target(int slot) {
        return targets[slot];
    }

    /** Why none does, or null where one does. */
    public EmptySlot reason(int slot) {
        return targets[slot] == NOWHERE ? EmptySlot.numbered(reasons[slot]) : null;
    }

    /** What removes the page, or null. */
    public String removedBy(int page) {
        return REMOVED[removed[page]];
    }

    /** What removes a page that has no slot at all, or null. */
    public static String removedWithoutSlots(InterleaveSpec spec) {
        return spec.least() == 0 || spec.textAlone() ? null : REMOVED[1];
    }
}
