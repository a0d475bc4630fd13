package dev.tamis.filters.passage;

/**
 * The least of the last {@code width} values of a sequence and its position, the last one where several are least.
 *
 * <p>The sequence is cut into blocks of the width. A window is the end of one block and the beginning of the next, and the
 * least of both is known: a constant number of steps a value, whatever the values are.
 */
final class WindowMinimum {
    private final int width;
    private final long[] block;
    /** The least value from each place of the block before to its end, and its position. */
    private final long[] tailValue;

    private final int[] tailPosition;
    /** Values taken of this block. */
    private int filled;

    private long headValue;
    private int headPosition;
    private int taken;

    WindowMinimum(int width) {
        this.width = width;
        block = new long[width];
        tailValue = new long[width];
        tailPosition = new int[width];
        clear();
    }

    void clear() {
        taken = 0;
        filled = 0;
        headValue = Long.MAX_VALUE;
    }

    /** Takes the next value and gives the position of the least, or -1 while there are fewer values than the width. */
    int add(long value) {
        if (filled == width) {
            turn();
        }
        block[filled++] = value;
        if (value <= headValue) {
            headValue = value;
            headPosition = taken;
        }
        taken++;
        if (taken < width) {
            return -1;
        }
        return filled < width && tailValue[filled] < headValue ? tailPosition[filled] : headPosition;
    }

    /** The value at the position that {@link #add} gave last. */
    long value() {
        return filled < width && tailValue[filled] < headValue ? tailValue[filled] : headValue;
    }

    private void turn() {
        int position = taken - 1;
        long least = Long.MAX_VALUE;
        int leastPosition = position;
        for (int i = width - 1; i >= 0; i--) {
            if (block[i] < least) {
                least = block[i];
                leastPosition = position;
            }
            tailValue[i] = least;
            tailPosition[i] = leastPosition;
            position--;
        }
        filled = 0;
        headValue = Long.MAX_VALUE;
    }
}
