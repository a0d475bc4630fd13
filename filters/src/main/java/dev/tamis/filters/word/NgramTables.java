package dev.tamis.filters.word;

import dev.tamis.filters.text.IdTable;
import dev.tamis.filters.text.WordList;
import java.util.Arrays;

/**
 * Finds the n-grams of a list of words that occur more than once, n by n. One set of tables serves one list after
 * another, which keeps them in the processor's cache. Belongs to one thread.
 */
public final class NgramTables {
    private static final int KEPT_ENTRIES = 1 << 20;
    private static final int SMALLEST_FILTER = 1 << 8;
    private static final int LARGEST_FILTER = 1 << 20;
    private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

    private final IdTable table = new IdTable();
    private int[] wordCounts = new int[0];
    private byte[] filter = new byte[SMALLEST_FILTER];

    /** Positions, in words, of the n-grams still looked at, and the number of the n-gram at each. */
    int[] positions = new int[0];

    int[] ids = new int[0];
    int left;
    boolean[] seen = new boolean[0];
    /** Code points of all words before each one. */
    long[] before = new long[1];

    private long[] keys = new long[0];

    int distinctWords;

    /** Takes the words of the next list, of which each has its number, below {@code vocabulary}. */
    void words(WordList list, int vocabulary) {
        int size = list.size();
        allocate(size, vocabulary);
        Arrays.fill(wordCounts, 0, vocabulary, 0);
        distinctWords = 0;
        for (int i = 0; i < size; i++) {
            before[i + 1] = before[i] + list.codePoints(i);
            // Without a branch, here and below: which words repeat cannot be predicted.
            distinctWords += (wordCounts[list.number(i)]++ - 1) >>> 31;
        }
        left = 0;
        for (int i = 0; i < size; i++) {
            int number = list.number(i);
            positions[left] = i;
            ids[left] = number;
            left += (1 - wordCounts[number]) >>> 31;
        }
    }

    /** How often the word of that number occurs. */
    int wordCount(int number) {
        return wordCounts[number];
    }

    private void allocate(int size, int vocabulary) {
        if (positions.length < size || positions.length > KEPT_ENTRIES) {
            int room = size + (size >> 2) + 1;
            positions = new int[room];
            ids = new int[room];
            keys = new long[room];
            seen = new boolean[room];
            before = new long[room + 1];
        }
        if (wordCounts.length < vocabulary || wordCounts.length > KEPT_ENTRIES) {
            wordCounts = new int[vocabulary + (vocabulary >> 2) + 1];
        }
    }

    /** Goes from the (n-1)-grams that repeat to the n-grams that do: those made of two that follow each other by one word. */
    void lengthen() {
        int pairs = 0;
        for (int i = 0; i + 1 < left; i++) {
            int position = positions[i];
            keys[pairs] = ((long) ids[i] << 32) | ids[i + 1];
            positions[pairs] = position;
            int gap = positions[i + 1] - position - 1;
            pairs += (gap - 1) >>> 31;
        }
        left = repeated(pairs);
        table.clear();
        for (int i = 0; i < left; i++) {
            ids[i] = table.add(keys[i]);
        }
        int kept = 0;
        for (int i = 0; i < left; i++) {
            int id = ids[i];
            positions[kept] = positions[i];
            ids[kept] = id;
            kept += (1 - table.count(id)) >>> 31;
        }
        left = kept;
    }

    /** Leaves out most keys that occur once, by a table of small counters in which few keys share one. */
    private int repeated(int pairs) {
        int size = Math.min(LARGEST_FILTER, Math.max(SMALLEST_FILTER, Integer.highestOneBit(Math.max(1, pairs)) << 2));
        if (filter.length < size) {
            filter = new byte[size];
        } else {
            Arrays.fill(filter, 0, size, (byte) 0);
        }
        int shift = Long.SIZE - Integer.numberOfTrailingZeros(size);
        for (int i = 0; i < pairs; i++) {
            int slot = (int) ((keys[i] * MIX) >>> shift);
            int count = filter[slot];
            filter[slot] = (byte) (count + ((count - 2) >>> 31));
        }
        int kept = 0;
        for (int i = 0; i < pairs; i++) {
            long key = keys[i];
            keys[kept] = key;
            positions[kept] = positions[i];
            kept += (1 - filter[(int) ((key * MIX) >>> shift)]) >>> 31;
        }
        return kept;
    }

    int count(int id) {
        return table.count(id);
    }

    int different() {
        return table.size();
    }

    long chars(int at, int n) {
        return before[at + n] - before[at];
    }
}
