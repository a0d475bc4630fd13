package dev.tamis.models.evaluate;

import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.Line;
import dev.tamis.models.fasttext.Loss;
import dev.tamis.models.fasttext.TokenScanner;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the words and n-grams that speak most for each label. A model does not hold its n-grams, only their buckets;
 * those that stand in the texts looked at are known again by their places among a text's features.
 */
public final class TellingFeatures {
    /** Models with more labels are not looked at: each feature has a count for each label, and nobody reads so many lists. */
    public static final int MOST_LABELS = 20;

    /** Distinct words and n-grams remembered; later ones are not looked at. */
    private static final int MOST_FEATURES = 500_000;

    private static final int SHOWN = 25;
    private static final int FEWEST_TEXTS = 3;

    /** A feature must stand in one text in so many, for the vectors of rare ones are mostly chance. */
    private static final int RAREST = 1000;

    private static final class Seen {
        final int row;
        final int[] texts;
        int last = -1;

        Seen(int row, int labels) {
            this.row = row;
            texts = new int[labels];
        }

        long all() {
            return Arrays.stream(texts).asLongStream().sum();
        }
    }

    private final FastTextModel model;
    private final Dictionary dictionary;
    private final Map<String, Seen> seen = new HashMap<>();
    private final Map<Integer, Integer> sharing = new HashMap<>();
    private final Line line = new Line();
    private final TokenScanner scanner = new TokenScanner();
    private final List<String> tokens = new ArrayList<>();
    private int texts;

    /** @param model of which {@link #canTell} holds */
    public TellingFeatures(FastTextModel model) {
        this.model = model;
        dictionary = model.dictionary();
    }

    /**
     * Whether the model has a vector for each label, and not more than {@link #MOST_LABELS}; that of a hierarchical softmax
     * has vectors for decisions.
     */
    public static boolean canTell(FastTextModel model) {
        return model.args().loss() != Loss.HIERARCHICAL_SOFTMAX
                && model.dictionary().labels() <= MOST_LABELS;
    }

    /** Looks at a text, one line without its end. */
    public void add(byte[] utf8, int from, int to, int label) {
        dictionary.text(utf8, from, to, line);
        tokens(utf8, from, to);
        for (String token : tokens) {
            byte[] word = token.getBytes(StandardCharsets.UTF_8);
            int row = dictionary.find(word, 0, word.length);
            if (row >= 0 && row < dictionary.words()) {
                count(token, row, label);
            }
        }
        addNgrams(label);
        texts++;
    }

    private void addNgrams(int label) {
        int longest = model.args().wordNgrams();
        int count = tokens.size();
        int ngrams = 0;
        for (int i = 0; i < count; i++) {
            ngrams += Math.min(count, i + longest) - Math.min(count, i + 1);
        }
        int at = line.rowCount() - ngrams;
        // A pruned model leaves n-grams out, and places no longer tell which is which.
        if (longest < 2 || model.isQuantised() || at < 0) {
            return;
        }
        for (int i = 0; i < count; i++) {
            StringBuilder words = new StringBuilder(tokens.get(i));
            for (int j = i + 1; j < Math.min(count, i + longest); j++) {
                words.append(' ').append(tokens.get(j));
                count(words.toString(), line.rows()[at++], label);
            }
        }
    }

    private void count(String text, int row, int label) {
        Seen feature = seen.get(text);
        if (feature == null) {
            if (seen.size() >= MOST_FEATURES) {
                return;
            }
            feature = new Seen(row, dictionary.labels());
            seen.put(text, feature);
            sharing.merge(row, 1, Integer::sum);
        }
        if (feature.last != texts) {
            feature.last = texts;
            feature.texts[label]++;
        }
    }

    /** The words of a text as the dictionary cuts it, and its end. */
    private void tokens(byte[] utf8, int from, int to) {
        tokens.clear();
        scanner.over(utf8, from, to);
        while (scanner.next()) {
            if (!scanner.isLabel()) {
                tokens.add(scanner.text());
            }
            if (scanner.isEndOfLine()) {
                return;
            }
        }
        tokens.add(Dictionary.END_OF_LINE);
    }

    /** The features that speak most for each label, of those seen often enough. */
    public List<LabelFeatures> found() {
        long fewest = Math.max(FEWEST_TEXTS, texts / RAREST);
        Map<String, Seen> often = new HashMap<>();
        seen.forEach((text, feature) -> {
            if (feature.all() >= fewest) {
                often.put(text, feature);
            }
        });
        List<LabelFeatures> found = new ArrayList<>();
        for (int label = 0; label < dictionary.labels(); label++) {
            float[] direction = direction(label);
            List<TellingFeature> features = new ArrayList<>();
            often.forEach((text, feature) -> features.add(new TellingFeature(
                    text,
                    model.input().dot(feature.row, direction),
                    Arrays.stream(feature.texts).asLongStream().boxed().toList(),
                    feature.row < dictionary.words() ? 0 : sharing.get(feature.row) - 1)));
            features.sort(Comparator.comparingDouble((TellingFeature feature) -> -feature.weight())
                    .thenComparing(TellingFeature::text));
            found.add(new LabelFeatures(
                    dictionary.shortLabel(label), features.subList(0, Math.min(SHOWN, features.size()))));
        }
        return found;
    }

    private float[] direction(int label) {
        int labels = dictionary.labels();
        float[] direction = new float[model.args().dim()];
        model.output().addRow(label, direction);
        if (model.args().loss() == Loss.SOFTMAX && labels > 1) {
            float[] others = new float[direction.length];
            for (int other = 0; other < labels; other++) {
                if (other != label) {
                    model.output().addRow(other, others);
                }
            }
            for (int i = 0; i < direction.length; i++) {
                direction[i] -= others[i] / (labels - 1);
            }
        }
        return direction;
    }
}
