package dev.tamis.models.relevance;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextModel;
import dev.tamis.models.TextScorer;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;

/**
 * Importance weights by hashed n-grams, as DSIR has them (Xie et al. 2023): the natural logarithm of how much likelier a
 * text is in the target than in the raw corpus, where each n-gram falls into a bucket independently of the others. The
 * share of a bucket is smoothed by {@link #SMOOTHING}, as in the reference.
 */
public final class ImportanceModel implements TextModel {
    /** Added to the share of each bucket before its logarithm is taken. */
    public static final double SMOOTHING = 1e-8;

    private static final byte[] MAGIC = {'T', 'D', 'S', 'I', 'R', 0, 0, 1};
    private static final int HEADER_BYTES = MAGIC.length + 2 * Integer.BYTES;
    private static final int COLUMN_WEIGHT = 0;
    private static final int COLUMN_NGRAMS = 1;

    private static final List<ScoreColumn> COLUMNS = List.of(
            new ScoreColumn(
                    "",
                    SignalType.DOUBLE,
                    "Log importance weight of the document against the target (DSIR): the sum over its hashed n-grams of"
                            + " ln(share in the target) - ln(share in the corpus). Grows with length in either direction;"
                            + " 0 without words."),
            new ScoreColumn(
                    "_ngrams",
                    SignalType.LONG,
                    "N-grams of the document, all lengths together: the weight divided by it does not grow with length."));

    private final NgramCounts raw;
    private final NgramCounts target;
    private final double[] weights;

    /**
     * Fits the model.
     *
     * @param raw n-grams of the corpus that is chosen from
     * @param target n-grams of the sample that it should come to be like
     * @throws IllegalArgumentException if one of them has no n-grams, or they are of different kinds
     */
    public ImportanceModel(NgramCounts raw, NgramCounts target) {
        if (raw.ngrams() != target.ngrams() || raw.buckets() != target.buckets()) {
            throw new IllegalArgumentException("raw counts of " + raw.ngrams() + " ngrams in " + raw.buckets()
                    + " buckets, target counts of " + target.ngrams() + " in " + target.buckets());
        }
        this.raw = raw;
        this.target = target;
        double rawTotal = total(raw, "corpus");
        double targetTotal = total(target, "target sample");
        this.weights = new double[raw.buckets()];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = StrictMath.log(target.count(i) / targetTotal + SMOOTHING)
                    - StrictMath.log(raw.count(i) / rawTotal + SMOOTHING);
        }
    }

    private static long total(NgramCounts counts, String what) {
        long total = counts.total();
        if (total == 0) {
            throw new IllegalArgumentException("the " + what + " has no words");
        }
        return total;
    }

    @Override
    public List<ScoreColumn> columns() {
        return COLUMNS;
    }

    @Override
    public TextScorer scorer() {
        return new Scorer();
    }

    private final class Scorer implements TextScorer, HashedNgrams.Sink {
        private final HashedNgrams reader = new HashedNgrams(raw.ngrams(), raw.buckets());
        private double weight;
        private long ngrams;

        @Override
        public void score(List<ScoredText> texts, Scores scores) {
            for (int i = 0; i < texts.size(); i++) {
                weight = 0;
                ngrams = 0;
                reader.read(texts.get(i).utf8(), this);
                scores.set(i, COLUMN_WEIGHT, weight);
                scores.set(i, COLUMN_NGRAMS, ngrams);
            }
        }

        @Override
        public void add(int[] buckets, int count) {
            double sum = weight;
            for (int i = 0; i < count; i++) {
                sum += weights[buckets[i]];
            }
            weight = sum;
            ngrams += count;
        }
    }

    /**
     * Writes the fitted model: {@code TDSIR}, two zero bytes and a 1; the longest n-gram and the number of buckets as
     * 4-byte numbers; the corpus' counts and then the target's, 8 bytes each. All big-endian.
     */
    public void write(OutputStream out) throws IOException {
        DataOutputStream data = new DataOutputStream(out);
        data.write(MAGIC);
        data.writeInt(raw.ngrams());
        data.writeInt(raw.buckets());
        for (NgramCounts counts : List.of(raw, target)) {
            for (int i = 0; i < counts.buckets(); i++) {
                data.writeLong(counts.count(i));
            }
        }
        data.flush();
    }

    /**
     * Reads a model that {@link #write} wrote.
     *
     * @throws ModelException if it is none
     */
    public static ImportanceModel read(ModelSource source) throws IOException {
        try (InputStream in = source.open();
                DataInputStream data = new DataInputStream(new BufferedInputStream(in, 1 << 16))) {
            byte[] magic = new byte[MAGIC.length];
            data.readFully(magic);
            if (!java.util.Arrays.equals(magic, MAGIC)) {
                throw new ModelException(source.name() + " is no DSIR model of Tamis: it does not start with TDSIR");
            }
            int ngrams = data.readInt();
            int buckets = data.readInt();
            if (ngrams < 1 || ngrams > NgramCounts.LONGEST || buckets < 1 || buckets > NgramCounts.MOST_BUCKETS) {
                throw new ModelException(source.name() + " at byte " + MAGIC.length + ": " + ngrams + " ngrams in "
                        + buckets + " buckets");
            }
            long expected = HEADER_BYTES + 2L * Long.BYTES * buckets;
            if (source.length() != expected) {
                throw new ModelException(source.name() + " has " + source.length() + " bytes, but " + buckets
                        + " buckets take " + expected);
            }
            NgramCounts raw = counts(data, ngrams, buckets, source, HEADER_BYTES);
            NgramCounts target = counts(data, ngrams, buckets, source, HEADER_BYTES + (long) Long.BYTES * buckets);
            return new ImportanceModel(raw, target);
        } catch (EOFException e) {
            throw new ModelException(source.name() + " ends early, after fewer than " + source.length() + " bytes", e);
        } catch (IllegalArgumentException e) {
            throw new ModelException(source.name() + ": " + e.getMessage(), e);
        }
    }

    private static NgramCounts counts(DataInputStream data, int ngrams, int buckets, ModelSource source, long at)
            throws IOException {
        long[] counts = new long[buckets];
        long total = 0;
        for (int i = 0; i < buckets; i++) {
            counts[i] = data.readLong();
            total += counts[i];
            if (counts[i] < 0 || total < 0) {
                throw new ModelException(source.name() + " at byte " + (at + (long) Long.BYTES * i) + ": a count of "
                        + counts[i] + ", " + total + " in all");
            }
        }
        return new NgramCounts(ngrams, counts);
    }
}
