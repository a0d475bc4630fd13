package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IndexSortTest {
    @Test
    void keysAscendAndEqualOnesKeepTheirOrder() {
        SplittableRandom random = new SplittableRandom(1);
        for (int size : new int[] {0, 1, 2, 17, 1000, 5000}) {
            for (long range : new long[] {1, 5, 1000, Long.MAX_VALUE}) {
                long[] keys = random.longs(size, range == Long.MAX_VALUE ? Long.MIN_VALUE : -range, range)
                        .toArray();
                int[] values = IntStream.range(0, size).toArray();
                int[] expected = IntStream.range(0, size)
                        .boxed()
                        .sorted(Comparator.comparingLong(i -> keys[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
                int[] merged = values.clone();
                IndexSort.sort(merged, (a, b) -> Long.compare(keys[a], keys[b]));
                assertArrayEquals(expected, merged);
                long[] sortedKeys = keys.clone();
                IndexSort.sort(values, sortedKeys);
                assertArrayEquals(expected, values);
                assertArrayEquals(IntStream.of(expected).mapToLong(i -> keys[i]).toArray(), sortedKeys);
            }
        }
    }
}
