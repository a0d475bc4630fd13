package dev.tamis.filters.decontaminate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class BenchmarkWordsTest {

    static List<String> words(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        List<String> words = new ArrayList<>();
        int[] last = {0};
        new BenchmarkWords().split(utf8, utf8.length, (hash, start, end) -> {
            assertTrue(last[0] <= start && start < end && end <= utf8.length, "ranges in order");
            last[0] = end;
            byte[] folded = new byte[BenchmarkWords.mostFolded(start, end)];
            int size = BenchmarkWords.fold(utf8, start, end, folded, 0);
            assertTrue(BenchmarkWords.same(utf8, start, end, folded, 0, size));
            words.add(new String(folded, 0, size, StandardCharsets.UTF_8));
        });
        return words;
    }

    private static void same(String one, String other) {
        assertEquals(words(one), words(other));
    }

    @Test
    void numbersKeepTheirValue() {
        assertNotEquals(words("3 apples"), words("5 apples"));
        same("$1,000 a day", "1000 a day");
        assertEquals(List.of("12", "34", "a"), words("1.2 3.4. a"));
        assertEquals(List.of("123"), words("١٢٣"));
        same("１２ ducks", "12 ducks");
    }

    @Test
    void punctuationSeparatesExceptWithinWords() {
        assertEquals(List.of("def", "has", "close", "elements", "a", "b"), words("def has_close_elements(a,b):"));
        same("f(a,b)", "f ( a , b )");
        same("farmers' market, don’t", "FARMERS market don't");
        assertEquals(List.of("a", "b"), words("a''b"));
        assertEquals(List.of("x", "1", "2"), words("'x' [1, 2]"));
    }

    @Test
    void caseFormsAndInvisibleCharactersMakeNoDifference() {
        same("STRASSE", "straße");
        same("ﬁne ＷＯＲＤＳ", "fine words");
        same("re\u00ADsu\u200Bme", "resume");
        same("r\u00E9sum\u00E9", "re\u0301sume\u0301");
        assertNotEquals(words("résumé"), words("resume"));
        same("Σίσυφος", "ΣΊΣΥΦΟΣ");
    }

    @Test
    void ignoredCharactersBesideASignMakeNoDifference() {
        for (String text : List.of("1\u200B,000", "1,\u200B000", "1\u200B\u00AD,\u2060\uFEFF000")) {
            assertEquals(List.of("1000"), words(text));
        }
        same("don'\u200Bt don\u200B\u2019t", "don't don't");
        same("don\u200B.t 1\u200B, a 1,\u200B", "don t 1 a 1");
        same("1,\u200B,000 a'\u200B'b", "1 000 a b");
        same("x\u200B1'\u200B2,3\u200B.4", "x1234");
    }

    @Test
    void aLongRunOfIgnoredCharactersIsReadALimitedNumberOfTimes() {
        String ignored = "\u200B".repeat(200_000);
        String text = ("1" + ignored + "," + ignored + "2").repeat(4) + ("'" + ignored).repeat(4);
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertEquals(List.of("12121212"), words(text)));
        String signs = "1" + "\u200B,".repeat(200_000) + "2";
        assertTimeoutPreemptively(Duration.ofSeconds(10), () -> assertEquals(List.of("1", "2"), words(signs)));
    }

    @Test
    void kanaAreTheSameComposedDecomposedAndOfHalfWidth() {
        String composed = "\u304C\u30D1\u3042\u30F4\u30FC\u7389";
        assertEquals(6, words(composed).size());
        List<Long> hashes = hashes(composed);
        for (String other : List.of(
                Normalizer.normalize(composed, Normalizer.Form.NFD),
                "\u304B\u200B\u3099\uFF8A\uFF9F\u3042\uFF73\u00AD\uFF9E\u200B\uFF70\u7389\uDB40\uDD00")) {
            same(composed, other);
            assertEquals(hashes, hashes(other));
        }
        assertNotEquals(words("\u304B"), words("\u304C"));
        assertEquals(List.of("\u3099a"), words("\u3099a"), "a mark alone is of the word after it");
    }

    @Test
    void scriptsWithoutSpacesAreCut() {
        assertEquals(List.of("我", "是", "gpt", "4"), words("我是GPT 4").stream().toList());
        assertTrue(words("ภาษาไทยเป็นภาษาที่มีระดับเสียง").size() > 3);
        same("ภาษา\u200Bไทย", "ภาษาไทย");
    }

    @Test
    void equalFoldedWordsHaveEqualHashesAndAnyBytesAreTaken() {
        SplittableRandom random = new SplittableRandom(11);
        for (int round = 0; round < 3000; round++) {
            byte[] utf8 = new byte[random.nextInt(40)];
            if (random.nextBoolean()) {
                random.nextBytes(utf8);
            } else {
                StringBuilder text = new StringBuilder();
                for (int i = random.nextInt(20); i > 0; i--) {
                    text.appendCodePoint(random.nextInt(4) == 0 ? random.nextInt(0x2FFFF) : random.nextInt(32, 0x3400));
                }
                utf8 = text.toString().getBytes(StandardCharsets.UTF_8);
            }
            byte[] bytes = utf8;
            new BenchmarkWords().split(bytes, bytes.length, (hash, start, end) -> {
                byte[] folded = new byte[BenchmarkWords.mostFolded(start, end)];
                int size = BenchmarkWords.fold(bytes, start, end, folded, 0);
                assertTrue(size > 0, Arrays.toString(bytes));
                assertTrue(BenchmarkWords.same(bytes, start, end, folded, 0, size));
            });
        }
    }

    @Test
    void foldedTextSplitsIntoTheSameWordsWithTheSameHashes() {
        SplittableRandom random = new SplittableRandom(5);
        String alphabet = "aAbÉßﬁİ01.,'’ -_٣中カガｶﾞ\u3099\u0301Σς\u00AD\u200B";
        for (int round = 0; round < 5000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(30); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            String folded = String.join(" ", words(text.toString()));
            assertEquals(hashes(text.toString()), hashes(folded), text.toString());
        }
    }

    private static List<Long> hashes(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        List<Long> hashes = new ArrayList<>();
        new BenchmarkWords().split(utf8, utf8.length, (hash, start, end) -> hashes.add(hash));
        return hashes;
    }
}
