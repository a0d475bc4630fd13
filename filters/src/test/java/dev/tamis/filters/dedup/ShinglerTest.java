package dev.tamis.filters.dedup;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tamis.filters.text.Mix64;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShinglerTest {

    /** What simplify_text of datatrove 0.10.1 made of them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "Hello, World!                > hello world",
                "don't re-use snake_case      > don t re use snake case",
                "“quoted”—dash…end            > quoted dash end",
                "3.14 1,234,567 1.2.3 5. 6    > 0 0 0 0 0 0 0",
                "abc123def 5kg 1,x            > abc0def 0kg 0 x",
                "٣٫١٤ １２３                    > 0 0",
                "1\u03012                     > 00",
                "Ünïcödé Ångström ÅB K        > unicode angstrom ab k",
                "e\u0301te\u0301              > ete",
                "İstanbul ﬁn ß ẞ x² ½         > istanbul ﬁn ß ß x² ½",
                "ΟΔΟΣ                         > οδος",
                "한국어 문장                       > \u1112\u1161\u11ab\u1100\u116e\u11a8\u110b\u1165 \u1106\u116e\u11ab\u110c\u1161\u11bc",
                "हिन्दी भाषा                       > हिनदी भाषा",
                "a\u0000b\u001fc\u0085d\u00a0e\u3000f > a b c d e f",
            })
    void wordsAreThoseOfDatatroveWhereWeMeanThemToBe(String text, String normalised) {
        assertArrayEquals(plainWords(normalised.split(" ")), shingles(1, text));
    }

    /** Beside each, what datatrove makes of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '>',
            value = {
                "a\u037eb ≠ x        > a b x", // a;b = x
                "x·y • z             > x y z", // x·y • z
                "€5 ©2020            > 0 0", // €0 ©0
                "soft\u00adly c\u200dd \ufeffx > softly cd x", // keeps them
                "a\u200bb            > a b", // keeps it
                "\u20dda k\u20dd     > a k", // keeps them
                "οδος                > οδοσ", // οδος
            })
    void wordsDifferFromDatatroveWhereTheJavadocSaysSo(String text, String normalised) {
        assertArrayEquals(plainWords(normalised.split(" ")), shingles(1, text));
    }

    @Test
    void ideographsAndKanaAreWordsOfTheirOwn() {
        assertArrayEquals(shingles(1, "東 京 タ ワ ー は 0 年"), shingles(1, "東京タワーは1958年"));
        assertArrayEquals(shingles(1, "が"), shingles(1, "か\u3099"));
        assertArrayEquals(shingles(1, "abc 語 def"), shingles(1, "abc語def"));
        assertArrayEquals(shingles(1, "\uD840\uDC00 \uD840\uDC01"), shingles(1, "\uD840\uDC00\uD840\uDC01"));
    }

    @Test
    void scriptsWithoutSpacesAreCutByDictionaries() {
        assertArrayEquals(shingles(1, "ภาษา ไทย"), shingles(1, "ภาษาไทย"));
        assertArrayEquals(shingles(1, "ພາສາ ລາວ"), shingles(1, "ພາສາລາວ"));
        assertArrayEquals(shingles(1, "ខ្ញុំ ស្រលាញ់ អ្នក"), shingles(1, "ខ្ញុំស្រលាញ់អ្នក"));
        assertArrayEquals(shingles(1, "မြန်မာ စာ"), shingles(1, "မြန်မာစာ"));
        assertArrayEquals(shingles(1, "abc ภาษา ไทย 0"), shingles(1, "abcภาษาไทย๒๕๖๖"));
    }

    @Test
    void shortTextsHaveOneShingleOfAllTheirWords() {
        for (int words = 1; words < 5; words++) {
            assertEquals(1, shingles(5, "w ".repeat(words)).length);
        }
        assertArrayEquals(shingles(5, "One, two!"), shingles(5, "one two"));
        assertNotEquals(shingles(5, "one two")[0], shingles(5, "two one")[0]);
        assertNotEquals(shingles(5, "one two")[0], shingles(5, "one twos")[0]);
        assertNotEquals(shingles(5, "a a a")[0], shingles(5, "a a a a")[0]);
        assertNotEquals(shingles(5, "a a a a")[0], shingles(5, "a a a a a")[0]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\n\t", "... !?", "\u00a0\u3000", "\u0301\u200d", "😀 ©"})
    void textsWithoutWordsHaveNoShingles(String text) {
        assertEquals(0, shingles(5, text).length);
        assertEquals(0, shingles(1, text).length);
    }

    @Test
    void everyGramOfWordsHasAShingleInOrderAndRepeatedOnesToo() {
        Shingler shingler = new Shingler(3);
        byte[] text = utf8("a b c a b c a");
        assertEquals(5, shingler.shingle(text, text.length));
        assertEquals(7, shingler.words());
        long[] all = Arrays.copyOf(shingler.shingles(), 5);
        assertArrayEquals(
                new long[] {
                    shingles(3, "a b c")[0],
                    shingles(3, "b c a")[0],
                    shingles(3, "c a b")[0],
                    shingles(3, "a b c")[0],
                    shingles(3, "b c a")[0]
                },
                all);
    }

    @Test
    void whereWordsEndMatters() {
        assertNotEquals(shingles(2, "ab c")[0], shingles(2, "a bc")[0]);
        assertNotEquals(shingles(5, "ab c")[0], shingles(5, "abc")[0]);
    }

    @Test
    void bytesAfterTheLengthAndBeforeInTheInstanceAreNotRead() {
        Shingler shingler = new Shingler(2);
        byte[] longer = utf8("one two three four five");
        shingler.shingle(longer, longer.length);
        int size = shingler.shingle(longer, 7);
        assertArrayEquals(shingles(2, "one two"), Arrays.copyOf(shingler.shingles(), size));
        assertArrayEquals(shingles(2, "é"), of(new Shingler(2), Arrays.copyOf(utf8("éé"), 3), 3));
    }

    @Test
    void malformedBytesSeparate() {
        byte[] bytes = {'a', (byte) 0xC3, 'b', (byte) 0xFF, 'c', (byte) 0xE4, (byte) 0xBD};
        assertArrayEquals(shingles(1, "a b c"), of(new Shingler(1), bytes, bytes.length));
    }

    @Test
    void rollingEqualsEachGramAlone() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 200; round++) {
            int ngram = 1 + random.nextInt(8);
            String[] words = new String[ngram + random.nextInt(30)];
            for (int i = 0; i < words.length; i++) {
                words[i] = Integer.toString(random.nextInt(40), 36).replaceAll("[0-9]", "é");
            }
            long[] all = shingles(ngram, String.join(" ", words));
            assertEquals(words.length - ngram + 1, all.length);
            for (int i = 0; i < all.length; i++) {
                String gram = String.join("\u3000", Arrays.copyOfRange(words, i, i + ngram));
                assertEquals(shingles(ngram, gram)[0], all[i]);
            }
        }
    }

    @Test
    void nothingDependsOnTheLocale() {
        Locale before = Locale.getDefault();
        long[] expected = shingles(2, "INFINITY I İ ΟΔΟΣ 12");
        try {
            Locale.setDefault(Locale.forLanguageTag("tr-TR"));
            assertArrayEquals(expected, shingles(2, "INFINITY I İ ΟΔΟΣ 12"));
        } finally {
            Locale.setDefault(before);
        }
    }

    /** A change here makes stored signatures of no use: raise their version with it. */
    @Test
    void shinglesStayTheSameFromReleaseToRelease() {
        long[] all = shingles(5, "The quick brown fox jumps over the lazy dog, 42 naïve 東京 ภาษาไทย.");
        assertEquals(GOLDEN_COUNT, all.length);
        assertEquals(GOLDEN_FIRST, all[0]);
        assertEquals(GOLDEN_LAST, all[all.length - 1]);
    }

    private static final int GOLDEN_COUNT = 11;
    private static final long GOLDEN_FIRST = 0x34ce27c526b62c85L;
    private static final long GOLDEN_LAST = 0xb6a85fa2c0421dbfL;

    @ParameterizedTest
    @ValueSource(
            strings = {"a", "a ", "1", "1.", "1,2", "\u0301", "é", "ก", "กา", "漢", "\u00ad", "က\u200d", "x1.", "\u06f1"
            })
    void hostileTextsTakeLinearTime(String unit) {
        byte[] text = utf8(unit.repeat(4_000_000 / utf8(unit).length));
        assertTimeoutPreemptively(Duration.ofSeconds(60), () -> new Shingler(5).shingle(text, text.length));
    }

    @Test
    void ngramsOutOfBoundsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new Shingler(0));
        assertThrows(IllegalArgumentException.class, () -> new Shingler(65));
    }

    /** The hashes of words by the definition in Folding, of text that needs no folding. */
    private static long[] plainWords(String[] words) {
        long[] hashes = new long[words.length];
        for (int i = 0; i < words.length; i++) {
            long polynomial = Folding.SEED;
            for (int c : words[i].codePoints().toArray()) {
                polynomial = polynomial * Folding.P + Folding.value(c == 'ς' ? 'σ' : c);
            }
            long mixed = (polynomial ^ (polynomial >>> 32)) * Mix64.STEP;
            hashes[i] = Mix64.of((mixed ^ (mixed >>> 29)) + Mix64.STEP);
        }
        return hashes;
    }

    private static long[] shingles(int ngram, String text) {
        byte[] bytes = utf8(text);
        return of(new Shingler(ngram), bytes, bytes.length);
    }

    private static long[] of(Shingler shingler, byte[] bytes, int length) {
        int size = shingler.shingle(bytes, length);
        return Arrays.copyOf(shingler.shingles(), size);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
