package dev.tamis.models.measure;

/**
 * The texts whose score lies in one interval, and how many of them have the label.
 *
 * @param from least score, inclusive
 * @param to greatest score, exclusive but for the last bin, whose end is 1
 * @param texts number of texts
 * @param positives how many of them have the label
 * @param meanScore mean of their scores; null where there are none
 * @param share of positives; null where there are no texts
 * @param low lower end of the share's 95 % interval (Wilson 1927), so that a bin of few texts shows as such; null where
 *     there are no texts
 * @param high its upper end
 */
public record CalibrationBin(
        double from, double to, long texts, long positives, Double meanScore, Double share, Double low, Double high) {

    /** Normal quantile of a two-sided interval of 95 %. */
    private static final double Z = 1.959963984540054;

    static CalibrationBin of(double from, double to, long texts, long positives, double sumOfScores) {
        if (texts == 0) {
            return new CalibrationBin(from, to, 0, 0, null, null, null, null);
        }
        double share = (double) positives / texts;
        double square = Z * Z / texts;
        double centre = (share + square / 2) / (1 + square);
        double half = Z / (1 + square) * Math.sqrt(share * (1 - share) / texts + square / (4.0 * texts));
        return new CalibrationBin(
                from,
                to,
                texts,
                positives,
                sumOfScores / texts,
                share,
                Math.max(0, centre - half),
                Math.min(1, centre + half));
    }
}
