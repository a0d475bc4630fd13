package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.Corpora;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.TrainerField;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordCounterTest {
    private static Map<String, List<Long>> words(WordTable table) {
        Map<String, List<Long>> words = new LinkedHashMap<>();
        table.forEach(entry ->
                words.put(new String(entry.word(), StandardCharsets.UTF_8), List.of(entry.followed(), entry.ended())));
        return words;
    }

    private static Map<String, List<Long>> words(TrainerOptions options, String... documents) {
        WordCounter counter = new WordCounter(options);
        for (String document : documents) {
            counter.add(document);
        }
        return words(counter.table());
    }

    private static List<Long> counts(long followed, long ended) {
        return List.of(followed, ended);
    }

    @Test
    void aWordCountsBeforeAnotherOneOrAtTheEndOfASentence() {
        Map<String, List<Long>> words = words(TrainerOptions.defaults(), "b a  b\na\n\n b b");
        assertEquals(List.of("\u2581b", "\u2581a"), new ArrayList<>(words.keySet()));
        assertEquals(counts(2, 2), words.get("\u2581b"));
        assertEquals(counts(1, 1), words.get("\u2581a"));
    }

    @Test
    void spacesStayWhereTheOptionsWantThem() {
        TrainerOptions keeping = TrainerOptions.parse(Map.of(
                "normalization_rule_name",
                "identity",
                "remove_extra_whitespaces",
                "false",
                "add_dummy_prefix",
                "false"));
        assertEquals(
                Map.of("a", counts(1, 0), "\u2581", counts(1, 0), "\u2581b", counts(0, 1)), words(keeping, "a  b"));
        assertEquals(
                Map.of("a", counts(1, 0), "\u2581\u2581b", counts(0, 1)),
                words(keeping.with(TrainerField.ALLOW_WHITESPACE_ONLY_PIECES, true), "a  b"));
        TrainerOptions suffix = keeping.with(TrainerField.TREAT_WHITESPACE_AS_SUFFIX, true);
        assertEquals(
                Map.of("a\u2581", counts(1, 0), "\u2581", counts(1, 0), "b", counts(0, 1)),
                words(suffix.withModelType(ModelType.WORD), "a  b"));
        // The unigram trainer must know what follows a word's last space.
        assertEquals(
                Map.of("a\u2581\u2581", counts(1, 0), "\u2581b", counts(1, 0), "b", counts(0, 1)),
                words(suffix, "a  b"));
        assertEquals(
                Map.of("a\u2581\u2581b", counts(0, 1)),
                words(keeping.with(TrainerField.SPLIT_BY_WHITESPACE, false), "a  b"));
    }

    @Test
    void specialPiecesBecomeBoundaries() {
        assertEquals(
                Map.of("\u2581a\u001Fb", counts(1, 0), "\u2581\u001F", counts(0, 1)),
                words(TrainerOptions.defaults().withUserDefinedSymbols(List.of("<x>", "<x>y")), "a<x>yb </s>"));
    }

    @Test
    void whatIsLeftOutIsCounted() {
        WordCounter counter = new WordCounter(TrainerOptions.defaults().with(TrainerField.MAX_SENTENCE_LENGTH, 10));
        counter.add("0123456789\n01234567890\n\n   \na\u2585b\r\nok");
        assertEquals(new WordCounter.Totals(2, 12, 2, 1, 11, 1, 6), counter.totals());
        counter.clear();
        assertEquals(0, counter.size());
        assertEquals(WordCounter.Totals.NONE, counter.totals());
    }

    @Test
    void anyPartitioningGivesTheSameTable() {
        List<String> lines = Corpora.generated(2000, 8);
        Map<String, List<Long>> expected = words(TrainerOptions.defaults(), lines.toArray(new String[0]));
        for (int parts : new int[] {2, 9}) {
            SplittableRandom random = new SplittableRandom(parts);
            List<WordCounter> counters = new ArrayList<>();
            for (int i = 0; i < parts; i++) {
                counters.add(new WordCounter(TrainerOptions.defaults()));
            }
            lines.forEach(line -> counters.get(random.nextInt(parts)).add(line));
            Map<String, List<Long>> summed = new LinkedHashMap<>();
            List<WordTable.Entry> entries = new ArrayList<>();
            counters.forEach(counter -> counter.forEach(entry -> summed.merge(
                    new String(entry.word(), StandardCharsets.UTF_8),
                    counts(entry.followed(), entry.ended()),
                    (a, b) -> counts(a.get(0) + b.get(0), a.get(1) + b.get(1)))));
            summed.forEach((word, counts) -> entries.add(
                    new WordTable.Entry(word.getBytes(StandardCharsets.UTF_8), counts.get(0), counts.get(1))));
            Map<String, List<Long>> found = words(WordTable.of(entries));
            assertEquals(new ArrayList<>(expected.entrySet()), new ArrayList<>(found.entrySet()));
        }
    }

    @Test
    void unknownOptionsAndBadValuesAreAllNamedAtOnce() {
        Map<String, String> options = new LinkedHashMap<>();
        options.put("vocabsize", "10");
        options.put("character_coverage", "0.5");
        options.put("byte_fallback", "maybe");
        options.put("model_type", "bigram");
        String message = assertThrows(IllegalArgumentException.class, () -> TrainerOptions.parse(options))
                .getMessage();
        assertTrue(message.contains("unknown option \"vocabsize\" (did you mean \"vocab_size\"?)"), message);
        assertTrue(message.contains("character_coverage: found 0.5, but it must be between 0.98 and 1"), message);
        assertTrue(message.contains("byte_fallback: found \"maybe\", but it takes true or false"), message);
        assertTrue(message.contains("model_type: found \"bigram\", but it takes unigram, bpe, char or word"), message);
    }

    @Test
    void optionsSurviveTheirTextForm() {
        TrainerOptions options = TrainerOptions.parse(Map.of(
                "vocab_size", "320", "user_defined_symbols", "a,\"b,\"\"c\"", "normalization_rule_name", "nfkc"));
        assertEquals(List.of("a", "b,\"c"), options.trainer().texts(TrainerField.USER_DEFINED_SYMBOLS));
        assertEquals(options.toMap(), TrainerOptions.parse(options.toMap()).toMap());
        assertEquals(options.normalizer(), TrainerOptions.parse(options.toMap()).normalizer());
    }
}
