package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.Corpora;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.eval.VocabularyDiff;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import java.io.IOException;
import java.lang.Character.UnicodeScript;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BpeTrainerTest {
    /** No space before a sentence, so that the expected pieces are easy to read. */
    private static final TrainerOptions PLAIN = TrainerOptions.parse(Map.of(
            "model_type",
            "bpe",
            "normalization_rule_name",
            "identity",
            "add_dummy_prefix",
            "false",
            "character_coverage",
            "1",
            "hard_vocab_limit",
            "false",
            "vocab_size",
            "1000"));

    private static WordTable counted(TrainerOptions options, List<String> lines) {
        WordCounter counter = new WordCounter(options);
        lines.forEach(counter::add);
        return counter.table();
    }

    private static List<String> learnt(TrainerOptions options, String... lines) {
        return learnt(BpeTrainer.train(counted(options, List.of(lines)), options, Progress.NONE));
    }

    private static List<String> learnt(SentencePieceModel model) {
        return model.pieces().stream()
                .filter(piece -> piece.type() == PieceType.NORMAL)
                .map(Piece::text)
                .toList();
    }

    @Test
    void mergesComeByFrequencyAndCharactersLast() {
        // low x 5, lower x 2, newest x 6, widest x 3: the example of Sennrich et al. 2016. es and st are equally
        // frequent and es comes first by code points, as do lo before ow and ew before ne.
        List<String> lines = new ArrayList<>();
        lines.addAll(Collections.nCopies(5, "low"));
        lines.addAll(Collections.nCopies(2, "lower"));
        lines.addAll(Collections.nCopies(6, "newest"));
        lines.addAll(Collections.nCopies(3, "widest"));
        TrainerOptions options = PLAIN.withVocabSize(3 + 10 + 7);
        SentencePieceModel model = BpeTrainer.train(counted(options, lines), options, Progress.NONE);
        assertEquals(
                List.of("es", "est", "lo", "low", "ew", "new", "newest"),
                learnt(model).subList(0, 7));
        // Counts: e 17, w 16, s 9, t 9, l 7, o 7, n 6, d 3, i 3, r 2.
        assertEquals(
                List.of("e", "w", "s", "t", "l", "o", "n", "d", "i", "r"),
                learnt(model).subList(7, 17));
        for (int rank = 0; rank < 17; rank++) {
            assertEquals(-(float) rank, model.piece(3 + rank).score());
        }
    }

    @Test
    void overlappingPairsCountAndPairsThatAreGoneFillTheRest() {
        // aaaa: 3 times aa, then aa aa. On the way there is aa a for a moment, which comes last with frequency 0.
        assertEquals(List.of("aa", "aaaa", "aaa", "a"), learnt(PLAIN, "aaaa"));
        // ab in aab x 2 is as frequent as aa in aab x 2, but aa comes first by code points; ab is gone then.
        assertEquals(List.of("aa", "aab", "ab", "a", "b"), learnt(PLAIN, "aab", "aab"));
        // aa 2 in aaa and 1 in baa make 3, ba 1 + 2 in ba: the overlap decides; baa is b aa or ba a.
        assertEquals(List.of("aa", "ba", "aaa", "baa", "a", "b"), learnt(PLAIN, "aaa", "baa", "ba", "ba"));
    }

    @Test
    void ofEquallyFrequentPairsTheShorterThenTheFirstByCodePointMerges() {
        // U+FF41 is before U+1D41A by code points and after it by UTF-16 units.
        assertEquals(
                "\uFF41\uFF41",
                learnt(PLAIN, "\uFF41\uFF41", "\uD835\uDC1A\uD835\uDC1A").get(0));
        // After xy the pairs xy z and vw are equally frequent.
        assertEquals(
                List.of("xy", "vw", "xyz"), learnt(PLAIN, "xy", "xyz", "vw").subList(0, 3));
    }

    @Test
    void countsBeyondAnIntDecide() {
        List<WordTable.Entry> entries = List.of(
                new WordTable.Entry(new byte[] {'a', 'b'}, 0, 3_000_000_000L),
                new WordTable.Entry(new byte[] {'c', 'd'}, 5_000_000_000L, 1),
                new WordTable.Entry(new byte[] {'e', 'f'}, 0, 2_500_000_000L));
        assertEquals(
                List.of("cd", "ab", "ef"),
                learnt(BpeTrainer.train(WordTable.of(entries), PLAIN, Progress.NONE))
                        .subList(0, 3));
    }

    @Test
    void rareCharactersAndSymbolsNeverMerge() {
        List<String> lines = new ArrayList<>(Collections.nCopies(3000, "abcab"));
        lines.add("aqb");
        TrainerOptions options = PLAIN.withCharacterCoverage(0.999)
                .withUserDefinedSymbols(List.of("ca", "<sep>"))
                .withByteFallback(true);
        SentencePieceModel model = BpeTrainer.train(counted(options, lines), options, Progress.NONE);
        assertEquals(List.of("ab", "b", "a"), learnt(model));
        assertEquals("ca", model.piece(3).text());
        assertEquals(PieceType.USER_DEFINED, model.piece(4).type());
        assertEquals("<0x00>", model.piece(5).text());
        assertEquals(3 + 2 + 256 + 3, model.size());
        assertEquals(List.of("ab", "ca", "b", "<0x71>"), new Encoder(model).encodePieces("abcabq"));
    }

    @Test
    void digitsStandAloneAndSpacesWhereTheOptionsWantThem() {
        List<String> lines = Collections.nCopies(9, "a  12 12");
        TrainerOptions keeping = PLAIN.with("remove_extra_whitespaces", "false");
        assertFalse(learnt(keeping, lines.toArray(new String[0])).contains("\u2581\u2581"));
        assertTrue(learnt(keeping.with("allow_whitespace_only_pieces", "true"), lines.toArray(new String[0]))
                .contains("\u2581\u2581"));
        assertTrue(learnt(keeping, lines.toArray(new String[0])).contains("12"));
        assertFalse(learnt(keeping.with("split_digits", "true"), lines.toArray(new String[0]))
                .contains("12"));
        assertTrue(learnt(PLAIN.with("treat_whitespace_as_suffix", "true"), "x y", "x y")
                .contains("x\u2581"));
        assertTrue(
                learnt(PLAIN.with("split_by_whitespace", "false"), "x y", "x y").contains("x\u2581y"));
    }

    @Test
    void wordsMayBeLongerThan65535Symbols() {
        TrainerOptions options = PLAIN.with("max_sentence_length", "1000000").withVocabSize(8);
        assertEquals(List.of("aa", "aaaa", "a".repeat(8), "a".repeat(16), "a"), learnt(options, "a".repeat(200_000)));
        SplittableRandom random = new SplittableRandom(5);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < 70_000; i++) {
            line.append(random.nextInt(4) == 0 ? ' ' : (char) ('a' + random.nextInt(3)));
        }
        TrainerOptions whole = options.with("split_by_whitespace", "false").withVocabSize(40);
        Reference reference = new Reference(counted(whole, List.of(line.toString())), whole);
        assertEquals(reference.pieces(), learnt(whole, line.toString()));
    }

    @Test
    void aVocabularyThatCantBeFilledNamesTheMostOrShrinks() {
        TrainerOptions hard = PLAIN.with(TrainerField.HARD_VOCAB_LIMIT, true);
        WordTable words = counted(hard, List.of("aaaa"));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> BpeTrainer.train(words, hard, Progress.NONE))
                .getMessage();
        assertTrue(message.contains("set vocab_size to 7 or less"), message);
        assertEquals(
                7, BpeTrainer.train(words, hard.withVocabSize(7), Progress.NONE).size());
        SentencePieceModel soft = BpeTrainer.train(words, PLAIN, Progress.NONE);
        assertEquals(7, soft.trainer().integer(TrainerField.VOCAB_SIZE));
    }

    @Test
    void anotherModelTypeAndNoTextAreRefused() {
        WordTable words = counted(PLAIN, List.of("a"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> BpeTrainer.train(words, PLAIN.withModelType(ModelType.UNIGRAM), Progress.NONE))
                .getMessage()
                .contains("model_type: found unigram"));
        WordTable none = counted(PLAIN, List.of(""));
        assertTrue(assertThrows(IllegalArgumentException.class, () -> BpeTrainer.train(none, PLAIN, Progress.NONE))
                .getMessage()
                .contains("no words"));
    }

    /** Every merge against a trainer that counts all pairs anew each time, over small random texts full of ties. */
    @Test
    void everyMergeIsThatOfTheDefinition() {
        SplittableRandom random = new SplittableRandom(11);
        String[] alphabets = {"ab", "aab", "abc", "ab\u3042\u6F22\u30FC", "a1\u0431.", "abcdefgh", "e\u0301a", "--=."};
        for (int round = 0; round < 400; round++) {
            String alphabet = alphabets[random.nextInt(alphabets.length)];
            List<String> lines = new ArrayList<>();
            int most = 1 + random.nextInt(12);
            for (int i = 1 + random.nextInt(30); i > 0; i--) {
                StringBuilder line = new StringBuilder();
                for (int k = 1 + random.nextInt(3 * most); k > 0; k--) {
                    line.append(random.nextInt(most) == 0 ? ' ' : alphabet.charAt(random.nextInt(alphabet.length())));
                }
                lines.add(line.toString());
            }
            TrainerOptions options = PLAIN;
            for (String flag : List.of(
                    "split_by_whitespace",
                    "treat_whitespace_as_suffix",
                    "allow_whitespace_only_pieces",
                    "split_digits",
                    "split_by_number",
                    "split_by_unicode_script",
                    "remove_extra_whitespaces",
                    "add_dummy_prefix",
                    "byte_fallback")) {
                options = options.with(flag, Boolean.toString(random.nextBoolean()));
            }
            options = options.with(TrainerField.MAX_SENTENCEPIECE_LENGTH, 2 + random.nextInt(15))
                    .withUserDefinedSymbols(random.nextBoolean() ? List.of("ba", "<x>") : List.of())
                    .withVocabSize(random.nextBoolean() ? 1000 : 300);
            WordTable words = counted(options, lines);
            if (words.size() == 0) {
                continue;
            }
            Reference reference = new Reference(words, options);
            assertEquals(
                    reference.pieces(),
                    learnt(BpeTrainer.train(words, options, Progress.NONE)),
                    () -> "seed 11, lines " + lines);
            List<String> required = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                StringBuilder piece = new StringBuilder();
                for (int k = 1 + random.nextInt(5); k > 0; k--) {
                    piece.append(
                            random.nextInt(5) == 0 ? '\u2581' : alphabet.charAt(random.nextInt(alphabet.length())));
                }
                if (piece.length() == 1 || reference.isValid(piece.toString())) {
                    required.add(piece.toString());
                }
            }
            TrainerOptions requiring = options.withRequiredPieces(required);
            Reference before = new Reference(words, requiring);
            SentencePieceModel model = BpeTrainer.train(words, requiring, Progress.NONE);
            assertEquals(before.pieces(), learnt(model), () -> "seed 11, lines " + lines + ", required " + required);
            List<String> reachable = required.stream()
                    .filter(piece -> piece.length() > 1 && !before.isCut(piece))
                    .toList();
            assertEquals(reachable, kept(model, reachable), () -> "seed 11, lines " + lines);
        }
    }

    @Test
    void threadsAndOrderDontChangeOneByte() {
        TrainerOptions options = PLAIN.withVocabSize(1500).withNumThreads(1);
        WordTable words = counted(options, Corpora.generated(4000, 21));
        byte[] expected = BpeTrainer.train(words, options, Progress.NONE).serialize();
        List<WordTable.Entry> entries = new ArrayList<>();
        words.forEach(entries::add);
        for (int threads = 1; threads <= 8; threads++) {
            Collections.shuffle(entries, new Random(threads));
            SentencePieceModel model =
                    BpeTrainer.train(WordTable.of(entries), options.withNumThreads(threads), Progress.NONE);
            assertArrayEquals(
                    expected,
                    SentencePieceModel.of(
                                    model.pieces(),
                                    model.trainer().with(TrainerField.NUM_THREADS, 1),
                                    model.normalizer())
                            .serialize());
        }
    }

    @Test
    void encodingReplaysTheMerges() {
        TrainerOptions options = PLAIN.withVocabSize(700);
        List<String> lines = Corpora.generated(600, 22);
        WordTable words = counted(options, lines);
        Reference reference = new Reference(words, options);
        SentencePieceModel model = BpeTrainer.train(words, options, Progress.NONE);
        assertEquals(reference.pieces(), learnt(model));
        Encoder encoder = new Encoder(model);
        int compared = 0;
        for (List<String> word : reference.words) {
            String text = String.join("", word);
            if (!text.startsWith("\u2581")) {
                assertEquals(word, encoder.encodePieces(text));
                compared++;
            }
        }
        assertTrue(compared > 100, compared + " words");
    }

    /** Pieces that encode to themselves, with spaces as they stand. */
    private static List<String> kept(SentencePieceModel model, List<String> pieces) {
        Encoder encoder = new Encoder(SentencePieceModel.of(
                model.pieces(),
                model.trainer(),
                model.normalizer()
                        .with(NormalizerField.ADD_DUMMY_PREFIX, false)
                        .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false)));
        return pieces.stream()
                .filter(piece ->
                        encoder.encodePieces(piece.replace('\u2581', ' ')).equals(List.of(piece)))
                .toList();
    }

    private static String refusal(TrainerOptions options, String... lines) {
        return assertThrows(IllegalArgumentException.class, () -> learnt(options, lines))
                .getMessage();
    }

    @Test
    void requiredPiecesMergeBeforeMoreFrequentOnes() {
        String[] lines = {"abc", "abc", "abc", "bc", "abd"};
        // Counts: ab 4, bc 4, bd 1; ab comes first by code points. It leaves bc 1 and abd 1.
        assertEquals(List.of("ab", "abc", "bc", "abd"), learnt(PLAIN, lines).subList(0, 4));
        // Leaves a bc 3, bc 1, a b d 1; bd occurs nowhere after ab.
        assertEquals(
                List.of("bc", "abc", "ab", "abd", "bd", "b", "a", "c", "d"),
                learnt(PLAIN.withRequiredPieces(List.of("bc", "a", "bc")), lines));
        // bd leaves ab 3, bc 4; bc leaves a bc 3, a bd 1. What the text doesn't have is there all the same.
        assertEquals(
                List.of("bd", "xy", "bc", "abc", "abd", "ab", "b", "a", "c", "d", "x", "y"),
                learnt(PLAIN.withRequiredPieces(List.of("bd", "xy")), lines));
        SentencePieceModel model = BpeTrainer.train(
                counted(PLAIN, List.of(lines)), PLAIN.withRequiredPieces(List.of("bd", "xy")), Progress.NONE);
        for (int id = 3; id < model.size(); id++) {
            assertEquals(-(float) (id - 3), model.piece(id).score());
        }
    }

    @Test
    void partsOfRequiredPiecesAreMadeBeforeThem() {
        // cd is required itself, so it is the part to make; then ab, the first there is.
        assertEquals(
                List.of("cd", "ab", "abcd"),
                learnt(PLAIN.withRequiredPieces(List.of("abcd", "cd")), "ab").subList(0, 3));
        // An encoder takes bc out of abcd, whatever ab is scored.
        List<String> lines = List.of("abcd", "abcd", "abce");
        TrainerOptions options = PLAIN.withRequiredPieces(List.of("bc", "ab", "cd", "abcd"));
        SentencePieceModel model = BpeTrainer.train(counted(options, lines), options, Progress.NONE);
        assertEquals(List.of("bc", "ab", "cd", "abc", "abcd"), learnt(model).subList(0, 5));
        assertEquals(List.of("abcd", "abce"), new Encoder(model).encodePieces("abcdabce"));
    }

    @Test
    void requiredPiecesThatTheOptionsForbidAreRefusedByName() {
        TrainerOptions options = PLAIN.with("split_digits", "true")
                .with("max_sentencepiece_length", "4")
                .withRequiredPieces(List.of("12", "ab", "\u30423", "a\u2581", "abcde", "a\u0431", "5", "34", "56"));
        String message = refusal(options, "ab");
        assertTrue(
                message.contains(
                        "required_pieces: \"12\", \"\u30423\", \"a\u2581\", \"abcde\", \"a\u0431\" and 2 more of 7"),
                message);
        assertTrue(message.contains("max_sentencepiece_length, split_digits"), message);
        // Given pieces need no merge.
        assertEquals(
                List.of("ab", "a", "b"),
                learnt(options.withRequiredPieces(List.of("12", "ab")).withUserDefinedSymbols(List.of("12")), "ab")
                        .subList(0, 3));
    }

    @Test
    void aVocabularyTooSmallForRequiredPiecesIsRefusedWithTheNumbers() {
        TrainerOptions options = PLAIN.withRequiredPieces(List.of("abcd", "bcd"));
        String message = refusal(options.withVocabSize(10), "abcd");
        assertTrue(
                message.contains(
                        "vocab_size: found 10, but the alphabet takes 4 pieces (4 of them for required pieces)"
                                + " and special, user-defined and byte pieces 3, and 5 longer ones are required, 3 of them as parts of others"),
                message);
        assertEquals(
                List.of("ab", "abc", "abcd", "bc", "bcd", "a", "b", "c", "d"),
                learnt(options.withVocabSize(12), "abcd"));
    }

    @Test
    void requiredPiecesAcrossUserSymbolsAreThereAndReported() {
        List<String> said = new ArrayList<>();
        TrainerOptions options = PLAIN.withUserDefinedSymbols(List.of("bc")).withRequiredPieces(List.of("abcd", "da"));
        SentencePieceModel model = BpeTrainer.train(counted(options, List.of("abcda")), options, said::add);
        assertEquals(List.of("da", "abcd", "a", "d", "b", "c"), learnt(model));
        assertEquals(List.of("a", "bc", "da"), new Encoder(model).encodePieces("abcda"));
        assertTrue(said.stream().anyMatch(line -> line.endsWith("is in the way: \"abcd\"")), said::toString);
    }

    @Test
    void anOlderModelsPiecesStayAndEncodeToThemselves() {
        List<String> lines = Corpora.generated(2000, 31);
        TrainerOptions options = PLAIN.with("add_dummy_prefix", "true");
        SentencePieceModel older =
                BpeTrainer.train(counted(options, lines.subList(0, 1000)), options.withVocabSize(900), Progress.NONE);
        TrainerOptions keeping = options.withPiecesOf(older).withVocabSize(1300).withNumThreads(1);
        WordTable words = counted(keeping, lines);
        SentencePieceModel newer = BpeTrainer.train(words, keeping, Progress.NONE);
        assertEquals(1300, newer.size());
        assertEquals(List.of(), VocabularyDiff.of(older, newer).went());
        SentencePieceModel free = BpeTrainer.train(words, options.withVocabSize(1300), Progress.NONE);
        assertFalse(VocabularyDiff.of(older, free).went().isEmpty(), "nothing had to be kept");
        List<String> merged = learnt(older).stream()
                .filter(piece -> piece.codePointCount(0, piece.length()) > 1)
                .toList();
        assertEquals(merged, learnt(newer).subList(0, merged.size()));
        assertEquals(learnt(newer), kept(newer, learnt(newer)));
        // The same bytes by any number of threads, and where the options were sent as text.
        for (int threads = 2; threads <= 4; threads++) {
            TrainerOptions sent =
                    TrainerOptions.parse(keeping.withNumThreads(threads).toMap());
            SentencePieceModel again = BpeTrainer.train(words, sent, Progress.NONE);
            assertArrayEquals(
                    newer.serialize(),
                    SentencePieceModel.of(again.pieces(), newer.trainer(), again.normalizer())
                            .serialize());
        }
    }

    @Test
    void trainingOnWithTheSameTextIsTrainingAtOnce() {
        for (int seed = 41; seed < 46; seed++) {
            List<String> lines = Corpora.generated(700, seed);
            WordTable words = counted(PLAIN, lines);
            SentencePieceModel atOnce = BpeTrainer.train(words, PLAIN.withVocabSize(1100), Progress.NONE);
            SentencePieceModel part = BpeTrainer.train(words, PLAIN.withVocabSize(600), Progress.NONE);
            SentencePieceModel on =
                    BpeTrainer.train(words, PLAIN.withPiecesOf(part).withVocabSize(1100), Progress.NONE);
            assertEquals(atOnce.pieces(), on.pieces());
        }
    }

    @Test
    void piecesOfAnOlderModelAndNamedOnesAreJoined(@TempDir Path folder) throws IOException {
        // Not in the order of scores, which is the order of merges.
        SentencePieceModel older = SentencePieceModel.of(
                List.of(
                        Piece.of("<unk>", 0, PieceType.UNKNOWN),
                        Piece.of("abc", -1, PieceType.NORMAL),
                        Piece.of("ab", 0, PieceType.NORMAL),
                        Piece.of("<x>", 0, PieceType.USER_DEFINED),
                        Piece.of("c", -2, PieceType.NORMAL)),
                PLAIN.trainer(),
                PLAIN.normalizer());
        Path file = folder.resolve("older.model");
        Files.write(file, older.serialize());
        List<String> joined = List.of("ab", "abc", "c", "xy", "z");
        String named = TrainerOptions.list(List.of("xy", "ab", "z", "xy"));
        TrainerOptions first = PLAIN.with("keep_pieces_of", file.toString()).with("required_pieces", named);
        TrainerOptions last = PLAIN.with("required_pieces", named).with("keep_pieces_of", file.toString());
        assertEquals(joined, first.requiredPieces());
        assertEquals(joined, last.requiredPieces());
        assertEquals(joined, TrainerOptions.parse(first.toMap()).requiredPieces());
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> TrainerOptions.parse(Map.of(
                                "model_type",
                                "bpe",
                                "max_sentencepiece_length",
                                "2",
                                "keep_pieces_of",
                                file.toString(),
                                "required_pieces",
                                "xyz")))
                .getMessage();
        assertTrue(message.contains("keep_pieces_of: \"abc\" can't be made"), message);
        assertTrue(message.contains("required_pieces: \"xyz\" can't be made"), message);
    }

    /** Byte pair encoding by its definition, on strings, without any bookkeeping. */
    private static final class Reference {
        private record Pair(String left, String right) {
            String text() {
                return left + right;
            }

            int length() {
                return text().codePointCount(0, text().length());
            }
        }

        final List<List<String>> words = new ArrayList<>();
        private final List<Long> counts = new ArrayList<>();
        private final TrainerOptions options;
        private final Set<Pair> known = new HashSet<>();
        private final List<String> merged = new ArrayList<>();
        private final List<String> characters;

        Reference(WordTable table, TrainerOptions options) {
            this.options = options;
            Map<String, Long> frequencies = new HashMap<>();
            table.forEach(entry -> {
                long count = entry.followed() + entry.ended();
                List<String> word = new ArrayList<>();
                new String(entry.word(), StandardCharsets.UTF_8)
                        .codePoints()
                        .forEach(c -> word.add(Character.toString(c)));
                word.forEach(c -> frequencies.merge(c, count, Long::sum));
                words.add(word);
                counts.add(count);
                for (int i = 0; i + 1 < word.size(); i++) {
                    meet(word.get(i), word.get(i + 1));
                }
            });
            frequencies.remove("\u001F");
            options.requiredPieces()
                    .forEach(piece ->
                            piece.codePoints().forEach(c -> frequencies.putIfAbsent(Character.toString(c), 0L)));
            characters = new ArrayList<>(frequencies.keySet());
            characters.sort((a, b) -> {
                int byCount = Long.compare(frequencies.get(b), frequencies.get(a));
                return byCount != 0 ? byCount : Integer.compare(a.codePointAt(0), b.codePointAt(0));
            });
            int metas = 3
                    + options.trainer().texts(TrainerField.USER_DEFINED_SYMBOLS).size()
                    + (options.flag(TrainerField.BYTE_FALLBACK) ? 256 : 0);
            Set<String> made = new LinkedHashSet<>();
            List<String> cut = new ArrayList<>();
            for (String piece : options.requiredPieces()) {
                boolean given = options.trainer()
                        .texts(TrainerField.USER_DEFINED_SYMBOLS)
                        .contains(piece);
                if (piece.length() > 1 && !made.contains(piece) && !given) {
                    if (isCut(piece)) {
                        cut.add(piece);
                    } else {
                        require(piece, made);
                    }
                }
            }
            made.addAll(cut);
            while (made.size() < options.vocabSize() - metas - characters.size() && step(made)) {
                // goes on
            }
            merged.addAll(made);
        }

        List<String> pieces() {
            List<String> pieces = new ArrayList<>(merged);
            pieces.addAll(characters);
            return pieces;
        }

        private void meet(String left, String right) {
            if (isValid(left + right)) {
                known.add(new Pair(left, right));
            }
        }

        /** Whether a user-defined symbol in the piece keeps it from ever being merged. */
        boolean isCut(String piece) {
            return options.trainer().texts(TrainerField.USER_DEFINED_SYMBOLS).stream()
                    .anyMatch(piece::contains);
        }

        /** Makes a required piece in all words, after the parts that it needs. */
        private void require(String piece, Set<String> made) {
            for (List<String> parts = encode(piece, made); parts.size() > 1; parts = encode(piece, made)) {
                List<String> joint = new ArrayList<>();
                for (int i = 0; i + 1 < parts.size(); i++) {
                    if (isValid(parts.get(i) + parts.get(i + 1))) {
                        joint.add(parts.get(i) + parts.get(i + 1));
                    }
                }
                String next = options.requiredPieces().stream()
                        .filter(joint::contains)
                        .findFirst()
                        .orElse(joint.get(0));
                assertTrue(made.add(next), next);
                known.removeIf(pair -> pair.text().equals(next));
                words.forEach(word -> join(word, next));
            }
        }

        /** Encodes as SentencePiece does: whichever two neighbours make the earliest piece join, from the left. */
        private static List<String> encode(String text, Set<String> made) {
            List<String> parts = new ArrayList<>();
            text.codePoints().forEach(c -> parts.add(Character.toString(c)));
            for (boolean joined = true; joined; ) {
                joined = false;
                for (String piece : made) {
                    for (int i = 0; i + 1 < parts.size() && !joined; i++) {
                        if (piece.equals(parts.get(i) + parts.get(i + 1))) {
                            parts.set(i, piece);
                            parts.remove(i + 1);
                            joined = true;
                        }
                    }
                    if (joined) {
                        break;
                    }
                }
            }
            return parts;
        }

        private void join(List<String> word, String piece) {
            for (int i = 0; i + 1 < word.size(); i++) {
                if (piece.equals(word.get(i) + word.get(i + 1))) {
                    word.set(i, piece);
                    word.remove(i + 1);
                    if (i > 0) {
                        meet(word.get(i - 1), piece);
                    }
                    if (i + 1 < word.size()) {
                        meet(piece, word.get(i + 1));
                    }
                }
            }
        }

        private boolean step(Set<String> made) {
            Map<Pair, Long> frequencies = new HashMap<>();
            known.forEach(pair -> frequencies.put(pair, 0L));
            for (int w = 0; w < words.size(); w++) {
                List<String> word = words.get(w);
                long count = counts.get(w);
                for (int i = 0; i + 1 < word.size(); i++) {
                    frequencies.computeIfPresent(
                            new Pair(word.get(i), word.get(i + 1)), (pair, frequency) -> frequency + count);
                }
            }
            Pair best = null;
            for (Pair pair : frequencies.keySet()) {
                if (best == null || isBefore(pair, best, frequencies)) {
                    best = pair;
                }
            }
            if (best == null) {
                return false;
            }
            known.remove(best);
            if (!made.add(best.text())) {
                return true;
            }
            for (List<String> word : words) {
                for (int i = 0; i + 1 < word.size(); i++) {
                    if (word.get(i).equals(best.left) && word.get(i + 1).equals(best.right)) {
                        word.set(i, best.text());
                        word.remove(i + 1);
                        if (i > 0) {
                            meet(word.get(i - 1), best.text());
                        }
                        if (i + 1 < word.size()) {
                            meet(best.text(), word.get(i + 1));
                        }
                    }
                }
            }
            return true;
        }

        private boolean isBefore(Pair a, Pair b, Map<Pair, Long> frequencies) {
            int order = Long.compare(frequencies.get(b), frequencies.get(a));
            order = order != 0 ? order : Integer.compare(a.length(), b.length());
            for (int i = 0; order == 0 && i < a.length(); i++) {
                order = Integer.compare(
                        a.text().codePoints().skip(i).findFirst().orElseThrow(),
                        b.text().codePoints().skip(i).findFirst().orElseThrow());
            }
            return order < 0;
        }

        private boolean isValid(String text) {
            int[] c = text.codePoints().toArray();
            if (c.length > options.trainer().integer(TrainerField.MAX_SENTENCEPIECE_LENGTH)) {
                return false;
            }
            boolean onlySpaces = text.chars().allMatch(unit -> unit == 0x2581);
            boolean suffix = options.flag(TrainerField.TREAT_WHITESPACE_AS_SUFFIX);
            boolean splits = options.flag(TrainerField.SPLIT_BY_WHITESPACE);
            UnicodeScript before = null;
            for (int i = 0; i < c.length; i++) {
                if (c[i] == '\u001F') {
                    return false;
                }
                if (c[i] == 0x2581) {
                    if (onlySpaces && options.flag(TrainerField.ALLOW_WHITESPACE_ONLY_PIECES)) {
                        continue;
                    }
                    boolean first = i == 0;
                    boolean last = i == c.length - 1;
                    if (suffix ? !last && (splits || first) : !first && (splits || last)) {
                        return false;
                    }
                    continue;
                }
                boolean digit = c[i] >= '0' && c[i] <= '9';
                if (digit && options.flag(TrainerField.SPLIT_DIGITS)) {
                    return false;
                }
                UnicodeScript script = UnicodeScript.of(c[i]);
                if (script == UnicodeScript.HIRAGANA || script == UnicodeScript.KATAKANA || c[i] == 0x30FC) {
                    script = UnicodeScript.HAN;
                } else if (script == UnicodeScript.INHERITED) {
                    script = before;
                }
                if (digit && !options.flag(TrainerField.SPLIT_BY_NUMBER)) {
                    script = null;
                }
                if (options.flag(TrainerField.SPLIT_BY_UNICODE_SCRIPT)
                        && script != null
                        && before != null
                        && script != before) {
                    return false;
                }
                before = script;
            }
            return true;
        }
    }
}
