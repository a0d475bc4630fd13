package dev.tamis.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.normalize.NormalizationRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AlignedEncoderTest {
    private static final Spec<NormalizerField> IDENTITY = Spec.empty(NormalizerField.class);

    /** A model of which SentencePiece 0.2.3's answers are known. */
    private static SentencePieceModel known() {
        return SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("a", -1, PieceType.NORMAL),
                        Piece.of("aa", -2, PieceType.NORMAL),
                        Piece.of("aaa", -3, PieceType.NORMAL),
                        Piece.of("ab", -1.7f, PieceType.NORMAL),
                        Piece.of("b", -1.3f, PieceType.NORMAL),
                        Piece.of("\u2581", -2.5f, PieceType.NORMAL),
                        Piece.of("\u2581a", -3.5f, PieceType.NORMAL),
                        Piece.of("ba", 0, PieceType.USER_DEFINED),
                        Piece.of("aab", -0.1f, PieceType.UNUSED)),
                Spec.empty(TrainerField.class),
                IDENTITY);
    }

    private static List<String> shown(List<Segmentation> list) {
        return list.stream()
                .map(one -> one.score() + " " + Arrays.toString(one.ids()))
                .toList();
    }

    @Test
    void nBestListsHaveSentencePiecesOrderAndScoresEvenWhereAllTie() {
        AlignedEncoder encoder = new Encoder(known(), UnigramRules.V0_2_2).aligned();
        assertEquals(
                List.of(
                        "-6.5 [7, 3]",
                        "-6.5 [6, 1, 3]",
                        "-6.5 [7, 1, 2]",
                        "-6.5 [6, 1, 1, 2]",
                        "-6.5 [6, 3, 1]",
                        "-6.5 [7, 1, 1, 1]",
                        "-6.5 [6, 1, 2, 1]",
                        "-6.5 [6, 1, 1, 1, 1]",
                        "-6.5 [7, 2, 1]",
                        "-6.5 [6, 2, 2]",
                        "-6.5 [6, 2, 1, 1]"),
                shown(encoder.nBest("aaaa", 12)));
        assertEquals(
                List.of(
                        "-22.2 [7, 4, 7, 0]",
                        "-22.2 [6, 1, 4, 7, 0]",
                        "-22.2 [7, 4, 6, 1, 0]",
                        "-22.2 [6, 1, 4, 6, 1, 0]",
                        "-22.8 [6, 2, 5, 6, 1, 0]",
                        "-22.8 [6, 2, 5, 7, 0]",
                        "-22.8 [7, 1, 5, 7, 0]",
                        "-22.8 [7, 1, 5, 6, 1, 0]",
                        "-22.8 [6, 1, 1, 5, 7, 0]",
                        "-22.8 [6, 1, 1, 5, 6, 1, 0]"),
                shown(encoder.nBest("aab ac", 12)));
        assertEquals(
                List.of(
                        "-4.7 [7, 8, 5]",
                        "-4.7 [6, 1, 8, 5]",
                        "-5.9 [6, 4, 4]",
                        "-6.5 [7, 5, 4]",
                        "-6.5 [6, 4, 1, 5]",
                        "-6.5 [6, 1, 5, 4]",
                        "-7.1 [7, 5, 1, 5]",
                        "-7.1 [6, 1, 5, 1, 5]"),
                shown(encoder.nBest("abab", 12)));
        assertEquals(List.of("0.0 []"), shown(encoder.nBest("  ", 12)));
    }

    @Test
    void tiesFollowTheRulesOfTheRelease() {
        SentencePieceModel model = SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("a", -6.312f, PieceType.NORMAL),
                        Piece.of("aa", -9.317f, PieceType.NORMAL),
                        Piece.of("aaa", -8.153f, PieceType.NORMAL),
                        Piece.of("\u2581", -2.5f, PieceType.NORMAL)),
                Spec.empty(TrainerField.class),
                IDENTITY);
        assertArrayEquals(new int[] {4, 3, 1}, new Encoder(model).encode("aaaa"));
        assertArrayEquals(new int[] {4, 1, 3}, new Encoder(model, UnigramRules.V0_2_2).encode("aaaa"));
    }

    /** A random vocabulary over few letters, so that pieces overlap and scores tie. */
    private static SentencePieceModel random(SplittableRandom random, ModelType type, boolean byteFallback) {
        Map<String, Piece> pieces = new TreeMap<>();
        List<Piece> list = new ArrayList<>();
        list.add(Piece.of("<unk>", 0, PieceType.UNKNOWN));
        if (byteFallback) {
            for (int b = 0; b < 256; b++) {
                list.add(Piece.of(SentencePieceModel.bytePiece(b), 0, PieceType.BYTE));
            }
        }
        String letters = "ab\u00E9\u6F22\u2581\u2581";
        for (int i = 5 + random.nextInt(40); i > 0; i--) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(4); k >= 0; k--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            PieceType kind = random.nextInt(8) == 0
                    ? PieceType.USER_DEFINED
                    : random.nextInt(8) == 0 ? PieceType.UNUSED : PieceType.NORMAL;
            float score = type == ModelType.BPE ? -random.nextInt(20) : -random.nextInt(6) * 0.7f;
            pieces.put(text.toString(), Piece.of(text.toString(), score, kind));
        }
        list.addAll(pieces.values());
        Spec<TrainerField> trainer = Spec.empty(TrainerField.class)
                .with(TrainerField.MODEL_TYPE, type)
                .with(TrainerField.TREAT_WHITESPACE_AS_SUFFIX, random.nextBoolean())
                .with(TrainerField.BYTE_FALLBACK, byteFallback);
        Spec<NormalizerField> normalizer = IDENTITY.with(NormalizerField.ADD_DUMMY_PREFIX, random.nextBoolean())
                .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, random.nextBoolean())
                .with(
                        NormalizerField.PRECOMPILED_CHARSMAP,
                        NormalizationRules.compiled(random.nextBoolean() ? "identity" : "nmt_nfkc"));
        return SentencePieceModel.of(list, trainer, normalizer);
    }

    private static byte[] text(SplittableRandom random, int most) {
        byte[][] parts = {
            {'a'},
            {'a'},
            {'b'},
            {'b'},
            {' '},
            {'z'},
            {(byte) 0xFF},
            {(byte) 0xE2},
            {'\t'},
            "\u00E9".getBytes(StandardCharsets.UTF_8),
            "e\u0301".getBytes(StandardCharsets.UTF_8),
            "\u6F22".getBytes(StandardCharsets.UTF_8),
            "\uFB01".getBytes(StandardCharsets.UTF_8),
            "\uD83D\uDE00".getBytes(StandardCharsets.UTF_8)
        };
        ByteArray text = new ByteArray();
        for (int left = random.nextInt(most); left > 0; left--) {
            text.add(parts[random.nextInt(parts.length)]);
        }
        return text.toArray();
    }

    @Test
    void idsAreThePlainEncodersAndRangesAscendWithinTheText() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (ModelType type : ModelType.values()) {
                SentencePieceModel model = random(random, type, random.nextBoolean());
                Encoder encoder = new Encoder(model);
                AlignedEncoder aligned = encoder.aligned();
                for (int i = 0; i < 4; i++) {
                    assertAligned(encoder, aligned, text(random, 30));
                }
            }
        }
    }

    private static void assertAligned(Encoder encoder, AlignedEncoder aligned, byte[] text) {
        dev.tamis.tokenizer.IntArray ids = new dev.tamis.tokenizer.IntArray();
        encoder.encode(text, 0, text.length, ids);
        Segmentation found = aligned.encode(text, 0, text.length);
        assertArrayEquals(ids.toArray(), found.ids());
        assertEquals(
                encoder.encodePieces(text, 0, text.length),
                found.pieces().stream().map(PieceSpan::piece).toList());
        int at = 0;
        for (PieceSpan span : found.pieces()) {
            assertTrue(span.begin() >= at && span.end() >= span.begin() && span.end() <= text.length, span::toString);
            at = span.end();
        }
        ByteArray decoded = new ByteArray();
        decoded.add('x');
        List<PieceSpan> back = aligned.decode(found.ids(), 0, found.ids().length, decoded);
        assertEquals(encoder.decode(found.ids()), decoded.text().substring(1));
        at = 0;
        for (PieceSpan span : back) {
            assertEquals(at, span.begin(), "ranges of decoded text leave no gap");
            at = span.end();
        }
        assertEquals(decoded.size() - 1, at);
    }

    @Test
    void rangesCountTheBytesOfTheTextAsItWas() {
        SentencePieceModel model = SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("\u2581", -1, PieceType.NORMAL),
                        Piece.of("\u2581fi", -2, PieceType.NORMAL),
                        Piece.of("\u00E9", -2, PieceType.NORMAL)),
                Spec.empty(TrainerField.class),
                IDENTITY.with(NormalizerField.PRECOMPILED_CHARSMAP, NormalizationRules.compiled("nmt_nfkc")));
        // Two leading spaces, the ligature of f and i, two spaces, e with a combining acute, two unknown characters.
        assertEquals(
                List.of(
                        new PieceSpan(2, "\u2581fi", 2, 5),
                        new PieceSpan(1, "\u2581", 5, 7),
                        new PieceSpan(3, "\u00E9", 7, 10),
                        new PieceSpan(0, "\u6F22\u5B57", 10, 16)),
                new Encoder(model)
                        .aligned()
                        .encode("  \uFB01  e\u0301\u6F22\u5B57 ")
                        .pieces());
    }

    @Test
    void theLastBytePieceOfACharacterHoldsItsRange() {
        SentencePieceModel model = random(new SplittableRandom(3), ModelType.CHAR, true);
        AlignedEncoder aligned = new Encoder(model).aligned();
        ByteArray out = new ByteArray();
        List<PieceSpan> spans = aligned.decode(new int[] {1 + 0xC3, 1 + 0xA9, 1 + 0xFF, 1 + '!'}, 0, 4, out);
        assertEquals("\u00E9\uFFFD!", out.text());
        assertEquals(List.of(0, 0, 2, 5), spans.stream().map(PieceSpan::begin).toList());
        assertEquals(List.of(0, 2, 5, 6), spans.stream().map(PieceSpan::end).toList());
    }

    /** All segmentations by the definition: ids, with their scores summed in double. */
    private static Map<String, Double> all(SentencePieceModel model, String normalized, UnigramRules rules) {
        float least = Float.MAX_VALUE;
        float most = Float.MIN_NORMAL;
        Map<String, Integer> known = new HashMap<>();
        for (int id = 0; id < model.size(); id++) {
            Piece piece = model.piece(id);
            if (piece.type() == PieceType.NORMAL) {
                least = Math.min(least, piece.score());
                most = Math.max(most, piece.score());
            }
            if (piece.type() == PieceType.NORMAL || piece.type() == PieceType.USER_DEFINED) {
                known.put(piece.text(), id);
            }
        }
        Map<String, Double> found = new HashMap<>();
        extend(model, known, normalized.codePoints().toArray(), 0, "", 0, least, most, rules, found);
        return found;
    }

    private static void extend(
            SentencePieceModel model,
            Map<String, Integer> known,
            int[] text,
            int at,
            String ids,
            double score,
            float least,
            float most,
            UnigramRules rules,
            Map<String, Double> found) {
        if (at == text.length) {
            found.put(ids, score);
            return;
        }
        for (int to = at + 1; to <= text.length; to++) {
            Integer id = known.get(new String(text, at, to - at));
            if (id == null && to == at + 1) {
                extend(model, known, text, to, ids + "0 ", score + least - 10, least, most, rules, found);
            } else if (id != null) {
                double own = model.piece(id).type() == PieceType.USER_DEFINED
                        ? rules.userScore(to - at, most)
                        : model.piece(id).score();
                extend(model, known, text, to, ids + id + " ", score + own, least, most, rules, found);
            }
        }
    }

    private static String unmerged(UnigramLattice lattice, UnigramLattice.Path path) {
        Tokens tokens = new Tokens();
        lattice.write(path, tokens);
        StringBuilder ids = new StringBuilder();
        for (int i = 0; i < tokens.ids.size(); i++) {
            ids.append(tokens.ids.get(i)).append(' ');
        }
        return ids.toString();
    }

    @Test
    void nBestListsAreTheBestOfAllSegmentations() {
        for (long seed = 0; seed < 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            UnigramRules rules = seed % 2 == 0 ? UnigramRules.V0_1 : UnigramRules.V0_2_2;
            SentencePieceModel model = random(random, ModelType.UNIGRAM, false);
            String text = new Encoder(model).normalize(new String(text(random, 9), StandardCharsets.UTF_8));
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            if (utf8.length == 0) {
                continue;
            }
            UnigramLattice lattice = new UnigramLattice(new PieceTable(model), rules);
            lattice.read(utf8, utf8.length);
            Map<String, Double> all = all(model, text, rules);
            List<Double> sorted =
                    all.values().stream().sorted((x, y) -> Double.compare(y, x)).toList();
            List<UnigramLattice.Path> best = lattice.nBest(30);
            assertEquals(Math.min(30, all.size()), best.size(), text);
            for (int i = 0; i < best.size(); i++) {
                assertEquals(sorted.get(i), best.get(i).score(), 1e-3, text);
                assertEquals(
                        all.get(unmerged(lattice, best.get(i))), best.get(i).score(), 1e-3, text);
            }
        }
    }

    @Test
    void samplesComeInProportionToTheirProbability() {
        SentencePieceModel model = known();
        String text = "aaba aab";
        AlignedEncoder encoder = new Encoder(model).aligned();
        float alpha = 0.4f;
        Map<String, Double> weights = all(model, "\u2581" + text.replace(' ', '\u2581'), UnigramRules.V0_1);
        weights.replaceAll((ids, score) -> Math.exp(alpha * score));
        double sum = weights.values().stream().mapToDouble(w -> w).sum();
        Map<String, Integer> drawn = new HashMap<>();
        int draws = 40_000;
        for (int seed = 0; seed < draws; seed++) {
            StringBuilder ids = new StringBuilder();
            for (int id : encoder.sample(text, -1, alpha, seed).ids()) {
                ids.append(id).append(' ');
            }
            drawn.merge(ids.toString(), 1, Integer::sum);
        }
        double entropy = 0;
        for (Map.Entry<String, Double> one : weights.entrySet()) {
            double p = one.getValue() / sum;
            entropy -= p * Math.log(p);
            double deviation = Math.sqrt(draws * p * (1 - p));
            assertEquals(draws * p, drawn.getOrDefault(one.getKey(), 0), 5 * deviation + 1, one.getKey());
        }
        assertEquals(entropy, encoder.entropy(text, alpha), 1e-4);
        assertEquals(encoder.sample(text, -1, alpha, 5), encoder.sample(text, -1, alpha, 5));
        assertEquals(encoder.encode(text), encoder.sample(text, 1, alpha, 5));
        for (int seed = 0; seed < 50; seed++) {
            assertTrue(encoder.nBest(text, 3).contains(encoder.sample(text, 3, alpha, seed)));
        }
    }

    @Test
    void bpeWithoutDropoutIsThePlainSegmentationAndWithAllIsCharacters() {
        for (long seed = 0; seed < 500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SentencePieceModel model = random(random, ModelType.BPE, random.nextBoolean());
            AlignedEncoder aligned = new Encoder(model).aligned();
            byte[] text = text(random, 40);
            assertEquals(aligned.encode(text, 0, text.length), aligned.sample(text, 0, text.length, -1, 0f, seed));
            aligned.sample(text, 0, text.length, -1, 0.3f, seed);
        }
        SentencePieceModel model = SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("ab", 0, PieceType.NORMAL),
                        Piece.of("a", -1, PieceType.NORMAL),
                        Piece.of("b", -2, PieceType.NORMAL)),
                Spec.empty(TrainerField.class).with(TrainerField.MODEL_TYPE, ModelType.BPE),
                IDENTITY.with(NormalizerField.ADD_DUMMY_PREFIX, false));
        AlignedEncoder aligned = new Encoder(model).aligned();
        assertArrayEquals(new int[] {2, 3}, aligned.sample("ab", -1, 1f, 0).ids());
        int merged = 0;
        for (int seed = 0; seed < 10_000; seed++) {
            merged += aligned.sample("ab", -1, 0.3f, seed).ids().length == 1 ? 1 : 0;
        }
        assertEquals(7000, merged, 250);
    }

    @Test
    void whatAModelCannotDoIsSaid() {
        AlignedEncoder bpe = new Encoder(random(new SplittableRandom(1), ModelType.BPE, false)).aligned();
        AlignedEncoder words = new Encoder(random(new SplittableRandom(1), ModelType.WORD, false)).aligned();
        AlignedEncoder unigram = new Encoder(known()).aligned();
        assertTrue(message(() -> bpe.nBest("a", 2)).contains("type bpe; n-best lists need a unigram model"));
        assertTrue(message(() -> words.sample("a", -1, 1f, 0)).contains("type word"));
        assertTrue(message(() -> unigram.nBest("a", 513)).contains("from 1 to 512"));
        assertTrue(message(() -> unigram.sample("a", 513, 1f, 0)).contains("at most 512"));
        assertTrue(message(() -> unigram.sample("a", -1, Float.NaN, 0)).contains("alpha"));
    }

    private static String message(org.junit.jupiter.api.function.Executable call) {
        return assertThrows(IllegalArgumentException.class, call).getMessage();
    }

    @Test
    void aLineOfAMegabyteOfUnknownsOrOfOneLetterStaysLinear() {
        AlignedEncoder encoder = new Encoder(known()).aligned();
        assertEquals(2, encoder.encode("\u6F22".repeat(350_000)).pieces().size());
        assertEquals(1, encoder.nBest("a".repeat(100_000), 100).size());
        assertTrue(encoder.sample("a".repeat(100_000), -1, 0.5f, 1).pieces().size() > 33_333);
    }

    @Test
    void dropoutGivesEachSegmentationAsOftenAsTheOrderOfMergesSays() {
        SentencePieceModel model = SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("ab", -1, PieceType.NORMAL),
                        Piece.of("bc", -2, PieceType.NORMAL),
                        Piece.of("abc", -3, PieceType.NORMAL),
                        Piece.of("a", -4, PieceType.NORMAL),
                        Piece.of("b", -5, PieceType.NORMAL),
                        Piece.of("c", -6, PieceType.NORMAL)),
                Spec.empty(TrainerField.class).with(TrainerField.MODEL_TYPE, ModelType.BPE),
                IDENTITY.with(NormalizerField.ADD_DUMMY_PREFIX, false));
        AlignedEncoder aligned = new Encoder(model).aligned();
        double skip = 0.4;
        double merge = 1 - skip;
        // "ab" has its turn before "bc"; "abc" comes up once either is made.
        Map<String, Double> exact = Map.of(
                "[3]", merge * merge + skip * merge * merge,
                "[1, 6]", merge * skip,
                "[4, 2]", skip * merge * skip,
                "[4, 5, 6]", skip * skip);
        Map<String, Integer> drawn = new HashMap<>();
        int draws = 40_000;
        for (int seed = 0; seed < draws; seed++) {
            int[] ids = aligned.sample("abc", -1, (float) skip, seed).ids();
            drawn.merge(Arrays.toString(ids), 1, Integer::sum);
        }
        assertEquals(exact.keySet(), drawn.keySet());
        exact.forEach((ids, p) -> assertEquals(draws * p, drawn.get(ids), 5 * Math.sqrt(draws * p * (1 - p)), ids));
        assertArrayEquals(new int[] {3}, aligned.encode("abc").ids());
    }

    @Test
    void deeplyNestedUnusedPiecesFallApartWithDropoutToo() {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(Piece.of("<unk>", 0, PieceType.UNKNOWN));
        pieces.add(Piece.of("a", -1, PieceType.NORMAL));
        pieces.add(Piece.of("b", -1, PieceType.NORMAL));
        int deepest = 3000;
        for (int length = 1; length <= deepest; length++) {
            pieces.add(Piece.of("b" + "a".repeat(length), 0, PieceType.UNUSED));
        }
        SentencePieceModel model = SentencePieceModel.of(
                pieces,
                Spec.empty(TrainerField.class).with(TrainerField.MODEL_TYPE, ModelType.BPE),
                IDENTITY.with(NormalizerField.ADD_DUMMY_PREFIX, false));
        AlignedEncoder aligned = new Encoder(model).aligned();
        String text = "b" + "a".repeat(deepest);
        assertEquals(deepest + 1, aligned.sample(text, -1, 0f, 1).pieces().size());
    }

    @Test
    void aTextWhoseGraphWouldNotFitIsRefused() {
        AlignedEncoder unigram = new Encoder(known()).aligned();
        String longest = "ab ".repeat(AlignedEncoder.MOST_LATTICE_BYTES / 3 + 1);
        assertTrue(message(() -> unigram.nBest(longest, 2)).contains("take at most 1048576"));
        assertTrue(message(() -> unigram.sample(longest, -1, 1f, 0)).contains("take at most 1048576"));
        assertTrue(message(() -> unigram.entropy(longest, 1f)).contains("take at most 1048576"));
        List<Piece> overlapping = new ArrayList<>();
        overlapping.add(Piece.of("<unk>", 0, PieceType.UNKNOWN));
        for (int length = 1; length <= 400; length++) {
            overlapping.add(Piece.of("a".repeat(length), -1, PieceType.NORMAL));
        }
        AlignedEncoder many =
                new Encoder(SentencePieceModel.of(overlapping, Spec.empty(TrainerField.class), IDENTITY)).aligned();
        assertTrue(message(() -> many.sample("a".repeat(100_000), -1, 1f, 0)).contains("too many segmentations"));
    }
}
