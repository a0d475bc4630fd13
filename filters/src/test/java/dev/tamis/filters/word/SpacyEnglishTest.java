package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against the words of spaCy 3.8.18's blank English pipeline, stripped and empty ones left out, as datatrove takes them. */
class SpacyEnglishTest {

    @TestFactory
    List<DynamicTest> cutsAsSpacyDoes() throws IOException {
        return GoldenWords.tests("spacy-english", (view, words) -> new SpacyEnglish().split(view, words));
    }

    @Test
    void thereAreAtLeastSixtyTexts() throws IOException {
        assertTrue(GoldenWords.read("spacy-english").size() >= 60);
    }

    @Test
    void anInstanceKeepsNothingOfTheTextBefore() throws IOException {
        SpacyEnglish splitter = new SpacyEnglish();
        for (GoldenWords golden : GoldenWords.read("spacy-english")) {
            assertTrue(golden.words().equals(GoldenWords.split(golden.text(), splitter::split)), golden.text());
        }
    }
}
