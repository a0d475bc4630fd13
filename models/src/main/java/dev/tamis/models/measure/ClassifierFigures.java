package dev.tamis.models.measure;

import java.util.List;

/**
 * How well a classifier tells texts apart whose labels are known.
 *
 * @param texts number of texts measured
 * @param accuracy share of texts for which the classifier gives one of their labels; null where there are no texts
 * @param macroF1 mean of the labels' F1, of those that have one; null where none has
 * @param macroAuc mean of the labels' AUC against all other labels, of those that have one; null where none has
 * @param labels each label, in the model's order
 * @param confusion {@code [truth][predicted]}: number of texts with just the one label {@code truth}
 */
public record ClassifierFigures(
        long texts,
        Double accuracy,
        Double macroF1,
        Double macroAuc,
        List<LabelFigures> labels,
        List<List<Long>> confusion) {
    public ClassifierFigures {
        labels = List.copyOf(labels);
        confusion = confusion.stream().map(List::copyOf).toList();
    }

    /** The figures of a label, or null where the model does not know it. */
    public LabelFigures label(String label) {
        return labels.stream()
                .filter(figures -> figures.label().equals(label))
                .findFirst()
                .orElse(null);
    }
}
