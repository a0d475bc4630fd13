package dev.tamis.tokenizer.train;

import java.util.Arrays;

/** Sorts positions in the words by the symbols that follow, up to a depth: by radix for the first five, then by
 * quicksort. */
final class SuffixOrder {
    private static final int SMALL = 12;
    /** From so many strings on, their first symbols are sorted by radix. */
    private static final int MANY = 1024;

    private final char[] symbols;
    private final int depth;

    private SuffixOrder(char[] symbols, int depth) {
        this.symbols = symbols;
        this.depth = depth;
    }

    /** Hears of a range of sorted positions whose strings start with the same symbol. */
    interface Range {
        void sorted(int symbol, int from, int to);
    }

    /**
     * Sorts in place. Symbol 0 ends a word, and what follows it doesn't count.
     *
     * @param positions where the strings start; none at a symbol 0
     * @param depth most symbols that are compared
     * @param range hears of each first symbol's positions once they are sorted, in any order and from several threads
     */
    static void sort(int[] positions, char[] symbols, int alphabet, int depth, Workers workers, Range range) {
        int[] starts = new int[alphabet + 1];
        for (int position : positions) {
            starts[symbols[position] + 1]++;
        }
        int[] largestFirst = new int[alphabet];
        long[] sizes = new long[alphabet];
        for (int s = 0; s < alphabet; s++) {
            largestFirst[s] = s;
            sizes[s] = -starts[s + 1];
            starts[s + 1] += starts[s];
        }
        IndexSort.sort(largestFirst, sizes);
        int[] next = Arrays.copyOf(starts, alphabet);
        int[] source = positions.clone();
        for (int position : source) {
            positions[next[symbols[position]]++] = position;
        }
        SuffixOrder order = new SuffixOrder(symbols, depth);
        workers.run(alphabet, (i, worker) -> {
            int symbol = largestFirst[i];
            order.sort(positions, starts[symbol], starts[symbol + 1]);
            range.sorted(symbol, starts[symbol], starts[symbol + 1]);
        });
    }

    private int at(int position, int offset) {
        return offset >= depth ? 0 : symbols[position + offset];
    }

    /** Sorts strings that start with the same symbol: by the next four at once, and then one by one. */
    private void sort(int[] positions, int start, int end) {
        if (end - start < MANY) {
            sort(positions, start, end, 1);
            return;
        }
        int[] some = Arrays.copyOfRange(positions, start, end);
        long[] keys = new long[some.length];
        for (int i = 0; i < some.length; i++) {
            keys[i] = key(some[i]);
        }
        IndexSort.sort(some, keys);
        System.arraycopy(some, 0, positions, start, some.length);
        for (int from = 0; from < some.length; ) {
            int to = from + 1;
            while (to < some.length && keys[to] == keys[from]) {
                to++;
            }
            // Strings that end within the key are equal.
            if (to - from > 1 && (keys[from] & 0xFFFF) != 0) {
                sort(positions, start + from, start + to, 5);
            }
            from = to;
        }
    }

    /** The second to fifth symbol; zeros from the string's end on. */
    private long key(int position) {
        long key = 0;
        boolean ended = false;
        for (int offset = 1; offset <= 4; offset++) {
            int symbol = ended ? 0 : at(position, offset);
            ended |= symbol == 0;
            key = key << 16 | symbol;
        }
        return key ^ Long.MIN_VALUE;
    }

    /** Quicksort on one symbol at a time (Bentley and Sedgewick 1997), with a stack of its own. */
    private void sort(int[] positions, int start, int end, int common) {
        if (end - start <= SMALL) {
            insertion(positions, start, end, common);
            return;
        }
        int[] stack = new int[96];
        int top = 0;
        stack[top++] = start;
        stack[top++] = end;
        stack[top++] = common;
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
