package dev.tamis.models.train;

import dev.tamis.models.fasttext.Args;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Settings of training, under fastText's names.
 *
 * @param lr learning rate at the start; it falls linearly to 0
 * @param lrUpdateRate words after which it falls
 * @param dim length of vectors
 * @param epoch passes over the texts
 * @param wordNgrams longest n-gram of words that is a feature
 * @param minCount words seen less often are not features of their own
 * @param minCountLabel labels seen less often are left out
 * @param bucket rows that hashed n-grams share
 * @param minn shortest n-gram of characters
 * @param maxn longest n-gram of characters; 0 for none
 * @param loss of the output
 * @param neg negatives drawn for each text, with negative sampling
 * @param thread number of threads; the model is the same with any
 * @param seed of the first vectors, the order of the texts and all other chance
 */
public record TrainOptions(
        double lr,
        int lrUpdateRate,
        int dim,
        int epoch,
        int wordNgrams,
        int minCount,
        int minCountLabel,
        int bucket,
        int minn,
        int maxn,
        Loss loss,
        int neg,
        int thread,
        long seed) {

    /** What {@code fasttext supervised} does by default. */
    public static final TrainOptions DEFAULTS =
            new TrainOptions(0.1, 100, 100, 5, 1, 1, 0, 2_000_000, 0, 0, Loss.SOFTMAX, 5, 1, 17);

    /** @throws IllegalArgumentException naming every option that is out of bounds */
    public TrainOptions {
        Objects.requireNonNull(loss, "loss");
        List<String> problems = new ArrayList<>();
        if (!(lr > 0 && lr <= 100)) {
            problems.add("lr is " + lr + ", must be above 0 and at most 100");
        }
        within(problems, "lrUpdateRate", lrUpdateRate, 1, Integer.MAX_VALUE);
        within(problems, "dim", dim, 1, 4096);
        within(problems, "epoch", epoch, 1, 10_000);
        within(problems, "wordNgrams", wordNgrams, 1, 16);
        within(problems, "minCount", minCount, 1, Integer.MAX_VALUE);
        within(problems, "minCountLabel", minCountLabel, 0, Integer.MAX_VALUE);
        within(problems, "bucket", bucket, wordNgrams > 1 || maxn > 0 ? 1 : 0, 1 << 30);
        within(problems, "minn", minn, 0, 16);
        within(problems, "maxn", maxn, 0, 16);
        if (maxn > 0 && minn > maxn) {
            problems.add("minn is " + minn + ", must be at most maxn, which is " + maxn);
        }
        within(problems, "neg", neg, 1, 1000);
        within(problems, "thread", thread, 1, 256);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }

    private static void within(List<String> problems, String name, long value, long least, long most) {
        if (value < least || value > most) {
            problems.add(name + " is " + value + ", must be from " + least + " to " + most);
        }
    }

    /** Whether any feature is hashed into buckets. */
    public boolean hashes() {
        return wordNgrams > 1 || maxn > 0;
    }

    /** Rows of the buckets: none where nothing is hashed, as fastText does. */
    public int buckets() {
        return hashes() ? bucket : 0;
    }

    /** What a model's file keeps of them. */
    public Args args() {
        return new Args(
                dim,
                5,
                epoch,
                minCount,
                neg,
                wordNgrams,
                loss,
                Task.SUPERVISED,
                buckets(),
                minn,
                maxn,
                lrUpdateRate,
                1e-4);
    }
}
