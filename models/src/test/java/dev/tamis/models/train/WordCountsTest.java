package dev.tamis.models.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordCountsTest {
    private static void add(WordCounts counts, String word) {
        byte[] bytes = ("(" + word + ")").getBytes(StandardCharsets.UTF_8);
        counts.add(bytes, 1, bytes.length - 1);
    }

    @Test
    void countsAreThoseOfAMap() {
        SplittableRandom random = new SplittableRandom(1);
        WordCounts counts = new WordCounts();
        Map<String, Long> expected = new HashMap<>();
        for (int i = 0; i < 300_000; i++) {
            String word = Integer.toString(random.nextInt(1 + random.nextInt(100_000)), 36);
            add(counts, word);
            expected.merge(word, 1L, Long::sum);
        }

        assertEquals(expected.size(), counts.size());
        for (int word = 0; word < counts.size(); word++) {
            assertEquals(expected.get(new String(counts.word(word), StandardCharsets.UTF_8)), counts.count(word));
        }
    }

    @Test
    void aboveTheBoundTheRarestAreForgotten() {
        WordCounts counts = new WordCounts(1000);
        for (int i = 0; i < 20_000; i++) {
            add(counts, "rare" + i);
            add(counts, "often" + i % 50);
        }

        assertTrue(counts.size() <= 1000, "size " + counts.size());
        int often = 0;
        for (int word = 0; word < counts.size(); word++) {
            often += counts.count(word) == 400 ? 1 : 0;
        }
        assertEquals(50, often);
    }
}
