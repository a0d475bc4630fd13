package dev.tamis.pipeline.mixture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.order.SlotOrder;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SlotOrderTest {

    @Test
    void everyPrefixIsWithinOneSlotOfTheDueShare() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 2000; round++) {
            int[] quanta = new int[1 + random.nextInt(12)];
            for (int i = 0; i < quanta.length; i++) {
                quanta[i] = random.nextInt(3) == 0 ? random.nextInt(2) : random.nextInt(60);
            }
            quanta[random.nextInt(quanta.length)]++;
            assertPrefixes(new SlotOrder(quanta), quanta, 10);
        }
        for (int k : new int[] {2, 3, 10, 50, 200, 3000}) {
            int[] quanta = random.ints(k, 1, 2 * 65_536 / k).toArray();
            quanta[0] += Math.max(0, 65_536 - Arrays.stream(quanta).sum());
            assertPrefixes(new SlotOrder(quanta), quanta, 2);
        }
    }

    private static void assertPrefixes(SlotOrder order, int[] quanta, int periods) {
        long period = Arrays.stream(quanta).sum();
        assertEquals(period, order.period());
        long[] count = new long[quanta.length];
        for (long n = 1; n <= periods * period; n++) {
            int source = order.sourceOf(n - 1);
            // Only the source that was served can be ahead, and all others can only fall behind: check ahead here,
            // behind when a source is served next and at the end of each period.
            assertTrue(count[source] * period > (long) quanta[source] * (n - 1) - period, "behind at " + n);
            assertEquals(count[source], order.rankOf(n - 1));
            assertEquals(n - 1, order.slotOf(source, count[source]));
            count[source]++;
            assertTrue(count[source] * period < (long) quanta[source] * n + period, "ahead at " + n);
            assertEquals(count[source], order.count(source, n));
            if (n % period == 0) {
                for (int i = 0; i < quanta.length; i++) {
                    assertEquals(n / period * quanta[i], count[i]);
                    assertEquals(count[i], order.count(i, n));
                }
            }
        }
    }

    @Test
    void countIsTheNumberOfSlotsBefore() {
        SlotOrder order = new SlotOrder(new int[] {5, 0, 2, 1});
        long[] count = new long[4];
        for (long n = 0; n < 50; n++) {
            for (int i = 0; i < 4; i++) {
                assertEquals(count[i], order.count(i, n));
            }
            count[order.sourceOf(n)]++;
        }
    }

    @Test
    void theOrderOfASmallPeriodIsThis() {
        SlotOrder order = new SlotOrder(new int[] {5, 2, 1});
        assertArrayEquals(
                new int[] {0, 0, 1, 0, 0, 1, 0, 2, 0, 0},
                IntStream.range(0, 10).map(order::sourceOf).toArray());
    }

    @Test
    void emptyAndOversizedPeriodsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new SlotOrder(new int[] {}));
        assertThrows(IllegalArgumentException.class, () -> new SlotOrder(new int[] {0, 0}));
        assertThrows(IllegalArgumentException.class, () -> new SlotOrder(new int[] {1, -1, 5}));
        assertThrows(IllegalArgumentException.class, () -> new SlotOrder(new int[] {1 << 24, 1}));
        assertThrows(IllegalArgumentException.class, () -> new SlotOrder(new int[] {1, 0}).slotOf(1, 0));
    }
}
