package dev.tamis.models.fasttext;

import dev.tamis.models.ModelException;
import java.io.IOException;
import java.util.Objects;

/**
 * The settings of training that a model file keeps, in the file's order.
 *
 * @param dim length of a vector
 * @param ws size of the context window; unused by a classifier
 * @param epoch passes over the training text
 * @param minCount words that were seen less often are not in the dictionary
 * @param neg negatives sampled for a target
 * @param wordNgrams longest word n-gram that is a feature; 1 for words alone
 * @param loss of the output
 * @param task what it was trained for
 * @param bucket number of rows that hashed n-grams share; 0 where there are none
 * @param minn shortest character n-gram of a word that is a feature, in code points with the marks {@code <} and
 *     {@code >} of the word's ends
 * @param maxn longest such n-gram; 0 for none
 * @param lrUpdateRate tokens after which the learning rate is updated
 * @param t threshold of sampling; unused by a classifier
 */
public record Args(
        int dim,
        int ws,
        int epoch,
        int minCount,
        int neg,
        int wordNgrams,
        Loss loss,
        Task task,
        int bucket,
        int minn,
        int maxn,
        int lrUpdateRate,
        double t) {

    /** Longest n-gram of words or characters; without a bound, a broken header makes features quadratic in the text. */
    static final int LONGEST_NGRAM = 64;

    /** Bytes of these settings in a file. */
    static final int BYTES = 12 * Integer.BYTES + Double.BYTES;

    public Args {
        Objects.requireNonNull(loss, "loss");
        Objects.requireNonNull(task, "task");
        if (dim < 1) {
            throw new IllegalArgumentException("dim is " + dim + ", must be at least 1");
        }
        if (wordNgrams > LONGEST_NGRAM) {
            throw new IllegalArgumentException("wordNgrams is " + wordNgrams + ", must be at most " + LONGEST_NGRAM);
        }
        if (maxn > LONGEST_NGRAM) {
            throw new IllegalArgumentException("maxn is " + maxn + ", must be at most " + LONGEST_NGRAM);
        }
        if (bucket < 0) {
            throw new IllegalArgumentException("bucket is " + bucket + ", must not be negative");
        }
        if (bucket == 0 && (wordNgrams > 1 || maxn > 0)) {
            throw new IllegalArgumentException(
                    "bucket is 0, but there are n-grams (wordNgrams " + wordNgrams + ", maxn " + maxn + ")");
        }
    }

    /** What {@code fasttext supervised} sets by default: words alone, 100 dimensions, softmax. */
    public static Args supervised() {
        return new Args(100, 5, 5, 1, 5, 1, Loss.SOFTMAX, Task.SUPERVISED, 0, 0, 0, 100, 1e-4);
    }

    /** Whether any feature is hashed into buckets. */
    public boolean hashes() {
        return wordNgrams > 1 || maxn > 0;
    }

    static Args read(LittleEndianInput in, int version) throws IOException {
        long at = in.offset();
        int dim = in.readInt();
        int ws = in.readInt();
        int epoch = in.readInt();
        int minCount = in.readInt();
        int neg = in.readInt();
        int wordNgrams = in.readInt();
        int lossCode = in.readInt();
        int taskCode = in.readInt();
        int bucket = in.readInt();
        int minn = in.readInt();
        int maxn = in.readInt();
        int lrUpdateRate = in.readInt();
        double t = in.readDouble();
        Loss loss = Loss.of(lossCode);
        Task task = Task.of(taskCode);
        if (loss == null) {
            throw in.broken(at, "unknown loss " + lossCode);
        }
        if (task == null) {
            throw in.broken(at, "unknown kind of model " + taskCode);
        }
        if (version == 11 && task == Task.SUPERVISED) {
            // Classifiers of that version had no character n-grams, whatever the field says.
            maxn = 0;
        }
        try {
            return new Args(dim, ws, epoch, minCount, neg, wordNgrams, loss, task, bucket, minn, maxn, lrUpdateRate, t);
        } catch (IllegalArgumentException e) {
            ModelException broken = in.broken(at, e.getMessage());
            broken.initCause(e);
            throw broken;
        }
    }

    void write(LittleEndianOutput out) throws IOException {
        out.writeInt(dim);
        out.writeInt(ws);
        out.writeInt(epoch);
        out.writeInt(minCount);
        out.writeInt(neg);
        out.writeInt(wordNgrams);
        out.writeInt(loss.code());
        out.writeInt(task.code());
        out.writeInt(bucket);
        out.writeInt(minn);
        out.writeInt(maxn);
        out.writeInt(lrUpdateRate);
        out.writeDouble(t);
    }
}
