package dev.tamis.filters.word;

import dev.tamis.filters.text.WordList;
import java.util.Arrays;

/**
 * The entropy of the distribution of a list's words. Summed by how often words occur, so that the order in which words were
 * numbered does not show in the last bits. Belongs to one thread.
 */
public final class WordEntropy {
    private static final int KEPT_ENTRIES = 1 << 20;

    /** How often each word occurs, by its number; all zero between lists. */
    private int[] counts = new int[0];

    private int[] wordsOfCount = new int[16];

    /** In nats; 0 without words. */
    public double of(WordList list) {
        int vocabulary = list.vocabulary().size();
        if (counts.length < vocabulary || counts.length > KEPT_ENTRIES) {
            counts = new int[vocabulary + (vocabulary >> 2)];
        }
        int most = 0;
        for (int i = 0; i < list.size(); i++) {
            most = Math.max(most, ++counts[list.number(i)]);
        }
        if (wordsOfCount.length <= most || wordsOfCount.length > KEPT_ENTRIES) {
            wordsOfCount = new int[most + (most >> 2) + 1];
        } else {
            Arrays.fill(wordsOfCount, 0, most + 1, 0);
        }
        for (int i = 0; i < list.size(); i++) {
            wordsOfCount[counts[list.number(i)]]++;
            counts[list.number(i)] = 0;
        }
        double sum = 0;
        for (int count = 2; count <= most; count++) {
            if (wordsOfCount[count] > 0) {
                sum += wordsOfCount[count] * (count * StrictMath.log(count));
            }
        }
        int words = list.size();
        return words == 0 ? 0 : Math.max(0, StrictMath.log(words) - sum / words);
    }
}
