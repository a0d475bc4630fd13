package dev.tamis.models.fasttext;

import java.util.Arrays;

/**
 * Predicts the labels of texts, as fastText's {@code predict} does: {@link #read} a text, then ask for its labels. One
 * per thread; once its storage has grown to the longest text it allocates nothing.
 *
 * <p>Probabilities are fastText's: 0.00001 is added to each (to each node's of a hierarchical softmax), so that they may
 * be a little above 1. Features are added in floats word by word, which agrees with fastText's to about 1e-6.
 */
public final class Predictor {
    private static final double EPSILON = 1e-5;

    /** What lies further below the largest output takes part in no sum of floats. */
    private static final float NEGLIGIBLE = -30;

    /** Outputs that are further apart have different scores. */
    private static final float SAME_SCORE = 1e-4f;

    /** Texts of more bytes are not read again for a value at a step of the sigmoid's table. */
    private static final int MOST_EXACT = 1 << 16;

    private final FastTextModel model;
    private final Predictors shared;
    private final Features features;
    private final float[] hidden;
    private final float[] output;
    private final Best best = new Best();
    private final int[] nodes;
    private final float[] nodeScores;
    private final double[] nodeProbabilities;
    private final float[] exactHidden;
    private final Line exactLine = new Line();
    private byte[] utf8;
    private int start;
    private int end;
    private boolean isRead;
    private boolean hasExact;
    private boolean hasOutput;
    private float largest;
    private float sum;
    private float bestProbability;

    Predictor(Predictors shared) {
        this.shared = shared;
        model = shared.model();
        hidden = new float[model.args().dim()];
        int labels = model.dictionary().labels();
        boolean hierarchical = shared.tree() != null;
        exactHidden = new float[hidden.length];
        output = new float[hierarchical ? 0 : labels];
        nodes = new int[hierarchical ? labels + 1 : 0];
        nodeScores = new float[nodes.length];
        nodeProbabilities = new double[nodes.length];
        features = new Features(shared, hidden);
    }

    /**
     * Takes a text as one line: line feeds only part words, and the line's end follows.
     *
     * @param utf8 not to be changed until the next text is read
     * @return whether it has a feature; without any, there is no prediction
     */
    public boolean read(byte[] utf8, int start, int end) {
        this.utf8 = utf8;
        this.start = start;
        this.end = end;
        hasExact = false;
        Dictionary dictionary = model.dictionary();
        features.clear();
        dictionary.tokenize(utf8, start, end, true, features);
        long count = features.finish();
        isRead = count > 0;
        hasOutput = false;
        if (isRead) {
            Vectors.scale(hidden, (float) (1.0 / count));
        }
        return isRead;
    }

    /** The words and labels of the model. */
    public Dictionary dictionary() {
        return model.dictionary();
    }

    /** The likeliest label of the text, numbered from 0; -1 where there is none. */
    public int best() {
        if (!isRead) {
            return -1;
        }
        int label = shared.tree() != null ? bestLeaf() : bestOutput();
        return Float.isNaN(bestProbability) ? -1 : label;
    }

    /** Probability of the label that {@link #best()} gave. */
    public float bestProbability() {
        return bestProbability;
    }

    /** Probability of a label; 0 where the text has no feature. */
    public float probability(int label) {
        if (!isRead) {
            return 0;
        }
        HuffmanTree tree = shared.tree();
        if (tree == null) {
            computeOutput();
            return (float) (probabilityOfOutput(label) + EPSILON);
        }
        double probability = 1;
        int node = label;
        for (int parent = tree.parent(node); parent >= 0; parent = tree.parent(node)) {
            float yes = answer(parent - tree.leaves());
            probability *= (node == tree.right(parent) ? yes : 1 - yes) + EPSILON;
            node = parent;
        }
        return (float) probability;
    }

    /**
     * The likeliest labels, for {@link #label} and {@link #labelProbability}.
     *
     * @param k at most so many; -1 for all
     * @param threshold those of lower probability are left out
     * @return how many there are
     */
    public int best(int k, float threshold) {
        if (k < 1 && k != -1) {
            throw new IllegalArgumentException("k is " + k + ", must be at least 1, or -1 for all");
        }
        int labels = model.dictionary().labels();
        best.clear(k == -1 ? labels : Math.min(k, labels));
        if (!isRead) {
            return 0;
        }
        if (shared.tree() != null) {
            bestLeaves(threshold);
        } else {
            computeOutput();
            for (int label = 0; label < labels; label++) {
                float probability = probabilityOfOutput(label);
                if (probability >= threshold) {
                    best.add(label, log(probability));
                }
            }
        }
        best.sort();
        return best.size();
    }

    /** A label that {@link #best(int, float)} found, the likeliest at 0. */
    public int label(int rank) {
        return best.label(rank);
    }

    /** Its probability. */
    public float labelProbability(int rank) {
        return (float) Vectors.exp(best.score(rank));
    }

    private static float log(float probability) {
        return (float) StrictMath.log(probability + EPSILON);
    }

    /** Values of all labels before softmax, or after the sigmoid. */
    private void computeOutput() {
        if (hasOutput) {
            return;
        }
        hasOutput = true;
        int labels = output.length;
        float[][] columns = shared.outputColumns();
        if (columns == null) {
            for (int label = 0; label < labels; label++) {
                output[label] = model.output().dot(label, hidden);
            }
        } else {
            Vectors.multiply(output, columns, hidden);
        }
        if (model.args().loss() == Loss.SOFTMAX) {
            largest = output[0];
            for (int label = 1; label < labels; label++) {
                largest = Math.max(largest, output[label]);
            }
            sum = 0;
            for (int label = 0; label < labels; label++) {
                sum += exp(output[label] - largest);
            }
        } else {
            for (int label = 0; label < labels; label++) {
                float x = output[label];
                if (Sigmoid.isNearStep(x) && end - start <= MOST_EXACT) {
                    x = exactOutput(label);
                }
                output[label] = Sigmoid.of(x);
            }
        }
    }

    /** Output of a label with all additions in fastText's order. */
    private float exactOutput(int label) {
        if (!hasExact) {
            hasExact = true;
            model.dictionary().text(utf8, start, end, exactLine);
            Arrays.fill(exactHidden, 0);
            for (int i = 0; i < exactLine.rowCount(); i++) {
                model.input().addRow(exactLine.rows()[i], exactHidden);
            }
            Vectors.scale(exactHidden, (float) (1.0 / exactLine.rowCount()));
        }
        return model.output().fusedDot(label, exactHidden);
    }

    private float probabilityOfOutput(int label) {
        return model.args().loss() == Loss.SOFTMAX ? exp(output[label] - largest) / sum : output[label];
    }

    /** Of a number not above 0. */
    private static float exp(float x) {
        return x < NEGLIGIBLE ? 0 : (float) Vectors.exp(x);
    }

    /** Of those with the highest score, which is a float's logarithm, the last, as fastText's heap leaves it. */
    private int bestOutput() {
        computeOutput();
        int highest = 0;
        for (int label = 1; label < output.length; label++) {
            if (output[label] > output[highest]) {
                highest = label;
            }
        }
        float probability = probabilityOfOutput(highest);
        bestProbability = (float) (probability + EPSILON);
        int last = output.length - 1;
        while (last > highest
                && !(output[last] > output[highest] - SAME_SCORE
                        && log(probabilityOfOutput(last)) == log(probability))) {
            last--;
        }
        return last;
    }

    /** Goes to the likelier child first, so that most of the tree is never looked at. */
    private int bestLeaf() {
        HuffmanTree tree = shared.tree();
        int leaves = tree.leaves();
        int found = -1;
        double most = 0;
        int size = 0;
        nodes[size] = tree.root();
        nodeProbabilities[size++] = 1;
        while (size > 0) {
            int node = nodes[--size];
            double probability = nodeProbabilities[size];
            if (probability < most) {
                continue;
            }
            if (node < leaves) {
                if (found < 0 || probability > most || shared.leafPlaces()[node] > shared.leafPlaces()[found]) {
                    found = node;
                    most = probability;
                }
                continue;
            }
            float yes = answer(node - leaves);
            double left = probability * ((1 - yes) + EPSILON);
            double right = probability * (yes + EPSILON);
            boolean rightFirst = right > left;
            nodes[size] = rightFirst ? tree.left(node) : tree.right(node);
            nodeProbabilities[size++] = rightFirst ? left : right;
            nodes[size] = rightFirst ? tree.right(node) : tree.left(node);
            nodeProbabilities[size++] = rightFirst ? right : left;
        }
        bestProbability = found < 0 ? Float.NaN : (float) most;
        return found;
    }

    /** From left to right, as fastText goes. */
    private void bestLeaves(float threshold) {
        HuffmanTree tree = shared.tree();
        int leaves = tree.leaves();
        float least = log(threshold);
        int size = 0;
        nodes[size] = tree.root();
        nodeScores[size++] = 0;
        while (size > 0) {
            int node = nodes[--size];
            float score = nodeScores[size];
            if (!(score >= least) || best.refuses(score)) {
                continue;
            }
            if (node < leaves) {
                best.add(node, score);
                continue;
            }
            float yes = answer(node - leaves);
            nodes[size] = tree.right(node);
            nodeScores[size++] = score + log(yes);
            nodes[size] = tree.left(node);
            nodeScores[size++] = score + log(1 - yes);
        }
    }

    /** Probability of an inner node's right child. */
    private float answer(int row) {
        return 1 / (1 + (float) Vectors.exp(-model.output().dot(row, hidden)));
    }

    /** Sums the rows of a line's features. */
    private static final class Features implements Tokens {
        /** Unknown words of more bytes are summed each time. */
        private static final int LONGEST_REMEMBERED = 32;

        private static final int REMEMBERED_FLOATS = 1 << 16;

        /** Bytes of a word whose n-grams are listed at once: a word may be as long as the text. */
        private static final int PLACES_AT_ONCE = 4096;

        private final Dictionary dictionary;
        private final int[] wordFeatures;
        private final int summed;
        private final boolean hasNgrams;
        private final boolean hasWordNgrams;
        private final float[] hidden;
        private final float[] word;
        private final RowSums input;
        private final RowSums wordSums;

        /** Rows of one word's n-grams. */
        private final Line wordRows = new Line();

        /** Rows of the input for the whole line, added at its end. */
        private final Line lineRows = new Line();

        /** Words whose sums are added at the line's end. */
        private int[] sums = new int[64];

        private int sumCount;

        /** Places of remembered unknown words by their hash; a later word takes the place of an earlier one. */
        private final byte[] rememberedText;

        private final byte[] rememberedLengths;
        private final float[][] rememberedSums;
        private final int[] rememberedCounts;
        private final int rememberedMask;
        private long wordCount;
        private long count;
        private int[] hashes = new int[64];
        private int hashCount;

        Features(Predictors shared, float[] hidden) {
            dictionary = shared.model().dictionary();
            input = new RowSums(shared.input());
            wordFeatures = shared.wordFeatures();
            summed = shared.summed();
            Args args = dictionary.args();
            hasNgrams = args.maxn() > 0;
            hasWordNgrams = args.wordNgrams() > 1;
            wordSums = hasNgrams ? new RowSums(shared.wordSums()) : null;
            this.hidden = hidden;
            int dim = hidden.length;
            word = new float[dim];
            int places = hasNgrams ? Integer.highestOneBit(Math.max(1, REMEMBERED_FLOATS / dim)) : 0;
            rememberedText = new byte[places * LONGEST_REMEMBERED];
            rememberedLengths = new byte[places];
            rememberedSums = new float[places][dim];
            rememberedCounts = new int[places];
            rememberedMask = places - 1;
        }

        void clear() {
            Arrays.fill(hidden, 0);
            lineRows.clear(dictionary);
            sumCount = 0;
            count = 0;
            hashCount = 0;
        }

        /** Adds all that is left, and says how many features the line has. */
        long finish() {
            if (hasWordNgrams) {
                dictionary.addWordNgrams(hashes, hashCount, lineRows);
            }
            if (sumCount > 0) {
                wordSums.add(sums, sumCount, hidden);
            }
            input.add(lineRows.rows(), lineRows.rowCount(), hidden);
            return count + lineRows.rowCount();
        }

        @Override
        public void word(int entry, int hash) {
            if (hasWordNgrams) {
                addHash(hash);
            }
            if (entry < summed) {
                if (sumCount == sums.length) {
                    sums = Arrays.copyOf(sums, sumCount + (sumCount >> 1));
                }
                sums[sumCount++] = entry;
                count += wordFeatures[entry];
            } else if (hasNgrams) {
                wordRows.clear(dictionary);
                wordRows.addRow(entry);
                dictionary.addCharacterNgrams(entry, wordRows);
                Arrays.fill(word, 0);
                input.add(wordRows.rows(), wordRows.rowCount(), word);
                Vectors.add(hidden, word);
                count += wordRows.rowCount();
            } else {
                lineRows.addRow(entry);
            }
        }

        @Override
        public void unknownWord(byte[] utf8, int start, int end, int hash) {
            if (hasWordNgrams) {
                addHash(hash);
            }
            if (!hasNgrams) {
                return;
            }
            int length = end - start;
            if (length > LONGEST_REMEMBERED) {
                Vectors.add(hidden, sumOf(utf8, start, end, word));
                count += wordCount;
                return;
            }
            int place = (hash ^ (hash >>> 15)) & rememberedMask;
            int text = place * LONGEST_REMEMBERED;
            float[] sum = rememberedSums[place];
            if (rememberedLengths[place] != length
                    || !Arrays.equals(utf8, start, end, rememberedText, text, text + length)) {
                sumOf(utf8, start, end, sum);
                rememberedLengths[place] = (byte) length;
                System.arraycopy(utf8, start, rememberedText, text, length);
                rememberedCounts[place] = (int) wordCount;
            }
            Vectors.add(hidden, sum);
            count += rememberedCounts[place];
        }

        /** Sum of the rows of a word's n-grams, whose number is then in {@link #wordCount}. */
        private float[] sumOf(byte[] utf8, int start, int end, float[] sum) {
            Arrays.fill(sum, 0);
            wordCount = 0;
            int places = end - start + 2;
            for (int from = 0; from < places; from += PLACES_AT_ONCE) {
                wordRows.clear(dictionary);
                dictionary.addCharacterNgrams(
                        utf8, start, end, from, Math.min(places, from + PLACES_AT_ONCE), wordRows);
                input.add(wordRows.rows(), wordRows.rowCount(), sum);
                wordCount += wordRows.rowCount();
            }
            return sum;
        }

        @Override
        public void end(int entry, int hash) {
            if (hasWordNgrams) {
                addHash(hash);
            }
            if (entry >= 0) {
                lineRows.addRow(entry);
            }
        }

        @Override
        public void label(int label) {}

        @Override
        public void unknownLabel() {}

        private void addHash(int hash) {
            if (hashCount == hashes.length) {
                hashes = Arrays.copyOf(hashes, hashCount + (hashCount >> 1));
            }
            hashes[hashCount++] = hash;
        }
    }
}
