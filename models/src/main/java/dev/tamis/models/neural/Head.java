package dev.tamis.models.neural;

import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ScoreColumn;
import dev.tamis.models.Scores;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What the numbers that a network gives for one document mean.
 *
 * @param task what its output means
 * @param labels names of its outputs in their order, for {@link Task#CLASSIFY} and {@link Task#MULTILABEL}; else empty
 * @param label the one whose probability alone is wanted; null for all
 * @param probabilities whether the network itself ends in the softmax or sigmoid, so that its outputs are taken as they are
 */
public record Head(Task task, List<String> labels, String label, boolean probabilities) {
    public Head {
        Objects.requireNonNull(task, "task");
        labels = List.copyOf(labels);
        boolean named = task == Task.CLASSIFY || task == Task.MULTILABEL;
        if (named && labels.isEmpty()) {
            throw new IllegalArgumentException("Missing labels: task " + task.id() + " needs one for each output");
        }
        if (!named && !(labels.isEmpty() && label == null)) {
            throw new IllegalArgumentException("Invalid labels: task " + task.id() + " has none");
        }
        if (labels.stream().distinct().count() < labels.size()) {
            throw new IllegalArgumentException("Invalid labels: one stands there twice: " + labels);
        }
        if (label != null && !labels.contains(label)) {
            throw new IllegalArgumentException("Invalid label: \"" + label + "\" (must be one of " + labels + ")");
        }
    }

    /** How many numbers the network gives for each document; 0 for an embedding, which has any length. */
    public int outputs() {
        return switch (task) {
            case CLASSIFY, MULTILABEL -> labels.size();
            case REGRESS -> 1;
            case EMBED -> 0;
        };
    }

    /** The columns that it fills, in their order. */
    public List<ScoreColumn> columns() {
        List<ScoreColumn> columns = new ArrayList<>();
        switch (task) {
            case CLASSIFY -> {
                if (label == null) {
                    columns.add(new ScoreColumn("_label", SignalType.STRING, "The most likely label."));
                    columns.add(new ScoreColumn("_score", SignalType.DOUBLE, "Its probability, 0 to 1."));
                } else {
                    columns.add(new ScoreColumn("", SignalType.DOUBLE, "Probability of the label, 0 to 1."));
                }
            }
            case MULTILABEL -> {
                if (label != null) {
                    columns.add(new ScoreColumn("", SignalType.DOUBLE, "Probability of the label, 0 to 1."));
                } else {
                    for (String each : labels) {
                        columns.add(new ScoreColumn(
                                "_" + plain(each), SignalType.DOUBLE, "Probability of " + each + ", 0 to 1."));
                    }
                }
            }
            case REGRESS ->
                columns.add(new ScoreColumn("", SignalType.DOUBLE, "The number that the model gives to the document."));
            case EMBED -> {}
        }
        Set<String> suffixes = new HashSet<>();
        for (ScoreColumn column : columns) {
            if (!suffixes.add(column.suffix())) {
                throw new IllegalArgumentException("Invalid labels: two columns would end in " + column.suffix());
            }
        }
        return List.copyOf(columns);
    }

    /** A label as part of a column's name: what is no ASCII letter or digit becomes an underscore. */
    private static String plain(String label) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < label.length(); i++) {
            char c = label.charAt(i);
            boolean word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            plain.append(word ? c : '_');
        }
        return plain.toString();
    }

    /**
     * Sets the columns of a document; not those of {@link Task#EMBED}, for which see {@link #unit}.
     *
     * @param values of which {@link #outputs} from {@code at} on are the document's
     */
    public void set(float[] values, int at, int document, Scores scores) {
        int width = outputs();
        switch (task) {
            case CLASSIFY -> {
                double[] shares = probabilities ? asTheyAre(values, at, width) : softmax(values, at, width);
                int best = label == null ? greatest(shares) : labels.indexOf(label);
                if (label == null && best >= 0) {
                    scores.set(document, 0, labels.get(best));
                    scores.set(document, 1, clamped(shares[best]));
                } else if (best >= 0) {
                    scores.set(document, 0, clamped(shares[best]));
                }
            }
            case MULTILABEL -> {
                for (int i = 0, column = 0; i < width; i++) {
                    if (label == null || label.equals(labels.get(i))) {
                        double value = values[at + i];
                        scores.set(document, column++, clamped(probabilities ? value : sigmoid(value)));
                    }
                }
            }
            case REGRESS -> scores.set(document, 0, values[at]);
            case EMBED -> throw new IllegalStateException("An embedding fills no columns");
        }
    }

    /** A vector brought to length 1; null if a number is not finite or all are 0. */
    public static float[] unit(double[] vector) {
        double square = 0;
        for (double value : vector) {
            square += value * value;
        }
        double length = Math.sqrt(square);
        if (!(length > 0) || Double.isInfinite(length)) {
            return null;
        }
        float[] unit = new float[vector.length];
        for (int d = 0; d < vector.length; d++) {
            unit[d] = (float) (vector[d] / length);
        }
        return unit;
    }

    private static double[] asTheyAre(float[] values, int at, int width) {
        double[] copy = new double[width];
        for (int i = 0; i < width; i++) {
            copy[i] = values[at + i];
        }
        return copy;
    }

    private static double[] softmax(float[] values, int at, int width) {
        double[] shares = asTheyAre(values, at, width);
        double most = Double.NEGATIVE_INFINITY;
        for (double value : shares) {
            most = Math.max(most, value);
        }
        double sum = 0;
        for (int i = 0; i < width; i++) {
            // StrictMath: the same bits on every machine.
            shares[i] = StrictMath.exp(shares[i] - most);
            sum += shares[i];
        }
        for (int i = 0; i < width; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private static double sigmoid(double value) {
        return 1 / (1 + StrictMath.exp(-value));
    }

    /** The first of the greatest; -1 if a number is not one. */
    private static int greatest(double[] values) {
        int best = 0;
        for (int i = 0; i < values.length; i++) {
            if (Double.isNaN(values[i])) {
                return -1;
            }
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    /** Rounding may lead out of 0 to 1; NaN stays. */
    private static double clamped(double share) {
        return share > 1 ? 1 : share < 0 ? 0 : share;
    }
}
