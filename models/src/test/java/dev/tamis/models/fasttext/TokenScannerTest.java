package dev.tamis.models.fasttext;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TokenScannerTest {
    private static List<String> tokens(byte[] utf8, int from, int to) {
        TokenScanner scanner = new TokenScanner();
        scanner.over(utf8, from, to);
        List<String> tokens = new ArrayList<>();
        while (scanner.next()) {
            tokens.add(scanner.text());
        }
        assertEquals(to, scanner.start());
        assertFalse(scanner.next());
        return tokens;
    }

    @Test
    void onlyTheSevenBytesOfFastTextPartTokens() {
        byte[] text = TestModels.utf8(
                " one\ttwo\n\nthree\u000bfour\ffive\rsix\u0000seven\u00a0same\u0085same\u001fsame\u3000 ");
        assertEquals(
                List.of("one", "two", "three", "four", "five", "six", "seven\u00a0same\u0085same\u001fsame\u3000"),
                tokens(text, 0, text.length));
        assertEquals(List.of("ne", "t"), tokens(text, 2, 6));
        assertEquals(List.of(), tokens(text, 0, 1));
    }

    @Test
    void labelsAreToldByTheirPrefixAlone() {
        byte[] text = TestModels.utf8("__label__a __label__ __label_ a__label__ </s> </s>x");
        TokenScanner scanner = new TokenScanner();
        scanner.over(text, 0, text.length);
        for (boolean expected : new boolean[] {true, true, false, false, false, false}) {
            assertTrue(scanner.next());
            assertEquals(expected, scanner.isLabel(), scanner.text());
            assertEquals(scanner.text().equals("</s>"), scanner.isEndOfLine());
        }
    }

    /** Words of the model's own features are cut by the dictionary, in the loop that hashes them. */
    @Test
    void tokensAreThoseOfTheDictionary() {
        SplittableRandom random = new SplittableRandom(11);
        Dictionary dictionary = TestModels.dictionary(
                TestModels.args(Loss.SOFTMAX, 4, 1, 0, 0, 0), TestModels.WORDS, List.of("a", "b"));
        Line line = new Line();
        for (int round = 0; round < 3000; round++) {
            byte[] bytes = new byte[random.nextInt(80)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) (random.nextInt(3) == 0 ? random.nextInt(0x22) : random.nextInt(256));
            }
            dictionary.text(bytes, 0, bytes.length, line);
            // Its end is a token too.
            assertEquals(line.tokens() - 1, tokens(bytes, 0, bytes.length).size());
        }
    }
}
