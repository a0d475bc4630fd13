package dev.tamis.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.TrainerField;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Units, their cache and parts of a text change how long encoding takes, and never what comes out. */
class UnitSegmenterTest {
    private static final int SMALLEST_CACHE = 2;

    private static final Spec<NormalizerField> AS_IS = Spec.empty(NormalizerField.class)
            .with(NormalizerField.ADD_DUMMY_PREFIX, false)
            .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false);

    private static final String[] LETTERS = {
        "a", "b", "c", ".", "\u00E9", "\u6F22", "\u5B57", "\uD83D\uDE00", "\u2581", "\u2581"
    };

    /** Random pieces over few letters. */
    private static SentencePieceModel model(
            SplittableRandom random,
            ModelType type,
            boolean crossing,
            boolean byteFallback,
            Spec<NormalizerField> normalizer) {
        Map<String, Piece> pieces = new TreeMap<>();
        int count = 5 + random.nextInt(60);
        // Scores that differ by about a rounding of a sum, ties, and scores as trained ones are.
        int scores = random.nextInt(4);
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder();
            for (int k = random.nextInt(5); k >= 0; k--) {
                String letter = LETTERS[random.nextInt(LETTERS.length)];
                if (crossing || text.length() == 0 || !letter.equals("\u2581")) {
                    text.append(letter);
                }
            }
            float score = type == ModelType.BPE
                    ? -random.nextInt(count)
                    : switch (scores) {
                        case 0 -> -random.nextInt(6) * 0.7f;
                        case 1 -> -8f * text.length() - random.nextInt(4) * 0x1p-18f;
                        case 2 -> -8f * text.length() - random.nextInt(4) * 0x1p-9f;
                        default -> (float) -(random.nextDouble() * 12);
                    };
            PieceType kind = random.nextInt(12) == 0 ? PieceType.USER_DEFINED : PieceType.NORMAL;
            pieces.putIfAbsent(text.toString(), Piece.of(text.toString(), score, kind));
        }
        List<Piece> list = new ArrayList<>();
        list.add(Piece.of("<unk>", 0, PieceType.UNKNOWN));
        if (byteFallback) {
            for (int b = 0; b < 256; b++) {
                list.add(Piece.of(SentencePieceModel.bytePiece(b), 0, PieceType.BYTE));
            }
        }
        list.addAll(pieces.values());
        Spec<TrainerField> trainer = Spec.empty(TrainerField.class)
                .with(TrainerField.MODEL_TYPE, type)
                .with(TrainerField.BYTE_FALLBACK, byteFallback);
        return SentencePieceModel.of(list, trainer, normalizer);
    }

    private static String text(SplittableRandom random, int letters) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < letters; i++) {
            String letter = LETTERS[random.nextInt(LETTERS.length)];
            text.append(letter.equals("\u2581") ? " " : random.nextInt(30) == 0 ? "z" : letter);
        }
        return text.toString();
    }

    /** The same text said many times over, so that words come again. */
    private static String repetitive(SplittableRandom random, int words) {
        String[] few = new String[12];
        for (int i = 0; i < few.length; i++) {
            few[i] = text(random, 1 + random.nextInt(i < 9 ? 6 : 40));
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(few[random.nextInt(few.length)]).append(random.nextInt(3) == 0 ? "" : " ");
        }
        return text.toString();
    }

    @ParameterizedTest
    @EnumSource(UnigramRules.class)
    void unigramUnitsGiveThePathOfTheWholeText(UnigramRules rules) {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SentencePieceModel model = model(random, ModelType.UNIGRAM, random.nextInt(3) == 0, false, AS_IS);
            Encoder warm = new Encoder(model, rules);
            Encoder small = new Encoder(model, rules, SMALLEST_CACHE, 100);
            for (int i = 0; i < 4; i++) {
                // The further from the beginning, the larger the sum and its roundings.
                String text = repetitive(random, i == 0 ? 3000 : 40);
                int[] expected = WholeText.unigram(model, rules, warm.normalize(text));
                assertArrayEquals(expected, warm.encode(text), "seed " + seed);
                assertArrayEquals(expected, small.encode(text), "seed " + seed);
                assertArrayEquals(expected, new Encoder(model, rules).encode(text));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(UnigramRules.class)
    void aTextFarFromItsBeginningIsRoundedAsAWholeOne(UnigramRules rules) {
        SplittableRandom random = new SplittableRandom(77);
        for (int round = 0; round < 3; round++) {
            SentencePieceModel model = model(random, ModelType.UNIGRAM, false, false, AS_IS);
            String text = repetitive(random, 120_000);
            Encoder encoder = new Encoder(model, rules);
            assertArrayEquals(WholeText.unigram(model, rules, encoder.normalize(text)), encoder.encode(text));
        }
    }

    @Test
    void bpeUnitsAreMergedTheSameFreshOrFromTheCache() {
        for (long seed = 0; seed < 100; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            SentencePieceModel model =
                    model(random, ModelType.BPE, random.nextInt(3) == 0, random.nextBoolean(), AS_IS);
            Encoder warm = new Encoder(model);
            Encoder small = new Encoder(model, SMALLEST_CACHE, 100);
            BpeSegmenter whole = new BpeSegmenter(new PieceTable(model), false, SMALLEST_CACHE);
            for (int i = 0; i < 6; i++) {
                String text = repetitive(random, 40);
                int[] ids = warm.encode(text);
                assertArrayEquals(ids, small.encode(text));
                assertArrayEquals(ids, new Encoder(model).encode(text));
                // Without units, by the heap over the whole text.
                byte[] normalized = warm.normalize(text).getBytes(StandardCharsets.UTF_8);
                dev.tamis.tokenizer.ByteArray buffer = new dev.tamis.tokenizer.ByteArray();
                buffer.add(normalized);
                IntArray raw = new IntArray();
                whole.begin();
                whole.segment(buffer, buffer.size(), true, raw);
                IntArray cut = new IntArray();
                BpeSegmenter units = new BpeSegmenter(new PieceTable(model), true, SMALLEST_CACHE);
                units.begin();
                units.segment(buffer, buffer.size(), true, cut);
                assertArrayEquals(raw.toArray(), cut.toArray(), text);
            }
        }
    }

    @Test
    void partsOfALongTextGiveTheIdsOfTheWhole() {
        Spec<NormalizerField> tidy = Spec.empty(NormalizerField.class);
        for (long seed = 0; seed < 15; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (ModelType type : ModelType.values()) {
                SentencePieceModel model = model(
                        random,
                        type,
                        random.nextInt(4) == 0,
                        random.nextBoolean(),
                        random.nextBoolean() ? tidy : AS_IS);
                Encoder encoder = new Encoder(model);
                String text = switch (random.nextInt(5)) {
                    case 0 -> " ".repeat(70_000) + repetitive(random, 9000) + " ".repeat(70_000);
                    case 1 -> "z".repeat(140_000) + text(random, 20_000);
                    case 2 -> text(random, 50_000).replace(" ", "");
                    case 3 -> " ".repeat(200_000);
                    default -> repetitive(random, 30_000);
                };
                int[] expected = new Encoder(model, SMALLEST_CACHE, Integer.MAX_VALUE).encode(text);
                assertArrayEquals(expected, new Encoder(model, SMALLEST_CACHE, 1).encode(text), type + " " + seed);
                assertArrayEquals(expected, encoder.encode(text), type + " " + seed);
            }
        }
    }

    @Test
    void aBatchGivesTheIdsOfItsTexts() {
        SplittableRandom random = new SplittableRandom(5);
        SentencePieceModel model = model(random, ModelType.UNIGRAM, false, true, AS_IS);
        Encoder encoder = new Encoder(model);
        StringBuilder all = new StringBuilder();
        int[] offsets = new int[201];
        List<int[]> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String text = i % 7 == 0 ? "" : text(random, random.nextInt(50));
            all.append(text);
            offsets[i + 1] = offsets[i] + text.getBytes(StandardCharsets.UTF_8).length;
            expected.add(encoder.encode(text));
        }
        IntArray ids = new IntArray();
        IntArray ends = new IntArray();
        encoder.encodeBatch(all.toString().getBytes(StandardCharsets.UTF_8), offsets, ids, ends);
        assertEquals(200, ends.size());
        for (int i = 0; i < 200; i++) {
            int from = i == 0 ? 0 : ends.get(i - 1);
            assertArrayEquals(
                    expected.get(i), java.util.Arrays.copyOfRange(ids.array(), from, ends.get(i)), "text " + i);
        }
    }

    @Test
    void oneHugeWordTakesTimeInProportion() {
        for (ModelType type : List.of(ModelType.UNIGRAM, ModelType.BPE)) {
            List<Piece> list = new ArrayList<>();
            list.add(Piece.of("<unk>", 0, PieceType.UNKNOWN));
            for (int length = 1; length <= 16; length++) {
                list.add(Piece.of("a".repeat(length), -length, PieceType.NORMAL));
            }
            SentencePieceModel model = SentencePieceModel.of(
                    list, Spec.empty(TrainerField.class).with(TrainerField.MODEL_TYPE, type), AS_IS);
            byte[] run = "a".repeat(2_000_000).getBytes(StandardCharsets.UTF_8);
            IntArray ids = new IntArray();
            assertTimeoutPreemptively(
                    Duration.ofSeconds(60), () -> new Encoder(model).encode(run, 0, run.length, ids), type.toString());
            assertTrue(ids.size() >= run.length / 16, ids.size() + " ids");
        }
    }
}
