package dev.tamis.models.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.models.fasttext.HuffmanTree;
import dev.tamis.models.fasttext.Loss;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GradientTest {
    private static final int DIM = 5;
    private static final long[] COUNTS = {40, 20, 10, 5};

    private static TrainOptions options(Loss loss) {
        return new TrainOptions(0.1, 100, DIM, 1, 1, 1, 0, 0, 0, 0, loss, 3, 1, 17);
    }

    /** A step must go down the loss as finite differences see it; the logistic table allows its step of 1/32. */
    private static void check(Loss loss, double tolerance) {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 20; round++) {
            OutputLayer layer = OutputLayer.of(options(loss), COUNTS);
            float[] hidden = new float[DIM];
            for (int i = 0; i < layer.weights.length; i++) {
                layer.weights[i] = (float) (random.nextDouble() * 2 - 1);
            }
            for (int i = 0; i < DIM; i++) {
                hidden[i] = (float) (random.nextDouble() * 2 - 1);
            }
            int target = random.nextInt(COUNTS.length);
            float[] before = layer.weights.clone();
            float[] gradient = new float[DIM];
            float rate = 1e-3f;
            layer.learn(hidden, new int[] {target}, 0, 1, target, rate, gradient, 99);
            for (int i = 0; i < DIM; i++) {
                double slope = slope(loss, before, hidden, target, i, -1);
                assertEquals(-slope, gradient[i] / rate, tolerance, loss + " hidden " + i);
            }
            for (int i = 0; i < before.length; i++) {
                double slope = slope(loss, before, hidden, target, -1, i);
                assertEquals(-slope, (layer.weights[i] - before[i]) / rate, tolerance, loss + " weight " + i);
            }
        }
    }

    private static double slope(Loss loss, float[] weights, float[] hidden, int target, int ofHidden, int ofWeight) {
        double step = 1e-4;
        double[] value = new double[2];
        for (int side = 0; side < 2; side++) {
            double[] w = new double[weights.length];
            double[] h = new double[DIM];
            for (int i = 0; i < w.length; i++) {
                w[i] = weights[i] + (i == ofWeight ? (side * 2 - 1) * step : 0);
            }
            for (int i = 0; i < DIM; i++) {
                h[i] = hidden[i] + (i == ofHidden ? (side * 2 - 1) * step : 0);
            }
            value[side] = loss(loss, w, h, target);
        }
        return (value[1] - value[0]) / (2 * step);
    }

    private static double dot(double[] w, double[] h, int row) {
        double sum = 0;
        for (int i = 0; i < DIM; i++) {
            sum += w[row * DIM + i] * h[i];
        }
        return sum;
    }

    /** The textbook's losses, in doubles. */
    private static double loss(Loss loss, double[] w, double[] h, int target) {
        double sum = 0;
        switch (loss) {
            case SOFTMAX -> {
                for (int row = 0; row < COUNTS.length; row++) {
                    sum += Math.exp(dot(w, h, row));
                }
                return Math.log(sum) - dot(w, h, target);
            }
            case ONE_VS_ALL -> {
                for (int row = 0; row < COUNTS.length; row++) {
                    sum += Math.log1p(Math.exp(row == target ? -dot(w, h, row) : dot(w, h, row)));
                }
                return sum;
            }
            default -> {
                HuffmanTree tree = new HuffmanTree(COUNTS);
                int node = target;
                for (int parent = tree.parent(node); parent >= 0; parent = tree.parent(node)) {
                    double at = dot(w, h, parent - tree.leaves());
                    sum += Math.log1p(Math.exp(tree.right(parent) == node ? -at : at));
                    node = parent;
                }
                return sum;
            }
        }
    }

    @Test
    void stepsGoDownTheSoftmax() {
        check(Loss.SOFTMAX, 2e-4);
    }

    @Test
    void stepsGoDownOneVersusAll() {
        check(Loss.ONE_VS_ALL, 0.04);
    }

    @Test
    void stepsGoDownTheTree() {
        check(Loss.HIERARCHICAL_SOFTMAX, 0.04);
    }

    @Test
    void negativesAreNeverTheTarget() {
        for (int target = 0; target < COUNTS.length; target++) {
            OutputLayer layer = OutputLayer.of(options(Loss.NEGATIVE_SAMPLING), COUNTS);
            float[] hidden = {1, 0, 0, 0, 0};
            for (int key = 0; key < 2000; key++) {
                layer.learn(hidden, new int[] {target}, 0, 1, target, 0.01f, new float[DIM], OutputLayer.mix(key));
            }
            for (int row = 0; row < COUNTS.length; row++) {
                float weight = layer.weights[row * DIM];
                assertTrue(row == target ? weight > 0 : weight < 0, "target " + target + ", row " + row);
            }
        }
    }

    @Test
    void anOrderByChanceHoldsEachOnceAndDependsOnTheSeed() {
        int[] order = Trainer.shuffled(1000, 17);
        assertEquals(1000, java.util.Arrays.stream(order).distinct().count());
        int moved = 0;
        for (int i = 0; i < order.length; i++) {
            moved += order[i] == i ? 0 : 1;
        }
        assertTrue(moved > 980, "moved " + moved);
        assertNotEquals(
                order[0] + order[1] * 1000, Trainer.shuffled(1000, 18)[0] + Trainer.shuffled(1000, 18)[1] * 1000);
    }
}
