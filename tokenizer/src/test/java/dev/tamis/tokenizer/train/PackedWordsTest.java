package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.tokenizer.Corpora;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackedWordsTest {
    private static Map<String, List<Long>> words(List<PackedWords> blocks) {
        Map<String, List<Long>> words = new TreeMap<>();
        blocks.forEach(block -> block.forEach(entry -> {
            List<Long> before = words.put(
                    new String(entry.word(), StandardCharsets.UTF_8), List.of(entry.followed(), entry.ended()));
            assertTrue(before == null, "a word lies in two blocks");
        }));
        return words;
    }

    @Test
    void sharesHoldEveryWordOnceAndAlwaysTheSameShare() {
        WordCounter counter = new WordCounter(TrainerOptions.defaults());
        Corpora.generated(500, 1).forEach(counter::add);
        List<PackedWords> whole = counter.packed(1).get(0);
        assertEquals(counter.size(), whole.stream().mapToInt(PackedWords::size).sum());
        Map<String, Integer> shareOf = new HashMap<>();
        List<PackedWords> all = new ArrayList<>();
        List<List<PackedWords>> shares = counter.packed(7);
        for (int share = 0; share < 7; share++) {
            int number = share;
            words(shares.get(share)).keySet().forEach(word -> shareOf.put(word, number));
            all.addAll(shares.get(share));
        }
        assertEquals(words(whole), words(all));

        WordCounter other = new WordCounter(TrainerOptions.defaults());
        Corpora.generated(500, 2).forEach(other::add);
        List<List<PackedWords>> others = other.packed(7);
        for (int share = 0; share < 7; share++) {
            int number = share;
            words(others.get(share))
                    .keySet()
                    .forEach(word -> assertEquals(number, shareOf.getOrDefault(word, number), word));
        }
        List<PackedWords> both = new ArrayList<>(whole);
        both.addAll(other.packed(1).get(0));
        counter.merge(other);
        assertEquals(words(counter.packed(1).get(0)), words(PackedWords.summed(both)));
    }
}
