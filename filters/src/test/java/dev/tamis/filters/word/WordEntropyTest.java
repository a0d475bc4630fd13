package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.text.TextView;
import org.junit.jupiter.api.Test;

class WordEntropyTest {
    private final WordEntropy entropy = new WordEntropy();
    private final TextView view = new TextView();

    @Test
    void entropyIsThatOfTheDistributionOfWords() {
        double expected = -(0.5 * Math.log(0.5) + 2 * 0.25 * Math.log(0.25));
        assertEquals(expected, of("a a b c"), 1e-12);
        assertEquals(0, of("a ".repeat(5000)), 1e-12);
        assertEquals(0, of(""));
    }

    @Test
    void theLastBitsDoNotTellInWhatOrderWordsCame() {
        double forwards = of("a b b c c c d d d d e e e e e f f f f f f g g g g g g g");
        view.reset("g f e d c b a");
        assertEquals(forwards, of("g g g g g g g f f f f f f e e e e e d d d d c c c b b a"));
    }

    private double of(String text) {
        view.reset(text);
        return entropy.of(view.wordList());
    }
}
