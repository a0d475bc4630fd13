package dev.tamis.models.train;

import dev.tamis.filters.text.Mix64;
import dev.tamis.models.fasttext.HuffmanTree;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.Sigmoid;
import java.util.Arrays;

/** Yes-or-no decisions: one a label, or one a node of a tree, or the label against a few drawn others. */
final class LogisticLayer extends OutputLayer {
    private final Loss loss;
    private final int negatives;
    private final HuffmanTree tree;

    /** Sums of the square roots of the labels' counts, for drawing negatives. */
    private final double[] roots;

    LogisticLayer(TrainOptions options, long[] labelCounts) {
        super(labelCounts.length, options.dim());
        loss = options.loss();
        negatives = labelCounts.length > 1 ? options.neg() : 0;
        tree = loss == Loss.HIERARCHICAL_SOFTMAX ? new HuffmanTree(labelCounts) : null;
        roots = new double[labelCounts.length];
        double sum = 0;
        for (int i = 0; i < roots.length; i++) {
            sum += Math.sqrt((double) labelCounts[i]);
            roots[i] = sum;
        }
    }

    @Override
    double learn(float[] hidden, int[] ints, int from, int to, int target, float rate, float[] gradient, long key) {
        clear(gradient);
        return switch (loss) {
            case ONE_VS_ALL -> {
                double sum = 0;
                for (int row = 0; row < rows; row++) {
                    sum += decide(row, contains(ints, from, to, row), hidden, rate, gradient);
                }
                yield sum;
            }
            case HIERARCHICAL_SOFTMAX -> {
                double sum = 0;
                int node = target;
                for (int parent = tree.parent(node); parent >= 0; parent = tree.parent(node)) {
                    sum += decide(parent - tree.leaves(), tree.right(parent) == node, hidden, rate, gradient);
                    node = parent;
                }
                yield sum;
            }
            default -> {
                double sum = decide(target, true, hidden, rate, gradient);
                for (int i = 0; i < negatives; i++) {
                    sum += decide(negative(target, key + i * Mix64.STEP), false, hidden, rate, gradient);
                }
                yield sum;
            }
        };
    }

    private double decide(int row, boolean yes, float[] hidden, float rate, float[] gradient) {
        float score = Sigmoid.of(dot(row, hidden));
        step(row, hidden, rate * ((yes ? 1 : 0) - score), gradient);
        return -StrictMath.log((yes ? score : 1 - score) + 1e-5);
    }

    /** A label other than the target, by the square root of its count. */
    private int negative(int target, long key) {
        double before = target == 0 ? 0 : roots[target - 1];
        double without = roots[rows - 1] - (roots[target] - before);
        double drawn = (mix(key) >>> 11) * 0x1p-53 * without;
        if (drawn >= before) {
            drawn += roots[target] - before;
        }
        int at = Arrays.binarySearch(roots, drawn);
        int label = Math.min(rows - 1, at >= 0 ? at + 1 : -at - 1);
        // Rounding at the target's edges may still lead to it.
        return label != target ? label : target == 0 ? 1 : target - 1;
    }

    private static boolean contains(int[] ints, int from, int to, int label) {
        for (int i = from; i < to; i++) {
            if (ints[i] == label) {
                return true;
            }
        }
        return false;
    }
}
