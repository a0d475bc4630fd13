package dev.tamis.pipeline.rank;

import dev.tamis.pipeline.recipe.RankSpec;
import java.io.Serializable;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * How ranks follow from scores in one group: for each step that any score reaches, the smallest score that does. A score's
 * step is the share of the group's weight that scores strictly lower, in thousandths, rounded down, and 999 at most, which
 * holds for scores of no weight at the top; scores that are the same have the same step.
 */
public final class CutPoints implements Serializable {
    private static final long serialVersionUID = 1L;

    private final long documents;
    private final long weight;
    private final long[] keys;
    private final int[] steps;

    private CutPoints(long documents, long weight, long[] keys, int[] steps) {
        this.documents = documents;
        this.weight = weight;
        this.keys = keys;
        this.steps = steps;
    }

    /** Documents of the group. */
    long documents() {
        return documents;
    }

    /** Their weight. */
    long weight() {
        return weight;
    }

    /** The step of a score of the group. */
    public int step(double score) {
        long key = ScoreKeys.key(score);
        int low = 0;
        int high = keys.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (Long.compareUnsigned(keys[middle], key) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? 0 : steps[low - 1];
    }

    /** The smallest score whose step is this one or higher; empty where no score's is. */
    OptionalDouble least(int step) {
        for (int i = 0; i < steps.length; i++) {
            if (steps[i] >= step) {
                return OptionalDouble.of(ScoreKeys.score(keys[i]));
            }
        }
        return OptionalDouble.empty();
    }

    /** Finds cut points of one group from its scores in rising order, or from a stretch of them. */
    static final class Builder {
        private final long documents;
        private final long weight;
        private long lower;
        private long[] keys = new long[16];
        private int[] steps = new int[16];
        private int length;

        /**
         * @param documents of the whole group
         * @param weight of the whole group
         * @param lower weight of the scores before the first that will be added
         */
        Builder(long documents, long weight, long lower) {
            this.documents = documents;
            this.weight = weight;
            this.lower = lower;
        }

        /** @param more weight of all documents with this score, which is greater than the one before */
        void add(long key, long more) {
            put(key, step(lower, weight));
            lower = Math.addExact(lower, more);
        }

        /** Takes a cut point that another builder found in the stretch after those of this one. */
        void put(long key, int step) {
            if (length > 0 && steps[length - 1] == step) {
                return;
            }
            if (length == keys.length) {
                keys = Arrays.copyOf(keys, 2 * length);
                steps = Arrays.copyOf(steps, 2 * length);
            }
            keys[length] = key;
            steps[length++] = step;
        }

        /** Number of cut points so far. */
        int size() {
            return length;
        }

        long key(int i) {
            return keys[i];
        }

        int step(int i) {
            return steps[i];
        }

        CutPoints build() {
            return new CutPoints(documents, weight, Arrays.copyOf(keys, length), Arrays.copyOf(steps, length));
        }

        private static int step(long lower, long weight) {
            if (weight == 0) {
                return 0;
            }
            if (lower >= weight) {
                return RankSpec.STEPS - 1;
            }
            if (lower <= Long.MAX_VALUE / RankSpec.STEPS) {
                return (int) (lower * RankSpec.STEPS / weight);
            }
            return BigInteger.valueOf(lower)
                    .multiply(BigInteger.valueOf(RankSpec.STEPS))
                    .divide(BigInteger.valueOf(weight))
                    .intValue();
        }
    }
}
