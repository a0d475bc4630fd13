package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tamis.tokenizer.Corpora;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WordSumsTest {
    private static Map<String, List<Long>> words(WordSums.Summed summed) {
        Map<String, List<Long>> words = new TreeMap<>();
        summed.words()
                .forEach(block -> block.forEach(entry -> words.put(
                        new String(entry.word(), StandardCharsets.UTF_8), List.of(entry.followed(), entry.ended()))));
        return words;
    }

    private static List<PackedWords> packed(List<String> lines) {
        WordCounter counter = new WordCounter(TrainerOptions.defaults());
        lines.forEach(counter::add);
        return counter.packed(1).get(0);
    }

    private static WordSums.Summed sum(List<PackedWords> blocks, long factor, int fractionBits) {
        WordSums sums = new WordSums();
        blocks.forEach(block -> sums.add(block, factor));
        return sums.sum(fractionBits);
    }

    @Test
    void sumsComeInTheOrderOfBytesWhateverTheOrderOfAdding() {
        List<PackedWords> blocks = new ArrayList<>();
        blocks.addAll(packed(Corpora.generated(300, 1)));
        blocks.addAll(packed(Corpora.generated(300, 2)));
        blocks.addAll(packed(Corpora.generated(300, 3)));
        WordSums.Summed expected = sum(blocks, 300_000, 20);
        Collections.reverse(blocks);
        WordSums.Summed found = sum(blocks, 300_000, 20);
        assertEquals(expected.size(), found.size());
        assertEquals(expected.occurrences(), found.occurrences());
        List<List<Object>> order = new ArrayList<>();
        expected.words()
                .forEach(block -> block.forEach(entry ->
                        order.add(List.of(new String(entry.word(), StandardCharsets.UTF_8), entry.followed()))));
        List<List<Object>> otherOrder = new ArrayList<>();
        found.words()
                .forEach(block -> block.forEach(entry ->
                        otherOrder.add(List.of(new String(entry.word(), StandardCharsets.UTF_8), entry.followed()))));
        assertEquals(order, otherOrder);
    }

    @Test
    void aTenthOfTheWeightKeepsATenthOfTheMassAlsoOfRareWords() {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < 20_000; i++) {
            lines.add("rare" + Integer.toString(i, 36) + " often");
        }
        WordSums.Summed whole = sum(packed(lines), 1, 0);
        WordSums.Summed tenth = sum(packed(lines), (1 << 20) / 10, 20);
        assertEquals(40_000, whole.occurrences());
        assertEquals(4_000, (double) tenth.occurrences(), 200);
        assertEquals(2_001, (double) tenth.size(), 200);
        assertEquals(whole.size(), tenth.size() + tenth.lost());
        assertEquals(0.1 * tenth.lost(), tenth.lostOccurrences(), 0.1);
    }

    @Test
    void wholeFactorsAreExactAndTooLargeCountsAreRefused() {
        List<PackedWords> blocks = packed(List.of("a a b", "b"));
        assertEquals(words(sum(blocks, 3, 0)), words(sum(blocks, 3 << 20, 20)));
        assertThrows(ArithmeticException.class, () -> sum(blocks, Long.MAX_VALUE, 20));
        WordSums sums = new WordSums();
        blocks.forEach(block -> sums.add(block, Long.MAX_VALUE / 2));
        assertThrows(ArithmeticException.class, () -> blocks.forEach(block -> sums.add(block, Long.MAX_VALUE / 2)));
    }

    @Test
    void optionsThatTravelBringTheirRules(@TempDir Path folder) throws Exception {
        Path rules = folder.resolve("rules.tsv");
        Files.writeString(rules, "61\t62\n");
        TrainerOptions options = TrainerOptions.parse(
                        Map.of("normalization_rule_tsv", rules.toString(), "vocab_size", "300"))
                .compiled();
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(sent)) {
            out.writeObject(options);
        }
        Files.delete(rules);
        TrainerOptions arrived;
        try (InputStream bytes = new ByteArrayInputStream(sent.toByteArray());
                ObjectInputStream in = new ObjectInputStream(bytes)) {
            arrived = (TrainerOptions) in.readObject();
        }
        assertEquals(300, arrived.vocabSize());
        WordCounter counter = new WordCounter(arrived);
        counter.add("aab");
        counter.table().forEach(entry -> assertEquals("\u2581bbb", new String(entry.word(), StandardCharsets.UTF_8)));
        assertEquals(1, counter.size());
    }
}
