package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.Corpora;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.TrainerField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class UnigramTrainerTest {
    private static final TrainerOptions OPTIONS =
            TrainerOptions.defaults().withVocabSize(1000).withNormalization("identity");

    private static WordTable counted(List<String> lines, TrainerOptions options) {
        WordCounter counter = new WordCounter(options);
        lines.forEach(counter::add);
        return counter.table();
    }

    @Test
    void threadsAndPartitionsDontChangeOneByte() {
        List<String> lines = Corpora.generated(4000, 1);
        byte[] expected = UnigramTrainer.train(counted(lines, OPTIONS), OPTIONS.withNumThreads(1), Progress.NONE)
                .serialize();
        for (int parts : new int[] {2, 7, 64}) {
            SplittableRandom random = new SplittableRandom(parts);
            WordCounter[] counters = new WordCounter[parts];
            for (int i = 0; i < parts; i++) {
                counters[i] = new WordCounter(OPTIONS);
            }
            lines.forEach(line -> counters[random.nextInt(parts)].add(line));
            WordCounter all = new WordCounter(OPTIONS);
            for (WordCounter counter : counters) {
                all.merge(counter);
            }
            SentencePieceModel model = UnigramTrainer.train(all.table(), OPTIONS.withNumThreads(parts), Progress.NONE);
            TrainerOptions one = OPTIONS.withNumThreads(1);
            assertArrayEquals(
                    expected,
                    SentencePieceModel.of(
                                    model.pieces(),
                                    model.trainer()
                                            .with(
                                                    TrainerField.NUM_THREADS,
                                                    one.trainer().integer(TrainerField.NUM_THREADS)),
                                    model.normalizer())
                            .serialize());
        }
    }

    private static PieceList seeds(WordTable table, Alphabet alphabet, TrainerOptions options) {
        SeedSearch search = new SeedSearch(alphabet, new PieceRules(alphabet, options), options);
        LocalWords words = new LocalWords(table, options.countsFollowers(), new Workers(2));
        return search.list(words.seeds(search), words.characters(), List.of());
    }

    private static WordShards shards(WordTable table) {
        return new LocalWords(table, false, new Workers(2));
    }

    /** Seeds by their definition, over whole sentences: count of each substring and its set of next characters. */
    @Test
    void seedsAreTheStringsWithTwoOccurrencesAndTwoContinuations() {
        for (Map<String, String> changes : List.of(
                Map.<String, String>of(),
                Map.of("treat_whitespace_as_suffix", "true"),
                Map.of("split_by_whitespace", "false"),
                Map.of("split_by_whitespace", "false", "treat_whitespace_as_suffix", "true"),
                Map.of("allow_whitespace_only_pieces", "true", "remove_extra_whitespaces", "false"),
                Map.of(
                        "allow_whitespace_only_pieces",
                        "true",
                        "remove_extra_whitespaces",
                        "false",
                        "treat_whitespace_as_suffix",
                        "true"),
                Map.of("remove_extra_whitespaces", "false", "treat_whitespace_as_suffix", "true"),
                Map.of("split_digits", "true", "split_by_unicode_script", "false", "character_coverage", "0.98"),
                Map.of("character_coverage", "0.98", "treat_whitespace_as_suffix", "true"),
                Map.of("max_sentencepiece_length", "3", "required_chars", "\u00e9z"))) {
            TrainerOptions options = OPTIONS.withCharacterCoverage(1).with(TrainerField.HARD_VOCAB_LIMIT, false);
            for (Map.Entry<String, String> change : changes.entrySet()) {
                options = options.with(change.getKey(), change.getValue());
            }
            seedsAreAsDefined(options, changes.toString());
        }
    }

    private static void seedsAreAsDefined(TrainerOptions options, String message) {
        List<String> lines = new ArrayList<>(Corpora.generated(300, 2));
        // Double spaces, too, and words that always stand before the same one.
        lines.replaceAll(line -> line.length() % 3 == 0 ? line.replace(" ", "  ") : line);
        lines.addAll(List.of("xa yb", "qxa yb xa yb", "aa  aa", "aa   aa b"));
        WordTable table = counted(lines, options);
        WordTable plain = options.countsFollowers() ? table.withoutFollowers() : table;
        Alphabet alphabet = Alphabet.of(plain, options);
        PieceRules rules = new PieceRules(alphabet, options);
        Encoder normalizer = new Encoder(UnigramTrainer.train(table, options, Progress.NONE));

        Map<String, Long> counts = new HashMap<>();
        Map<String, Set<Integer>> next = new HashMap<>();
        for (String line : lines) {
            String sentence = normalizer.normalize(line);
            char[] symbols = new char[sentence.length() + 1];
            for (int i = 0; i < sentence.length(); i++) {
                symbols[i] = alphabet.symbol(sentence.charAt(i));
            }
            for (int from = 0; from < sentence.length(); from++) {
                for (int to = from + 2; to <= Math.min(sentence.length(), from + 16); to++) {
                    if (rules.reach(symbols, from, to - from) == to - from && rules.isValid(symbols, from, to - from)) {
                        String text = new String(symbols, from, to - from);
                        counts.merge(text, 1L, Long::sum);
                        next.computeIfAbsent(text, key -> new HashSet<>()).add((int) symbols[to]);
                    }
                }
            }
        }
        // By score, and equal ones by symbols, but a string after its extensions.
        Map<String, Long> expected = new HashMap<>();
        counts.forEach((text, count) -> {
            if (count >= 2 && next.get(text).size() >= 2) {
                expected.put(text, count * text.length());
            }
        });
        List<String> order = new ArrayList<>(expected.keySet());
        order.sort(Comparator.comparing((String text) -> -expected.get(text))
                .thenComparing(text -> text + Character.MAX_VALUE));
        assertTrue(order.size() > 100, message);

        PieceList seeds = seeds(table, alphabet, options);
        List<String> found = new ArrayList<>();
        for (int id = 0; id < seeds.size(); id++) {
            if (seeds.length(id) > 1) {
                found.add(new String(seeds.symbols(), seeds.start(id), seeds.length(id)));
            }
        }
        assertEquals(order, found, message);

        PieceList kept = seeds(table, alphabet, options.with(TrainerField.SEED_SENTENCEPIECE_SIZE, 50));
        assertEquals(seeds.size() - order.size() + 50, kept.size(), message);
        for (int id = 0; id < kept.size(); id++) {
            assertEquals(
                    alphabet.text(seeds.symbols(), seeds.start(id), seeds.length(id)),
                    alphabet.text(kept.symbols(), kept.start(id), kept.length(id)),
                    message);
        }
    }

    /** With {@code tsv} input a weight counts in training, but each line gives seeds as if it occurred twice. */
    @Test
    void weightsOfLinesDontChangeSeeds() {
        TrainerOptions options = OPTIONS.withCharacterCoverage(1).with(TrainerField.INPUT_FORMAT, "tsv");
        WordCounter counter = new WordCounter(options);
        for (String line : List.of("abcd", "abce", "xyz")) {
            counter.addSentence(line.getBytes(StandardCharsets.UTF_8), 0, line.length(), 1000);
        }
        WordTable table = counter.table();
        assertEquals(1000, table.count(0));
        Alphabet alphabet = Alphabet.of(table, options);
        PieceList seeds = seeds(table, alphabet, options);
        List<String> found = new ArrayList<>();
        for (int id = 0; id < seeds.size(); id++) {
            if (seeds.length(id) > 1) {
                found.add(alphabet.text(seeds.symbols(), seeds.start(id), seeds.length(id)));
            }
        }
        // abc occurs four times, before d and e; abcd only before the end.
        assertEquals(List.of("\u2581abc", "abc", "bc"), found);
    }

    /** Sums the probabilities of all segmentations one by one. */
    @Test
    void expectationsAreThoseOfAllSegmentations() {
        WordTable table = counted(List.of("abab", "aba", "b", "abab ab"), OPTIONS);
        Alphabet alphabet = Alphabet.of(table, OPTIONS.withCharacterCoverage(1));
        Words words = new Words(table, alphabet);
        PieceList pieces = new PieceList();
        String[] texts = {"\u2581", "a", "b", "ab", "\u2581ab", "ba", "aba"};
        for (int i = 0; i < texts.length; i++) {
            char[] symbols = new char[texts[i].length()];
            for (int k = 0; k < symbols.length; k++) {
                symbols[k] = alphabet.symbol(texts[i].charAt(k));
            }
            pieces.add(symbols, 0, symbols.length, -1 - 0.3f * i);
        }
        double[] expected = new double[texts.length];
        for (int word = 0; word < words.size(); word++) {
            String text = alphabet.text(words.symbols(), words.start(word), words.length(word));
            double all = sum(text, texts, pieces, null, 1);
            double[] counts = new double[texts.length];
            sum(text, texts, pieces, counts, words.count(word) / all);
            for (int id = 0; id < counts.length; id++) {
                expected[id] += counts[id];
            }
        }
        pieces.linked(new PieceTrie(pieces, alphabet.size()), new Workers(1));
        Expectation.Result found =
                new Expectation(alphabet, pieces, CharacterCounts.of(table), null).over(shards(table));
        for (int id = 0; id < texts.length; id++) {
            assertEquals(expected[id], found.uses(id), 1e-5, texts[id]);
        }
    }

    private static double sum(String text, String[] texts, PieceList pieces, double[] counts, double weight) {
        if (text.isEmpty()) {
            return 1;
        }
        double total = 0;
        for (int id = 0; id < texts.length; id++) {
            if (text.startsWith(texts[id])) {
                double p = Math.exp(pieces.score(id));
                double rest = sum(text.substring(texts[id].length()), texts, pieces, counts, weight * p);
                total += p * rest;
                if (counts != null) {
                    counts[id] += weight * p * rest;
                }
            }
        }
        return total;
    }

    @Test
    void aWordOfTenThousandCharactersDoesNotUnderflow() {
        String longWord = "abcdefghij".repeat(1000);
        TrainerOptions options = OPTIONS.withVocabSize(40)
                .with(TrainerField.MAX_SENTENCE_LENGTH, 100_000)
                .with(TrainerField.HARD_VOCAB_LIMIT, false);
        SentencePieceModel model =
                UnigramTrainer.train(counted(List.of(longWord, "abc", "abd", "x y"), options), options, Progress.NONE);
        model.pieces().forEach(piece -> assertTrue(Float.isFinite(piece.score()), piece.text()));
        assertTrue(new Encoder(model).encode(longWord).length < 5000);
    }

    @Test
    void givenPiecesTakeTheirIds() {
        TrainerOptions options = TrainerOptions.parse(Map.of(
                "vocab_size", "700",
                "byte_fallback", "true",
                "pad_id", "3",
                "unk_id", "0",
                "bos_id", "-1",
                "eos_id", "1",
                "control_symbols", "<mask>,\"a,b\"",
                "user_defined_symbols", "<sep>,</s>"));
        SentencePieceModel model =
                UnigramTrainer.train(counted(Corpora.generated(3000, 3), options), options, Progress.NONE);
        assertEquals(700, model.size());
        assertEquals(PieceType.UNKNOWN, model.piece(0).type());
        assertEquals(PieceType.USER_DEFINED, model.piece(1).type());
        assertEquals("<mask>", model.piece(2).text());
        assertEquals("<pad>", model.piece(3).text());
        assertEquals("a,b", model.piece(4).text());
        assertEquals("<sep>", model.piece(5).text());
        assertEquals("<0x00>", model.piece(6).text());
        assertEquals("<0xFF>", model.piece(261).text());
        assertEquals(PieceType.NORMAL, model.piece(262).type());
        assertEquals(-1, model.bosId());
        assertEquals(3, model.padId());
        for (int id = 263; id < model.size(); id++) {
            assertTrue(model.piece(id - 1).score() >= model.piece(id).score());
        }
    }

    @Test
    void specialPiecesInTheTextDontBecomePartsOfPieces() {
        TrainerOptions options = OPTIONS.withVocabSize(60).withUserDefinedSymbols(List.of("<sep>"));
        WordTable table = counted(List.of("ab<sep>cd </s>xy", "ab<sep>cd ef", "ab gh", "xy cd"), options);
        SentencePieceModel model =
                UnigramTrainer.train(table, options.with(TrainerField.HARD_VOCAB_LIMIT, false), Progress.NONE);
        model.pieces().stream()
                .filter(piece -> piece.type() == PieceType.NORMAL)
                .forEach(piece -> assertTrue(
                        piece.text().chars().noneMatch(c -> c == '<' || c == '>' || c == '\u001F'), piece.text()));
    }

    @Test
    void digitsAndScriptsSplitAsAsked() {
        List<String> lines = List.of("10 11 10 12 a1 a1b", "10 11 1010", "\u0430a \u0430a \u0430ab", "10 12 11");
        TrainerOptions options = OPTIONS.withVocabSize(100)
                .with(TrainerField.HARD_VOCAB_LIMIT, false)
                .with(TrainerField.SPLIT_DIGITS, true);
        SentencePieceModel model = UnigramTrainer.train(counted(lines, options), options, Progress.NONE);
        for (var piece : model.pieces()) {
            String text = piece.text();
            if (piece.type() != PieceType.NORMAL || text.length() == 1) {
                continue;
            }
            assertTrue(text.chars().noneMatch(Character::isDigit), text);
            assertTrue(!(text.contains("a") && text.contains("\u0430")), text);
        }
    }

    @Test
    void aVocabularyThatIsTooLargeNamesTheLargestPossibleOne() {
        List<String> lines = Corpora.generated(50, 5);
        TrainerOptions options = OPTIONS.withVocabSize(100_000);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> UnigramTrainer.train(counted(lines, options), options, Progress.NONE));
        int possible = Integer.parseInt(e.getMessage().replaceAll(".*set vocab_size to (\\d+) or less.*", "$1"));
        TrainerOptions fitting = OPTIONS.withVocabSize(possible);
        assertEquals(
                possible,
                UnigramTrainer.train(counted(lines, fitting), fitting, Progress.NONE)
                        .size());
        SentencePieceModel soft = UnigramTrainer.train(
                counted(lines, options), options.with(TrainerField.HARD_VOCAB_LIMIT, false), Progress.NONE);
        assertEquals(soft.size(), soft.trainer().integer(TrainerField.VOCAB_SIZE));
    }

    @Test
    void aVocabularySmallerThanTheAlphabetNamesTheLeast() {
        TrainerOptions options = OPTIONS.withVocabSize(20);
        IllegalArgumentException e = assertThrows(
                IllegalArgumentException.class,
                () -> UnigramTrainer.train(counted(Corpora.generated(200, 6), options), options, Progress.NONE));
        assertTrue(e.getMessage().contains("the alphabet takes"), e.getMessage());
    }

    @Test
    void noTextIsAnError() {
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> TokenizerTrainer.train(
                                counted(List.of("", " "), TrainerOptions.defaults()), OPTIONS, Progress.NONE))
                .getMessage()
                .contains("no words"));
    }

    @Test
    void charAndWordModelsHoldTheMostFrequent() {
        List<String> lines = List.of("aa bb aa", "aa c");
        TrainerOptions chars = OPTIONS.withModelType(ModelType.CHAR).withCharacterCoverage(1);
        SentencePieceModel model = TokenizerTrainer.train(counted(lines, chars), chars, Progress.NONE);
        assertEquals("a", model.piece(3).text());
        assertEquals("\u2581", model.piece(4).text());
        assertEquals(7, model.size());
        TrainerOptions ofWords = OPTIONS.withModelType(ModelType.WORD).withVocabSize(5);
        SentencePieceModel wordModel = TokenizerTrainer.train(counted(lines, ofWords), ofWords, Progress.NONE);
        assertEquals("\u2581aa", wordModel.piece(3).text());
        assertEquals(List.of("\u2581aa", "\u2581c"), new Encoder(wordModel).encodePieces("aa c"));
    }

    @Test
    void digammaIsTheDerivativeOfLogGamma() {
        // Abramowitz and Stegun, table 6.1: psi(1) = -0.5772156649, psi(2) = psi(1) + 1
        assertEquals(-0.5772156649015329, UnigramTrainer.digamma(1), 1e-9);
        assertEquals(0.4227843350984671, UnigramTrainer.digamma(2), 1e-9);
        assertEquals(2.251752589066721, UnigramTrainer.digamma(10), 1e-9);
    }

    @Test
    void requiredPiecesAreKeptAndScoredByTheNewText() {
        TrainerOptions old = OPTIONS.withVocabSize(400);
        List<String> before = Corpora.generated(1500, 11);
        SentencePieceModel model = UnigramTrainer.train(counted(before, old), old, Progress.NONE);
        List<String> pieces = model.pieces().stream()
                .filter(piece -> piece.type() == PieceType.NORMAL)
                .map(Piece::text)
                .toList();
        List<String> all = new ArrayList<>(pieces);
        // One that the text doesn't have, one that isn't a candidate by the rules, and a special piece.
        all.addAll(List.of("\u2581zzz\u00e9", "a\u2581b", "</s>"));
        TrainerOptions options = OPTIONS.withVocabSize(600).withRequiredPieces(all);
        assertEquals(all, TrainerOptions.parse(options.toMap()).requiredPieces());
        List<String> lines = Corpora.generated(1500, 12);
        SentencePieceModel grown = UnigramTrainer.train(counted(lines, options), options, Progress.NONE);
        assertEquals(600, grown.size());
        all.forEach(piece -> assertTrue(grown.idOf(piece) >= 0, piece));
        float least = grown.piece(grown.size() - 1).score();
        assertEquals(least, grown.piece(grown.idOf("\u2581zzz\u00e9")).score());
        SentencePieceModel free =
                UnigramTrainer.train(counted(lines, options), options.withRequiredPieces(List.of()), Progress.NONE);
        assertTrue(pieces.stream().anyMatch(piece -> free.idOf(piece) == free.unkId()), "nothing had to be required");
        assertArrayEquals(
                grown.serialize(),
                UnigramTrainer.train(counted(lines, options), options, Progress.NONE)
                        .serialize());
    }

    @Test
    void requiredPiecesThatNormalizationChangesAreNamed() {
        TrainerOptions options = OPTIONS.withVocabSize(400)
                .withNormalization("nmt_nfkc_cf")
                .withRequiredPieces(List.of("\u2581the", "Abc", "xyz"));
        List<String> said = new ArrayList<>();
        UnigramTrainer.train(counted(Corpora.generated(300, 14), options), options, said::add);
        List<String> changed =
                said.stream().filter(line -> line.contains("changed by")).toList();
        assertEquals(1, changed.size(), said.toString());
        assertTrue(changed.get(0).endsWith("\"Abc\""), changed.get(0));
    }

    @Test
    void charactersOfRequiredPiecesAreNotBlamedOnTheCoverage() {
        TrainerOptions options =
                OPTIONS.withVocabSize(20).withRequiredPieces(List.of("abcdefghijklm", "nopqrstuvwxyz"));
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> UnigramTrainer.train(
                                counted(Corpora.generated(100, 15), options), options, Progress.NONE))
                .getMessage();
        assertTrue(message.contains("26 of them for required pieces"), message);
        assertTrue(message.endsWith("require fewer pieces"), message);
    }

    @Test
    void tooManyRequiredPiecesAndOtherTypesAreRefused() {
        List<String> lines = Corpora.generated(100, 13);
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            many.add("ab" + (char) ('a' + i % 20) + (char) ('a' + i / 20));
        }
        TrainerOptions options = OPTIONS.withVocabSize(200).withRequiredPieces(many);
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> UnigramTrainer.train(counted(lines, options), options, Progress.NONE))
                .getMessage();
        assertTrue(message.contains("300 longer ones are required"), message);
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> TrainerOptions.parse(Map.of("required_pieces", "ab", "model_type", "char")))
                .getMessage()
                .contains("required_pieces: only unigram and bpe models"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class, () -> TrainerOptions.parse(Map.of("required_pieces", "a b")))
                .getMessage()
                .contains("holds a character that no piece may have"));
        assertTrue(assertThrows(
                        IllegalArgumentException.class,
                        () -> TrainerOptions.parse(Map.of("keep_pieces_of", "no-such.model")))
                .getMessage()
                .contains("keep_pieces_of: cannot read the model: no model file no-such.model"));
    }
}
