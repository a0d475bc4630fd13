package dev.tamis.models.measure;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

/** Scores of texts for one label, sorted, with whether each text has the label. */
final class BinaryScores {

    /** Bins of the score histogram. */
    static final int HISTOGRAM_BINS = 40;

    private static final int CALIBRATION_BINS = 10;

    private static final double[] THRESHOLDS = {0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99};

    /** Shares of the texts that a threshold is looked for, which keeps so many; 0.1 is what DCLM keeps. */
    private static final double[] SHARES = {0.01, 0.05, 0.1, 0.2, 0.3, 0.5};

    /** In rising order of scores, each the score's bits above and bit 0 set for texts with the label. */
    private final long[] sorted;

    private final long positives;

    /**
     * @param scores from 0 to 1, one a text
     * @param positive whether the text has the label
     */
    BinaryScores(float[] scores, boolean[] positive) {
        sorted = new long[scores.length];
        long count = 0;
        for (int i = 0; i < scores.length; i++) {
            // Bits of floats that are not negative rise with the floats.
            sorted[i] = (long) Float.floatToIntBits(scores[i]) << 1 | (positive[i] ? 1 : 0);
            count += positive[i] ? 1 : 0;
        }
        Arrays.sort(sorted);
        positives = count;
    }

    private float score(int i) {
        return Float.intBitsToFloat((int) (sorted[i] >>> 1));
    }

    private boolean positive(int i) {
        return (sorted[i] & 1) != 0;
    }

    /** End of the run of equal scores that begins at a place. */
    private int runEnd(int from) {
        int end = from + 1;
        while (end < sorted.length && sorted[end] >>> 1 == sorted[from] >>> 1) {
            end++;
        }
        return end;
    }

    private long positives(int from, int to) {
        long count = 0;
        for (int i = from; i < to; i++) {
            count += sorted[i] & 1;
        }
        return count;
    }

    /** Exact, by whole and half pairs; null where one side is empty. */
    Double auc() {
        long negatives = sorted.length - positives;
        if (positives == 0 || negatives == 0) {
            return null;
        }
        // Twice the pairs won: at most 2 * 2^30 * 2^30, which a long holds.
        long halves = 0;
        long below = 0;
        for (int from = 0; from < sorted.length; ) {
            int end = runEnd(from);
            long up = positives(from, end);
            long down = end - from - up;
            halves += up * (2 * below + down);
            below += down;
            from = end;
        }
        return halves / 2.0 / positives / negatives;
    }

    Double averagePrecision() {
        if (positives == 0) {
            return null;
        }
        double sum = 0;
        long kept = 0;
        long found = 0;
        for (int end = sorted.length; end > 0; ) {
            int from = end - 1;
            while (from > 0 && sorted[from - 1] >>> 1 == sorted[end - 1] >>> 1) {
                from--;
            }
            long up = positives(from, end);
            kept += end - from;
            found += up;
            sum += (double) up / positives * ((double) found / kept);
            end = from;
        }
        return sum;
    }

    double brier() {
        double sum = 0;
        for (int i = 0; i < sorted.length; i++) {
            double distance = score(i) - (positive(i) ? 1.0 : 0.0);
            sum += distance * distance;
        }
        return sum / Math.max(1, sorted.length);
    }

    List<CalibrationBin> calibration() {
        List<CalibrationBin> bins = new ArrayList<>();
        int at = 0;
        for (int bin = 0; bin < CALIBRATION_BINS; bin++) {
            double to = (bin + 1) / (double) CALIBRATION_BINS;
            int from = at;
            double sum = 0;
            while (at < sorted.length && (bin == CALIBRATION_BINS - 1 || score(at) < to)) {
                sum += score(at);
                at++;
            }
            bins.add(CalibrationBin.of(bin / (double) CALIBRATION_BINS, to, at - from, positives(from, at), sum));
        }
        return bins;
    }

    static double calibrationError(List<CalibrationBin> bins) {
        double sum = 0;
        long texts = 0;
        for (CalibrationBin bin : bins) {
            if (bin.texts() > 0) {
                sum += bin.texts() * Math.abs(bin.share() - bin.meanScore());
                texts += bin.texts();
            }
        }
        return sum / Math.max(1, texts);
    }

    /** How many texts score in each of the bins of equal width. */
    List<Long> histogram(boolean ofPositives) {
        Long[] counts = new Long[HISTOGRAM_BINS];
        Arrays.fill(counts, 0L);
        for (int i = 0; i < sorted.length; i++) {
            if (positive(i) == ofPositives) {
                counts[(int) Math.min(HISTOGRAM_BINS - 1, score(i) * HISTOGRAM_BINS)]++;
            }
        }
        return List.of(counts);
    }

    /** Round thresholds, and those that keep round shares of the texts. */
    List<ThresholdRow> thresholds() {
        if (sorted.length == 0) {
            return List.of();
        }
        TreeSet<Double> chosen = new TreeSet<>();
        for (double threshold : THRESHOLDS) {
            chosen.add(threshold);
        }
        for (double share : SHARES) {
            int kept = (int) Math.min(sorted.length, Math.max(1, Math.round(share * sorted.length)));
            chosen.add((double) score(sorted.length - kept));
        }
        List<ThresholdRow> rows = new ArrayList<>();
        int from = 0;
        for (double threshold : chosen) {
            while (from < sorted.length && score(from) < threshold) {
                from++;
            }
            long found = positives(from, sorted.length);
            rows.add(ThresholdRow.of(threshold, sorted.length - from, found, sorted.length, positives));
        }
        return rows;
    }
}
