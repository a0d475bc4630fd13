package dev.tamis.filters.dedup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class HammingIndexTest {
    private static final int BYTES = 32;

    private static HammingIndex index(byte[] hashes, int distance, int few) {
        HammingIndex index = new HammingIndex(distance, few);
        for (int i = 0; i < hashes.length; i += BYTES) {
            index.add(longs(Arrays.copyOfRange(hashes, i, i + BYTES)), 0);
        }
        return index;
    }

    private static int first(HammingIndex index, byte[] query) {
        return index.first(longs(query), 0);
    }

    private static long[] longs(byte[] hash) {
        long[] longs = new long[HammingSlots.LONGS];
        ByteBuffer.wrap(hash).asLongBuffer().get(longs);
        return longs;
    }

    private static byte[] random(SplittableRandom random, int hashes) {
        byte[] bytes = new byte[BYTES * hashes];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The hash of that number with so many of its bits changed, wherever they fall. */
    private static byte[] near(byte[] hashes, int hash, int bits, SplittableRandom random) {
        byte[] one = Arrays.copyOfRange(hashes, BYTES * hash, BYTES * (hash + 1));
        boolean[] changed = new boolean[256];
        for (int left = bits; left > 0; ) {
            int bit = random.nextInt(256);
            if (!changed[bit]) {
                changed[bit] = true;
                one[bit >> 3] ^= (byte) (1 << (bit & 7));
                left--;
            }
        }
        return one;
    }

    private static int bruteForce(byte[] hashes, byte[] query, int distance) {
        for (int i = 0; i < hashes.length / BYTES; i++) {
            if (distance(query, Arrays.copyOfRange(hashes, BYTES * i, BYTES * (i + 1))) <= distance) {
                return i;
            }
        }
        return -1;
    }

    private static int distance(byte[] a, byte[] b) {
        int bits = 0;
        for (int i = 0; i < BYTES; i++) {
            bits += Integer.bitCount((a[i] ^ b[i]) & 0xff);
        }
        return bits;
    }

    @Test
    void everyHashWithinTheDistanceIsFoundAndNoneBeyond() {
        SplittableRandom random = new SplittableRandom(31);
        for (int distance : new int[] {0, 1, 15, 16, 31, 32, 47, 63}) {
            byte[] hashes = random(random, 400);
            // Copies and near copies, so that the first of several is asked for.
            System.arraycopy(near(hashes, 7, 5, random), 0, hashes, 32 * 9, 32);
            System.arraycopy(hashes, 32 * 7, hashes, 32 * 300, 32);
            HammingIndex indexed = index(hashes, distance, 0);
            HammingIndex compared = index(hashes, distance, HammingIndex.FEW);
            assertEquals(400, indexed.size());
            for (int round = 0; round < 400; round++) {
                int bits = random.nextInt(distance + 3);
                byte[] query = near(hashes, random.nextInt(400), bits, random);
                int expected = bruteForce(hashes, query, distance);
                assertEquals(expected, first(indexed, query), () -> bits + " bits at distance " + distance);
                assertEquals(expected, first(compared, query));
                assertTrue(bits > distance || expected >= 0);
            }
        }
    }

    @Test
    void bitsSpreadEvenlyOverAllSlotsAreTheHardestToFind() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] hashes = random(random, 50);
        for (int distance : new int[] {15, 31, 63}) {
            HammingIndex index = index(hashes, distance, 0);
            for (int hash = 0; hash < 50; hash++) {
                byte[] query = Arrays.copyOfRange(hashes, 32 * hash, 32 * hash + 32);
                for (int i = 0; i < distance; i++) {
                    int slot = i % 16;
                    int bit = (i / 16) * 3 + slot % 3;
                    query[2 * slot + (bit >> 3)] ^= (byte) (1 << (bit & 7));
                }
                assertEquals(distance, distance(query, Arrays.copyOfRange(hashes, 32 * hash, 32 * hash + 32)));
                assertEquals(hash, first(index, query));
            }
        }
    }

    @Test
    void anEmptyIndexFindsNothing() {
        assertEquals(-1, new HammingIndex(31).first(new long[4], 0));
        assertEquals(-1, new HammingIndex(31, -1).first(new long[4], 0));
    }

    @Test
    void distancesThatCannotBeSearchedCompletelyAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new HammingIndex(64));
        assertThrows(IllegalArgumentException.class, () -> new HammingIndex(-1));
        assertThrows(IllegalArgumentException.class, () -> new HammingJoin(32));
    }
}
