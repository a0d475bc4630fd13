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
    /** How often each word occurs, by its number: what is above {@link #countsFrom}, so that nothing need be cleared. */
    private int[] wordCounts = new int[0];

    private int countsFrom;

    private byte[] filter = new byte[SMALLEST_FILTER];
    private int filterShift;

    /** Positions, in words, of the n-grams still looked at, and the number of the n-gram at each. */
    int[] positions = new int[0];

    int[] ids = new int[0];
    int left;
    boolean[] seen = new boolean[0];
    /** Code points of all words before each one. */
    long[] before = new long[1];

    private long[] keys = new long[0];

    int distinctWords;

    /** Takes the words of the next list and finds their pairs that repeat. */
    void words(WordList list) {
        int size = list.size();
        allocate(size, list.vocabulary().size());
        int from = countsFrom;
        countsFrom += size;
        long chars = 0;
        distinctWords = 0;
        for (int i = 0; i < size; i++) {
            int number = list.number(i);
            chars += list.vocabulary().codePoints(number);
            before[i + 1] = chars;
            int count = Math.max(wordCounts[number], from) + 1;
            wordCounts[number] = count;
            // Without a branch, here and below: which words repeat cannot be predicted.
            distinctWords += (count - from - 2) >>> 31;
        }
        clearFilter(size);
        int pairs = 0;
        int second = size == 0 ? 0 : list.number(0);
        for (int i = 1; i < size; i++) {
            int first = second;
            second = list.number(i);
            int repeats = (from + 1 - wordCounts[first]) >>> 31 & (from + 1 - wordCounts[second]) >>> 31;
            pairs = pair(pairs, i - 1, first, second, repeats);
        }
        number(pairs);
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
            countsFrom = 0;
        }
        if (countsFrom > Integer.MAX_VALUE - size) {
            Arrays.fill(wordCounts, 0);
            countsFrom = 0;
        }
    }

    /** Goes from the (n-1)-grams that repeat to the n-grams that do: those made of two that follow each other by one word. */
    void lengthen() {
        clearFilter(left);
        int pairs = 0;
        for (int i = 0; i + 1 < left; i++) {
            int position = positions[i];
            int follows = (positions[i + 1] - position - 2) >>> 31;
            pairs = pair(pairs, position, ids[i], ids[i + 1], follows);
        }
        number(pairs);
    }

    /** A table of small counters, in which few pairs share one, leaves out most pairs that occur once. */
    private void clearFilter(int most) {
        int size = Math.min(LARGEST_FILTER, Math.max(SMALLEST_FILTER, Integer.highestOneBit(Math.max(1, most)) << 2));
        filterShift = Long.SIZE - Integer.numberOfTrailingZeros(size);
        if (filter.length < size) {
            filter = new byte[size];
        } else {
            Arrays.fill(filter, 0, size, (byte) 0);
        }
    }

    /** Writes a pair down behind the others, and keeps it if {@code counts} is 1 and not 0; how many there are then. */
    private int pair(int pairs, int position, int first, int second, int counts) {
        long key = ((long) first << 32) | second;
        keys[pairs] = key;
        positions[pairs] = position;
        int slot = (int) ((key * MIX) >>> filterShift);
        int count = filter[slot];
        filter[slot] = (byte) (count + (counts & (count - 2) >>> 31));
        return pairs + counts;
    }

    /** Numbers the pairs that repeat. */
    private void number(int pairs) {
        left = 0;
        for (int i = 0; i < pairs; i++) {
            long key = keys[i];
            keys[left] = key;
            positions[left] = positions[i];
            left += (1 - filter[(int) ((key * MIX) >>> filterShift)]) >>> 31;
        }
        if (left == 0) {
            return;
        }
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

    /** How often the n-gram of that number occurs. */
    int count(int id) {
        return table.count(id);
    }

    /** A bound of the numbers of n-grams. */
    int different() {
        return table.size();
    }

    long chars(int at, int n) {
        return before[at + n] - before[at];
    }
}
