package dev.tamis.filters.passage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.text.CharClasses;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class PassageTokensTest {
    private final PassageTokens tokens = new PassageTokens();

    @Test
    void runsOfLettersMarksAndDigitsAreTokensAndSoIsEachOtherCodePoint() {
        assertTokens("", "");
        assertTokens(" \n\t\u00A0\u3000\u001C", "");
        assertTokens("Hello, world!", "Hello|,|world|!");
        assertTokens("don't re-do it... (x_1)", "don|'|t|re|-|do|it|.|.|.|(|x|_|1|)");
        assertTokens("naïve cafe\u0301s \u0301a", "naïve|cafe\u0301s|\u0301a");
        assertTokens("straße12слово3 हिन्दी한국어", "straße12слово3|हिन्दी한국어");
        assertTokens("a\u200Db 😀\uFE0F\uFFFC½", "a|\u200D|b|😀|\uFE0F|\uFFFC|½");
        assertTokens("abcdefghé" + "x".repeat(30) + "\u00A0z", "abcdefghé" + "x".repeat(30) + "|z");
    }

    @Test
    void lettersOfScriptsWithoutSpacesAreTokensWithTheirMarks() {
        assertTokens("漢字かなカナ", "漢|字|か|な|カ|ナ");
        assertTokens("か\u3099ga々ー𠀀\uDB40\uDD00x", "か\u3099|ga|々|ー|𠀀\uDB40\uDD00|x");
        assertTokens("ที่นี่", "ที่|นี่");
        assertTokens("ພາສາ ភាសា မြန်မာ 9ก", "ພ|າ|ສ|າ|ភា|សា|မြ|န်|မာ|9|ก");
    }

    @Test
    void tokensAreThoseOfAWalkOverCodePoints() {
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < 5_000; round++) {
            String text = Texts.random(random, 60);
            List<String> expected = new ArrayList<>();
            // what the token before can take: nothing, marks, or all of a run
            int open = 0;
            for (int c : text.codePoints().toArray()) {
                int type = Character.getType(c);
                boolean mark = type == Character.NON_SPACING_MARK
                        || type == Character.COMBINING_SPACING_MARK
                        || type == Character.ENCLOSING_MARK;
                boolean unspaced = CharClasses.isUnspaced(c) || "ー々ๆ".indexOf(c) >= 0;
                boolean word = !unspaced && (Character.isLetter(c) || type == Character.DECIMAL_DIGIT_NUMBER);
                if (CharClasses.isSpace(c)) {
                    open = 0;
                } else if ((mark && open > 0) || (word && open == 2)) {
                    int last = expected.size() - 1;
                    expected.set(last, expected.get(last) + Character.toString(c));
                } else {
                    expected.add(Character.toString(c));
                    open = unspaced ? 1 : word || mark ? 2 : 0;
                }
            }
            assertEquals(expected, split(text), text);
        }
    }

    @Test
    void hashesAreThoseOfTheBytesWhereverTheTokenStands() {
        SplittableRandom random = new SplittableRandom(9);
        Map<String, Long> hashOf = new HashMap<>();
        Map<Long, String> tokenOf = new HashMap<>();
        for (int round = 0; round < 2_000; round++) {
            List<String> found = split(Texts.random(random, 60));
            for (int i = 0; i < found.size(); i++) {
                long hash = tokens.hash(i);
                String token = found.get(i);
                assertEquals(hash, hashOf.computeIfAbsent(token, none -> hash), token);
                assertEquals(token, tokenOf.computeIfAbsent(hash, none -> token));
            }
        }
        assertTrue(hashOf.size() > 1_000, hashOf.size() + " tokens");
    }

    @Test
    void anyBytesAreCoveredInOrder() {
        SplittableRandom random = new SplittableRandom(10);
        for (int round = 0; round < 5_000; round++) {
            byte[] bytes = new byte[random.nextInt(80)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextBoolean() ? 0xC0 + random.nextInt(64) : 0x70 + random.nextInt(48));
            }
            int length = random.nextInt(bytes.length + 1);
            tokens.reset(bytes, length);
            int at = 0;
            for (int i = 0; i < tokens.count(); i++) {
                assertTrue(tokens.start(i) >= at && tokens.end(i) > tokens.start(i));
                at = tokens.end(i);
            }
            assertTrue(at <= length);
        }
    }

    @Test
    void lengthsThatDoNotFitAreRefused() {
        assertThrows(IndexOutOfBoundsException.class, () -> tokens.reset(new byte[3], 4));
        assertThrows(IndexOutOfBoundsException.class, () -> tokens.reset(new byte[3], -1));
    }

    @Test
    void eachByteMayBeAToken() {
        byte[] text = "!".repeat(3_000_000).getBytes(StandardCharsets.UTF_8);
        tokens.reset(text, text.length);
        assertEquals(text.length, tokens.count());
        assertTokens("small again", "small|again");
    }

    private void assertTokens(String text, String expected) {
        assertEquals(expected, String.join("|", split(text)));
    }

    private List<String> split(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        tokens.reset(utf8, utf8.length);
        List<String> found = new ArrayList<>();
        for (int i = 0; i < tokens.count(); i++) {
            found.add(new String(utf8, tokens.start(i), tokens.end(i) - tokens.start(i), StandardCharsets.UTF_8));
        }
        return found;
    }
}
