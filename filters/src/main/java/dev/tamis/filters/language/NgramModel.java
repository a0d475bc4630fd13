package dev.tamis.filters.language;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import opennlp.tools.langdetect.LanguageDetectorModel;
import opennlp.tools.ml.model.AbstractModel;
import opennlp.tools.ml.model.Context;

/**
 * OpenNLP's maximum-entropy model of 103 languages over which n-grams of one to three characters a text has, held in
 * primitive arrays. Gives the probabilities that OpenNLP's own evaluation gives, but for rounding.
 */
final class NgramModel {
    private static final String RESOURCE = "/langdetect-183.bin";
    private static final int LONGEST = 3;

    private final String[] languages;
    /** Open addressing: packed n-gram, or 0 for an empty slot, and the number of its feature. */
    private final long[] keys;

    private final int[] features;
    private final int shift;
    /**
     * Weights are kept as multiples of 2^-19: probabilities come within 1e-4 of OpenNLP's, sums are the same in any order,
     * and a processor adds eight at once. The largest is below 0.4, so that 10,000 n-grams cannot overflow; a sampled text
     * has 6,000.
     */
    private static final double ONE = 1 << 19;

    /** A feature that tells of at least so many languages gets a row of all: adding a row needs no look-up. */
    private static final int DENSE = 40;

    /** Rows of the first features, one weight for each language, padded to {@link #stride}. */
    private final int[] rows;

    private final int stride;
    private final int dense;

    /** Weights of a later feature f are those from {@code starts[f - dense]} to {@code starts[f - dense + 1]}. */
    private final int[] starts;

    private final byte[] outcomes;
    private final int[] weights;

    private NgramModel(String[] languages, Map<?, ?> predicates) {
        this.languages = languages.clone();
        int size = predicates.size();
        int bits = 34 - Integer.numberOfLeadingZeros(size);
        this.shift = 64 - bits;
        this.keys = new long[1 << bits];
        this.features = new int[1 << bits];
        this.stride = (languages.length + 7) & ~7;
        int wide = 0;
        int total = 0;
        for (Object value : predicates.values()) {
            int known = ((Context) value).getOutcomes().length;
            wide += known >= DENSE ? 1 : 0;
            total += known >= DENSE ? 0 : known;
        }
        this.dense = wide;
        this.rows = new int[wide * stride];
        this.starts = new int[size - wide + 1];
        this.outcomes = new byte[total];
        this.weights = new int[total];
        int row = 0;
        int list = 0;
        int at = 0;
        for (Map.Entry<?, ?> e : predicates.entrySet()) {
            int slot = slot(key((String) e.getKey()));
            keys[slot] = key((String) e.getKey());
            int[] known = ((Context) e.getValue()).getOutcomes();
            double[] parameters = ((Context) e.getValue()).getParameters();
            if (known.length >= DENSE) {
                for (int i = 0; i < known.length; i++) {
                    rows[row * stride + known[i]] = fixed(parameters[i]);
                }
                features[slot] = row++;
            } else {
                for (int i = 0; i < known.length; i++) {
                    outcomes[at] = (byte) known[i];
                    weights[at++] = fixed(parameters[i]);
                }
                features[slot] = dense + list;
                starts[++list] = at;
            }
        }
    }

    private static int fixed(double weight) {
        return (int) Math.rint(weight * ONE);
    }

    private static long key(String gram) {
        if (gram.isEmpty() || gram.length() > LONGEST) {
            throw new IllegalStateException("n-gram of " + gram.length() + " characters in " + RESOURCE);
        }
        long key = 0;
        for (int i = 0; i < gram.length(); i++) {
            key = key << 16 | gram.charAt(i);
        }
        return key;
    }

    /** Reads the model that opennlp-models-langdetect brings. Takes most of a second, and 40 MB while it lasts. */
    static NgramModel load() {
        try (InputStream in = NgramModel.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(
                        "no " + RESOURCE + " on the class path; add org.apache.opennlp:opennlp-models-langdetect");
            }
            AbstractModel model = (AbstractModel) new LanguageDetectorModel(in).getMaxentModel();
            Object[] structures = model.getDataStructures();
            if (model.getModelType() != AbstractModel.ModelType.Maxent || model.getNumOutcomes() > Byte.MAX_VALUE) {
                throw new IllegalStateException(RESOURCE + " is a " + model.getModelType() + " model of "
                        + model.getNumOutcomes() + " outcomes; only maxent models of at most 127 are known here");
            }
            return new NgramModel((String[]) structures[2], (Map<?, ?>) structures[1]);
        } catch (IOException e) {
            throw new IllegalStateException(RESOURCE + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** ISO 639-3 codes in the model's order. */
    String[] languages() {
        return languages.clone();
    }

    /** What one thread needs to evaluate texts. */
    Evaluation evaluation() {
        return new Evaluation();
    }

    private int slot(long key) {
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    /** Evaluates one text after another. */
    final class Evaluation {
        /** Number of the text that last had the feature: a set that is emptied by counting on. */
        private final int[] seen = new int[dense + starts.length - 1];

        private final int[] scores = new int[stride];
        private final double[] probabilities = new double[languages.length];
        private int text;

        /** Where the rows of the text's features start, each once. */
        private int[] distinct = new int[2048];

        private int found;

        /**
         * The probability of each language, in the model's order; sums to 1. The array is reused by the next call.
         *
         * @param chars cleaned text, of which the first {@code length} count; NUL is not looked up
         */
        double[] probabilities(char[] chars, int length) {
            if (++text == 0) {
                Arrays.fill(seen, 0);
                text = 1;
            }
            found = 0;
            Arrays.fill(scores, 0);
            long key = 0;
            for (int i = 0; i < length; i++) {
                key = (key << 16 | chars[i]) & 0xFFFF_FFFF_FFFFL;
                add(key & 0xFFFF);
                if (i >= 1) {
                    add(key & 0xFFFF_FFFFL);
                }
                if (i >= 2) {
                    add(key);
                }
            }
            sum(rows, scores, stride);
            return normalized();
        }

        private void add(long key) {
            int slot = slot(key);
            if (keys[slot] == 0) {
                return;
            }
            int feature = features[slot];
            if (seen[feature] != text) {
                seen[feature] = text;
                if (feature < dense) {
                    if (found == distinct.length) {
                        distinct = Arrays.copyOf(distinct, 2 * found);
                    }
                    distinct[found++] = feature * stride;
                } else {
                    rare(feature - dense);
                }
            }
        }

        /** Adds the rows found, four at a time: the loop is bound by memory, and vectors well only on local arrays. */
        private void sum(int[] rows, int[] scores, int stride) {
            int f = 0;
            for (; f + 4 <= found; f += 4) {
                int a = distinct[f];
                int b = distinct[f + 1];
                int c = distinct[f + 2];
                int d = distinct[f + 3];
                for (int i = 0; i < stride; i++) {
                    scores[i] += (rows[a + i] + rows[b + i]) + (rows[c + i] + rows[d + i]);
                }
            }
            for (; f < found; f++) {
                int a = distinct[f];
                for (int i = 0; i < stride; i++) {
                    scores[i] += rows[a + i];
                }
            }
        }

        private void rare(int feature) {
            int end = starts[feature + 1];
            for (int i = starts[feature]; i < end; i++) {
                scores[outcomes[i]] += weights[i];
            }
        }

        private double[] normalized() {
            int top = Integer.MIN_VALUE;
            for (int i = 0; i < languages.length; i++) {
                top = Math.max(top, scores[i]);
            }
            double sum = 0;
            for (int i = 0; i < languages.length; i++) {
                // StrictMath: the same bits on every machine.
                probabilities[i] = StrictMath.exp(((long) scores[i] - top) / ONE);
                sum += probabilities[i];
            }
            for (int i = 0; i < languages.length; i++) {
                probabilities[i] /= sum;
            }
            return probabilities;
        }
    }
}
