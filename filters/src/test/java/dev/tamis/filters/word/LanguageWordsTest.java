package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** On texts that a reader of the language would cut in one way only. */
class LanguageWordsTest {

    @TestFactory
    List<DynamicTest> cutsAsAReaderWould() throws IOException {
        return GoldenWords.tests("language", (view, words) -> new LanguageWords().split(view, words));
    }

    @Test
    void thereAreAtLeastTwentyTexts() throws IOException {
        assertTrue(GoldenWords.read("language").size() >= 20);
    }

    @Test
    void everyInstanceGivesTheSameWordsAndKeepsNothing() throws IOException {
        LanguageWords used = new LanguageWords();
        for (GoldenWords golden : GoldenWords.read("language")) {
            List<String> first = GoldenWords.split(golden.text(), used::split);
            assertEquals(first, GoldenWords.split(golden.text(), new LanguageWords()::split));
            assertEquals(first, GoldenWords.split(golden.text(), used::split));
        }
    }

    @Test
    void noCharacterIsLostOrTwiceInARunLongerThanTheLongestThatIsSearched() {
        for (String piece : new String[] {"我们喜欢音乐", "ฉันรักแม่", "ラーメンを食べる", "မြန်မာ", "\ud840\udc00"}) {
            String run = piece.repeat(10_000 / piece.length());
            List<String> words = GoldenWords.split(run, new LanguageWords()::split);
            assertEquals(run, String.join("", words));
            assertTrue(words.size() > 1000, piece + words.size());
        }
    }

    @Test
    void whereARunIsCutChangesNoWordsFarFromTheCut() {
        String sentence = "我们喜欢音乐";
        List<String> words = GoldenWords.split(sentence.repeat(1000), new LanguageWords()::split);
        List<String> once = List.of("我们", "喜欢", "音乐");
        List<String> all =
                Stream.generate(() -> once).limit(1000).flatMap(List::stream).toList();
        assertEquals(all.subList(0, 2000), words.subList(0, 2000));
        assertEquals(all.subList(2500, 3000), words.subList(words.size() - 500, words.size()));
    }
}
