package dev.tamis.filters.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    private final Vocabulary vocabulary = new Vocabulary();

    @Test
    void wordsHaveOneNumberIfTheirBytesAreTheSame() {
        Random random = new Random(5);
        Map<String, Integer> numbers = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            String word = word(random);
            int number = number(word);
            assertEquals(numbers.computeIfAbsent(word, unused -> number), number, word);
            assertEquals(word.codePointCount(0, word.length()), vocabulary.codePoints(number), word);
        }
        assertEquals(numbers.size(), vocabulary.size());
        assertEquals(numbers.size(), numbers.values().stream().distinct().count());
    }

    /** Of one to forty bytes, such that many begin alike and many are of the same length. */
    private static String word(Random random) {
        String start = "abcdefgh".substring(0, 1 + random.nextInt(8)).repeat(1 + random.nextInt(4));
        return start + (char) ('a' + random.nextInt(3)) + (random.nextBoolean() ? "" : "\u00e9" + random.nextInt(3000));
    }

    @Test
    void nullCharactersAtTheEndOfAWordBelongToIt() {
        assertNotEquals(number("a"), number("a\0"));
        assertNotEquals(number("abcdefgh"), number("abcdefgh\0"));
        assertEquals(number("a\0"), number("a\0"));
    }

    @Test
    void whatIsKnownOfWordsOfEarlierTextsIsForgottenWithThem() {
        TextView view = new TextView();
        WordFlags flags = new WordFlags();
        view.reset("a b");
        long generation = view.vocabulary().generation();
        flags.begin(view.vocabulary());
        flags.set(view.wordList().number(0), 7);
        view.reset("b a");
        flags.begin(view.vocabulary());
        assertEquals(generation, view.vocabulary().generation());
        assertEquals(7, flags.of(view.wordList().number(1)));
        assertEquals(0, flags.of(view.wordList().number(0)));
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            many.append('w').append(i).append(' ');
        }
        view.reset(many.toString());
        view.reset("a b");
        assertNotEquals(generation, view.vocabulary().generation());
        flags.begin(view.vocabulary());
        assertEquals(0, flags.of(view.wordList().number(0)));
    }

    private int number(String word) {
        byte[] utf8 = word.getBytes(StandardCharsets.UTF_8);
        return vocabulary.number(Arrays.copyOf(utf8, utf8.length + TextView.PADDING), 0, utf8.length);
    }
}
