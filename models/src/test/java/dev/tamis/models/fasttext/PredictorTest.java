package dev.tamis.models.fasttext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PredictorTest {
    private static final List<String> LABELS = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    private static final double NEAR = 2e-6;

    private static List<FastTextModel> models() {
        List<FastTextModel> models = new ArrayList<>();
        for (Loss loss : Loss.values()) {
            for (int dim : new int[] {3, 16, 50}) {
                models.add(TestModels.dense(loss, dim, 1, 0, LABELS));
                models.add(TestModels.dense(loss, dim, 2, 4, LABELS));
                models.add(TestModels.dense(loss, dim, 3, 0, LABELS.subList(0, 3)));
            }
            models.add(TestModels.quantised(loss, true, true, LABELS));
            models.add(TestModels.quantised(loss, false, false, LABELS));
        }
        return models;
    }

    private static String text(SplittableRandom random) {
        List<String> words = new ArrayList<>(TestModels.WORDS.subList(1, TestModels.WORDS.size()));
        words.addAll(List.of("unseen", "\u0433\u043e\u0434", "\ud55c\uad6d\uc5b4", "z".repeat(40), "__label__a"));
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(12); n > 0; n--) {
            text.append(words.get(random.nextInt(words.size()))).append(random.nextInt(5) == 0 ? "\n" : " ");
        }
        return text.toString();
    }

    /** Probabilities as the definition has them, in doubles and without any table but the sigmoid's. */
    private static double[] slow(FastTextModel model, String text) {
        Line line = new Line();
        byte[] utf8 = TestModels.utf8(text);
        model.dictionary().text(utf8, 0, utf8.length, line);
        float[] hidden = new float[model.args().dim()];
        for (int i = 0; i < line.rowCount(); i++) {
            model.input().addRow(line.rows()[i], hidden);
        }
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] *= (float) (1.0 / line.rowCount());
        }
        int labels = model.dictionary().labels();
        double[] probabilities = new double[labels];
        if (model.args().loss() == Loss.HIERARCHICAL_SOFTMAX) {
            long[] counts = new long[labels];
            for (int label = 0; label < labels; label++) {
                counts[label] = model.dictionary().count(model.dictionary().words() + label);
            }
            HuffmanTree tree = new HuffmanTree(counts);
            for (int label = 0; label < labels; label++) {
                double product = 1;
                for (int node = label; node != tree.root(); node = tree.parent(node)) {
                    int parent = tree.parent(node);
                    double yes = 1 / (1 + Math.exp(-model.output().dot(parent - labels, hidden)));
                    product *= (tree.right(parent) == node ? yes : 1 - yes) + 1e-5;
                }
                probabilities[label] = product;
            }
            return probabilities;
        }
        double sum = 0;
        for (int label = 0; label < labels; label++) {
            float x = model.output().fusedDot(label, hidden);
            probabilities[label] = model.args().loss() == Loss.SOFTMAX ? Math.exp(x) : Sigmoid.of(x);
            sum += probabilities[label];
        }
        for (int label = 0; label < labels; label++) {
            probabilities[label] = probabilities[label] / (model.args().loss() == Loss.SOFTMAX ? sum : 1) + 1e-5;
        }
        return probabilities;
    }

    @Test
    void probabilitiesAreThoseOfTheDefinitionForEveryLoss() {
        SplittableRandom random = new SplittableRandom(1);
        for (FastTextModel model : models()) {
            Predictor predictor = new Predictors(model).predictor();
            for (int i = 0; i < 40; i++) {
                String text = text(random);
                byte[] utf8 = TestModels.utf8(text);
                assertTrue(predictor.read(utf8, 0, utf8.length));
                double[] expected = slow(model, text);
                double most = 0;
                for (int label = 0; label < expected.length; label++) {
                    assertEquals(expected[label], predictor.probability(label), NEAR, model.args() + text);
                    most = Math.max(most, expected[label]);
                }
                int best = predictor.best();
                assertEquals(most, expected[best], NEAR);
                assertEquals(most, predictor.bestProbability(), NEAR);
                int count = predictor.best(3, 0.01f);
                for (int rank = 0; rank < count; rank++) {
                    assertEquals(expected[predictor.label(rank)], predictor.labelProbability(rank), NEAR);
                    assertTrue(rank == 0 || predictor.labelProbability(rank) <= predictor.labelProbability(rank - 1));
                    assertTrue(predictor.labelProbability(rank) >= 0.0099);
                }
                assertTrue(count == 0 || best == predictor.label(0) || expected[best] - most < NEAR);
            }
        }
    }

    @Test
    void softmaxOfASmallModelIsAsComputedByHand() {
        Args args = TestModels.args(Loss.SOFTMAX, 2, 1, 0, 0, 0);
        Dictionary dictionary = TestModels.dictionary(args, List.of("</s>", "u", "v"), List.of("a", "b"));
        DenseMatrix input = new DenseMatrix(3, 2);
        DenseMatrix output = new DenseMatrix(2, 2);
        float[] rows = {0, 0, 3, 0, 0, 6};
        System.arraycopy(rows, 0, input.block(0), 0, rows.length);
        float[] columns = {1, 0, 0, 1};
        System.arraycopy(columns, 0, output.block(0), 0, columns.length);
        Predictor predictor = new Predictors(new FastTextModel(args, dictionary, input, output)).predictor();
        byte[] text = TestModels.utf8("u v");
        predictor.read(text, 0, text.length);
        // The mean of (0,0), (3,0) and (0,6) is (1,2): e / (e + e^2) = 1 / (1 + e).
        assertEquals(1 / (1 + Math.E) + 1e-5, predictor.probability(0), 1e-7);
        assertEquals(1, predictor.best());
        assertEquals(Math.E / (1 + Math.E) + 1e-5, predictor.bestProbability(), 1e-7);
    }

    @Test
    void treesAreBuiltFromTheRarestAndTakeANodeBeforeALeafOfTheSameCount() {
        // 5, 3, 2, 2: the two last make node 4 (count 4); 3 and 4 make node 5 (7); 5 and 7 make the root 6.
        HuffmanTree tree = new HuffmanTree(new long[] {5, 3, 2, 2});
        assertEquals(6, tree.root());
        assertEquals(List.of(3, 2), List.of(tree.left(4), tree.right(4)));
        assertEquals(List.of(1, 4), List.of(tree.left(5), tree.right(5)));
        assertEquals(List.of(0, 5), List.of(tree.left(6), tree.right(6)));
        assertEquals(-1, tree.parent(6));
        // 2, 1, 1: the node of 2 is taken before the leaf of 2.
        HuffmanTree equal = new HuffmanTree(new long[] {2, 1, 1});
        assertEquals(List.of(3, 0), List.of(equal.left(4), equal.right(4)));
        assertEquals(0, new HuffmanTree(new long[] {7}).root());
    }

    @Test
    void countsThatMakeNoTreeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HuffmanTree(new long[0]));
        assertThrows(IllegalArgumentException.class, () -> new HuffmanTree(new long[] {1, -1}));
        assertThrows(IllegalArgumentException.class, () -> new HuffmanTree(new long[] {1, Long.MAX_VALUE}));
    }

    @Test
    void aPredictionDoesNotDependOnWhatWasReadBefore() {
        for (FastTextModel model : models()) {
            SplittableRandom random = new SplittableRandom(3);
            Predictors predictors = new Predictors(model);
            Predictor used = predictors.predictor();
            for (int i = 0; i < 30; i++) {
                byte[] utf8 = TestModels.utf8(text(random));
                Predictor fresh = predictors.predictor();
                used.read(utf8, 0, utf8.length);
                fresh.read(utf8, 0, utf8.length);
                assertEquals(fresh.best(), used.best());
                assertEquals(fresh.bestProbability(), used.bestProbability());
            }
        }
    }

    @Test
    void aTextWithoutFeaturesHasNoPrediction() {
        Args args = TestModels.args(Loss.SOFTMAX, 2, 1, 0, 0, 0);
        Dictionary dictionary = TestModels.dictionary(args, List.of("u", "v"), List.of("a", "b"));
        Predictor predictor = new Predictors(
                        new FastTextModel(args, dictionary, new DenseMatrix(2, 2), new DenseMatrix(2, 2)))
                .predictor();
        byte[] text = TestModels.utf8("unknown words");
        assertFalse(predictor.read(text, 0, text.length));
        assertEquals(-1, predictor.best());
        assertEquals(0, predictor.best(2, 0));
        assertEquals(0, predictor.probability(1));
    }

    @Test
    void ofEqualScoresTheLastIsTheLikeliest() {
        // All outputs are 0: with the heap of one place, each label pushes the one before out.
        for (Loss loss : List.of(Loss.SOFTMAX, Loss.ONE_VS_ALL, Loss.NEGATIVE_SAMPLING)) {
            Args args = TestModels.args(loss, 2, 1, 0, 0, 0);
            Dictionary dictionary = TestModels.dictionary(args, TestModels.WORDS, LABELS);
            Predictor predictor = new Predictors(new FastTextModel(
                            args,
                            dictionary,
                            new DenseMatrix(TestModels.WORDS.size(), 2),
                            new DenseMatrix(LABELS.size(), 2)))
                    .predictor();
            byte[] text = TestModels.utf8("the");
            predictor.read(text, 0, text.length);
            assertEquals(LABELS.size() - 1, predictor.best());
            assertEquals(1, predictor.best(1, 0));
            assertEquals(LABELS.size() - 1, predictor.label(0));
        }
    }

    @Test
    void aWordAsLongAsATextIsReadInParts() {
        FastTextModel model = TestModels.dense(Loss.SOFTMAX, 16, 1, 4, LABELS);
        Predictor predictor = new Predictors(model).predictor();
        String text = "ab\u00e9\u4e2d".repeat(5000);
        byte[] utf8 = TestModels.utf8(text);
        assertTrue(predictor.read(utf8, 0, utf8.length));
        double[] expected = slow(model, text);
        for (int label = 0; label < LABELS.size(); label++) {
            assertEquals(expected[label], predictor.probability(label), 1e-4);
        }
    }

    @Test
    void exponentialsAreWithinATenBillionthOfThemselves() {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 100_000; i++) {
            double x = random.nextDouble() * 200 - 100;
            assertEquals(1, Vectors.exp(x) / StrictMath.exp(x), 1e-10);
        }
        assertEquals(1, Vectors.exp(0));
        assertTrue(Vectors.exp(Double.NEGATIVE_INFINITY) < 1e-300);
    }
}
