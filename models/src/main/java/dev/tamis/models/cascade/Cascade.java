package dev.tamis.models.cascade;

/**
 * A cascade: stages of decision trees, each of whose nodes compares a feature, which is a weighted sum of two or three
 * rectangles of pixels. A window that a stage's sum of leaves leaves below its threshold is rejected.
 *
 * <p>Nodes of all trees stand one after the other. A node's {@code left} and {@code right} are offsets within its tree where
 * they are positive, and else minus the number of a leaf of the tree.
 */
final class Cascade {
    /** Numbers of a feature: for each of three rectangles x, y, width and height; the third may be empty. */
    static final int RECTANGLES = 12;

    final int width;
    final int height;
    /** Of each stage, one past its last tree. */
    final int[] stageEnds;

    final float[] stageThresholds;
    /** Of each tree, its first node and its first leaf. */
    final int[] treeNodes;

    final int[] treeLeaves;
    final float[] thresholds;
    final int[] left;
    final int[] right;
    /** {@link #RECTANGLES} for each node. */
    final int[] rectangles;
    /** Three for each node. */
    final float[] weights;

    final float[] leaves;

    Cascade(
            int width,
            int height,
            int[] stageEnds,
            float[] stageThresholds,
            int[] treeNodes,
            int[] treeLeaves,
            float[] thresholds,
            int[] left,
            int[] right,
            int[] rectangles,
            float[] weights,
            float[] leaves) {
        this.width = width;
        this.height = height;
        this.stageEnds = stageEnds;
        this.stageThresholds = stageThresholds;
        this.treeNodes = treeNodes;
        this.treeLeaves = treeLeaves;
        this.thresholds = thresholds;
        this.left = left;
        this.right = right;
        this.rectangles = rectangles;
        this.weights = weights;
        this.leaves = leaves;
    }

    int trees() {
        return treeNodes.length;
    }

    int nodes() {
        return thresholds.length;
    }
}
