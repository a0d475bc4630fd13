package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class WordHashSaltTest {
    private static WordHash words(long salt) {
        SplittableRandom random = new SplittableRandom(1);
        WordHash words = new WordHash(salt);
        for (int i = 0; i < 50_000; i++) {
            byte[] word = Integer.toString(random.nextInt(20_000), 3).getBytes(StandardCharsets.UTF_8);
            words.add(word, 0, word.length, random.nextInt(3), 1);
        }
        return words;
    }

    private static List<String> shares(WordHash words) {
        List<String> shares = new ArrayList<>();
        PackedWords.of(words, 7).forEach(share -> {
            shares.add("share");
            WordTable.ofPacked(share)
                    .forEach(entry -> shares.add(new String(entry.word(), StandardCharsets.UTF_8) + entry.followed()));
        });
        return shares;
    }

    @Test
    void noResultDependsOnTheSalt() {
        WordHash one = words(1);
        WordHash other = words(0x123456789ABCDEFL);
        assertArrayEquals(WordTable.of(one).bytes(), WordTable.of(other).bytes());
        assertEquals(shares(one), shares(other));
        other.add(words(0x123456789ABCDEFL));
        one.add(words(1));
        assertEquals(shares(one), shares(other));
    }
}
