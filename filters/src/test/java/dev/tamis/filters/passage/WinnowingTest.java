package dev.tamis.filters.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class WinnowingTest {
    @Test
    void equalWindowsSelectTheSameFingerprintAtTheSameOffset() {
        SplittableRandom random = new SplittableRandom(1);
        int equal = 0;
        for (int round = 0; round < 2_000; round++) {
            int window = 2 + random.nextInt(12);
            Winnowing winnowing = new Winnowing(window, 1 + random.nextInt(window));
            PassageTokens text = new PassageTokens();
            Map<String, long[]> selections = new HashMap<>();
            for (int document = 0; document < 3; document++) {
                int[] symbols = random.ints(random.nextInt(60), 0, 1 + random.nextInt(3))
                        .toArray();
                reset(text, symbols);
                List<long[]> selected = selected(winnowing, text);
                List<Long> fingerprints = new ArrayList<>();
                winnowing.fingerprints(text, fingerprints::add);
                assertEquals(distinct(selected), fingerprints, "round " + round);
                for (int i = 0; i < selected.size(); i++) {
                    String key = Arrays.toString(Arrays.copyOfRange(symbols, i, i + window));
                    long[] here = {selected.get(i)[0] - i, selected.get(i)[1]};
                    long[] there = selections.putIfAbsent(key, here);
                    if (there != null) {
                        equal++;
                        assertEquals(Arrays.toString(there), Arrays.toString(here), "round " + round);
                    }
                }
            }
        }
        assertTrue(equal > 10_000, equal + " pairs of equal windows");
    }

    /** Position and hash of the gram that each window selects, all of them computed from the start. */
    private static List<long[]> selected(Winnowing winnowing, PassageTokens text) {
        List<long[]> selected = new ArrayList<>();
        for (int window = 0; window + winnowing.tokens() <= text.count(); window++) {
            long[] least = {-1, Long.MAX_VALUE};
            for (int gram = window; gram < window + winnowing.gramsOfWindow(); gram++) {
                long hash = hash(text, gram, winnowing.gram());
                least = hash <= least[1] ? new long[] {gram, hash} : least;
            }
            selected.add(least);
        }
        return selected;
    }

    private static long hash(PassageTokens text, int from, int count) {
        RollingHash hash = new RollingHash(count);
        for (int i = from; i < from + count; i++) {
            hash.slide(text.hash(i), 0);
        }
        return hash.hash();
    }

    private static List<Long> distinct(List<long[]> selected) {
        List<Long> hashes = new ArrayList<>();
        for (int i = 0; i < selected.size(); i++) {
            if (i == 0 || selected.get(i)[0] != selected.get(i - 1)[0]) {
                hashes.add(selected.get(i)[1]);
            }
        }
        return hashes;
    }

    @Test
    void windowsAreThoseWhoseFingerprintIsShared() {
        SplittableRandom random = new SplittableRandom(2);
        PassageTokens text = new PassageTokens();
        for (int round = 0; round < 1_000; round++) {
            int window = 2 + random.nextInt(12);
            Winnowing winnowing = new Winnowing(window);
            reset(
                    text,
                    random.ints(random.nextInt(100), 0, 1 + random.nextInt(9)).toArray());
            List<String> expected = new ArrayList<>();
            List<long[]> selected = selected(winnowing, text);
            for (int i = 0; i < selected.size(); i++) {
                if ((selected.get(i)[1] & 1) == 0) {
                    expected.add(i + " " + hash(text, i, window));
                }
            }
            List<String> found = new ArrayList<>();
            winnowing.windows(text, hash -> (hash & 1) == 0, (position, hash) -> found.add(position + " " + hash));
            assertEquals(expected, found, "round " + round);
        }
    }

    @Test
    void twoOfWAndOneGramsAreSelectedInTextWithoutRepetition() {
        SplittableRandom random = new SplittableRandom(4);
        PassageTokens text = new PassageTokens();
        reset(text, random.ints(200_000).toArray());
        int[] selected = new int[1];
        Winnowing winnowing = new Winnowing(50);
        winnowing.fingerprints(text, hash -> selected[0]++);
        double expected = 2.0 * text.count() / (winnowing.gramsOfWindow() + 1);
        assertEquals(expected, selected[0], 0.02 * expected);
    }

    @Test
    void minimumIsTheLastLeastValueOfTheWindow() {
        SplittableRandom random = new SplittableRandom(6);
        for (int round = 0; round < 2_000; round++) {
            int width = 1 + random.nextInt(9);
            long[] values = random.longs(random.nextInt(50), 0, 1 + random.nextInt(6))
                    .map(value -> value == 5 ? Long.MAX_VALUE : value == 4 ? Long.MIN_VALUE : value)
                    .toArray();
            WindowMinimum minimum = new WindowMinimum(width);
            for (int use = 0; use < 2; use++) {
                minimum.clear();
                for (int i = 0; i < values.length; i++) {
                    int position = minimum.add(values[i]);
                    if (i < width - 1) {
                        assertEquals(-1, position);
                        continue;
                    }
                    int least = i - width + 1;
                    for (int j = least; j <= i; j++) {
                        least = values[j] <= values[least] ? j : least;
                    }
                    assertEquals(least, position, width + " of " + Arrays.toString(values));
                    assertEquals(values[least], minimum.value(), width + " of " + Arrays.toString(values));
                }
            }
        }
    }

    @Test
    void windowsAndGramsOutOfBoundsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Winnowing(1));
        assertThrows(IllegalArgumentException.class, () -> new Winnowing(Winnowing.MOST_TOKENS + 1));
        assertThrows(IllegalArgumentException.class, () -> new Winnowing(50, 0));
        assertThrows(IllegalArgumentException.class, () -> new Winnowing(50, 51));
        assertThrows(IllegalArgumentException.class, () -> new WindowKeys(1));
        assertEquals(25, new Winnowing(50).gram());
        assertEquals(26, new Winnowing(50).gramsOfWindow());
    }

    @Test
    void keysAreThoseOfTheTokensWhateverStandsBetween() {
        WindowKeys keys = new WindowKeys(3);
        PassageTokens text = new PassageTokens();
        byte[] utf8 = "ab c,d ab\nc , d, ab, cd".getBytes(StandardCharsets.UTF_8);
        text.reset(utf8, utf8.length);
        keys.reset(text);
        List<String> found = new ArrayList<>();
        for (int i = 0; i + 3 <= text.count(); i++) {
            keys.digest(i);
            found.add(Long.toHexString(keys.high()) + Long.toHexString(keys.low()));
        }
        assertEquals(found.get(0), found.get(4));
        assertEquals(found.get(1), found.get(5));
        assertEquals(10, found.size());
        assertEquals(8, found.stream().distinct().count());
        // printf 'ab c , ' | sha256sum
        assertEquals("5eacdc8025467b07e53a689356bf725b", found.get(0));
        assertThrows(IndexOutOfBoundsException.class, () -> keys.digest(text.count() - 2));
        assertThrows(IndexOutOfBoundsException.class, () -> keys.digest(-1));
        text.reset(utf8, 4);
        keys.reset(text);
        assertThrows(IndexOutOfBoundsException.class, () -> keys.digest(0));
    }

    private static void reset(PassageTokens text, int[] symbols) {
        StringBuilder words = new StringBuilder();
        for (int symbol : symbols) {
            words.append(Integer.toUnsignedString(symbol)).append(' ');
        }
        byte[] utf8 = words.toString().getBytes(StandardCharsets.UTF_8);
        text.reset(utf8, utf8.length);
    }
}
