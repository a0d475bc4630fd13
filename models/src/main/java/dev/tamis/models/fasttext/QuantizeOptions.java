package dev.tamis.models.fasttext;

/**
 * How a model is made small, under fastText's names.
 *
 * @param cutoff so many words and n-grams are kept, those with the longest vectors; 0 keeps all
 * @param retrain whether the kept vectors are trained again
 * @param qnorm whether norms are quantised apart from directions
 * @param qout whether the labels' vectors are quantised too; pays only with thousands of labels
 * @param dsub numbers of a vector that share a byte
 */
public record QuantizeOptions(int cutoff, boolean retrain, boolean qnorm, boolean qout, int dsub) {

    /** fastText's defaults. */
    public static final QuantizeOptions DEFAULTS = new QuantizeOptions(0, false, false, false, 2);

    /** @throws IllegalArgumentException naming the option that is out of bounds */
    public QuantizeOptions {
        if (cutoff != 0 && cutoff < ProductQuantizer.CENTROIDS) {
            throw new IllegalArgumentException("cutoff is " + cutoff + ", must be 0 or at least "
                    + ProductQuantizer.CENTROIDS + ", the centroids of a quantiser");
        }
        if (dsub < 1 || dsub > 64) {
            throw new IllegalArgumentException("dsub is " + dsub + ", must be from 1 to 64");
        }
        if (retrain && cutoff == 0) {
            throw new IllegalArgumentException("retrain has no effect without a cutoff");
        }
    }
}
