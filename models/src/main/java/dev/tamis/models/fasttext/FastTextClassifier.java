package dev.tamis.models.fasttext;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.ScoredText;
import dev.tamis.models.Scores;
import dev.tamis.models.TextModel;
import dev.tamis.models.TextScorer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A fastText classifier as a model of a recipe: the probability of one label, of several, or the likeliest label with its
 * probability. Probabilities are fastText's, clamped to 1. A text without any feature (no known word and no n-gram) has
 * none.
 */
public final class FastTextClassifier implements TextModel {
    private final Predictors predictors;
    private final int[] labels;
    private final Newlines newlines;
    private final List<ScoreColumn> columns;

    private FastTextClassifier(Predictors predictors, int[] labels, Newlines newlines, List<ScoreColumn> columns) {
        this.predictors = predictors;
        this.labels = labels;
        this.newlines = newlines;
        this.columns = List.copyOf(columns);
    }

    /**
     * Reads a classifier.
     *
     * @param source a {@code .bin} or {@code .ftz} of fastText
     * @param labels whose probabilities are wanted, with or without {@code __label__}; none for the likeliest label
     * @param single whether the one label's column has the model's own name
     * @throws ModelException if the file is broken, is no classifier, or lacks one of the labels
     */
    public static FastTextClassifier read(ModelSource source, List<String> labels, boolean single, Newlines newlines)
            throws IOException {
        FastTextModel model = FastTextModel.read(source);
        try {
            return new FastTextClassifier(
                    new Predictors(model),
                    numbers(model.dictionary(), labels, source.name()),
                    Objects.requireNonNull(newlines, "newlines"),
                    columns(labels, single));
        } catch (IllegalArgumentException e) {
            throw new ModelException(source.name() + ": " + e.getMessage(), e);
        }
    }

    private static int[] numbers(Dictionary dictionary, List<String> labels, String name) throws ModelException {
        int[] numbers = new int[labels.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = dictionary.labelNumber(labels.get(i));
            if (numbers[i] < 0) {
                throw new ModelException(
                        name + " has no label " + labels.get(i) + " (its labels: " + some(dictionary) + ")");
            }
        }
        return numbers;
    }

    private static String some(Dictionary dictionary) {
        List<String> names = new ArrayList<>();
        for (int label = 0; label < Math.min(dictionary.labels(), 20); label++) {
            names.add(dictionary.shortLabel(label));
        }
        return String.join(", ", names) + (dictionary.labels() > names.size() ? ", ..." : "");
    }

    private static List<ScoreColumn> columns(List<String> labels, boolean single) {
        if (labels.isEmpty()) {
            return List.of(
                    new ScoreColumn(
                            "_label",
                            SignalType.STRING,
                            "The likeliest label, without __label__; null for a text without features."),
                    new ScoreColumn(
                            "_score", SignalType.DOUBLE, "Its probability, 0 to 1; null for a text without features."));
        }
        if (single && labels.size() != 1) {
            throw new IllegalArgumentException("One label is wanted, not " + labels);
        }
        List<ScoreColumn> columns = new ArrayList<>();
        for (String label : labels) {
            columns.add(new ScoreColumn(
                    single ? "" : "_" + label,
                    SignalType.DOUBLE,
                    "Probability of the label " + label + ", 0 to 1; null for a text without features."));
        }
        return columns;
    }

    @Override
    public List<ScoreColumn> columns() {
        return columns;
    }

    @Override
    public TextScorer scorer() {
        return new Scorer();
    }

    private final class Scorer implements TextScorer {
        private final Predictor predictor = predictors.predictor();
        private final double[] most = new double[labels.length];
        private byte[] kept = new byte[0];
        private int label;
        private double score;

        @Override
        public void score(List<ScoredText> texts, Scores scores) {
            for (int text = 0; text < texts.size(); text++) {
                if (score(texts.get(text).utf8())) {
                    set(text, scores);
                }
            }
        }

        private void set(int text, Scores scores) {
            if (labels.length == 0) {
                scores.set(text, 0, predictors.model().dictionary().shortLabel(label));
                scores.set(text, 1, score);
            }
            for (int i = 0; i < labels.length; i++) {
                scores.set(text, i, most[i]);
            }
        }

        /** Whether the text has features. */
        private boolean score(byte[] utf8) {
            Arrays.fill(most, 0);
            score = -1;
            switch (newlines) {
                case SPACE -> add(utf8, 0, utf8.length);
                case DELETE -> {
                    int length = withoutLineFeeds(utf8);
                    add(kept, 0, length);
                }
                case LINES -> addLines(utf8);
            }
            return score >= 0;
        }

        private void addLines(byte[] utf8) {
            int start = 0;
            boolean blank = true;
            for (int i = 0; i <= utf8.length; i++) {
                if (i == utf8.length || utf8[i] == '\n') {
                    if (!blank) {
                        add(utf8, start, i);
                    }
                    start = i + 1;
                    blank = true;
                } else {
                    blank &= utf8[i] <= ' ' && utf8[i] >= 0;
                }
            }
        }

        private void add(byte[] utf8, int start, int end) {
            if (!predictor.read(utf8, start, end)) {
                return;
            }
            if (labels.length == 0) {
                int best = predictor.best();
                if (best >= 0 && predictor.bestProbability() > score) {
                    label = best;
                    score = clamped(predictor.bestProbability());
                }
                return;
            }
            score = 0;
            for (int i = 0; i < labels.length; i++) {
                most[i] = Math.max(most[i], clamped(predictor.probability(labels[i])));
            }
        }

        private int withoutLineFeeds(byte[] utf8) {
            if (kept.length < utf8.length) {
                kept = new byte[utf8.length];
            }
            int length = 0;
            for (byte b : utf8) {
                kept[length] = b;
                length += b == '\n' ? 0 : 1;
            }
            return length;
        }
    }

    /** The 0.00001 that fastText adds takes a sure label above 1. */
    private static double clamped(float probability) {
        return Math.max(0, Math.min(1, (double) probability));
    }
}
