package dev.tamis.filters.dedup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is linked and found, against a comparison of all pairs. */
final class HammingJoinTest {
    private static final int LONGS = HammingSlots.LONGS;

    /** Hashes with near ones of some: at the distance, one bit beyond it, in chains; the changed bits spread or in a heap. */
    private static long[] made(long seed, int count, int distance) {
        SplittableRandom random = new SplittableRandom(seed);
        long[] hashes = new long[count * LONGS];
        for (int i = 0; i < count; i++) {
            long[] own = new long[LONGS];
            for (int at = 0; at < LONGS; at++) {
                own[at] = random.nextLong();
            }
            if (i > 0 && random.nextInt(3) > 0) {
                int of = random.nextInt(4) == 0 ? i - 1 : random.nextInt(i);
                System.arraycopy(hashes, of * LONGS, own, 0, LONGS);
                int bits = distance + random.nextInt(3) - 1;
                flip(own, Math.max(0, bits), random.nextInt(3), random);
            }
            System.arraycopy(own, 0, hashes, i * LONGS, LONGS);
        }
        return hashes;
    }

    /** Changes so many different bits: anywhere, evenly over the slots, or in as few slots as can be. */
    private static void flip(long[] hash, int bits, int how, SplittableRandom random) {
        boolean[] changed = new boolean[256];
        int first = random.nextInt(256);
        for (int i = 0; i < bits; i++) {
            int bit = switch (how) {
                case 0 -> random.nextInt(256);
                case 1 -> (first + i * 16 + i / 16) % 256;
                default -> (first + i) % 256;
            };
            if (changed[bit]) {
                i--;
            } else {
                changed[bit] = true;
                hash[bit / 64] ^= 1L << bit;
            }
        }
    }

    private static int apart(long[] hashes, int a, int b) {
        int bits = 0;
        for (int at = 0; at < LONGS; at++) {
            bits += Long.bitCount(hashes[a * LONGS + at] ^ hashes[b * LONGS + at]);
        }
        return bits;
    }

    private static int[] singles(int count) {
        int[] least = new int[count];
        Arrays.setAll(least, i -> i);
        return least;
    }

    /** Gives all of two components the smaller's name. */
    private static void merge(int[] least, int a, int b) {
        int x = Math.min(least[a], least[b]);
        int y = Math.max(least[a], least[b]);
        for (int i = 0; i < least.length; i++) {
            least[i] = least[i] == y ? x : least[i];
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 5, 15, 16, 23, 31})
    void allWithinTheDistanceAreConnectedAndNoOthers(int distance) {
        for (int seed = 0; seed < 6; seed++) {
            int count = 700;
            long[] hashes = made(100L * distance + seed, count, distance);
            int[] expected = singles(count);
            for (int a = 0; a < count; a++) {
                for (int b = 0; b < a; b++) {
                    if (apart(hashes, a, b) <= distance) {
                        merge(expected, a, b);
                    }
                }
            }
            for (int few : new int[] {0, HammingJoin.FEW}) {
                int[] found = singles(count);
                HammingJoin join = new HammingJoin(distance, few);
                join.all(hashes, count, (a, b) -> {
                    assertTrue(apart(hashes, a, b) <= distance);
                    assertTrue(found[a] != found[b], "a link too many");
                    merge(found, a, b);
                });
                assertArrayEquals(expected, found, "few " + few);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 15, 16, 31})
    void twoSetsThatAreConnectedEachAreConnectedAcross(int distance) {
        for (int seed = 0; seed < 6; seed++) {
            int count = 600;
            int border = 250;
            long[] hashes = made(1000L + 100L * distance + seed, count, distance);
            // What each set has within itself, and what lies across.
            int[] expected = singles(count);
            for (int a = 0; a < count; a++) {
                for (int b = 0; b < a; b++) {
                    if (apart(hashes, a, b) <= distance) {
                        merge(expected, a, b);
                    }
                }
            }
            for (int few : new int[] {0, HammingJoin.FEW}) {
                int[] found = singles(count);
                HammingJoin join = new HammingJoin(distance, few);
                for (int side = 0; side < 2; side++) {
                    int from = side * border;
                    int size = side == 0 ? border : count - border;
                    join.all(
                            Arrays.copyOfRange(hashes, from * LONGS, (from + size) * LONGS),
                            size,
                            (a, b) -> merge(found, from + a, from + b));
                }
                join.across(hashes, border, count, (a, b) -> {
                    assertTrue(apart(hashes, a, b) <= distance);
                    if (a < border != b < border) {
                        merge(found, a, b);
                    }
                });
                assertArrayEquals(expected, found, "few " + few);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 15, 16, 31})
    void theFirstWithinTheDistanceIsFound(int distance) {
        for (int few : new int[] {0, 40, HammingIndex.FEW}) {
            int count = 500;
            long[] hashes = made(7L * distance, count, distance);
            HammingIndex index = new HammingIndex(distance, few);
            for (int i = 0; i < count; i++) {
                int expected = -1;
                for (int b = i - 1; b >= 0; b--) {
                    expected = apart(hashes, i, b) <= distance ? b : expected;
                }
                assertEquals(expected, index.first(hashes, i * LONGS));
                index.add(hashes, i * LONGS);
            }
            assertEquals(count, index.size());
        }
    }

    @Test
    void manyCopiesOfOneImageCostFewComparisons() {
        int count = 60_000;
        SplittableRandom random = new SplittableRandom(9);
        long[] image = {random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()};
        long[] hashes = new long[count * LONGS];
        for (int i = 0; i < count; i++) {
            long[] copy = image.clone();
            flip(copy, random.nextInt(10), 0, random);
            System.arraycopy(copy, 0, hashes, i * LONGS, LONGS);
        }
        int[] links = new int[1];
        HammingJoin join = new HammingJoin(31);
        join.all(hashes, count, (a, b) -> links[0]++);
        assertEquals(count - 1, links[0]);
        // All pairs would be 1.8 thousand million.
        assertTrue(join.compared() < 50L * count, join.compared() + " compared");
    }

    @Test
    void distancesThatTheSlotsDoNotCoverAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HammingJoin(32));
        assertThrows(IllegalArgumentException.class, () -> new HammingIndex(-1));
    }
}
