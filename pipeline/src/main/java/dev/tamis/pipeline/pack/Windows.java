package dev.tamis.pipeline.pack;

import java.io.Serializable;

/**
 * Divides the pieces of each stock into windows that are packed one by one: of {@value #PIECES} pieces each in the order of
 * the stock's documents, the last with what is left over as well, so that no window is small unless its stock is. Which window
 * a piece is in follows from its place in this order alone. Windows are numbered through all stocks.
 *
 * <p>The memory that packing takes is that of a window. Padding falls with its size: for web pages in sequences of 2,048 tokens
 * from 0.03 % at 5,000 pieces to 0.008 % at 32,768.
 */
public final class Windows implements Serializable {
    /** Pieces of a window but the last of a stock, which has less than twice as many. */
    public static final int PIECES = 1 << 15;

    private static final long serialVersionUID = 1L;

    private final long[] pieces;
    /** By stock: its first window, and after the last stock the number of all. */
    private final int[] first;

    /** @param pieces of each stock */
    public Windows(long[] pieces) {
        this.pieces = pieces.clone();
        first = new int[pieces.length + 1];
        for (int stock = 0; stock < pieces.length; stock++) {
            long windows = pieces[stock] == 0 ? 0 : Math.max(1, pieces[stock] / PIECES);
            first[stock + 1] = Math.toIntExact(first[stock] + windows);
        }
    }

    /** The windows of all stocks. */
    public int count() {
        return first[pieces.length];
    }

    /** The first window of a stock, which is the last of those before where it has no pieces; the count for the stock after the last. */
    public int first(int stock) {
        return first[stock];
    }

    /** The window of a stock's piece. */
    public int of(int stock, long piece) {
        return (int) Math.min(first[stock] + piece / PIECES, first[stock + 1] - 1L);
    }

    /** The stock of a window. */
    public int stock(int window) {
        int low = 0;
        int high = pieces.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (first[middle + 1] > window) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** Pieces of a window. */
    public int size(int window) {
        int stock = stock(window);
        boolean last = window == first[stock + 1] - 1;
        return last ? Math.toIntExact(pieces[stock] - (long) (window - first[stock]) * PIECES) : PIECES;
    }
}
