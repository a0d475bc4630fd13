package dev.tamis.models.measure;

/**
 * What a keep rule {@code score >= threshold} would do to the measured texts.
 *
 * @param threshold the least score kept
 * @param kept number of texts kept
 * @param share of all texts that are kept
 * @param precision share of the kept texts that have the label; null where none is kept
 * @param recall share of the texts with the label that are kept; null where none has it
 * @param f1 harmonic mean of precision and recall; null where either is, 0 where both are 0
 */
public record ThresholdRow(double threshold, long kept, double share, Double precision, Double recall, Double f1) {

    static ThresholdRow of(double threshold, long kept, long keptPositives, long texts, long positives) {
        Double precision = LabelFigures.ratio(keptPositives, kept);
        Double recall = LabelFigures.ratio(keptPositives, positives);
        return new ThresholdRow(
                threshold, kept, (double) kept / texts, precision, recall, LabelFigures.f1(precision, recall));
    }
}
