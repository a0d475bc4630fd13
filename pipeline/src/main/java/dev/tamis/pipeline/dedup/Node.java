package dev.tamis.pipeline.dedup;

/**
 * A document as one number: its part in the high bits, its row in the lower {@value #ROW_BITS}. The parts of earlier runs
 * follow those of this one.
 */
public final class Node {
    public static final int ROW_BITS = 40;

    private Node() {}

    /** @throws IllegalArgumentException if the row does not fit its bits */
    public static long of(int part, long row) {
        if (row >>> ROW_BITS != 0) {
            throw new IllegalArgumentException(
                    "row " + row + " of part " + part + ": more than 2^" + ROW_BITS + " rows");
        }
        return (long) part << ROW_BITS | row;
    }

    public static int part(long node) {
        return (int) (node >>> ROW_BITS);
    }

    public static long row(long node) {
        return node & (1L << ROW_BITS) - 1;
    }
}
