package dev.tamis.pipeline.hocon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final List<String> NAMES =
            List.of("words", "mean_word_length", "top_2gram_char_fraction", "top_3gram_char_fraction", "lang", "url");

    @Test
    void slipsOfTheHandLeadToTheRightName() {
        assertEquals(Optional.of("words"), Nearest.to("wrods", NAMES));
        assertEquals(Optional.of("words"), Nearest.to("Words", NAMES));
        assertEquals(Optional.of("mean_word_length"), Nearest.to("mean_word_len", NAMES));
        assertEquals(Optional.of("mean_word_length"), Nearest.to("word_length", NAMES));
        assertEquals(Optional.of("top_2gram_char_fraction"), Nearest.to("top_2gram_char_frac", NAMES));
        assertEquals(Optional.of("lang"), Nearest.to("lnag", NAMES));
    }

    @Test
    void aNameLikeNoneOfThemHasNoneNearIt() {
        assertEquals(Optional.empty(), Nearest.to("perplexity", NAMES));
        assertEquals(Optional.empty(), Nearest.to("xy", NAMES));
        assertEquals(Optional.empty(), Nearest.to("", List.of("abc")));
        assertEquals(Optional.empty(), Nearest.to("words", List.of()));
        assertEquals("", Nearest.hint("perplexity", NAMES));
    }

    @Test
    void ofEquallyNearNamesTheFirstInTheAlphabetIsTaken() {
        assertEquals(Optional.of("cat"), Nearest.to("xat", List.of("hat", "cat", "rat")));
    }

    @Test
    void distanceIsTheOneOfItsDefinition() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            String a = word(random);
            String b = word(random);
            assertEquals(recursive(a, b), Nearest.distance(a, b), a + " " + b);
        }
    }

    private static String word(Random random) {
        StringBuilder word = new StringBuilder();
        for (int left = random.nextInt(7); left > 0; left--) {
            word.append((char) ('a' + random.nextInt(3)));
        }
        return word.toString();
    }

    private static int recursive(String a, String b) {
        if (a.isEmpty() || b.isEmpty()) {
            return a.length() + b.length();
        }
        int i = a.length() - 1;
        int j = b.length() - 1;
        int cost = a.charAt(i) == b.charAt(j) ? 0 : 1;
        int least = Math.min(recursive(a.substring(0, i), b), recursive(a, b.substring(0, j))) + 1;
        least = Math.min(least, recursive(a.substring(0, i), b.substring(0, j)) + cost);
        if (i > 0 && j > 0 && a.charAt(i) == b.charAt(j - 1) && a.charAt(i - 1) == b.charAt(j)) {
            least = Math.min(least, recursive(a.substring(0, i - 1), b.substring(0, j - 1)) + 1);
        }
        return least;
    }
}
