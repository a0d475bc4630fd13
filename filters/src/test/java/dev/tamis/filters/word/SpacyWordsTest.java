package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tamis.filters.text.TextView;
import dev.tamis.filters.text.WordList;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Against the words of spaCy 3.8.18's blank pipelines, stripped and empty ones left out, as datatrove takes them. */
class SpacyWordsTest {

    @TestFactory
    List<DynamicTest> cutsAsSpacyDoes() throws IOException {
        return GoldenWords.tests("spacy-english", (view, words) -> new SpacyWords().split(view, words));
    }

    @TestFactory
    List<DynamicTest> cutsAsSpacyDoesInOtherLanguages() throws IOException {
        List<DynamicTest> tests = new ArrayList<>();
        for (GoldenWords golden : GoldenWords.read("spacy-languages")) {
            tests.add(dynamicTest(
                    golden.language() + ": " + golden.text(),
                    () -> assertEquals(golden.words(), split(golden, new SpacyWords()), golden.text())));
        }
        return tests;
    }

    @Test
    void thereAreAtLeastSixtyTexts() throws IOException {
        assertTrue(GoldenWords.read("spacy-english").size() >= 60);
    }

    @Test
    void everyLanguageWithRulesHasTexts() throws IOException {
        Set<String> languages = languages();
        assertEquals(44, languages.size(), languages.toString());
        for (char first = 'a'; first <= 'z'; first++) {
            for (char second = 'a'; second <= 'z'; second++) {
                String code = "" + first + second;
                assertEquals(SpacyWords.knows(code), languages.contains(code) || code.equals("en"), code);
            }
        }
    }

    @Test
    void anInstanceKeepsNothingOfTheTextBefore() throws IOException {
        SpacyWords splitter = new SpacyWords();
        for (GoldenWords golden : GoldenWords.read("spacy-english")) {
            assertTrue(golden.words().equals(GoldenWords.split(golden.text(), splitter::split)), golden.text());
        }
    }

    /** In one view, so that pieces which two languages cut otherwise have one number. */
    @Test
    void wordsDoNotDependOnTheLanguageOfTheTextBefore() throws IOException {
        List<GoldenWords> shuffled = new ArrayList<>(GoldenWords.read("spacy-languages"));
        Collections.shuffle(shuffled, new Random(5));
        TextView view = new TextView();
        WordList used = new WordList();
        SpacyWords splitter = new SpacyWords();
        for (String language : languages()) {
            for (GoldenWords golden : shuffled) {
                view.reset(golden.text());
                splitter.split(view, language, used);
                List<String> words = new ArrayList<>();
                for (int i = 0; i < used.size(); i++) {
                    words.add(word(view, used, i));
                }
                GoldenWords inLanguage = new GoldenWords(language, golden.text(), golden.words());
                assertEquals(split(inLanguage, new SpacyWords()), words, language + ": " + golden.text());
            }
        }
    }

    @Test
    void languagesWithOtherTokenizersAreNotKnown() {
        for (String language : new String[] {"", "und", "zh", "ja", "ko", "th", "vi", "hi", "be", "gl", "kk"}) {
            assertFalse(SpacyWords.knows(language), language);
        }
    }

    @Test
    void aPieceWithoutEndTakesTimeInProportion() throws IOException {
        SpacyWords splitter = new SpacyWords();
        for (String language : languages()) {
            for (String unit :
                    new String[] {"a-", "a'", "1,", "1", ".", "a.", "-", "l'", "\u00b0", "a\u0301-", "x/y"}) {
                String piece = "1".repeat(10_000) + unit.repeat(100_000) + ",".repeat(50_000);
                GoldenWords golden = new GoldenWords(language, piece, List.of());
                assertTimeout(
                        Duration.ofSeconds(5),
                        () -> assertEquals(piece, String.join("", split(golden, splitter))),
                        language + " " + unit);
            }
        }
    }

    private static List<String> split(GoldenWords golden, SpacyWords splitter) {
        return GoldenWords.split(golden.text(), (view, words) -> splitter.split(view, golden.language(), words));
    }

    private static String word(TextView view, WordList list, int word) {
        return new String(view.utf8(), list.start(word), list.end(word) - list.start(word), StandardCharsets.UTF_8);
    }

    private static Set<String> languages() throws IOException {
        Set<String> languages = new TreeSet<>();
        for (GoldenWords golden : GoldenWords.read("spacy-languages")) {
            languages.add(golden.language());
        }
        return languages;
    }
}
