package dev.tamis.pipeline.recipe;

import java.io.Serializable;
import java.util.List;

/**
 * A rank: where each document stands among all by a score.
 *
 * @param name of its column
 * @param of the score, a numeric expression over measured columns
 * @param where which documents take part, a condition
 * @param by expressions; documents are ranked among those for which they are the same
 * @param weight what a document counts for
 * @param buckets equal shares that documents are divided into, 0 for none
 * @param cuts shares of the weight, rising, at which documents are divided into {@code names}; empty for none
 * @param names one more than cuts, from the lowest scores up
 */
public record RankSpec(
        String name,
        String of,
        String where,
        List<String> by,
        Weight weight,
        int buckets,
        List<Double> cuts,
        List<String> names)
        implements Serializable {
    /** What comes after the name of a rank in that of the column of its buckets. */
    public static final String BUCKET = "_bucket";

    /** Steps that ranks are given in: thousandths. */
    public static final int STEPS = 1000;

    /** What a document counts for. */
    public enum Weight {
        DOCUMENTS("documents"),
        BYTES("bytes"),
        CHARS("chars");

        private final String id;

        Weight(String id) {
            this.id = id;
        }

        /** As recipes call it; of all but documents also the signal that it is. */
        public String id() {
            return id;
        }
    }

    public RankSpec {
        by = List.copyOf(by);
        cuts = List.copyOf(cuts);
        names = List.copyOf(names);
    }

    /** Whether it has a second column, with the bucket. */
    public boolean divided() {
        return buckets > 0 || !names.isEmpty();
    }

    /**
     * The bucket of a document, a Long or a String.
     *
     * @param steps thousandths of the weight that score lower, 0 to 999
     */
    public Object bucket(int steps) {
        if (buckets > 0) {
            return (long) steps * buckets / STEPS;
        }
        int at = 0;
        while (at < cuts.size() && steps >= Math.round(cuts.get(at) * STEPS)) {
            at++;
        }
        return names.get(at);
    }
}
