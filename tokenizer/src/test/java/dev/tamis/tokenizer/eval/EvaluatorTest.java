package dev.tamis.tokenizer.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.Corpora;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.eval.EvalFigures.GroupFigures;
import dev.tamis.tokenizer.eval.EvalFigures.Measures;
import dev.tamis.tokenizer.eval.EvalFigures.ScriptFigures;
import dev.tamis.tokenizer.eval.Measuring.Comparison;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EvaluatorTest {
    private static final TextGroup EN = new TextGroup("", "en");
    private static final TextGroup XX = new TextGroup("", "xx");

    private static EvalFigures figures(SentencePieceModel model, Comparison comparison, Object... groupsAndTexts) {
        List<EvalModel> models = List.of(new EvalModel("m", model));
        Evaluator evaluator = new Evaluator(models, true);
        for (int i = 0; i < groupsAndTexts.length; i += 2) {
            Models.add(evaluator, (TextGroup) groupsAndTexts[i], (String) groupsAndTexts[i + 1]);
        }
        return Measuring.of(models, evaluator.tally(), comparison);
    }

    private static EvalFigures figures(SentencePieceModel model, Object... groupsAndTexts) {
        return figures(model, Comparison.DEFAULT, groupsAndTexts);
    }

    private static Measures only(EvalFigures figures) {
        return figures.total().byModel().get(0);
    }

    @Test
    void measuresAreThoseOfTheFormulas() {
        // "a b ab c" is cut into _a _b _a b _ c: two words whole, two in two tokens.
        SentencePieceModel model =
                Models.of(false, "\u2581a", -1, "\u2581b", -1, "b", -2, "\u2581", -2, "c", -2, "zz", -9);
        EvalFigures figures = figures(model, EN, "a b ab c");
        GroupFigures text = figures.total();
        assertEquals(List.of(1L, 8L, 8L, 4L), List.of(text.texts(), text.bytes(), text.chars(), text.words()));
        Measures m = only(figures);
        assertEquals(6, m.tokens());
        assertEquals(8 / 6.0, m.bytesPerToken());
        assertEquals(6 / 4.0, m.fertility());
        assertEquals(0.5, m.continuedWords());
        assertEquals(0.5, m.singleTokenWords());
        assertEquals(0, m.unknownTokens());
        assertEquals(5, m.idsSeen());
        assertEquals(5 / 6.0, m.vocabularyUsed());
        assertEquals(0, m.vocabularyUsed100());
        // p = 2/6 once and 1/6 four times: 1/3 log2 3 + 4/6 log2 6 bits.
        assertEquals(2.2516, m.entropy(), 5e-5);
        // Over log2 7, the size of the vocabulary with <unk>.
        assertEquals(2.2516 / 2.8074, m.shannonEfficiency(), 5e-5);
        // sum p^2.5 = 0.064150 + 4 * 0.011340 = 0.109511; log2 of it is -3.19086; over -1.5: 2.12724 bits.
        assertEquals(2.12724 / 2.80735, m.renyiEfficiency(), 5e-5);
        assertEquals(2.12724 / 2.32193, m.renyiEfficiencySeen(), 5e-5);
        assertEquals(0L, m.roundTripFailures());
        assertEquals(1.0, m.nsl());
        assertNull(m.parity());
    }

    @Test
    void byteTokensCountForTheScriptTheySpell() {
        SentencePieceModel model = Models.of(true, "\u2581", -2, "a", -2);
        // Cyrillic letters of two bytes, a digit that is no letter of any script, and an a.
        EvalFigures figures = figures(model, XX, "\u0436\u0438 a1");
        Measures m = only(figures);
        assertEquals(8, m.tokens(), "_ four bytes _ a and a byte");
        assertEquals(5 / 8.0, m.byteTokens());
        assertEquals(5 / 8.0, m.bytesInByteTokens(), "of _zhi_a1 in bytes, the space in front being one");
        assertEquals(0, m.unknownTokens());
        assertEquals(
                List.of("cyrillic", "latin"),
                figures.scripts().stream().map(ScriptFigures::script).toList());
        assertEquals(
                new EvalFigures.ScriptMeasures(4, 0.5, 1.0),
                figures.scripts().get(0).byModel().get(0));
        assertEquals(
                new EvalFigures.ScriptMeasures(1, 1.0, 0.0),
                figures.scripts().get(1).byModel().get(0));
    }

    @Test
    void unknownTextIsCountedInTokensBytesAndTextsLost() {
        SentencePieceModel model = Models.of(false, "\u2581", -2, "a", -2);
        EvalFigures figures = figures(model, XX, "a\u0436\u0438", XX, "aa");
        Measures m = only(figures);
        assertEquals(6, m.tokens(), "_ a unk and _ a a");
        assertEquals(1 / 6.0, m.unknownTokens());
        assertEquals(4 / 13.0, m.unknownBytes(), "of the bytes with three for each mark of a space");
        assertEquals(1L, m.roundTripFailures());
        assertEquals(
                new EvalFigures.ScriptMeasures(0, null, 1.0),
                figures.scripts().get(1).byModel().get(0));
    }

    @Test
    void scriptsWithoutSpacesHaveTheirFertilityByCharacter() {
        SentencePieceModel model = Models.of(true, "\u2581", -2, "\u65E5\u672C", -2);
        GroupFigures total =
                figures(model, XX, "\u65E5\u672C\u65E5\u672C\u3042").total();
        assertTrue(total.unspaced());
        assertEquals(6 / 5.0, total.byModel().get(0).fertility(), "_ two pieces and three bytes, five characters");
        assertTrue(!figures(model, XX, "abc \u65E5").total().unspaced());
    }

    @Test
    void parityIsTokensOnParallelLinesAndPremiumTokensAByte() {
        SentencePieceModel model = Models.of(false, "\u2581a", -1, "a", -1, "\u2581", -3, "b", -3);
        Object[] texts = {EN, "a a", EN, "a", XX, "bb", XX, "bbbb b"};
        EvalFigures figures = figures(model, new Comparison("en", true, null), texts);
        GroupFigures other = figures.languages().get(1);
        assertEquals(3, figures.languages().get(0).byModel().get(0).tokens());
        assertEquals(10, other.byModel().get(0).tokens());
        assertEquals(10 / 3.0, other.byModel().get(0).parity());
        assertEquals((10 / 8.0) / (3 / 4.0), other.byModel().get(0).bytePremium());
        assertEquals(
                Distribution.gini(new double[] {3, 10}), figures.models().get(0).gini());
        assertEquals("xx", figures(model, texts).reference(), "the language with most text");
        assertThrows(
                IllegalArgumentException.class,
                () -> figures(model, new Comparison("en", true, null), EN, "a", EN, "a", XX, "a"));
        assertThrows(IllegalArgumentException.class, () -> figures(model, new Comparison("fr", false, null), EN, "a"));
    }

    @Test
    void giniIsThatOfTheTextbook() {
        assertEquals(0, Distribution.gini(new double[] {2, 2, 2}));
        assertEquals(2 / 3.0, Distribution.gini(new double[] {0, 5, 0}), 1e-12);
        assertEquals(0.25, Distribution.gini(new double[] {4, 1, 3, 2}), 1e-12);
    }

    @Test
    void anEvenDistributionIsFullyEfficient() {
        long[] even = {5, 5, 5, 5};
        assertEquals(2, Distribution.shannonEntropy(even), 1e-12);
        assertEquals(2, Distribution.renyiEntropy(even, 2.5), 1e-12);
        assertEquals(0, Distribution.renyiEntropy(new long[] {0, 9}, 2.5));
    }

    @Test
    void piecesThatEncodingNeverGivesAreFound() {
        SentencePieceModel model = Models.of(
                false, "a", -1, "b", -1, "ab", -9, "ba", -1.5, "\u2581a", -1, "\u2581", -1, "\u2581\u2581", -1);
        assertEquals(
                List.of(3),
                java.util.Arrays.stream(Unreachable.of(model)).boxed().toList());
    }

    @Test
    void whatIsCountedAddsUpInAnyOrderAndDivision() {
        List<String> lines = new ArrayList<>(Corpora.generated(600, 5));
        lines.addAll(Corpora.corners());
        List<EvalModel> models = List.of(
                new EvalModel("a", Models.trained(lines, "byte_fallback", "true")),
                new EvalModel(
                        "b",
                        Models.trained(lines, "model_type", "word", "vocab_size", "300", "hard_vocab_limit", "false")));
        Evaluator whole = new Evaluator(models, true);
        SplittableRandom random = new SplittableRandom(9);
        List<Evaluator> parts = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            parts.add(new Evaluator(models.stream().map(EvalModel::another).toList(), true));
        }
        for (String line : lines) {
            TextGroup group = new TextGroup("s" + random.nextInt(2), "l" + random.nextInt(3));
            Models.add(whole, group, line);
            Models.add(parts.get(random.nextInt(parts.size())), group, line);
        }
        byte[] expected = whole.tally().toBytes();
        for (int round = 0; round < 4; round++) {
            List<Evaluator> left = new ArrayList<>(parts);
            Tally sum = Tally.of(models);
            while (!left.isEmpty()) {
                sum.add(Tally.fromBytes(
                        left.remove(random.nextInt(left.size())).tally().toBytes()));
            }
            assertEquals(whole.tally(), sum);
            org.junit.jupiter.api.Assertions.assertArrayEquals(expected, sum.toBytes());
            assertEquals(
                    Measuring.of(models, whole.tally(), Comparison.DEFAULT),
                    Measuring.of(models, sum, Comparison.DEFAULT));
        }
        assertThrows(IllegalArgumentException.class, () -> Tally.of(models).add(new Tally(1, 2)));
    }

    /** Words of the normal form, and how many tokens' surfaces each overlaps, with the space before it. */
    private static long[] slowWords(Encoder encoder, String text) {
        long words = 0;
        long whole = 0;
        int overlapping = 0;
        boolean inWord = false;
        boolean mark = false;
        for (String surface : encoder.encodePieces(text)) {
            // What no piece holds is part of a word, even if it is a space.
            boolean unknown = encoder.model().idOf(surface) == encoder.model().unkId();
            boolean touched = false;
            boolean tokenHadWord = false;
            boolean lastMark = false;
            for (int c : surface.codePoints().toArray()) {
                boolean space = !unknown && (c == 0x2581 || TextScripts.isSpace(c));
                if (space) {
                    if (inWord) {
                        words++;
                        whole += overlapping == 1 ? 1 : 0;
                    }
                    inWord = false;
                    touched = false;
                    mark = false;
                    lastMark = c == 0x2581;
                } else {
                    if (!inWord) {
                        inWord = true;
                        overlapping = 1 + (mark ? 1 : 0);
                        touched = true;
                    } else if (!touched) {
                        overlapping++;
                        touched = true;
                    }
                    mark = false;
                    tokenHadWord = true;
                    lastMark = false;
                }
            }
            mark = lastMark && !tokenHadWord;
        }
        if (inWord) {
            words++;
            whole += overlapping == 1 ? 1 : 0;
        }
        return new long[] {words, whole};
    }

    @Test
    void wordsAndThoseInOneTokenAreThoseOfTheSurfaces() {
        List<String> lines = Corpora.generated(800, 6);
        for (String[] options : new String[][] {
            {},
            {"model_type", "char"},
            {"treat_whitespace_as_suffix", "true"},
            {"split_by_whitespace", "false"},
            {
                "normalization_rule_name",
                "identity",
                "allow_whitespace_only_pieces",
                "true",
                "remove_extra_whitespaces",
                "false"
            }
        }) {
            SentencePieceModel model = Models.trained(lines, options);
            Encoder encoder = new Encoder(model);
            List<EvalModel> models = List.of(new EvalModel("m", model));
            List<String> texts = new ArrayList<>(lines.subList(0, 300));
            texts.addAll(Corpora.corners());
            for (String text : texts) {
                Evaluator evaluator = new Evaluator(models, true);
                Models.add(evaluator, EN, text);
                TokenCounts counts = evaluator.tally().entry(EN).tokens[0];
                long[] expected = slowWords(encoder, text);
                assertEquals(expected[0], counts.words, () -> String.join(",", options) + ": " + text);
                assertEquals(expected[1], counts.wholeWords, () -> String.join(",", options) + ": " + text);
            }
        }
    }

    @Test
    void textsComeBackFromAModelWithByteFallbackThatChangesNothing() {
        List<String> lines = Corpora.generated(800, 7);
        for (String space : List.of("true", "false")) {
            SentencePieceModel model = Models.trained(
                    lines,
                    "byte_fallback",
                    "true",
                    "normalization_rule_name",
                    "identity",
                    "remove_extra_whitespaces",
                    space,
                    "vocab_size",
                    "900");
            List<EvalModel> models = List.of(new EvalModel("m", model));
            for (String text : Corpora.corners()) {
                Evaluator evaluator = new Evaluator(models, true);
                Models.add(evaluator, EN, text);
                assertEquals(0, evaluator.tally().entry(EN).tokens[0].roundTripFailures, text);
            }
        }
    }

    @Test
    void malformedBytesAreCountedOneByOne() {
        TextCounts counts = new TextCounts();
        byte[] text = {'a', (byte) 0xE6, (byte) 0x97, ' ', (byte) 0xFF};
        counts.add(text, 0, text.length);
        assertEquals(List.of(1L, 5L, 5L, 2L), List.of(counts.texts, counts.bytes, counts.chars, counts.words));
        byte[] japanese = "\u3042\u3000\u6F22 x".getBytes(StandardCharsets.UTF_8);
        counts.add(japanese, 0, japanese.length);
        assertEquals(5, counts.words);
        assertEquals(2, counts.charsByScript[TextScripts.byName("han")]);
    }

    @Test
    void idsAreCountedAlikeInTheTableAndInTheArray() {
        SplittableRandom random = new SplittableRandom(3);
        for (int vocabulary : new int[] {1, 40, 5000, 300_000}) {
            for (int distinct : new int[] {1, 30, vocabulary / 12 + 1, vocabulary}) {
                IdCounts counts = new IdCounts(vocabulary);
                long[] expected = new long[vocabulary];
                int[] ids = new int[3000];
                for (int i = 0; i < ids.length; i++) {
                    ids[i] = random.nextInt(Math.min(distinct, vocabulary))
                            * (vocabulary / Math.min(distinct, vocabulary));
                    expected[ids[i]]++;
                }
                counts.add(ids, ids.length);
                org.junit.jupiter.api.Assertions.assertArrayEquals(expected, counts.toArray());
                IdCounts twice = new IdCounts(vocabulary);
                twice.add(counts);
                twice.add(counts);
                assertEquals(2 * expected[ids[0]], twice.of(ids[0]));
            }
        }
        assertThrows(IllegalArgumentException.class, () -> new IdCounts(5).add(5, 1));
    }
}
