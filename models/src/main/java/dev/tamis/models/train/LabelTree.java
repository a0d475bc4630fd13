package dev.tamis.models.train;

import java.util.ArrayList;
import java.util.List;

/**
 * The Huffman tree of labels that hierarchical softmax decides along. It is not in a model's file: readers build it
 * again from the labels' counts, so that it must be built as fastText does.
 */
final class LabelTree {
    /** Count of a node that is not made yet, above any real one. */
    private static final long ENDLESS = 1_000_000_000_000_000L;

    private final int[][] paths;
    private final boolean[][] right;

    /** @param counts of the labels, in falling order */
    LabelTree(long[] counts) {
        int leaves = counts.length;
        int nodes = 2 * leaves - 1;
        long[] count = new long[nodes];
        int[] parent = new int[nodes];
        boolean[] isRight = new boolean[nodes];
        for (int i = 0; i < nodes; i++) {
            count[i] = i < leaves ? counts[i] : ENDLESS;
            parent[i] = -1;
        }
        int leaf = leaves - 1;
        int inner = leaves;
        for (int node = leaves; node < nodes; node++) {
            long sum = 0;
            for (int side = 0; side < 2; side++) {
                int least = leaf >= 0 && count[leaf] < count[inner] ? leaf-- : inner++;
                sum += count[least];
                parent[least] = node;
                isRight[least] = side == 1;
            }
            count[node] = sum;
        }
        paths = new int[leaves][];
        right = new boolean[leaves][];
        for (int label = 0; label < leaves; label++) {
            List<Integer> way = new ArrayList<>();
            for (int node = label; parent[node] != -1; node = parent[node]) {
                way.add(node);
            }
            paths[label] = way.stream().mapToInt(node -> parent[node] - leaves).toArray();
            right[label] = new boolean[way.size()];
            for (int i = 0; i < way.size(); i++) {
                right[label][i] = isRight[way.get(i)];
            }
        }
    }

    /** Output rows from a label up to the root. */
    int[] path(int label) {
        return paths[label];
    }

    /** Whether a step of the path comes from the right side, which stands for yes. */
    boolean right(int label, int step) {
        return right[label][step];
    }
}
