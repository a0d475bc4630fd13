package dev.tamis.filters.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PdqIndexTest {
    private static byte[] random(SplittableRandom random, int hashes) {
        byte[] bytes = new byte[PdqIndex.BYTES * hashes];
        random.nextBytes(bytes);
        return bytes;
    }

    /** The hash of that number with so many of its bits changed, wherever they fall. */
    private static byte[] near(byte[] hashes, int hash, int bits, SplittableRandom random) {
        byte[] one = Arrays.copyOfRange(hashes, PdqIndex.BYTES * hash, PdqIndex.BYTES * (hash + 1));
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
        int best = -1;
        int least = distance + 1;
        for (int i = 0; i < hashes.length / PdqIndex.BYTES; i++) {
            int bits = 0;
            for (int b = 0; b < PdqIndex.BYTES; b++) {
                bits += Integer.bitCount((hashes[PdqIndex.BYTES * i + b] ^ query[b]) & 0xff);
            }
            if (bits < least) {
                best = i;
                least = bits;
            }
        }
        return best;
    }

    @Test
    void everyHashWithinTheDistanceIsFoundAndNoneBeyond() {
        SplittableRandom random = new SplittableRandom(31);
        for (int distance : new int[] {0, 1, 15, 16, 31, 32, 47, 63}) {
            byte[] hashes = random(random, 400);
            // Copies and near copies, so that the nearest and the first of equals are asked for.
            System.arraycopy(near(hashes, 7, 5, random), 0, hashes, 32 * 9, 32);
            System.arraycopy(hashes, 32 * 7, hashes, 32 * 300, 32);
            PdqIndex indexed = new PdqIndex(hashes, distance, 0);
            PdqIndex compared = new PdqIndex(hashes, distance);
            assertEquals(400, indexed.size());
            for (int round = 0; round < 400; round++) {
                int bits = random.nextInt(distance + 3);
                byte[] query = near(hashes, random.nextInt(400), bits, random);
                int expected = bruteForce(hashes, query, distance);
                assertEquals(expected, indexed.nearest(query), () -> bits + " bits at distance " + distance);
                assertEquals(expected, compared.nearest(query));
                assertTrue(bits > distance || expected >= 0);
            }
        }
    }

    @Test
    void bitsSpreadEvenlyOverAllSlotsAreTheHardestToFind() {
        SplittableRandom random = new SplittableRandom(1);
        byte[] hashes = random(random, 50);
        for (int distance : new int[] {15, 31, 63}) {
            PdqIndex index = new PdqIndex(hashes, distance, 0);
            for (int hash = 0; hash < 50; hash++) {
                byte[] query = Arrays.copyOfRange(hashes, 32 * hash, 32 * hash + 32);
                for (int i = 0; i < distance; i++) {
                    int slot = i % 16;
                    int bit = (i / 16) * 3 + slot % 3;
                    query[2 * slot + (bit >> 3)] ^= (byte) (1 << (bit & 7));
                }
                assertEquals(distance, PdqIndex.distance(query, Arrays.copyOfRange(hashes, 32 * hash, 32 * hash + 32)));
                assertEquals(hash, index.nearest(query));
            }
        }
    }

    @Test
    void anEmptyIndexFindsNothing() {
        assertEquals(-1, new PdqIndex(new byte[0], 31).nearest(new byte[32]));
        assertEquals(-1, new PdqIndex(new byte[0], 31, -1).nearest(new byte[32]));
    }

    @Test
    void distancesThatCannotBeSearchedCompletelyAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new PdqIndex(new byte[32], 64));
        assertThrows(IllegalArgumentException.class, () -> new PdqIndex(new byte[32], -1));
        assertThrows(IllegalArgumentException.class, () -> new PdqIndex(new byte[33], 31));
    }
}
