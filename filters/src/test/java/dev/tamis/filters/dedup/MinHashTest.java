package dev.tamis.filters.dedup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class MinHashTest {
    private static final MinHashSettings FINEWEB = MinHashPreset.FINEWEB.settings();
    private static final int PAIRS = 20_000;
    private static final int UNION = 100;

    @Test
    void pairsOfKnownSimilarityMeetAsOftenAsTheoryHasIt() {
        meetAsTheoryHasIt(FINEWEB);
        meetAsTheoryHasIt(new MinHashSettings(5, 25, 10, 7));
        meetAsTheoryHasIt(new MinHashSettings(5, 20, 5, 3));
    }

    private static void meetAsTheoryHasIt(MinHashSettings settings) {
        MinHash minHash = new MinHash(settings);
        SplittableRandom random = new SplittableRandom(11);
        for (int tenths = 1; tenths <= 10; tenths++) {
            int common = UNION * tenths / 10;
            int met = 0;
            long rows = 0;
            for (int pair = 0; pair < PAIRS; pair++) {
                long[] union = random.longs(UNION).toArray();
                // A is the first part of the union and the common part, B the common part and the last one
                int onlyA = (UNION - common) / 2;
                long[] a = Arrays.copyOf(union, onlyA + common);
                long[] b = Arrays.copyOfRange(union, onlyA, UNION);
                int bands = commonKeys(keys(minHash, a), keys(minHash, b));
                met += bands > 0 ? 1 : 0;
                rows += bands;
            }
            double s = tenths / 10.0;
            double expected = settings.probability(s);
            double deviation = Math.sqrt(expected * (1 - expected) / PAIRS);
            assertEquals(expected, (double) met / PAIRS, Math.min(0.01, 4 * deviation + 1e-9), settings + " at " + s);
            // the mean number of bands in common has no union in it, so it shows the rows' own quality
            double band = Math.pow(s, settings.rows());
            double bandDeviation = Math.sqrt(band * (1 - band) / PAIRS / settings.bands());
            assertEquals(
                    band, (double) rows / PAIRS / settings.bands(), 5 * bandDeviation + 1e-9, settings + " at " + s);
        }
    }

    /** Words of small numbers as their shingles would be without a good hash: the minima must not see the pattern. */
    @Test
    void patternsInShinglesDoNotShow() {
        MinHash minHash = new MinHash(FINEWEB);
        int met = 0;
        int pairs = 5_000;
        for (int pair = 0; pair < pairs; pair++) {
            long start = pair * 1_000L;
            long[] a = new long[90];
            long[] b = new long[90];
            for (int i = 0; i < 90; i++) {
                a[i] = start + i;
                b[i] = start + i + 10;
            }
            met += commonKeys(keys(minHash, a), keys(minHash, b)) > 0 ? 1 : 0;
        }
        assertEquals(FINEWEB.probability(0.8), (double) met / pairs, 0.015);
    }

    @Test
    void repeatedShinglesAndTheirOrderChangeNothing() {
        MinHash minHash = new MinHash(FINEWEB);
        SplittableRandom random = new SplittableRandom(3);
        long[] once = random.longs(50).toArray();
        long[] mixed = new long[203];
        for (int i = 0; i < mixed.length; i++) {
            mixed[mixed.length - 1 - i] = once[i % once.length];
        }
        assertArrayEquals(keys(minHash, once), keys(minHash, mixed));
        assertArrayEquals(keys(minHash, once), keys(new MinHash(FINEWEB), once));
    }

    @Test
    void bandsWithEqualMinimaHaveDifferentKeys() {
        long[] keys = keys(new MinHash(new MinHashSettings(5, 4000, 1, 9)), new long[] {7});
        Set<Long> distinct = new HashSet<>();
        for (long key : keys) {
            distinct.add(key);
        }
        assertEquals(4000, distinct.size());
    }

    @Test
    void seedsGiveOtherSignatures() {
        long[] shingles = {1, 2, 3};
        long[] one = keys(new MinHash(new MinHashSettings(5, 14, 8, 1)), shingles);
        long[] two = keys(new MinHash(new MinHashSettings(5, 14, 8, 2)), shingles);
        assertEquals(0, commonKeys(one, two));
    }

    @Test
    void nearCopiesMeetAndOtherTextsDoNot() {
        SplittableRandom random = new SplittableRandom(8);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            text.append(Integer.toString(random.nextInt(1 << 20), 36)).append(i % 12 == 0 ? ".\n" : " ");
        }
        String copy = text.toString().toUpperCase(Locale.ROOT).replace(".\n", " - ") + " one sentence more.";
        StringBuilder other = new StringBuilder(text).reverse();
        long[] keys = keysOf(text.toString());
        assertTrue(commonKeys(keys, keysOf(copy)) > 7);
        assertEquals(0, commonKeys(keys, keysOf(other.toString())));
        assertNotEquals(0, commonKeys(keysOf("Too short."), keysOf("too SHORT!")));
        assertEquals(0, commonKeys(keysOf("Too short."), keysOf("Too long.")));
    }

    /** A change here makes stored signatures of no use: raise their version with it. */
    @Test
    void keysStayTheSameFromReleaseToRelease() {
        long[] keys = keysOf("It was the best of times, it was the worst of times, it was the age of wisdom.");
        assertEquals(14, keys.length);
        assertEquals(0xeeffa3be14d2fa38L, keys[0]);
        assertEquals(0x3a6d229fa788e5b3L, keys[13]);
    }

    @Test
    void textsWithoutShinglesAndArraysTooSmallAreRefused() {
        MinHash minHash = new MinHash(FINEWEB);
        assertThrows(IllegalArgumentException.class, () -> minHash.bands(new long[3], 0, new long[14]));
        assertThrows(IllegalArgumentException.class, () -> minHash.bands(new long[3], 4, new long[14]));
        assertThrows(IllegalArgumentException.class, () -> minHash.bands(new long[3], 3, new long[13]));
    }

    private static long[] keysOf(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        Shingler shingler = new Shingler(FINEWEB.ngram());
        int size = shingler.shingle(utf8, utf8.length);
        return keys(new MinHash(FINEWEB), Arrays.copyOf(shingler.shingles(), size));
    }

    private static long[] keys(MinHash minHash, long[] shingles) {
        long[] keys = new long[minHash.settings().bands()];
        minHash.bands(shingles, shingles.length, keys);
        return keys;
    }

    private static int commonKeys(long[] a, long[] b) {
        int common = 0;
        for (int band = 0; band < a.length; band++) {
            common += a[band] == b[band] ? 1 : 0;
        }
        return common;
    }
}
