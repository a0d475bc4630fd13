package dev.tamis.models.fasttext;

import java.util.Arrays;

/**
 * What the predictors of one classifier share: its model, and tables made from it that save work on each text. Of them,
 * at most {@value #MOST_FLOATS} floats hold the summed rows of the most frequent words and as many the rows of a
 * quantised input. Immutable, for all threads.
 */
public final class Predictors {
    private static final int MOST_FLOATS = 1 << 24;

    /** Fewer labels than this are not worth the loop over them. */
    private static final int FEWEST_TRANSPOSED = 8;

    private final FastTextModel model;
    private final Matrix input;

    /** Sum of the rows of a word and of its n-grams, for each of the first {@link #summed} words. */
    private final DenseMatrix wordSums;

    private final int[] wordFeatures;
    private final int summed;

    /** The output column by column, or null. */
    private final float[][] outputColumns;

    private final HuffmanTree tree;

    /** Place of each leaf of the tree from left to right. */
    private final int[] leafPlaces;

    /**
     * @param model a classifier
     * @throws IllegalArgumentException if it is a model of word vectors, or its tree cannot be made from its counts
     */
    public Predictors(FastTextModel model) {
        Args args = model.args();
        if (args.task() != Task.SUPERVISED) {
            throw new IllegalArgumentException("A model of word vectors (" + args.task() + ") predicts no labels");
        }
        this.model = model;
        int dim = args.dim();
        input = model.input() instanceof QuantizedMatrix quantised && (long) quantised.rows() * dim <= MOST_FLOATS
                ? quantised.dense()
                : model.input();
        Dictionary dictionary = model.dictionary();
        if (args.maxn() > 0) {
            summed = Math.min(dictionary.words(), MOST_FLOATS / dim);
            wordSums = new DenseMatrix(summed, dim);
            wordFeatures = new int[summed];
            sumWords(dictionary, dim);
        } else {
            summed = 0;
            wordSums = null;
            wordFeatures = null;
        }
        int labels = dictionary.labels();
        if (args.loss() == Loss.HIERARCHICAL_SOFTMAX) {
            long[] counts = new long[labels];
            for (int label = 0; label < labels; label++) {
                counts[label] = dictionary.count(dictionary.words() + label);
            }
            tree = new HuffmanTree(counts);
            leafPlaces = leafPlaces(tree);
            outputColumns = null;
        } else {
            tree = null;
            leafPlaces = null;
            outputColumns = labels < FEWEST_TRANSPOSED || (long) labels * dim > MOST_FLOATS
                    ? null
                    : columns(model.output(), labels, dim);
        }
    }

    private void sumWords(Dictionary dictionary, int dim) {
        Line line = new Line();
        float[] sum = new float[dim];
        RowSums rows = new RowSums(input);
        for (int word = 0; word < summed; word++) {
            line.clear(dictionary);
            line.addRow(word);
            dictionary.addCharacterNgrams(word, line);
            Arrays.fill(sum, 0);
            rows.add(line.rows(), line.rowCount(), sum);
            System.arraycopy(sum, 0, wordSums.block(word), wordSums.offset(word), dim);
            wordFeatures[word] = line.rowCount();
        }
    }

    private static float[][] columns(Matrix output, int labels, int dim) {
        float[][] columns = new float[dim][labels];
        float[] row = new float[dim];
        for (int label = 0; label < labels; label++) {
            Arrays.fill(row, 0);
            output.addRow(label, row);
            for (int i = 0; i < dim; i++) {
                columns[i][label] = row[i];
            }
        }
        return columns;
    }

    private static int[] leafPlaces(HuffmanTree tree) {
        int[] places = new int[tree.leaves()];
        int[] stack = new int[tree.leaves() + 1];
        int size = 0;
        int place = 0;
        stack[size++] = tree.root();
        while (size > 0) {
            int node = stack[--size];
            if (node < tree.leaves()) {
                places[node] = place++;
            } else {
                stack[size++] = tree.right(node);
                stack[size++] = tree.left(node);
            }
        }
        return places;
    }

    /** A predictor for one thread. */
    public Predictor predictor() {
        return new Predictor(this);
    }

    public FastTextModel model() {
        return model;
    }

    Matrix input() {
        return input;
    }

    DenseMatrix wordSums() {
        return wordSums;
    }

    int[] wordFeatures() {
        return wordFeatures;
    }

    int summed() {
        return summed;
    }

    float[][] outputColumns() {
        return outputColumns;
    }

    HuffmanTree tree() {
        return tree;
    }

    int[] leafPlaces() {
        return leafPlaces;
    }
}
