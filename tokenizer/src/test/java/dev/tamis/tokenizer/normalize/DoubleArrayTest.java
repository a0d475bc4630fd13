package dev.tamis.tokenizer.normalize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DoubleArrayTest {
    private static Map<byte[], Integer> keys(Random random, int count, int letters, boolean distinctValues) {
        Map<byte[], Integer> keys = new TreeMap<>(Arrays::compareUnsigned);
        for (int i = 0; i < count; i++) {
            byte[] key = new byte[1 + random.nextInt(6)];
            for (int k = 0; k < key.length; k++) {
                key[k] = (byte) (1 + random.nextInt(letters) * (255 / letters));
            }
            keys.put(key, distinctValues ? i : random.nextInt(3));
        }
        return keys;
    }

    private static DoubleArray build(Map<byte[], Integer> keys) {
        return DoubleArray.build(
                keys.keySet().toArray(new byte[0][]),
                keys.values().stream().mapToInt(Integer::intValue).toArray());
    }

    private static long longest(Map<byte[], Integer> keys, byte[] text, int from) {
        for (int to = text.length; to > from; to--) {
            Integer value = keys.get(Arrays.copyOfRange(text, from, to));
            if (value != null) {
                return (long) (to - from) << 32 | value;
            }
        }
        return -1;
    }

    @Test
    void findsTheLongestKeyAsAMapDoes() {
        for (long seed = 0; seed < 200; seed++) {
            findsTheLongestKeyAsAMapDoes(seed);
        }
    }

    private void findsTheLongestKeyAsAMapDoes(long seed) {
        Random random = new Random(seed);
        int letters = 1 + random.nextInt(20);
        Map<byte[], Integer> keys = keys(random, 1 + random.nextInt(400), letters, random.nextBoolean());
        DoubleArray trie = build(keys);
        keys.forEach((key, value) -> assertEquals(value, trie.valueOf(key, 0, key.length)));
        for (int i = 0; i < 200; i++) {
            byte[] text = new byte[random.nextInt(12)];
            for (int k = 0; k < text.length; k++) {
                text[k] = random.nextInt(5) == 0
                        ? (byte) random.nextInt(256)
                        : (byte) (1 + random.nextInt(letters) * (255 / letters));
            }
            for (int from = 0; from < text.length; from++) {
                assertEquals(longest(keys, text, from), trie.longestPrefix(text, from, text.length));
            }
        }
    }

    @Test
    void equalSubtreesAreStoredOnce() {
        Map<byte[], Integer> keys = new TreeMap<>(Arrays::compareUnsigned);
        for (int a = 1; a < 200; a++) {
            for (int b = 1; b < 200; b++) {
                keys.put(new byte[] {(byte) a, (byte) b, 7}, 0);
            }
        }
        assertTrue(build(keys).units().length < 2000);
    }

    @Test
    void manyKeysStayDense() {
        Map<byte[], Integer> keys = keys(new Random(3), 60_000, 60, true);
        DoubleArray trie = build(keys);
        keys.forEach((key, value) -> assertEquals(value, trie.valueOf(key, 0, key.length)));
        long bytes = keys.keySet().stream().mapToLong(key -> key.length + 1L).sum();
        assertTrue(trie.units().length < 1.5 * bytes, trie.units().length + " units for " + bytes + " bytes");
    }

    @Test
    void damagedUnitsNeverLeadOutside() {
        Random random = new Random(11);
        byte[] text = new byte[300];
        for (int round = 0; round < 2000; round++) {
            int[] units = random.ints(1 + random.nextInt(600)).toArray();
            random.nextBytes(text);
            long found = new DoubleArray(units).longestPrefix(text, 0, text.length);
            assertTrue(found == -1 || (found >= 0 && found >>> 32 <= text.length));
        }
    }

    @Test
    void unsortedKeysAreRefused() {
        byte[][] keys = {{2}, {1}};
        assertThrows(IllegalArgumentException.class, () -> DoubleArray.build(keys, new int[] {0, 1}));
        assertThrows(IllegalArgumentException.class, () -> DoubleArray.build(new byte[][] {{1, 0}}, new int[] {0}));
    }
}
