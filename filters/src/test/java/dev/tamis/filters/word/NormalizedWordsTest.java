package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.ibm.icu.lang.UCharacter;
import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordHash;
import dev.tamis.filters.text.WordList;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NormalizedWordsTest {
    private final NormalizedWords words = new NormalizedWords();
    private final WordList list = new WordList();
    private final TextView view = new TextView();

    /** What ICU's lower case and Java's NFD give of each word without its ASCII punctuation. */
    @Test
    void wordsAreThoseOfLowerCaseAndDecompositionOfTheWholeText() {
        String[] pieces = {
            "a",
            "B",
            " ",
            " ",
            "\u00c9",
            "e\u0301\u0316",
            "\u0391",
            "\u03a3",
            "\u03a3",
            ".",
            "'",
            "-",
            "\u0130",
            "\uac00",
            "\u4f60",
            "\u1e9e",
            "\ud835\udc00",
            "\u00ad",
            "7",
            "\n",
            "\u0301",
            "_",
            "\u01c5"
        };
        Random random = new Random(11);
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(16); i > 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            assertWords(text.toString());
        }
    }

    @Test
    void aWordMetTwiceIsTheSameTwice() {
        assertWords("Don't DON'T don't ... don't");
        assertEquals(list.number(0), list.number(3));
    }

    private void assertWords(String text) {
        view.reset(text);
        words.split(view, list);
        List<String> expected = new ArrayList<>();
        for (String word : text.split("[ \n]+")) {
            String kept = word.replaceAll("[!-/:-@\\[-`{-~]", "");
            if (!kept.isEmpty()) {
                expected.add(Normalizer.normalize(UCharacter.toLowerCase(Locale.ROOT, kept), Normalizer.Form.NFD));
            }
        }
        assertEquals(expected.size(), list.size(), text);
        for (int i = 0; i < expected.size(); i++) {
            byte[] utf8 = expected.get(i).getBytes(StandardCharsets.UTF_8);
            long hash = WordHash.of(Arrays.copyOf(utf8, utf8.length + TextView.PADDING), 0, utf8.length);
            assertEquals(hash, list.hash(i), text + ": " + expected.get(i));
            assertEquals(expected.get(i).codePointCount(0, expected.get(i).length()), list.codePoints(i), text);
        }
    }
}
