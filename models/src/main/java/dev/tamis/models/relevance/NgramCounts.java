package dev.tamis.models.relevance;

import java.io.Serializable;

/** How often the hashed n-grams of some texts fall into each bucket. Sums of them are exact, in any order. */
public final class NgramCounts implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Most words in an n-gram. */
    public static final int LONGEST = 8;

    /** Most buckets: 128 MiB of counts. */
    public static final int MOST_BUCKETS = 1 << 24;

    private final int ngrams;
    private final long[] counts;
    private transient HashedNgrams reader;

    /**
     * Counts of no text.
     *
     * @param ngrams most words in an n-gram, 1 to {@link #LONGEST}; 2 takes single words and pairs
     * @param buckets 1 to {@link #MOST_BUCKETS}
     */
    public NgramCounts(int ngrams, int buckets) {
        this(ngrams, new long[checked(ngrams, buckets)]);
    }

    NgramCounts(int ngrams, long[] counts) {
        this.ngrams = ngrams;
        this.counts = counts;
    }

    private static int checked(int ngrams, int buckets) {
        if (ngrams < 1 || ngrams > LONGEST || buckets < 1 || buckets > MOST_BUCKETS) {
            throw new IllegalArgumentException(ngrams + " ngrams in " + buckets + " buckets (allowed: 1 to " + LONGEST
                    + " in 1 to " + MOST_BUCKETS + ")");
        }
        return buckets;
    }

    /** Counts a text. Not for several threads at once. */
    public void add(byte[] utf8) {
        if (reader == null) {
            reader = new HashedNgrams(ngrams, counts.length);
        }
        reader.read(utf8, (buckets, count) -> {
            for (int i = 0; i < count; i++) {
                counts[buckets[i]]++;
            }
        });
    }

    /** Adds the counts of other texts to these. */
    public NgramCounts plus(NgramCounts other) {
        if (other.ngrams != ngrams || other.counts.length != counts.length) {
            throw new IllegalArgumentException("counts of " + other.ngrams + " ngrams in " + other.counts.length
                    + " buckets beside " + ngrams + " in " + counts.length);
        }
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        return this;
    }

    public int ngrams() {
        return ngrams;
    }

    public int buckets() {
        return counts.length;
    }

    public long count(int bucket) {
        return counts[bucket];
    }

    /** N-grams of all buckets. */
    public long total() {
        long total = 0;
        for (long count : counts) {
            total += count;
        }
        return total;
    }
}
