package dev.tamis.pipeline.dedup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class VectorRoutesTest {
    private static final int LARGEST = 20_000;

    /** Leaves of 900,000 vectors in two domains, of 100,000 in one, and of few. */
    private static VectorRoutes routes(int partitions) {
        SortedMap<Integer, Long> sizes = new TreeMap<>();
        SortedMap<Integer, SortedMap<Long, Long>> byDomain = new TreeMap<>();
        sizes.put(2, 900_000L);
        byDomain.put(2, new TreeMap<>(java.util.Map.of(-7L, 890_000L, 7L, 10_000L)));
        sizes.put(3, 100_000L);
        byDomain.put(3, new TreeMap<>(java.util.Map.of(7L, 100_000L)));
        for (int leaf = 4; leaf < 104; leaf++) {
            sizes.put(leaf, 100L * leaf);
        }
        return new VectorRoutes(sizes, byDomain, LARGEST, partitions);
    }

    @Test
    void noPartitionReceivesMoreThanItsShareAndOneSlice() {
        for (int partitions : new int[] {1, 7, 60, 1000}) {
            VectorRoutes routes = routes(partitions);
            SplittableRandom random = new SplittableRandom(partitions);
            long[] received = new long[partitions];
            long all = 0;
            for (int leaf = 2; leaf < 104; leaf++) {
                int size = leaf == 2 ? 900_000 : leaf == 3 ? 100_000 : 100 * leaf;
                for (int i = 0; i < size; i++) {
                    long domain = leaf == 2 && i >= 10_000 ? -7 : 7;
                    int slice = routes.slice(leaf, domain, random.nextLong());
                    received[routes.partition(leaf, domain, slice)]++;
                }
                all += size;
            }
            for (long here : received) {
                // Shares of slices vary as chance has it.
                assertTrue(here <= 1.03 * all / partitions + LARGEST, here + " in one of " + partitions);
            }
        }
    }

    @Test
    void slicesAreRangesOfHashesAndDoNotDependOnPartitions() {
        VectorRoutes few = routes(3);
        VectorRoutes many = routes(500);
        int last = 0;
        for (int step = 0; step < 1 << 16; step++) {
            long hash = (long) step << 48;
            int slice = few.slice(2, -7, hash);
            assertEquals(slice, many.slice(2, -7, hash));
            assertTrue(slice == last || slice == last + 1);
            last = slice;
            assertEquals(0, few.slice(2, 7, hash));
            assertEquals(0, few.slice(50, 7, hash));
        }
        assertEquals((890_000 + 17_499) / 17_500 - 1, last);
        assertEquals(last, few.slice(2, -7, -1L));
    }
}
