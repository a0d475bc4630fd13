package dev.tamis.models.fasttext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DictionaryTest {
    private static final int BUCKET = 1000;
    private static final List<String> LABELS = List.of("a", "b");

    private static Dictionary dictionary(int wordNgrams, int minn, int maxn) {
        return TestModels.dictionary(
                TestModels.args(Loss.SOFTMAX, 4, wordNgrams, BUCKET, minn, maxn), TestModels.WORDS, LABELS);
    }

    private static List<Integer> text(Dictionary dictionary, String text) {
        Line line = new Line();
        byte[] utf8 = TestModels.utf8(text);
        dictionary.text(utf8, 0, utf8.length, line);
        return rows(line);
    }

    private static List<Integer> rows(Line line) {
        List<Integer> rows = new ArrayList<>();
        for (int i = 0; i < line.rowCount(); i++) {
            rows.add(line.rows()[i]);
        }
        return rows;
    }

    private static int bucket(String ngram) {
        byte[] utf8 = TestModels.utf8(ngram);
        return TestModels.WORDS.size() + (int) ((Dictionary.hash(utf8, 0, utf8.length) & 0xFFFFFFFFL) % BUCKET);
    }

    @Test
    void hashIsFnv1aWithBytesAbove127ExtendedByTheirSign() {
        // The first two are published values of FNV-1a; the others were computed apart, with 0xFFFFFFC3 for 0xC3.
        String[] texts = {"a", "foobar", "</s>", "\u00e9", "<\u00e9", "\u4e2d"};
        int[] hashes = {0xE40C292C, 0xBF9CF968, 0xD79C9359, 0x3CFA68C1, 0x280E7713, 0xEA46DCF4};
        for (int i = 0; i < texts.length; i++) {
            byte[] utf8 = TestModels.utf8(texts[i]);
            assertEquals(hashes[i], Dictionary.hash(utf8, 0, utf8.length), texts[i]);
        }
    }

    @Test
    void wordsAreNumberedByFallingCountAndLabelsBehindThem() {
        Dictionary dictionary = dictionary(1, 0, 0);
        assertEquals(List.of(1, 3, 0), text(dictionary, "the good"));
        assertEquals("__label__b", dictionary.label(1));
        assertEquals("b", dictionary.shortLabel(1));
        assertEquals(1, dictionary.labelNumber("b"));
        assertEquals(1, dictionary.labelNumber("__label__b"));
        assertEquals(-1, dictionary.labelNumber("the"));
        assertEquals(12345, dictionary.tokens());
        assertEquals(1000, dictionary.count(0));
    }

    @Test
    void wordsArePartedByFastTextsSevenBytesAlone() {
        Dictionary dictionary = dictionary(1, 0, 0);
        assertEquals(List.of(1, 2, 3, 4, 1, 2, 3, 0), text(dictionary, " the of\tgood\rbad\u000bthe\fof\0good "));
        assertEquals(List.of(0), text(dictionary, "the\u00a0of the\u2003of the\u0085of the\u001cof"));
        assertEquals(List.of(0), text(dictionary, ""));
        assertEquals(List.of(0), text(dictionary, " \0\t"));
    }

    @Test
    void aLineEndsWithItsLineFeedOrAWrittenOutEnd() {
        Dictionary dictionary = dictionary(1, 0, 0);
        byte[] utf8 = TestModels.utf8("the of\n\ngood </s> bad\nx");
        Line line = new Line();
        List<List<Integer>> all = new ArrayList<>();
        for (int at = 0; at < utf8.length; at = line.end()) {
            dictionary.line(utf8, at, utf8.length, line);
            all.add(rows(line));
        }
        assertEquals(List.of(List.of(1, 2, 0), List.of(0), List.of(3, 0), List.of(4, 0), List.of(7)), all);
        assertEquals(List.of(3, 0), text(dictionary, "good </s> bad"));
        assertEquals(List.of(1, 2, 0), text(dictionary, "the\nof\n"));
    }

    @Test
    void labelsOfALineAreToldAndUnknownOnesLeftOut() {
        Dictionary dictionary = dictionary(2, 2, 3);
        byte[] utf8 = TestModels.utf8("__label__b the __label__zzz __label__a\n");
        Line line = new Line();
        dictionary.line(utf8, 0, utf8.length, line);
        assertEquals(2, line.labelCount());
        assertArrayEquals(new int[] {1, 0}, Arrays.copyOf(line.labels(), 2));
        assertEquals(5, line.tokens());
        assertEquals(text(dictionary, "the"), rows(line));
    }

    @Test
    void characterNgramsStandBetweenMarksWhichAreNeverOneAlone() {
        Dictionary dictionary = dictionary(1, 1, 3);
        List<Integer> expected = new ArrayList<>();
        for (String ngram : List.of("<q", "<q\u4e2d", "q", "q\u4e2d", "q\u4e2d>", "\u4e2d", "\u4e2d>")) {
            expected.add(bucket(ngram));
        }
        expected.add(0);
        assertEquals(expected, text(dictionary, "q\u4e2d"));
    }

    @Test
    void aKnownWordHasItsOwnRowBeforeItsNgramsAndTheEndHasNone() {
        Dictionary dictionary = dictionary(1, 3, 3);
        assertEquals(List.of(2, bucket("<of"), bucket("of>"), 0), text(dictionary, "of"));
    }

    @Test
    void wordNgramsAreHashedFromSignedHashes() {
        Dictionary dictionary = dictionary(3, 0, 0);
        long the = Dictionary.hash(TestModels.utf8("the"), 0, 3);
        long unknown = Dictionary.hash(TestModels.utf8("zz"), 0, 2);
        long end = Dictionary.hash(TestModels.utf8("</s>"), 0, 4);
        List<Integer> expected = new ArrayList<>(List.of(1, 0));
        for (long ngram : new long[] {
            the * 116049371 + unknown, (the * 116049371 + unknown) * 116049371 + end, unknown * 116049371 + end
        }) {
            expected.add(TestModels.WORDS.size() + (int) Long.remainderUnsigned(ngram, BUCKET));
        }
        assertEquals(expected, text(dictionary, "the zz"));
    }

    @Test
    void bucketsThatWereTakenAwayGiveNoRow() {
        Dictionary whole = dictionary(1, 2, 2);
        int[] words = IntStream.range(0, TestModels.WORDS.size()).toArray();
        int[] more = Arrays.copyOf(words, words.length + 1);
        more[words.length] = bucket("qq");
        assertEquals(List.of(words.length, 0), text(whole.keep(more), "qq"));
        assertEquals(List.of(0), text(whole.keep(words), "qq"));
    }

    @Test
    void remaindersAreThoseOfUnsignedDivision() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 200_000; i++) {
            int divisor = random.nextInt(1, i % 2 == 0 ? 10 : Integer.MAX_VALUE);
            long number = i % 3 == 0 ? random.nextLong() : i % 3 == 1 ? -random.nextInt(1, 100) : random.nextInt(100);
            assertEquals(Long.remainderUnsigned(number, divisor), new Modulus(divisor).of(number));
        }
        assertEquals(0, new Modulus(1).of(-1));
        assertEquals((int) Long.remainderUnsigned(-1, Integer.MAX_VALUE), new Modulus(Integer.MAX_VALUE).of(-1));
    }

    @Test
    void anyBytesAreTakenWithoutHarm() {
        SplittableRandom random = new SplittableRandom(6);
        Dictionary dictionary = dictionary(3, 1, 5);
        Line line = new Line();
        for (int i = 0; i < 2000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            dictionary.text(bytes, 0, bytes.length, line);
            for (int row : rows(line)) {
                assertTrue(row >= 0 && row < TestModels.WORDS.size() + BUCKET);
            }
        }
    }
}
