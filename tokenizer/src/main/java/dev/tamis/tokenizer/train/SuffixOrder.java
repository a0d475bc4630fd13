package dev.tamis.tokenizer.train;

import java.util.Arrays;

/** Sorts positions in the words by the symbols that follow, up to a depth: radix by first symbol, then quicksort. */
final class SuffixOrder {
    private static final int SMALL = 12;

    private final char[] symbols;
    private final int depth;

    private SuffixOrder(char[] symbols, int depth) {
        this.symbols = symbols;
        this.depth = depth;
    }

    /**
     * Sorts in place. Symbol 0 ends a word, and what follows it doesn't count.
     *
     * @param positions where the strings start; none at a symbol 0
     * @param depth most symbols that are compared
     */
    static void sort(int[] positions, char[] symbols, int alphabet, int depth, Workers workers) {
        int[] starts = new int[alphabet + 1];
        for (int position : positions) {
            starts[symbols[position] + 1]++;
        }
        for (int s = 0; s < alphabet; s++) {
            starts[s + 1] += starts[s];
        }
        int[] next = Arrays.copyOf(starts, alphabet);
        int[] source = positions.clone();
        for (int position : source) {
            positions[next[symbols[position]]++] = position;
        }
        SuffixOrder order = new SuffixOrder(symbols, depth);
        workers.run(alphabet, (symbol, worker) -> order.sort(positions, starts[symbol], starts[symbol + 1]));
    }

    private int at(int position, int offset) {
        return offset >= depth ? 0 : symbols[position + offset];
    }

    /** Quicksort on one symbol at a time (Bentley and Sedgewick 1997), with a stack of its own. */
    private void sort(int[] positions, int start, int end) {
        int[] stack = new int[96];
        int top = 0;
        stack[top++] = start;
        stack[top++] = end;
        stack[top++] = 1;
        while (top > 0) {
            int offset = stack[--top];
            int to = stack[--top];
            int from = stack[--top];
            if (to - from <= SMALL) {
                insertion(positions, from, to, offset);
                continue;
            }
            int pivot = median(
                    at(positions[from], offset),
                    at(positions[(from + to) >>> 1], offset),
                    at(positions[to - 1], offset));
            int less = from;
            int more = to;
            int i = from;
            while (i < more) {
                int symbol = at(positions[i], offset);
                if (symbol < pivot) {
                    swap(positions, less++, i++);
                } else if (symbol > pivot) {
                    swap(positions, i, --more);
                } else {
                    i++;
                }
            }
            if (top + 9 > stack.length) {
                stack = Arrays.copyOf(stack, stack.length * 2);
            }
            if (less - from > 1) {
                stack[top++] = from;
                stack[top++] = less;
                stack[top++] = offset;
            }
            if (pivot != 0 && more - less > 1) {
                stack[top++] = less;
                stack[top++] = more;
                stack[top++] = offset + 1;
            }
            if (to - more > 1) {
                stack[top++] = more;
                stack[top++] = to;
                stack[top++] = offset;
            }
        }
    }

    private void insertion(int[] positions, int from, int to, int offset) {
        for (int i = from + 1; i < to; i++) {
            int position = positions[i];
            int at = i;
            while (at > from && compare(positions[at - 1], position, offset) > 0) {
                positions[at] = positions[at - 1];
                at--;
            }
            positions[at] = position;
        }
    }

    private int compare(int a, int b, int from) {
        for (int offset = from; offset < depth; offset++) {
            int difference = symbols[a + offset] - symbols[b + offset];
            if (difference != 0 || symbols[a + offset] == 0) {
                return difference;
            }
        }
        return 0;
    }

    private static int median(int a, int b, int c) {
        return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
    }

    private static void swap(int[] positions, int i, int j) {
        int position = positions[i];
        positions[i] = positions[j];
        positions[j] = position;
    }
}
