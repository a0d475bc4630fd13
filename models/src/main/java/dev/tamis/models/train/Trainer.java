package dev.tamis.models.train;

import dev.tamis.filters.text.Mix64;
import dev.tamis.models.fasttext.DenseMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gradient descent of fastText's classifier: a text is the mean of its features' vectors, the labels' probabilities
 * come from the inner products of that mean with the labels' vectors, and both move after each text.
 *
 * <p>fastText's threads write to the same vectors without order, which gives another model each time. Here texts are
 * learnt in {@link Round}s of a few: threads share the sums of the input vectors by pieces of texts, every thread
 * learns the output vectors for itself, text after text, and then each updates the rows of the input that are its own,
 * again text after text. No number depends on who computed it.
 */
final class Trainer {
    /** Words between two reports of progress. */
    private static final long REPORTED = 200_000;

    private final Examples examples;
    private final TrainOptions options;
    private final long[] labelCounts;
    private final DenseMatrix input;
    private final Optional<DenseMatrix> learntBefore;
    private final int[] order;
    private final long allWords;
    private final RoundBarrier barrier;
    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Sums of pieces of the present round. */
    private volatile float[][] sums = new float[64][];

    private OutputLayer learnt;
    private double loss;

    /**
     * @param input vectors of features, as they are to start from; changed
     * @param learntBefore output vectors from which to go on, which are not changed; empty to start from zeros
     * @param labelCounts texts of each label, in the model's order
     */
    Trainer(
            Examples examples,
            DenseMatrix input,
            Optional<DenseMatrix> learntBefore,
            long[] labelCounts,
            TrainOptions options) {
        this.examples = examples;
        this.input = input;
        this.learntBefore = learntBefore;
        this.labelCounts = labelCounts;
        this.options = options;
        order = shuffled(examples.count(), options.seed());
        allWords = examples.tokens() * options.epoch();
        barrier = new RoundBarrier(options.thread());
    }

    /**
     * The order in which texts are learnt, the same in each epoch. fastText takes the order of the file, and learns
     * badly where a file has one label after the other.
     */
    static int[] shuffled(int count, long seed) {
        int[] order = new int[count];
        for (int i = 0; i < count; i++) {
            order[i] = i;
        }
        for (int i = count - 1; i > 0; i--) {
            int other = OutputLayer.choice(seed * Mix64.STEP + i, i + 1);
            int held = order[i];
            order[i] = order[other];
            order[other] = held;
        }
        return order;
    }

    /** Fills a matrix with numbers from -1 / columns to 1 / columns, by a seed. */
    static void fill(DenseMatrix matrix, long seed) {
        int columns = matrix.columns();
        float bound = 1f / columns;
        for (int row = 0; row < matrix.rows(); row++) {
            float[] block = matrix.block(row);
            int at = matrix.offset(row);
            long key = OutputLayer.mix(seed ^ OutputLayer.mix(row));
            for (int i = 0; i < columns; i++) {
                // Rows take their keys of the whole SplitMix64; of a row's numbers, hundreds of millions, a
                // multiplication
                // each is enough.
                key += Mix64.STEP;
                long z = (key ^ (key >>> 32)) * 0xBF58476D1CE4E5B9L;
                block[at + i] = ((z >>> 40) * 0x1p-23f - 1) * bound;
            }
        }
    }

    /** Trains; the output vectors are then in {@link #output()}. */
    void train(TrainProgress progress) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 1; i < options.thread(); i++) {
            int number = i;
            Thread thread = new Thread(() -> run(number, TrainProgress.SILENT), "training-" + number);
            thread.setDaemon(true);
            thread.start();
            threads.add(thread);
        }
        run(0, progress);
        for (Thread thread : threads) {
            thread.join();
        }
        Throwable failed = failure.get();
        if (failed instanceof Error error) {
            throw error;
        }
        if (failed != null) {
            throw new IllegalStateException("Training failed", failed);
        }
    }

    private void run(int thread, TrainProgress progress) {
        try {
            OutputLayer layer = OutputLayer.of(options, labelCounts);
            learntBefore.ifPresent(layer::startFrom);
            learn(thread, layer, progress);
            if (thread == 0) {
                learnt = layer;
            }
        } catch (Throwable e) {
            failure.compareAndSet(null, e);
            barrier.breakUp();
        }
    }

    private void learn(int thread, OutputLayer layer, TrainProgress progress) {
        Round round = new Round(examples, options.dim());
        float[] hidden = new float[options.dim()];
        float[][] gradients = new float[Round.EXAMPLES][options.dim()];
        long words = 0;
        long rated = 0;
        long reported = 0;
        long learntFrom = 0;
        double lossSum = 0;
        float rate = (float) options.lr();
        for (int epoch = 0; epoch < options.epoch(); epoch++) {
            int next = 0;
            while (next < order.length) {
                if (words - rated > options.lrUpdateRate()) {
                    rated = words;
                    rate = (float) (options.lr() * (1 - (double) words / allWords));
                }
                next = round.load(order, next);
                float[][] pieces = room(round.pieces(), thread);
                if (pieces == null) {
                    return;
                }
                sumPieces(round, pieces, thread);
                if (!barrier.await()) {
                    return;
                }
                for (int i = 0; i < round.size; i++) {
                    mean(round, i, pieces, hidden);
                    lossSum += learn(layer, round, i, epoch, hidden, rate, gradients[i]);
                }
                update(round, gradients, thread);
                if (!barrier.await()) {
                    return;
                }
                words += round.tokens;
                learntFrom += round.size;
                if (words - reported >= REPORTED) {
                    reported = words;
                    progress.at(words, allWords, rate, lossSum / learntFrom);
                }
            }
        }
        if (thread == 0) {
            loss = learntFrom == 0 ? 0 : lossSum / learntFrom;
            progress.at(allWords, allWords, 0, loss);
        }
    }

    /** Room for the sums of a round; more is made by the first thread while all others wait. Null after a failure. */
    private float[][] room(int pieces, int thread) {
        if (pieces > sums.length || sums[pieces - 1] == null) {
            // All threads come here in the same round, for they have loaded the same examples.
            if (!barrier.await()) {
                return null;
            }
            if (thread == 0) {
                float[][] more = Arrays.copyOf(sums, Math.max(sums.length, pieces * 2));
                for (int i = 0; i < more.length; i++) {
                    more[i] = more[i] == null ? new float[options.dim()] : more[i];
                }
                sums = more;
            }
            if (!barrier.await()) {
                return null;
            }
        }
        return sums;
    }

    private void sumPieces(Round round, float[][] pieces, int thread) {
        int threads = options.thread();
        for (int piece = 0; piece < round.pieces(); piece++) {
            if ((long) round.before[piece] * threads / round.featureCount == thread) {
                sum(round.ints, round.pieceFrom[piece], round.pieceTo[piece], pieces[piece]);
            }
        }
    }

    /** Sums the rows of some features; four at once, so that the loop over the columns pays. */
    private void sum(int[] features, int from, int to, float[] sum) {
        Arrays.fill(sum, 0);
        int at = from;
        for (; at + 3 < to; at += 4) {
            addFour(
                    sum,
                    input.block(features[at]),
                    input.offset(features[at]),
                    input.block(features[at + 1]),
                    input.offset(features[at + 1]),
                    input.block(features[at + 2]),
                    input.offset(features[at + 2]),
                    input.block(features[at + 3]),
                    input.offset(features[at + 3]));
        }
        for (; at < to; at++) {
            input.addRow(features[at], sum);
        }
    }

    private static void addFour(
            float[] sum, float[] a, int atA, float[] b, int atB, float[] c, int atC, float[] d, int atD) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += (a[atA + i] + b[atB + i]) + (c[atC + i] + d[atD + i]);
        }
    }

    private static void mean(Round round, int example, float[][] pieces, float[] hidden) {
        Arrays.fill(hidden, 0);
        for (int piece = round.firstPiece[example]; piece < round.firstPiece[example + 1]; piece++) {
            float[] sum = pieces[piece];
            for (int i = 0; i < hidden.length; i++) {
                hidden[i] += sum[i];
            }
        }
        float scale = 1f / (round.end[example] - round.features[example]);
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] *= scale;
        }
    }

    private double learn(
            OutputLayer layer, Round round, int i, int epoch, float[] hidden, float rate, float[] gradient) {
        int from = round.labels[i];
        int to = round.features[i];
        long key = OutputLayer.mix(options.seed() ^ OutputLayer.mix((long) epoch << 32 | round.example[i]));
        int target = round.ints[to - from == 1 ? from : from + OutputLayer.choice(key, to - from)];
        double lost = layer.learn(hidden, round.ints, from, to, target, rate, gradient, key);
        float scale = 1f / (round.end[i] - to);
        for (int d = 0; d < gradient.length; d++) {
            gradient[d] *= scale;
        }
        return lost;
    }

    /** Adds the gradients to this thread's share of the rows. */
    private void update(Round round, float[][] gradients, int thread) {
        int threads = options.thread();
        for (int i = 0; i < round.size; i++) {
            float[] gradient = gradients[i];
            int end = round.end[i];
            for (int at = round.features[i]; at < end; at++) {
                int row = round.ints[at];
                if (threads == 1 || owner(row, threads) == thread) {
                    add(gradient, input.block(row), input.offset(row));
                }
            }
        }
    }

    private static int owner(int row, int threads) {
        return (int) ((((row * 0x9E3779B9) >>> 1) * (long) threads) >>> 31);
    }

    private static void add(float[] gradient, float[] block, int at) {
        for (int i = 0; i < gradient.length; i++) {
            block[at + i] += gradient[i];
        }
    }

    /** The labels' vectors. */
    DenseMatrix output() {
        DenseMatrix output = new DenseMatrix(labelCounts.length, options.dim());
        for (int row = 0; row < output.rows(); row++) {
            System.arraycopy(learnt.weights, row * options.dim(), output.block(row), output.offset(row), options.dim());
        }
        return output;
    }

    /** Mean loss of all examples in all epochs. */
    double loss() {
        return loss;
    }
}
