package dev.tamis.models.measure;

import java.util.List;

/**
 * How well one label is told from all others. A text may have several labels; it counts as positive for each of them.
 *
 * @param label without its prefix
 * @param texts number of texts that have it
 * @param predicted number of texts for which the classifier gives it, by its own rule where several labels are as likely
 * @param correct how many of those have it
 * @param precision {@code correct / predicted}; null where it is never predicted
 * @param recall {@code correct / texts}; null where no text has it
 * @param f1 harmonic mean of both; null where either is, 0 where both are 0
 * @param auc area under the ROC curve: how often a text with the label scores above one without it, ties counted half;
 *     null where all texts have it, or none
 * @param averagePrecision mean of the precision at each distinct score, weighted by the recall gained there (as
 *     scikit-learn's); null where no text has it
 * @param brier mean square of score minus truth
 * @param calibrationError expected calibration error: mean distance of share and mean score, weighted by the texts of
 *     each bin
 * @param calibration the bins, of equal width
 * @param positives histogram over {@link BinaryScores#HISTOGRAM_BINS} bins of equal width of the scores of texts with
 *     the label
 * @param negatives the same of the other texts
 * @param thresholds what thresholds keep, in rising order
 */
public record LabelFigures(
        String label,
        long texts,
        long predicted,
        long correct,
        Double precision,
        Double recall,
        Double f1,
        Double auc,
        Double averagePrecision,
        double brier,
        double calibrationError,
        List<CalibrationBin> calibration,
        List<Long> positives,
        List<Long> negatives,
        List<ThresholdRow> thresholds) {
    public LabelFigures {
        calibration = List.copyOf(calibration);
        positives = List.copyOf(positives);
        negatives = List.copyOf(negatives);
        thresholds = List.copyOf(thresholds);
    }

    /** A share, or null where there is nothing to have a share of. */
    static Double ratio(long part, long whole) {
        return whole == 0 ? null : (Double) ((double) part / whole);
    }

    static Double f1(Double precision, Double recall) {
        if (precision == null || recall == null) {
            return null;
        }
        double sum = precision + recall;
        return sum == 0 ? (Double) 0.0 : (Double) (2 * precision * recall / sum);
    }
}
