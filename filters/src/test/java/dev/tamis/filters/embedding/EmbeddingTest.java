package dev.tamis.filters.embedding;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EmbeddingTest {
    private static byte[] stored(float... numbers) {
        Embedding.Builder builder = new Embedding.Builder();
        builder.clear();
        for (float number : numbers) {
            builder.add(number);
        }
        return builder.bytes();
    }

    private static float[] unit(float... numbers) {
        float[] unit = new float[numbers.length];
        Embedding.unit(ByteBuffer.wrap(stored(numbers)), unit, 0);
        return unit;
    }

    static float[] random(SplittableRandom random, int count, int length) {
        float[] vectors = new float[count * length];
        float[] one = new float[length];
        for (int v = 0; v < count; v++) {
            for (int i = 0; i < length; i++) {
                one[i] = (float) (random.nextDouble() - 0.5);
            }
            Embedding.unit(ByteBuffer.wrap(Embedding.bytes(one, length)), vectors, v * length);
        }
        return vectors;
    }

    @Test
    void numbersAreStoredInLittleEndianFloats() {
        assertArrayEquals(new byte[] {0, 0, (byte) 0x80, 0x3f, 0, 0, 0, (byte) 0xc0}, stored(1f, -2f));
    }

    @Test
    void vectorsWithoutACosineAreUnusable() {
        assertSame(Embedding.UNUSABLE, stored());
        assertSame(Embedding.UNUSABLE, stored(0f, -0f));
        assertSame(Embedding.UNUSABLE, stored(1f, Float.NaN));
        assertSame(Embedding.UNUSABLE, stored(Float.POSITIVE_INFINITY));
        assertEquals(4 * Embedding.MOST_LENGTH, stored(ones(Embedding.MOST_LENGTH)).length);
        assertSame(Embedding.UNUSABLE, stored(ones(Embedding.MOST_LENGTH + 1)));
    }

    private static float[] ones(int length) {
        float[] ones = new float[length];
        java.util.Arrays.fill(ones, 1f);
        return ones;
    }

    @Test
    void theSmallestAndTheLargestFloatsScaleToLengthOne() {
        assertArrayEquals(new float[] {1f, 0f}, unit(Float.MIN_VALUE, 0f));
        assertArrayEquals(
                new float[] {(float) Math.sqrt(0.5), (float) Math.sqrt(0.5)}, unit(Float.MAX_VALUE, Float.MAX_VALUE));
        assertEquals(0, Float.floatToRawIntBits(unit(1f, -0f)[1]));
    }

    @Test
    void dotProductsAreThoseOfTheSimplestLoopInEveryBit() {
        SplittableRandom random = new SplittableRandom(1);
        for (int length : new int[] {1, 3, 4, 7, 16, 21, 384, 769}) {
            int count = 1 + random.nextInt(Columns.WIDTH);
            float[] vectors = random(random, count, length);
            Columns columns = new Columns(length, count);
            // Fewer the second time, so that what stood there before must not count.
            for (int held : new int[] {count, 1 + count / 3}) {
                columns.load(vectors, count - held, held);
                for (int v = 0; v < count; v += Columns.GROUP) {
                    int group = Math.min(Columns.GROUP, count - v);
                    float[][] dots = columns.dots(vectors, v, group);
                    for (int g = 0; g < group; g++) {
                        for (int c = 0; c < held; c++) {
                            float sum = 0;
                            for (int i = 0; i < length; i++) {
                                sum += vectors[(v + g) * length + i] * vectors[(count - held + c) * length + i];
                            }
                            assertEquals(Float.floatToRawIntBits(sum), Float.floatToRawIntBits(dots[g][c]));
                        }
                    }
                }
            }
        }
    }

    @Test
    void vectorsBelongToTheNearestCentroidAndOfEqualOnesToTheFirst() {
        SplittableRandom random = new SplittableRandom(2);
        int length = 16;
        float[] some = random(random, 100, length);
        float[] twice = new float[2 * some.length];
        System.arraycopy(some, 0, twice, 0, some.length);
        System.arraycopy(some, 0, twice, some.length, some.length);
        int[] to = new int[100];
        new Centroids(length, twice).assign(some, 100, to);
        for (int i = 0; i < 100; i++) {
            assertEquals(i, to[i]);
        }
    }

    @Test
    void sumsAreTheSameInAnyOrderAndGrouping() {
        SplittableRandom random = new SplittableRandom(3);
        int length = 32;
        float[] vectors = random(random, 200, length);
        Centroids start = new Centroids(length, random(random, 3, length));
        ClusterSums forwards = new ClusterSums(3, length);
        ClusterSums backwards = new ClusterSums(3, length);
        ClusterSums half = new ClusterSums(3, length);
        for (int i = 0; i < 200; i++) {
            forwards.add(i % 2, vectors, i);
            (i < 77 ? backwards : half).add((199 - i) % 2, vectors, 199 - i);
        }
        Centroids moved = start.moved(forwards);
        assertTrue(moved.same(start.moved(half.merge(backwards))));
        int[] to = new int[3];
        moved.assign(new float[3 * length], 3, to);
        // The third centroid has no vectors and stays.
        ClusterSums none = new ClusterSums(3, length);
        assertTrue(start.same(start.moved(none)));
    }

    @Test
    void aSumThatDoesNotFitIsAnError() {
        ClusterSums sums = new ClusterSums(1, 1);
        sums.add(0, new float[] {1f}, 0);
        for (int doublings = 0; doublings < 32; doublings++) {
            ClusterSums same = new ClusterSums(1, 1);
            same.merge(sums);
            sums.merge(same);
        }
        assertThrows(ArithmeticException.class, () -> sums.merge(sums));
    }

    @Test
    void exactlyThePairsAtTheLimitOrAboveAreJoined() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 20; round++) {
            int length = 2 + random.nextInt(6);
            int count = 2 + random.nextInt(2 * Columns.WIDTH);
            float[] vectors = random(random, count, length);
            SimilarPairs similar = new SimilarPairs(length, 0);
            // A limit that a pair meets to the bit.
            double least =
                    similar.cosine(vectors, random.nextInt(count / 2), count / 2 + random.nextInt(count - count / 2));
            int[] expected = new int[count];
            for (int i = 0; i < count; i++) {
                expected[i] = i;
            }
            for (int i = 0; i < count; i++) {
                for (int j = i + 1; j < count; j++) {
                    boolean marked = i % 3 == 0 && j % 3 == 0;
                    if (!marked && similar.cosine(vectors, i, j) >= least) {
                        replace(expected, expected[j], expected[i]);
                    }
                }
            }
            int[] found = new int[count];
            for (int i = 0; i < count; i++) {
                found[i] = i;
            }
            List<Integer> joins = new ArrayList<>();
            new SimilarPairs(length, least).join(vectors, 0, count, i -> i % 3 == 0, (a, b) -> {
                joins.add(a);
                replace(found, found[Math.max(a, b)], found[Math.min(a, b)]);
            });
            for (int i = 0; i < count; i++) {
                for (int j = 0; j < i; j++) {
                    assertEquals(expected[i] == expected[j], found[i] == found[j]);
                }
            }
            assertTrue(joins.size() < count);
        }
    }

    private static void replace(int[] groups, int from, int to) {
        for (int i = 0; i < groups.length; i++) {
            if (groups[i] == from) {
                groups[i] = to;
            }
        }
    }
}
