package dev.tamis.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.IntArray;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnitCacheTest {
    @Test
    void whatIsFoundIsWhatWasPut() {
        SplittableRandom random = new SplittableRandom(3);
        UnitCache cache = new UnitCache(4);
        int found = 0;
        for (int i = 0; i < 20_000; i++) {
            long key = random.nextInt(40);
            // All that is kept follows from the key.
            SplittableRandom byKey = new SplittableRandom(key);
            int[] ids = new int[byKey.nextInt(UnitCache.MOST_IDS + 1)];
            Arrays.setAll(ids, k -> byKey.nextInt());
            float cost = byKey.nextInt(5) == 0 ? 0 : (float) (byKey.nextDouble() * 1000);
            float bound = (float) byKey.nextDouble();
            int entry = cache.find(key, -key, (key + 1) << 56);
            IntArray out = new IntArray();
            out.add(7);
            if (entry >= 0) {
                found++;
                cache.write(entry, out);
                assertArrayEquals(ids, Arrays.copyOfRange(out.toArray(), 1, out.size()));
                assertEquals(bound, cache.bound(entry));
                assertTrue(
                        cache.cost(entry) >= cost && cache.cost(entry) <= cost * 1.0001,
                        cost + " as " + cache.cost(entry));
            } else {
                out.add(ids, 0, ids.length);
                cache.put(key, -key, (key + 1) << 56, out, 1, bound, cost);
            }
        }
        assertTrue(found > 1000, found + " found");
    }

    @Test
    void unitsSeenOnceDoNotDriveOutFrequentOnes() {
        UnitCache cache = new UnitCache(2);
        IntArray ids = new IntArray();
        ids.add(1);
        cache.put(5, 0, 1L << 60, ids, 0, 1, 1);
        assertTrue(cache.find(5, 0, 1L << 60) >= 0);
        for (int key = 100; key < 200; key++) {
            cache.put(key, 0, 1L << 60, ids, 0, 1, 1);
        }
        assertTrue(cache.find(5, 0, 1L << 60) >= 0);
    }
}
