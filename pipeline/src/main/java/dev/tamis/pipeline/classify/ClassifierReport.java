package dev.tamis.pipeline.classify;

import dev.tamis.models.evaluate.Evaluated;
import dev.tamis.models.measure.ClassifierFigures;
import dev.tamis.models.train.HeldOutSplit;
import java.util.List;
import java.util.SortedMap;

/**
 * What a report says of a classifier.
 *
 * @param title what was trained or measured
 * @param model the measured model
 * @param labels its labels, in its order
 * @param training how it was trained; null where it was only measured
 * @param measured what it does with the held-out or given texts; null where nothing was held out
 * @param small figures of the small copy on the same texts; null where there is none
 */
public record ClassifierReport(
        String title, ModelPin model, List<String> labels, Training training, Evaluated measured, Small small) {
    public ClassifierReport {
        labels = List.copyOf(labels);
    }

    /**
     * How a classifier was trained.
     *
     * @param texts that were learnt from
     * @param words of these texts in one epoch, labels and ends of lines included
     * @param dictionary distinct words that are features
     * @param loss mean over all epochs
     * @param labelWords words left out of the texts because they read like labels
     * @param counts texts on each side, by label
     * @param settings of training, under fastText's names
     */
    public record Training(
            long texts,
            long words,
            int dictionary,
            double loss,
            long labelWords,
            SortedMap<String, HeldOutSplit.Counts> counts,
            SortedMap<String, String> settings) {}

    /** The quantised copy: its file and what it does with the same texts. */
    public record Small(ModelPin model, ClassifierFigures figures) {}
}
