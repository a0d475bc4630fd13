package dev.tamis.models.ngram.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class GramKeyTest {

    @Test
    void keysTellTheirWordsAndFindTheirContexts() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 10_000; i++) {
            int order = 1 + random.nextInt(6);
            int[] words = new int[order];
            long high = 0;
            long low = 0;
            for (int j = 0; j < order; j++) {
                words[j] = random.nextInt(3) == 0 ? GramKey.MOST_WORDS - 1 : random.nextInt(GramKey.MOST_WORDS);
                low = GramKey.pushLow(high, low);
                high = GramKey.pushHigh(high, words[j]);
            }
            assertEquals(order, GramKey.order(high, low));
            for (int j = 0; j < order; j++) {
                assertEquals(words[order - 1 - j], GramKey.word(high, low, j));
            }
            long contextHigh = GramKey.contextHigh(high, low);
            long contextLow = GramKey.contextLow(high, low);
            assertEquals(words[order - 1] + 1, contextLow & GramKey.FIELD);
            assertEquals(high, GramKey.suffixHigh(contextHigh, contextLow));
            assertEquals(low, GramKey.suffixLow(contextHigh, contextLow));
            long bareLow = contextLow & ~GramKey.FIELD;
            for (int j = 0; j + 1 < order; j++) {
                assertEquals(words[order - 2 - j], GramKey.word(contextHigh, bareLow, j));
            }
            int same = random.nextInt(order + 1);
            long otherHigh = high & GramKey.highMask(same);
            long otherLow = low & GramKey.lowMask(same);
            assertEquals(Math.min(same, 6), GramKey.same(high, low, otherHigh, otherLow, 6) == 6 ? order : same);
            assertTrue(high >= 0 && low >= 0 && contextHigh >= 0 && contextLow >= 0);
        }
    }

    @Test
    void sortingAndSummingGiveOneOfEachInOrder() {
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < 50; round++) {
            GramList list = new GramList(0);
            int size = random.nextInt(3000);
            for (int i = 0; i < size; i++) {
                list.add(
                        random.nextLong(3) << random.nextInt(62), random.nextLong(1L << 40) % 5, 1 + random.nextInt(3));
            }
            long sum = 0;
            for (int i = 0; i < size; i++) {
                sum += list.value(i);
            }
            list.sort();
            list.sum();
            for (int i = 0; i < list.size(); i++) {
                sum -= list.value(i);
                assertTrue(i == 0
                        || list.high(i - 1) < list.high(i)
                        || (list.high(i - 1) == list.high(i) && list.low(i - 1) < list.low(i)));
            }
            assertEquals(0, sum);
        }
    }
}
