package dev.tamis.pipeline.fit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tamis.filters.text.TextView;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StopWordCountTest {

    @Test
    void wordsAreThoseThatTheSignalsOfFineweb2Count() {
        TextView view = new TextView();
        view.reset("L'homme, l'art");
        for (String language : new String[] {"fr", "gl"}) {
            StopWordCount count = new StopWordCount(language);
            count.add(view);
            boolean elides = language.equals("fr");
            List<String> words = elides ? List.of("l'", "art", "homme") : List.of("l'art", "l'homme");
            assertEquals(words, count.words(), language);
            assertEquals(elides ? 2 : 0, count.found(view, Set.of("L'", "art")), language);
        }
    }
}
