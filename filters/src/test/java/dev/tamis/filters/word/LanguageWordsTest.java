package dev.tamis.filters.word;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
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
        for (String piece : new String[] {"我们喜欢音乐", "ฉันรักแม่", "ラーメンを食べる", "မြန်မာ", "\ud840\udc00", "학교에서"}) {
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

    /** Syllables of the standard, words of none, letters on their own, marks and joiners within. */
    @Test
    void piecesOfHangulTileTheirRun() {
        Random random = new Random(4);
        LanguageWords splitter = new LanguageWords();
        for (int round = 0; round < 300; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(
                        switch (random.nextInt(12)) {
                            case 0 -> "\u00ad";
                            case 1 -> "\u0301";
                            case 2 -> "\u3147";
                            case 3 -> "a1";
                            case 4 -> "\u4e2d";
                            case 5 -> "은";
                            default -> Character.toString(0xAC00 + random.nextInt(11172));
                        });
            }
            String run = "가" + text;
            List<String> words = GoldenWords.split(run, splitter::split);
            assertEquals(run, String.join("", words));
            assertEquals(words, GoldenWords.split(run, new LanguageWords()::split));
        }
    }

    @Test
    void hangulWithoutEndTakesTimeInProportion() {
        LanguageWords splitter = new LanguageWords();
        for (String piece : new String[] {"가", "뷁쀍", "학교에서", "가\u0301", "ㅋ", "가a"}) {
            String run = piece.repeat(2_000_000 / piece.length());
            assertTimeout(
                    Duration.ofSeconds(20),
                    () -> assertEquals(run, String.join("", GoldenWords.split(run, splitter::split))));
        }
    }
}
