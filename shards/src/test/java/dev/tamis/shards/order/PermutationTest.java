package dev.tamis.shards.order;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class PermutationTest {

    @Test
    void everySizeIsABijection() {
        for (int n = 1; n <= 5000; n++) {
            assertBijection(n);
        }
        // 2^k + 1 with k even is where a network one bit too narrow loses a sample.
        for (int k = 13; k <= 22; k++) {
            for (int d = -1; d <= 1; d++) {
                assertBijection((1 << k) + d);
            }
        }
    }

    private static void assertBijection(int n) {
        Permutation permutation = new Permutation(7, "web", 0, n);
        BitSet seen = new BitSet(n);
        for (int i = 0; i < n; i++) {
            long value = permutation.apply(i);
            assertTrue(value >= 0 && value < n);
            seen.set((int) value);
            if (n <= 500 || i % 97 == 0) {
                assertEquals(i, permutation.invert(value));
            }
        }
        assertEquals(n, seen.cardinality());
    }

    @Test
    void inverseHoldsForHugeSizes() {
        for (long n : new long[] {(1L << 32) + 1, (1L << 40) - 1, 1L << 61, (1L << 62) - 1, 1L << 62}) {
            Permutation permutation = new Permutation(-3, "code", 5, n);
            for (long i : new long[] {0, 1, n / 3, n / 2, n - 2, n - 1}) {
                long value = permutation.apply(i);
                assertTrue(value >= 0 && value < n);
                assertEquals(i, permutation.invert(value));
            }
        }
    }

    @Test
    void consecutiveDifferencesDoNotRepeat() {
        int n = 1 << 20;
        Permutation permutation = new Permutation(1, "web", 0, n);
        int[] times = new int[2 * n];
        long before = permutation.apply(0);
        for (int i = 1; i < n; i++) {
            long value = permutation.apply(i);
            times[(int) (value - before) + n]++;
            before = value;
        }
        assertTrue(Arrays.stream(times).max().orElseThrow() <= 20);
    }

    @Test
    void epochsSeedsAndDomainsAreIndependent() {
        int n = 1 << 16;
        Permutation base = new Permutation(42, "web", 0, n);
        for (Permutation other : new Permutation[] {
            new Permutation(42, "web", 1, n),
            new Permutation(43, "web", 0, n),
            new Permutation(42, "books", 0, n),
            new Permutation(41, "web", 1, n)
        }) {
            long same = LongStream.range(0, n)
                    .filter(i -> base.apply(i) == other.apply(i))
                    .count();
            // Two random permutations agree in one place on average.
            assertTrue(same < 10, () -> "agree in " + same + " places");
            long[] moves = LongStream.range(0, n)
                    .map(i -> Math.floorMod(base.apply(i) - other.apply(i), (long) n))
                    .sorted()
                    .toArray();
            int longest = 1;
            for (int i = 1, run = 1; i < n; i++) {
                run = moves[i] == moves[i - 1] ? run + 1 : 1;
                longest = Math.max(longest, run);
            }
            int most = longest;
            assertTrue(most <= 20, () -> "one shift maps " + most + " places of one onto the other");
        }
        // Epoch 1 of a seed is not epoch 0 of the next.
        Permutation shifted = new Permutation(43, "web", 0, n);
        Permutation next = new Permutation(42, "web", 1, n);
        assertTrue(LongStream.range(0, n)
                        .filter(i -> shifted.apply(i) == next.apply(i))
                        .count()
                < 10);
    }

    /** These are the format: a change here makes every emitted corpus untraceable. */
    @Test
    void testVectors() {
        assertArrayEquals(new long[] {6, 7, 3, 1, 9, 8, 4, 2, 5, 0}, firstOf(new Permutation(0, "web", 0, 10), 10));
        assertArrayEquals(new long[] {6, 3, 2, 9, 0, 4, 8, 5, 7, 1}, firstOf(new Permutation(0, "web", 1, 10), 10));
        assertArrayEquals(
                new long[] {87, 140, 545, 775, 985}, firstOf(new Permutation(1234567890123L, "books", 2, 1000), 5));
        assertArrayEquals(
                new long[] {730490, 478643, 824050, 700578, 992223},
                firstOf(new Permutation(-1, "été", 0, 1_000_003), 5));
        assertArrayEquals(
                new long[] {1002429508514L, 874860738667L, 471848087031L},
                firstOf(new Permutation(42, "web", 0, (1L << 40) + 1), 3));
        assertEquals(0, new Permutation(5, "one", 9, 1).apply(0));
    }

    private static long[] firstOf(Permutation permutation, int count) {
        return LongStream.range(0, count).map(permutation::apply).toArray();
    }

    @Test
    void placesOutsideAreRefused() {
        Permutation permutation = new Permutation(0, "web", 0, 10);
        assertThrows(IndexOutOfBoundsException.class, () -> permutation.apply(10));
        assertThrows(IndexOutOfBoundsException.class, () -> permutation.invert(-1));
        assertThrows(IllegalArgumentException.class, () -> new Permutation(0, "web", 0, 0));
    }
}
