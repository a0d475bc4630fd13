package dev.tamis.filters.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LongSetTest {
    @Test
    void answersAsASetDoes() {
        SplittableRandom random = new SplittableRandom(1);
        LongSet set = new LongSet();
        for (int round = 0; round < 200; round++) {
            Set<Long> expected = new HashSet<>();
            int bits = random.nextInt(Long.SIZE);
            int shift = random.nextInt(Long.SIZE);
            for (int adds = random.nextInt(2_000); adds > 0; adds--) {
                long number = random.nextLong() >>> bits << shift;
                assertEquals(expected.add(number), set.add(number));
            }
            assertEquals(expected.size(), set.size());
            for (int asks = 0; asks < 1_000; asks++) {
                long number = random.nextLong() >>> bits << shift;
                assertEquals(expected.contains(number), set.contains(number));
            }
            set.clear();
            assertEquals(0, set.size());
            assertFalse(set.contains(0));
        }
    }
}
