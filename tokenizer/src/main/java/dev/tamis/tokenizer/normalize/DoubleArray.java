package dev.tamis.tokenizer.normalize;

import java.util.Arrays;
import java.util.BitSet;

/**
 * A trie of byte strings in one int array, in the layout of darts-clone, which SentencePiece stores in its files. A
 * child's unit is found at {@code position ^ offset ^ byte}; a unit holds its own byte as a label, so that a wrong step
 * shows, and a key's value sits in the child for byte 0, marked by the sign bit.
 *
 * <p>Aoe 1989, "An Efficient Digital Search Algorithm by Using a Double-Array Structure".
 */
public final class DoubleArray {
    /** Set in a unit with a value below it. */
    public static final int HAS_LEAF = 1 << 8;

    /** What of a unit must equal the byte that led to it. */
    public static final int LABEL = 1 << 31 | 0xFF;

    /** What of a value's unit is the value. */
    public static final int VALUE = Integer.MAX_VALUE;

    private static final int BLOCK = 256;
    /** Free places are sought in this many blocks at the end; older holes stay, which keeps building linear. */
    private static final int OPEN_BLOCKS = 16;

    private final int[] units;

    /** Takes units as a file holds them; a step outside of the array counts as no match. */
    public DoubleArray(int[] units) {
        this.units = units.length == 0 ? withoutKeys() : units;
    }

    /** A block whose root leads to no match, so that loops over an empty trie need no check of their own. */
    private static int[] withoutKeys() {
        int[] block = new int[BLOCK];
        Arrays.fill(block, 1 << 31);
        block[0] = 1; // its own label never equals the zero byte that leads back to it
        return block;
    }

    /** The distance that a unit adds, by exclusive or, on the way to its children. */
    public static int offset(int unit) {
        return (unit >>> 10) << ((unit & 1 << 9) >>> 6);
    }

    /** The array itself, for loops that walk it in place. */
    public int[] units() {
        return units;
    }

    /**
     * The longest key that {@code bytes} starts with at {@code from}: its length in the upper half and its value in
     * the lower, or -1 when there is none.
     */
    public long longestPrefix(byte[] bytes, int from, int end) {
        long found = -1;
        int position = 0;
        int unit = units[0];
        for (int at = from; at < end; at++) {
            int b = bytes[at] & 0xFF;
            position ^= offset(unit) ^ b;
            if (position >= units.length || position < 0) {
                break;
            }
            unit = units[position];
            if ((unit & LABEL) != b) {
                break;
            }
            if ((unit & HAS_LEAF) != 0) {
                int leaf = position ^ offset(unit);
                if (leaf >= units.length || leaf < 0) {
                    break;
                }
                found = (long) (at + 1 - from) << 32 | (units[leaf] & VALUE);
            }
        }
        return found;
    }

    /**
     * Whether no step leads outside of the array, so that loops need no check of bounds, each mark of a value has a
     * value behind it, and each value is below the bound. Units that nothing leads to must be sound too.
     */
    boolean isSound(int valueBound) {
        if (units.length % BLOCK != 0) {
            return false;
        }
        for (int at = 0; at < units.length; at++) {
            int unit = units[at];
            if (unit < 0) {
                if ((unit & VALUE) >= valueBound) {
                    return false;
                }
                continue;
            }
            int children = at ^ offset(unit);
            if (children < 0 || children >= units.length || ((unit & HAS_LEAF) != 0 && units[children] >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** The value of a key, or -1. */
    public int valueOf(byte[] bytes, int from, int end) {
        long found = longestPrefix(bytes, from, end);
        return found >= 0 && (int) (found >>> 32) == end - from ? (int) found : -1;
    }

    /**
     * Looks up all beginnings of {@code bytes} in one walk.
     *
     * @param values gets, at each length from 1 to that of {@code bytes}, the value of the key of so many first bytes,
     *     or -1
     */
    public void valuesOfPrefixes(byte[] bytes, int[] values) {
        Arrays.fill(values, 1, bytes.length + 1, -1);
        int position = 0;
        int unit = units[0];
        for (int at = 0; at < bytes.length; at++) {
            int b = bytes[at] & 0xFF;
            position ^= offset(unit) ^ b;
            if (position >= units.length || position < 0) {
                return;
            }
            unit = units[position];
            if ((unit & LABEL) != b) {
                return;
            }
            int leaf = position ^ offset(unit);
            if ((unit & HAS_LEAF) != 0 && leaf >= 0 && leaf < units.length) {
                values[at + 1] = units[leaf] & VALUE;
            }
        }
    }

    /**
     * Builds the trie in time linear in the keys' bytes. Equal subtrees are stored once.
     *
     * @param keys sorted as unsigned bytes, without repetition, none empty, none with a zero byte
     * @param values not negative, one for each key
     */
    public static DoubleArray build(byte[][] keys, int[] values) {
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].length == 0 || (i > 0 && Arrays.compareUnsigned(keys[i - 1], keys[i]) >= 0)) {
                throw new IllegalArgumentException("key " + i + " is empty or not above the key before it");
            }
            if (values[i] < 0) {
                throw new IllegalArgumentException("value " + values[i] + " of key " + i + " is negative");
            }
            for (byte b : keys[i]) {
                if (b == 0) {
                    throw new IllegalArgumentException("key " + i + " holds a zero byte");
                }
            }
        }
        return keys.length == 0 ? new DoubleArray(new int[0]) : new DoubleArray(new Builder(keys, values).units());
    }

    /** Places the nodes one after another; free places form a doubly linked list. */
    private static final class Builder {
        private final KeyGraph graph;
        private int[] units = new int[0];
        private int[] next = new int[0];
        private int[] before = new int[0];
        private boolean[] taken = new boolean[0];
        private final BitSet offsets = new BitSet();
        private int size;
        private int head = -1;
        /** By node of the graph: where its children lie, or 0 as long as they lie nowhere. */
        private final int[] placed;
        /** Nodes still to place, and their positions. */
        private int[] todo = new int[1 << 12];

        private int todoSize;

        Builder(byte[][] keys, int[] values) {
            graph = new KeyGraph(keys, values);
            placed = new int[graph.size()];
        }

        int[] units() {
            addBlock();
            take(0);
            offsets.set(0);
            units[0] = 0;
            push(graph.root(), 0);
            while (todoSize > 0) {
                todoSize -= 2;
                place(todo[todoSize], todo[todoSize + 1]);
            }
            return Arrays.copyOf(units, size);
        }

        private void push(int node, int position) {
            if (todoSize + 2 > todo.length) {
                todo = Arrays.copyOf(todo, todo.length * 2);
            }
            todo[todoSize++] = node;
            todo[todoSize++] = position;
        }

        private void place(int node, int position) {
            int first = graph.firstArc(node);
            int arcs = graph.firstArc(node + 1) - first;
            boolean shared = placed[node] != 0 && fits(position ^ placed[node]);
            int offset = shared ? placed[node] : findOffset(first, arcs, position);
            int relative = position ^ offset;
            units[position] |= relative < 1 << 21 ? relative << 10 : relative << 2 | 1 << 9;
            if (graph.label(first) == 0) {
                units[position] |= HAS_LEAF;
            }
            if (shared) {
                return;
            }
            placed[node] = offset;
            offsets.set(offset);
            for (int arc = first; arc < first + arcs; arc++) {
                take(offset ^ graph.label(arc));
            }
            for (int arc = first + arcs - 1; arc >= first; arc--) {
                int child = offset ^ graph.label(arc);
                if (graph.label(arc) == 0) {
                    units[child] = graph.target(arc) | 1 << 31;
                } else {
                    units[child] = graph.label(arc);
                    push(graph.target(arc), child);
                }
            }
        }

        /** Whether a unit can hold the distance: in 21 bits, or in 29 when the lowest 8 are zero. */
        private static boolean fits(int relative) {
            return relative < 1 << 21 || (relative & 0xFF) == 0;
        }

        private int findOffset(int first, int arcs, int position) {
            for (int slot = head; slot >= 0; slot = next[slot]) {
                int offset = slot ^ graph.label(first);
                if (offsets.get(offset) || !fits(position ^ offset)) {
                    continue;
                }
                int arc = first + 1;
                while (arc < first + arcs && !taken[offset ^ graph.label(arc)]) {
                    arc++;
                }
                if (arc == first + arcs) {
                    return offset;
                }
            }
            int start = size;
            addBlock();
            return start | (position & 0xFF);
        }

        private void addBlock() {
            if (size >= 1 << 29) {
                throw new IllegalStateException("more than 2^29 trie units; use fewer or shorter pieces");
            }
            if (size + BLOCK > units.length) {
                int capacity = Math.max(1 << 14, units.length * 2);
                units = Arrays.copyOf(units, capacity);
                next = Arrays.copyOf(next, capacity);
                before = Arrays.copyOf(before, capacity);
                taken = Arrays.copyOf(taken, capacity);
            }
            int old = size - OPEN_BLOCKS * BLOCK;
            for (int slot = Math.max(0, old); old >= 0 && slot < old + BLOCK; slot++) {
                if (!taken[slot]) {
                    take(slot);
                    units[slot] = 1 << 31;
                }
            }
            // Places in a fresh block go to the front: they are the likeliest to fit. The sign bit without the mark
            // of a leaf above never matches a byte.
            for (int slot = size + BLOCK - 1; slot >= size; slot--) {
                units[slot] = 1 << 31;
                before[slot] = -1;
                next[slot] = head;
                if (head >= 0) {
                    before[head] = slot;
                }
                head = slot;
            }
            size += BLOCK;
        }

        private void take(int slot) {
            taken[slot] = true;
            if (before[slot] >= 0) {
                next[before[slot]] = next[slot];
            } else {
                head = next[slot];
            }
            if (next[slot] >= 0) {
                before[next[slot]] = before[slot];
            }
        }
    }
}
