package dev.tamis.filters.dedup;

import java.io.Serializable;

/**
 * How texts are compared by MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets,
 * 3.4): two texts are a candidate pair where all rows of at least one band agree.
 *
 * @param ngram words in a shingle, 1 to {@value #MOST_WORDS}
 * @param bands number of bands, at least 1
 * @param rows minima in a band, at least 1; bands times rows is at most {@value #MOST_HASHES}
 * @param seed of the hash functions; signatures can be compared only where all four are the same
 */
public record MinHashSettings(int ngram, int bands, int rows, long seed) implements Serializable {
    public static final int MOST_WORDS = 64;
    public static final int MOST_HASHES = 1 << 16;

    /** @throws IllegalArgumentException if a number is out of its bounds */
    public MinHashSettings {
        if (ngram < 1 || ngram > MOST_WORDS) {
            throw new IllegalArgumentException("ngram is " + ngram + ", must be 1 to " + MOST_WORDS);
        }
        if (bands < 1) {
            throw new IllegalArgumentException("bands is " + bands + ", must be at least 1");
        }
        if (rows < 1) {
            throw new IllegalArgumentException("rows is " + rows + ", must be at least 1");
        }
        if ((long) bands * rows > MOST_HASHES) {
            throw new IllegalArgumentException(bands + " bands of " + rows + " rows need " + (long) bands * rows
                    + " hashes, must be at most " + MOST_HASHES);
        }
    }

    /** Number of hash functions. */
    public int hashes() {
        return bands * rows;
    }

    /**
     * The probability 1-(1-s^r)^b that two texts whose shingles have this Jaccard similarity s become a candidate pair.
     * Computed so that it has full precision where it is close to 0, too.
     *
     * @param jaccard 0 to 1
     * @throws IllegalArgumentException if it is not
     */
    public double probability(double jaccard) {
        if (!(jaccard >= 0 && jaccard <= 1)) {
            throw new IllegalArgumentException("Jaccard similarity is " + jaccard + ", must be 0 to 1");
        }
        return -Math.expm1(bands * Math.log1p(-Math.pow(jaccard, rows)));
    }

    /**
     * The Jaccard similarity, 0 to 1, at which two texts become a candidate pair with this probability: what
     * {@link #probability} inverts.
     *
     * @param probability 0 to 1
     * @throws IllegalArgumentException if it is not
     */
    public double similarity(double probability) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("probability is " + probability + ", must be 0 to 1");
        }
        return Math.pow(-Math.expm1(Math.log1p(-probability) / bands), 1.0 / rows);
    }
}
