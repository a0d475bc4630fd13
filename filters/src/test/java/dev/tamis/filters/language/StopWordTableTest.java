package dev.tamis.filters.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordHash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StopWordTableTest {

    private static StopWordTable read(String text) throws IOException {
        return StopWordTable.read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), "words.tsv");
    }

    private static int index(StopWordTable.Words words, String word) {
        byte[] bytes = ("<" + word + ">" + "\0".repeat(TextView.PADDING)).getBytes(StandardCharsets.UTF_8);
        return words.indexOf(WordHash.of(bytes, 1, bytes.length - 1 - TextView.PADDING));
    }

    @Test
    void wordsOfALanguageAreFoundWhereverTheyStandAndOthersAreNot() throws IOException {
        StopWordTable table = read("# comment\n\nde\tder die für\nzh\t的 年\n");
        assertEquals(Set.of("de", "zh"), table.languages());
        StopWordTable.Words german = table.of("de");
        assertEquals(3, german.size());
        assertEquals(0, index(german, "der"));
        assertEquals(1, index(german, "die"));
        assertEquals(2, index(german, "für"));
        for (String other : new String[] {"", "d", "Der", "fur", "das", "的"}) {
            assertEquals(-1, index(german, other), other);
        }
        assertEquals(1, index(table.of("zh"), "年"));
    }

    @Test
    void aLanguageWithoutWordsHasNone() throws IOException {
        StopWordTable table = read("de\tder\n");
        assertNull(table.of("fr"));
        assertNull(table.of(null));
    }

    @Test
    void aWordGivenTwiceCountsOnce() throws IOException {
        StopWordTable.Words words = read("de\tder  die der\r\n").of("de");
        assertEquals(2, words.size());
        assertEquals(1, index(words, "die"));
    }

    @Test
    void aLineOfAnotherFormIsRefusedWithItsPlace() {
        for (String bad : new String[] {"de der die", "\tder", "de\t", "de\t  "}) {
            String message = assertThrows(IllegalArgumentException.class, () -> read("fr\tle\n" + bad + "\n"))
                    .getMessage();
            assertTrue(message.startsWith("words.tsv:2: expected a language, a tab and words"), message);
        }
        assertEquals(
                "words.tsv:2: language fr is there twice",
                assertThrows(IllegalArgumentException.class, () -> read("fr\tle\nfr\tla\n"))
                        .getMessage());
    }

    @Test
    void manyWordsKeepTheirNumbers() throws IOException {
        Random random = new Random(5);
        StringBuilder line = new StringBuilder("xx\t");
        Set<String> words = new HashSet<>();
        List<String> order = new ArrayList<>();
        while (order.size() < 3000) {
            String word = Integer.toString(random.nextInt(1 << 20), 36);
            if (words.add(word)) {
                order.add(word);
                line.append(word).append(' ');
            }
        }
        StopWordTable.Words table = read(line.toString()).of("xx");
        assertEquals(3000, table.size());
        for (int i = 0; i < order.size(); i++) {
            assertEquals(i, index(table, order.get(i)));
        }
        for (int i = 0; i < 3000; i++) {
            String word = Integer.toString(random.nextInt(1 << 20), 36);
            assertEquals(words.contains(word), index(table, word) >= 0, word);
        }
    }

    @Test
    void everyBundledLanguageIsOneThatTheIdentifierNamesAndHasEightWords() {
        StopWordTable table = StopWordTable.bundled();
        assertTrue(table.languages().size() >= 60, table.languages().toString());
        for (String language : table.languages()) {
            assertTrue(LanguageIdentifier.codes().contains(language), language);
            assertTrue(table.of(language).size() >= 8, language);
        }
    }
}
