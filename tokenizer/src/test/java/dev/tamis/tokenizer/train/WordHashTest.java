package dev.tamis.tokenizer.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class WordHashTest {
    private final SplittableRandom random = new SplittableRandom(1);
    private final Map<byte[], long[]> expected = new TreeMap<>(Arrays::compareUnsigned);

    /** Sentences of short words of few bytes, zeros among them, so that words share beginnings and come again. */
    private void addSentences(WordHash words, int sentences) {
        for (int sentence = 0; sentence < sentences; sentence++) {
            int count = 1 + random.nextInt(200);
            byte[] text = new byte[count * 20];
            int[] froms = new int[count];
            int[] tos = new int[count];
            int end = 0;
            for (int word = 0; word < count; word++) {
                froms[word] = end;
                int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 20 : 3);
                for (int i = 0; i < length; i++) {
                    text[end++] = (byte) (random.nextInt(5) - 2);
                }
                tos[word] = end;
                byte[] bytes = Arrays.copyOfRange(text, froms[word], end);
                long[] counts = expected.computeIfAbsent(bytes, key -> new long[2]);
                counts[word == count - 1 ? 1 : 0] += 3;
            }
            words.addSentence(Arrays.copyOf(text, end + random.nextInt(9)), froms, tos, count, 3);
        }
    }

    private void assertHoldsWhatIsExpected(WordHash words) {
        assertEquals(expected.size(), words.size());
        List<byte[]> byCount = new ArrayList<>(expected.keySet());
        byCount.sort(Comparator.comparingLong(word -> -expected.get(word)[0] - expected.get(word)[1]));
        assertSame(byCount, words, words.sorted());
        assertSame(new ArrayList<>(expected.keySet()), words, words.byBytes());
    }

    private void assertSame(List<byte[]> order, WordHash words, int[] found) {
        assertEquals(order.size(), found.length);
        for (int i = 0; i < found.length; i++) {
            byte[] word = new byte[words.length(found[i])];
            words.copy(found[i], word, 0);
            assertArrayEquals(order.get(i), word);
            assertArrayEquals(expected.get(word), new long[] {words.followed(found[i]), words.ended(found[i])});
        }
    }

    @Test
    void countsAndOrdersAreThoseOfASortedMap() {
        WordHash words = new WordHash();
        assertHoldsWhatIsExpected(words);
        addSentences(words, 500);
        assertHoldsWhatIsExpected(words);
        words.clear();
        expected.clear();
        addSentences(words, 5);
        assertHoldsWhatIsExpected(words);
    }

    @Test
    void aTableAddsUpWithAnother() {
        WordHash words = new WordHash();
        addSentences(words, 100);
        WordHash other = new WordHash();
        addSentences(other, 200);
        words.add(other);
        assertHoldsWhatIsExpected(words);
    }
}
