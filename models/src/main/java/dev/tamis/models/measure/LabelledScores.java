package dev.tamis.models.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** Collects what a classifier says of texts whose labels are known. Memory: 4 bytes a label and text. */
public final class LabelledScores {
    private final List<String> labels;
    private float[][] scores;
    private int[][] truths = new int[1024][];
    private int[] predicted = new int[1024];
    private int texts;

    /** @param labels all that the classifier knows, without prefix, in its order */
    public LabelledScores(List<String> labels) {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException("A classifier without labels tells nothing apart");
        }
        this.labels = List.copyOf(labels);
        scores = new float[labels.size()][1024];
    }

    public int texts() {
        return texts;
    }

    /**
     * Adds a text.
     *
     * @param truth the places of its labels in the classifier's list, at least one; kept, not copied
     * @param probabilities one a label, taken as from 0 to 1
     * @param prediction the label that the classifier gives, by its own rule where several are as likely
     */
    public void add(int[] truth, float[] probabilities, int prediction) {
        Objects.checkIndex(prediction, labels.size());
        Objects.checkIndex(0, truth.length);
        if (probabilities.length != labels.size()) {
            throw new IllegalArgumentException(
                    "Got " + probabilities.length + " probabilities for " + labels.size() + " labels");
        }
        for (int label : truth) {
            Objects.checkIndex(label, labels.size());
        }
        if (texts == truths.length) {
            int more = texts * 2;
            truths = Arrays.copyOf(truths, more);
            predicted = Arrays.copyOf(predicted, more);
            for (int i = 0; i < scores.length; i++) {
                scores[i] = Arrays.copyOf(scores[i], more);
            }
        }
        truths[texts] = truth;
        predicted[texts] = prediction;
        for (int i = 0; i < probabilities.length; i++) {
            // fastText's softmax may give a little more than 1.
            float score = probabilities[i];
            scores[i][texts] = score > 0 ? Math.min(score, 1) : 0;
        }
        texts++;
    }

    /** The label that the classifier gives. */
    public int predicted(int text) {
        return predicted[Objects.checkIndex(text, texts)];
    }

    /** The score of a text for a label. */
    public float score(int text, int label) {
        return scores[label][Objects.checkIndex(text, texts)];
    }

    /** The labels of a text. */
    public int[] truth(int text) {
        return truths[Objects.checkIndex(text, texts)].clone();
    }

    /** Whether the text has the label. */
    public boolean has(int text, int label) {
        for (int truth : truths[text]) {
            if (truth == label) {
                return true;
            }
        }
        return false;
    }

    /** Measures all texts added so far. */
    public ClassifierFigures figures() {
        int count = labels.size();
        long[] predictions = new long[count];
        long[] correct = new long[count];
        long[][] confusion = new long[count][count];
        for (int text = 0; text < texts; text++) {
            int best = predicted(text);
            predictions[best]++;
            correct[best] += has(text, best) ? 1 : 0;
            if (truths[text].length == 1) {
                confusion[truths[text][0]][best]++;
            }
        }
        List<LabelFigures> figures = new ArrayList<>();
        for (int label = 0; label < count; label++) {
            figures.add(figures(label, predictions[label], correct[label]));
        }
        return new ClassifierFigures(
                texts,
                LabelFigures.ratio(Arrays.stream(correct).sum(), texts),
                mean(figures.stream().map(LabelFigures::f1).toList()),
                mean(figures.stream().map(LabelFigures::auc).toList()),
                figures,
                Arrays.stream(confusion)
                        .map(row -> Arrays.stream(row).boxed().toList())
                        .toList());
    }

    private LabelFigures figures(int label, long predictions, long correct) {
        boolean[] positive = new boolean[texts];
        long having = 0;
        for (int text = 0; text < texts; text++) {
            positive[text] = has(text, label);
            having += positive[text] ? 1 : 0;
        }
        BinaryScores sorted = new BinaryScores(Arrays.copyOf(scores[label], texts), positive);
        Double precision = LabelFigures.ratio(correct, predictions);
        Double recall = LabelFigures.ratio(correct, having);
        List<CalibrationBin> calibration = sorted.calibration();
        return new LabelFigures(
                labels.get(label),
                having,
                predictions,
                correct,
                precision,
                recall,
                LabelFigures.f1(precision, recall),
                sorted.auc(),
                sorted.averagePrecision(),
                sorted.brier(),
                BinaryScores.calibrationError(calibration),
                calibration,
                sorted.histogram(true),
                sorted.histogram(false),
                sorted.thresholds());
    }

    private static Double mean(List<Double> values) {
        double sum = 0;
        int known = 0;
        for (Double value : values) {
            if (value != null) {
                sum += value;
                known++;
            }
        }
        return known == 0 ? null : (Double) (sum / known);
    }
}
