package dev.tamis.pipeline.rank;

/** Scores as longs whose order, as unsigned numbers, is that of the scores. The two zeros are the same score. */
final class ScoreKeys {
    private ScoreKeys() {}

    /** @param score not NaN; may be infinite */
    static long key(double score) {
        // adding a zero makes -0.0 a 0.0
        long bits = Double.doubleToLongBits(score + 0.0);
        return bits ^ ((bits >> 63) | Long.MIN_VALUE);
    }

    static double score(long key) {
        return Double.longBitsToDouble(key ^ ((~key >> 63) | Long.MIN_VALUE));
    }
}
