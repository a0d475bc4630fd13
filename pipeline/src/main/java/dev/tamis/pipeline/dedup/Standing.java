package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.LongRows;

/** The columns of a row that say of two documents which is better: whether it is published, its ranks, its id, its node. */
public final class Standing {
    private Standing() {}

    /** Number of columns; the last is the node. */
    public static int columns(int ranksEach) {
        return 1 + ranksEach + 2 + 1;
    }

    /** Writes the columns of a document into a row, from {@code at}. */
    public static void write(PartDocuments part, int document, long[] row, int at) {
        part.candidate(document, row, at);
        row[at + columns(part.ranksEach()) - 1] = part.node(document);
    }

    /**
     * Whether one row comes before another: by the larger ranks, then the smaller id, node, and whatever columns follow
     * them, unsigned.
     *
     * @param at first of these columns
     * @param end the column after the last that is compared
     */
    public static boolean better(LongRows rows, int a, int b, int at, int ranksEach, int end) {
        int ids = at + 1 + ranksEach;
        for (int column = at; column < ids; column++) {
            int order = Long.compare(rows.get(a, column), rows.get(b, column));
            if (order != 0) {
                return order > 0;
            }
        }
        for (int column = ids; column < end; column++) {
            int order = Long.compareUnsigned(rows.get(a, column), rows.get(b, column));
            if (order != 0) {
                return order < 0;
            }
        }
        return false;
    }
}
