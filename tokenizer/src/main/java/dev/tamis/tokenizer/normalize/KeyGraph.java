package dev.tamis.tokenizer.normalize;

import java.util.Arrays;
import java.util.BitSet;

/**
 * Sorted keys as the smallest graph of nodes and labelled arcs (Daciuk et al. 2000): nodes with the same arcs are one
 * node. An arc labelled 0 ends a key, and its target is the key's value.
 */
final class KeyGraph {
    /** Arcs of the finished nodes, and where each node's arcs start. */
    private int[] labels = new int[1 << 12];

    private int[] targets = new int[1 << 12];
    private int[] firstArcs = new int[1 << 12];
    private int size;

    /** The arcs of the unfinished nodes on the way to the current key, by depth. */
    private int[][] openArcs = new int[16][];

    private int[] openCounts = new int[16];

    /** Finished nodes by a hash of their arcs, as node + 1; null when no two can be equal. */
    private int[] known;

    private final int root;

    KeyGraph(byte[][] keys, int[] values) {
        known = distinct(values) ? null : new int[1 << 12];
        byte[] previous = new byte[0];
        for (int i = 0; i < keys.length; i++) {
            byte[] key = keys[i];
            int common = Arrays.mismatch(previous, key);
            finish(previous, common);
            open(common, key[common] & 0xFF, 0);
            for (int depth = common + 1; depth <= key.length; depth++) {
                open(depth, depth == key.length ? 0 : key[depth] & 0xFF, values[i]);
            }
            previous = key;
        }
        finish(previous, 0);
        root = node(0);
        openArcs = null;
        known = null;
    }

    private static boolean distinct(int[] values) {
        BitSet seen = new BitSet();
        for (int value : values) {
            if (seen.get(value)) {
                return false;
            }
            seen.set(value);
        }
        return true;
    }

    private void open(int depth, int label, int target) {
        if (depth == openArcs.length) {
            openArcs = Arrays.copyOf(openArcs, depth * 2);
            openCounts = Arrays.copyOf(openCounts, depth * 2);
        }
        if (openArcs[depth] == null) {
            openArcs[depth] = new int[16];
        }
        int at = openCounts[depth]++ * 2;
        if (at == openArcs[depth].length) {
            openArcs[depth] = Arrays.copyOf(openArcs[depth], at * 2);
        }
        openArcs[depth][at] = label;
        openArcs[depth][at + 1] = target;
    }

    /** Finishes the nodes of a key that are deeper than {@code depth}. */
    private void finish(byte[] key, int depth) {
        for (int d = key.length; d > depth; d--) {
            openArcs[d - 1][openCounts[d - 1] * 2 - 1] = node(d);
        }
    }

    /** The finished node with the arcs of the unfinished one at that depth, which is emptied. */
    private int node(int depth) {
        int[] arcs = openArcs[depth];
        int count = openCounts[depth];
        openCounts[depth] = 0;
        int slot = 0;
        if (known != null) {
            if (size * 2 > known.length) {
                rehash();
            }
            slot = slot(arcs, 0, count, null);
            while (known[slot] != 0) {
                if (isNode(known[slot] - 1, arcs, count)) {
                    return known[slot] - 1;
                }
                slot = (slot + 1) & (known.length - 1);
            }
            known[slot] = size + 1;
        }
        int first = firstArcs[size];
        if (first + count > labels.length) {
            labels = Arrays.copyOf(labels, Math.max(first + count, labels.length * 2));
            targets = Arrays.copyOf(targets, labels.length);
        }
        for (int arc = 0; arc < count; arc++) {
            labels[first + arc] = arcs[2 * arc];
            targets[first + arc] = arcs[2 * arc + 1];
        }
        if (size + 2 > firstArcs.length) {
            firstArcs = Arrays.copyOf(firstArcs, firstArcs.length * 2);
        }
        firstArcs[++size] = first + count;
        return size - 1;
    }

    private boolean isNode(int node, int[] arcs, int count) {
        int first = firstArcs[node];
        if (firstArcs[node + 1] - first != count) {
            return false;
        }
        for (int arc = 0; arc < count; arc++) {
            if (labels[first + arc] != arcs[2 * arc] || targets[first + arc] != arcs[2 * arc + 1]) {
                return false;
            }
        }
        return true;
    }

    private int slot(int[] labelsOrArcs, int first, int count, int[] separateTargets) {
        long hash = count;
        for (int arc = first; arc < first + count; arc++) {
            int label = separateTargets == null ? labelsOrArcs[2 * arc] : labelsOrArcs[arc];
            int target = separateTargets == null ? labelsOrArcs[2 * arc + 1] : separateTargets[arc];
            hash = (hash ^ ((long) label << 32 | target)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 32) & (known.length - 1);
    }

    private void rehash() {
        known = new int[known.length * 2];
        for (int node = 0; node < size; node++) {
            int slot = slot(labels, firstArcs[node], firstArcs[node + 1] - firstArcs[node], targets);
            while (known[slot] != 0) {
                slot = (slot + 1) & (known.length - 1);
            }
            known[slot] = node + 1;
        }
    }

    /** Number of nodes. */
    int size() {
        return size;
    }

    int root() {
        return root;
    }

    /** The node's first arc; its last one comes before the first of the next node. Arcs ascend by label. */
    int firstArc(int node) {
        return firstArcs[node];
    }

    int label(int arc) {
        return labels[arc];
    }

    /** The node that the arc leads to, or a value when its label is 0. */
    int target(int arc) {
        return targets[arc];
    }
}
