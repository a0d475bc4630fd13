package dev.tamis.pipeline.fit;

import java.util.Locale;

/**
 * How a threshold follows from a reference corpus. These are the four ways that FineWeb-2 compares (Penedo et al. 2025,
 * arXiv 2506.20920), besides keeping the English threshold.
 */
public enum Method {
    /** The worst tenth of the reference is rejected: 10Tail. */
    TAIL,
    /** So many standard deviations from the mean as the English threshold is in an English reference: MeanStd. */
    MEAN_STD,
    /** The same share of the reference is rejected as the English threshold rejects of an English one: Quantile. */
    QUANTILE,
    /** The same multiple of the median as the English threshold is in an English reference: MedianRatio. */
    MEDIAN_RATIO;

    /** As the command line has it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Whether it cannot do without an English reference. */
    public boolean needsEnglish() {
        return this == QUANTILE || this == MEDIAN_RATIO;
    }

    /**
     * The threshold, not rounded, or NaN where there is none.
     *
     * @param sample of the language, not empty
     * @param english of English, or null
     * @param englishLimit the English threshold, or NaN
     * @param tail for {@link #TAIL}: the share to reject
     * @param deviations for {@link #MEAN_STD} without an English reference
     */
    double limit(Limit limit, Sample sample, Sample english, double englishLimit, double tail, double deviations) {
        boolean known = english != null && english.size() > 0 && !Double.isNaN(englishLimit);
        return switch (this) {
            case TAIL -> rejecting(limit, sample, tail);
            case MEAN_STD -> {
                double n = limit.isUpper() ? deviations : -deviations;
                if (known) {
                    n = (englishLimit - english.mean()) / english.deviation();
                }
                yield finite(sample.mean() + n * sample.deviation());
            }
            case QUANTILE ->
                known
                        ? rejecting(limit, sample, (double) english.rejected(limit, englishLimit) / english.size())
                        : Double.NaN;
            case MEDIAN_RATIO -> known ? finite(englishLimit / english.median() * sample.median()) : Double.NaN;
        };
    }

    /** The strictest of the sample's own values beyond which no more than this share of them lies. */
    private static double rejecting(Limit limit, Sample sample, double share) {
        int rank = Math.min(most(share, sample.size()), sample.size() - 1);
        return sample.at(limit.isUpper() ? sample.size() - 1 - rank : rank);
    }

    /** The number of documents that are no more than a share of all. */
    static int most(double share, int documents) {
        return (int) Math.floor(share * documents + 1e-9);
    }

    private static double finite(double value) {
        return Double.isFinite(value) ? value : Double.NaN;
    }
}
