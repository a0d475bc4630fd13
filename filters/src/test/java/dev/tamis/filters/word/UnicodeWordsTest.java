package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.text.WordList;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against uniseg 0.10.1, of whose words DCLM keeps those that begin with a letter or number. */
class UnicodeWordsTest {

    @TestFactory
    List<DynamicTest> cutsAsUnisegDoes() throws IOException {
        return GoldenWords.tests("unicode", (view, words) -> {
            WordList language = new WordList();
            new LanguageWords().split(view, language);
            new UnicodeWords().split(view, language, words);
        });
    }

    @Test
    void thereAreAtLeastFortyTexts() throws IOException {
        assertTrue(GoldenWords.read("unicode").size() >= 40);
    }
}
