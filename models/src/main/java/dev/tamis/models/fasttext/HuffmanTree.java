package dev.tamis.models.fasttext;

/**
 * The tree of a hierarchical softmax: leaves are the targets, by falling count, and each inner node is a row of the
 * output matrix. Built as fastText builds it, with its choice among equal counts, for a model does not keep its tree.
 */
public final class HuffmanTree {
    private static final long NOT_YET = 1_000_000_000_000_000L;

    private final int leaves;
    private final int[] left;
    private final int[] right;
    private final int[] parent;

    /**
     * @param counts of the targets
     * @throws IllegalArgumentException if there are none, or a count is negative or 10^15 or more in sum
     */
    public HuffmanTree(long[] counts) {
        leaves = counts.length;
        if (leaves == 0 || leaves > 1 << 30) {
            throw new IllegalArgumentException("A tree of " + leaves + " leaves");
        }
        long sum = 0;
        for (long count : counts) {
            if (count < 0 || count >= NOT_YET || (sum += count) >= NOT_YET) {
                throw new IllegalArgumentException("Count " + count + " of a target");
            }
        }
        int nodes = 2 * leaves - 1;
        left = new int[leaves - 1];
        right = new int[leaves - 1];
        parent = new int[nodes];
        parent[nodes - 1] = -1;
        long[] weights = new long[nodes];
        System.arraycopy(counts, 0, weights, 0, leaves);
        int leaf = leaves - 1;
        int node = leaves;
        for (int made = leaves; made < nodes; made++) {
            int first;
            if (leaf >= 0 && (node >= made || weights[leaf] < weights[node])) {
                first = leaf--;
            } else {
                first = node++;
            }
            int second;
            if (leaf >= 0 && (node >= made || weights[leaf] < weights[node])) {
                second = leaf--;
            } else {
                second = node++;
            }
            left[made - leaves] = first;
            right[made - leaves] = second;
            weights[made] = weights[first] + weights[second];
            parent[first] = made;
            parent[second] = made;
        }
    }

    /** Number of leaves; they are the nodes from 0, the inner nodes follow, the root is the last. */
    public int leaves() {
        return leaves;
    }

    /** The root, a leaf where there is only one. */
    public int root() {
        return 2 * leaves - 2;
    }

    /** Child of an inner node by the answer no; an inner node's row is its number less {@link #leaves()}. */
    public int left(int node) {
        return left[node - leaves];
    }

    /** Child of an inner node by the answer yes. */
    public int right(int node) {
        return right[node - leaves];
    }

    /** Parent of a node; -1 for the root. */
    public int parent(int node) {
        return parent[node];
    }
}
