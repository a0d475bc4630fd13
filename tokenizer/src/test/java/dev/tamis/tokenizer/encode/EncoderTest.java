package dev.tamis.tokenizer.encode;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.ByteArray;
import dev.tamis.tokenizer.Corpora;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncoderTest {
    private static final Spec<NormalizerField> AS_IS = Spec.empty(NormalizerField.class)
            .with(NormalizerField.ADD_DUMMY_PREFIX, false)
            .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false);

    /** A random vocabulary over few letters, so that pieces overlap and scores tie. */
    private static SentencePieceModel random(Random random, ModelType type, boolean byteFallback) {
        Map<String, Piece> pieces = new HashMap<>();
        List<Piece> list = new ArrayList<>();
        list.add(Piece.of("<unk>", 0, PieceType.UNKNOWN));
        if (byteFallback) {
            for (int b = 0; b < 256; b++) {
                list.add(Piece.of(SentencePieceModel.bytePiece(b), 0, PieceType.BYTE));
            }
        }
        String letters = "ab\u00E9\u6F22\u2581\u2581";
        for (int i = 0; i < 5 + random.nextInt(40); i++) {
            StringBuilder text = new StringBuilder();
            for (int k = 0; k <= random.nextInt(5); k++) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            PieceType kind = random.nextInt(8) == 0
                    ? PieceType.USER_DEFINED
                    : random.nextInt(8) == 0 ? PieceType.UNUSED : PieceType.NORMAL;
            float score = type == ModelType.BPE ? -i : -random.nextInt(6) * 0.7f;
            pieces.putIfAbsent(text.toString(), Piece.of(text.toString(), score, kind));
        }
        pieces.values().stream().sorted((a, b) -> a.text().compareTo(b.text())).forEach(list::add);
        Spec<TrainerField> trainer = Spec.empty(TrainerField.class)
                .with(TrainerField.MODEL_TYPE, type)
                .with(TrainerField.BYTE_FALLBACK, byteFallback);
        return SentencePieceModel.of(list, trainer, AS_IS);
    }

    private static String text(Random random, int most) {
        String letters = "aaabbb\u00E9\u6F22 z\uD83D\uDE00";
        StringBuilder text = new StringBuilder();
        int length = random.nextInt(most);
        for (int i = 0; i < length; i++) {
            int at = random.nextInt(letters.length() - 1);
            text.append(at >= letters.length() - 2 ? "\uD83D\uDE00" : letters.substring(at, at + 1));
        }
        return text.toString();
    }

    /** The best path by the definition: all pieces at all places, float sums, double comparison, first wins. */
    private static List<Integer> bestPath(SentencePieceModel model, String normalized) {
        int[] codePoints = normalized.codePoints().toArray();
        int n = codePoints.length;
        float[] best = new float[n + 1];
        int[] from = new int[n + 1];
        int[] ids = new int[n + 1];
        java.util.Arrays.fill(from, -1);
        float least = Float.MAX_VALUE;
        for (Piece piece : model.pieces()) {
            least = piece.type() == PieceType.NORMAL ? Math.min(least, piece.score()) : least;
        }
        for (int at = 0; at < n; at++) {
            boolean single = false;
            for (int to = at + 1; to <= n; to++) {
                String surface = new String(codePoints, at, to - at);
                int id = -1;
                for (int i = 0; i < model.size(); i++) {
                    if (model.piece(i).type().matchesText()
                            && model.piece(i).text().equals(surface)) {
                        id = i;
                    }
                }
                if (id < 0 || model.piece(id).type() == PieceType.UNUSED) {
                    continue;
                }
                single |= to == at + 1;
                int bytes = surface.getBytes(StandardCharsets.UTF_8).length;
                double score = model.piece(id).type() == PieceType.USER_DEFINED
                        ? bytes * Float.MIN_NORMAL - 0.1
                        : model.piece(id).score();
                double sum = score + best[at];
                if (from[to] < 0 || sum > best[to]) {
                    best[to] = (float) sum;
                    from[to] = at;
                    ids[to] = id;
                }
            }
            if (!single) {
                float sum = (least - 10f) + best[at];
                if (from[at + 1] < 0 || sum > best[at + 1]) {
                    best[at + 1] = sum;
                    from[at + 1] = at;
                    ids[at + 1] = model.unkId();
                }
            }
        }
        List<Integer> path = new ArrayList<>();
        for (int at = n; at > 0; at = from[at]) {
            // A run of unknown characters is one token.
            if (ids[at] != model.unkId() || path.isEmpty() || path.get(0) != model.unkId()) {
                path.add(0, ids[at]);
            }
        }
        return path;
    }

    private static List<Integer> list(int[] ids) {
        return java.util.Arrays.stream(ids).boxed().toList();
    }

    @Test
    void unigramTakesTheBestPath() {
        for (long seed = 0; seed < 400; seed++) {
            unigramTakesTheBestPath(seed);
        }
    }

    private void unigramTakesTheBestPath(long seed) {
        Random random = new Random(seed);
        SentencePieceModel model = random(random, ModelType.UNIGRAM, false);
        Encoder encoder = new Encoder(model);
        for (int i = 0; i < 10; i++) {
            String text = text(random, 40);
            assertEquals(bestPath(model, encoder.normalize(text)), list(encoder.encode(text)), text);
        }
    }

    /** Merging by the definition: the best pair of the whole text, leftmost of equals, again and again. */
    private static List<String> merged(SentencePieceModel model, String normalized) {
        Map<String, Piece> pieces = new HashMap<>();
        model.pieces().stream().filter(piece -> piece.type().matchesText()).forEach(p -> pieces.put(p.text(), p));
        List<String> symbols = new ArrayList<>();
        List<Boolean> frozen = new ArrayList<>();
        for (int at = 0; at < normalized.length(); ) {
            String symbol = Character.toString(normalized.codePointAt(at));
            boolean user = false;
            for (Piece piece : pieces.values()) {
                if (piece.type() == PieceType.USER_DEFINED
                        && normalized.startsWith(piece.text(), at)
                        && (!user || piece.text().length() > symbol.length())) {
                    symbol = piece.text();
                    user = true;
                }
            }
            symbols.add(symbol);
            frozen.add(user);
            at += symbol.length();
        }
        while (true) {
            int best = -1;
            float score = 0;
            for (int i = 0; i + 1 < symbols.size(); i++) {
                Piece piece = pieces.get(symbols.get(i) + symbols.get(i + 1));
                if (piece != null && !frozen.get(i) && !frozen.get(i + 1) && (best < 0 || piece.score() > score)) {
                    best = i;
                    score = piece.score();
                }
            }
            if (best < 0) {
                return symbols;
            }
            symbols.set(best, symbols.get(best) + symbols.remove(best + 1));
            frozen.remove(best + 1);
        }
    }

    @Test
    void bpeMergesTheBestPairFirst() {
        for (long seed = 0; seed < 400; seed++) {
            bpeMergesTheBestPairFirst(seed);
        }
    }

    private void bpeMergesTheBestPairFirst(long seed) {
        Random random = new Random(seed);
        SentencePieceModel model = random(random, ModelType.BPE, true);
        if (model.pieces().stream().anyMatch(piece -> piece.type() == PieceType.UNUSED)) {
            return;
        }
        Encoder encoder = new Encoder(model);
        for (int i = 0; i < 10; i++) {
            String text = text(random, 40);
            List<Integer> expected = new ArrayList<>();
            for (String symbol : merged(model, encoder.normalize(text))) {
                int id = model.idOf(symbol);
                if (id != model.unkId()) {
                    expected.add(id);
                } else {
                    for (byte b : symbol.getBytes(StandardCharsets.UTF_8)) {
                        expected.add(1 + (b & 0xFF));
                    }
                }
            }
            assertEquals(expected, list(encoder.encode(text)), text);
        }
    }

    @Test
    void anUnusedPieceFallsBackToItsParts() {
        SentencePieceModel model = SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("ab", -1, PieceType.UNUSED),
                        Piece.of("abc", -2, PieceType.UNUSED),
                        Piece.of("a", -3, PieceType.NORMAL),
                        Piece.of("b", -4, PieceType.NORMAL),
                        Piece.of("c", -5, PieceType.NORMAL)),
                Spec.empty(TrainerField.class).with(TrainerField.MODEL_TYPE, ModelType.BPE),
                AS_IS);
        assertArrayEquals(new int[] {3, 4, 5}, new Encoder(model).encode("abc"));
    }

    @Test
    void withByteFallbackDecodingGivesTheNormalisedTextBack() {
        Random random = new Random(11);
        for (int i = 0; i < 200; i++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(60); left > 0; left--) {
                int c = random.nextInt(random.nextBoolean() ? 0x80 : 0x30000);
                text.appendCodePoint(c >= 0xD800 && c <= 0xDFFF ? ' ' : c);
            }
            withByteFallbackDecodingGivesTheNormalisedTextBack(text.toString());
        }
    }

    private void withByteFallbackDecodingGivesTheNormalisedTextBack(String text) {
        for (ModelType type : ModelType.values()) {
            Encoder encoder = new Encoder(random(new Random(text.hashCode()), type, true));
            String decoded = encoder.decode(encoder.encode(text));
            // Where U+2581 is no piece, its bytes come back as they are.
            assertEquals(encoder.normalize(text).replace('\u2581', ' '), decoded.replace('\u2581', ' '));
        }
    }

    @Test
    void decodingDropsTheSpaceThatNormalisingAdded() {
        SentencePieceModel model = SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("<s>", 0, PieceType.CONTROL),
                        Piece.of("\u2581a", -1, PieceType.NORMAL),
                        Piece.of("\u2581", -2, PieceType.NORMAL)),
                Spec.empty(TrainerField.class),
                Spec.empty(NormalizerField.class));
        Encoder encoder = new Encoder(model);
        assertEquals("a a", encoder.decode(new int[] {1, 2, 2}));
        assertEquals("a", encoder.decode(new int[] {3, 3, 2}));
        assertEquals(" \u2047  a", encoder.decode(new int[] {0, 2}));
        SentencePieceModel keeping = SentencePieceModel.of(
                model.pieces(),
                model.trainer(),
                model.normalizer().with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false));
        assertEquals("  a", new Encoder(keeping).decode(new int[] {3, 3, 2}));
    }

    @Test
    void unknownCharactersInARowAreOneToken() {
        SentencePieceModel model = SentencePieceModel.of(
                List.of(Piece.of("<unk>", 0, PieceType.UNKNOWN), Piece.of("a", -1, PieceType.NORMAL)),
                Spec.empty(TrainerField.class),
                AS_IS);
        Encoder encoder = new Encoder(model);
        assertArrayEquals(new int[] {1, 0, 1, 0}, encoder.encode("axyzax"));
        assertEquals(List.of("a", "xyz", "a", "x"), encoder.encodePieces("axyzax"));
        ByteArray decoded = new ByteArray();
        encoder.decodePieces(List.of("a", "xyz", "a"), decoded);
        assertEquals("axyza", decoded.text());
    }

    @Test
    void byteRunsDecodeToCharactersAndStrayBytesToReplacements() {
        SentencePieceModel model = random(new Random(1), ModelType.UNIGRAM, true);
        Encoder encoder = new Encoder(model);
        assertEquals(
                "\u00E9\uFFFD\uFFFD!", encoder.decode(new int[] {1 + 0xC3, 1 + 0xA9, 1 + 0xE2, 1 + 0x96, 1 + '!'}));
        IllegalArgumentException e =
                assertThrows(IllegalArgumentException.class, () -> encoder.decode(new int[] {model.size()}));
        assertTrue(e.getMessage().contains("is this the model"), e.getMessage());
    }

    @Test
    void aDocumentOfTenMegabytesEncodesAsItsPartsDo() {
        SentencePieceModel model = SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("\u2581", -3, PieceType.NORMAL),
                        Piece.of("a", -2, PieceType.NORMAL),
                        Piece.of("aa", -3, PieceType.NORMAL),
                        Piece.of("\u2581a", -2.5f, PieceType.NORMAL)),
                Spec.empty(TrainerField.class),
                AS_IS);
        Encoder encoder = new Encoder(model);
        int words = 2_500_000;
        byte[] text = " aaa".repeat(words).getBytes(StandardCharsets.UTF_8);
        IntArray ids = new IntArray();
        encoder.encode(text, 0, text.length, ids);
        assertEquals(2 * words, ids.size());
        for (int i = 0; i < ids.size(); i += 2) {
            if (ids.get(i) != 4 || ids.get(i + 1) != 3) {
                assertEquals(List.of(4, 3), List.of(ids.get(i), ids.get(i + 1)), "word " + i / 2);
            }
        }
        // Here pieces overlap everywhere, and nothing can be written out before the end.
        ids.clear();
        byte[] run = "a".repeat(1_000_001).getBytes(StandardCharsets.UTF_8);
        encoder.encode(run, 0, run.length, ids);
        assertEquals(500_001, ids.size());
    }

    @Test
    void anotherEncoderSharesTheModelAndWorksBeside() throws Exception {
        SentencePieceModel model = random(new Random(9), ModelType.UNIGRAM, true);
        Encoder encoder = new Encoder(model);
        List<String> lines = Corpora.generated(500, 4);
        List<int[]> expected = lines.stream().map(encoder::encode).toList();
        List<int[]> found = new ArrayList<>();
        Encoder other = encoder.another();
        Thread thread = new Thread(() -> lines.forEach(line -> found.add(other.encode(line))));
        thread.start();
        lines.forEach(encoder::encode);
        thread.join();
        for (int i = 0; i < expected.size(); i++) {
            assertArrayEquals(expected.get(i), found.get(i));
        }
    }

    @Test
    void longPiecesLoadInTimeInProportionToTheirBytes() {
        List<Piece> pieces = new ArrayList<>();
        pieces.add(Piece.of("<unk>", 0, PieceType.UNKNOWN));
        pieces.add(Piece.of("b", -1, PieceType.NORMAL));
        for (int length = 1; length <= 1000; length++) {
            pieces.add(Piece.of("a".repeat(length), -length, PieceType.NORMAL));
        }
        for (int i = 0; i < 200; i++) {
            pieces.add(Piece.of("a".repeat(7900) + (char) ('b' + i % 20) + "c".repeat(i), -i, PieceType.NORMAL));
        }
        SentencePieceModel model = SentencePieceModel.of(
                pieces, Spec.empty(TrainerField.class).with(TrainerField.MODEL_TYPE, ModelType.BPE), AS_IS);
        // Each end of each piece looked up by itself would take 10^9 steps.
        assertTimeoutPreemptively(Duration.ofSeconds(30), () -> new Encoder(model).encode("aab"));
    }
}
