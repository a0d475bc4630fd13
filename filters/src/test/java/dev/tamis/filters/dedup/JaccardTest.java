package dev.tamis.filters.dedup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JaccardTest {

    @Test
    void similarityIsThatOfTheSets() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 2_000; round++) {
            long[] a = random.longs(random.nextInt(40), -20, 20).toArray();
            long[] b = random.longs(random.nextInt(40), -20, 20).toArray();
            Set<Long> both = set(a);
            both.retainAll(set(b));
            Set<Long> any = set(a);
            any.addAll(set(b));
            int distinctA = set(a).size();
            int sizeA = Jaccard.distinct(a, a.length);
            int sizeB = Jaccard.distinct(b, b.length);
            assertEquals(distinctA, sizeA);
            double expected = any.isEmpty() ? 0 : (double) both.size() / any.size();
            assertEquals(expected, Jaccard.of(a, sizeA, b, sizeB));
            assertEquals(expected, Jaccard.of(b, sizeB, a, sizeA));
        }
    }

    @Test
    void onlyTheGivenPartOfAnArrayCounts() {
        long[] a = {3, 1, 3, 9, 9};
        assertEquals(2, Jaccard.distinct(a, 3));
        assertEquals(1.0, Jaccard.of(a, 2, new long[] {1, 3, 5}, 2));
        assertEquals(0.0, Jaccard.of(a, 0, a, 0));
    }

    private static Set<Long> set(long[] values) {
        Set<Long> set = new HashSet<>();
        for (long value : values) {
            set.add(value);
        }
        return set;
    }
}
