package dev.tamis.filters.word;

import dev.tamis.filters.text.WordList;
import java.util.Arrays;

/**
 * How the n-grams of a list of words repeat, for n of 2 to 10: Gopher's figures (Rae et al. 2021, A1.1, Table A1), in the
 * readings of those who wrote them down as code, from one pass over the words.
 *
 * <p>An n-gram can be repeated only where both (n-1)-grams in it are. So each length looks only at what the length
 * before left over, which in ordinary text is little, and a pair of (n-1)-gram numbers names an n-gram exactly.
 *
 * <p>Characters are code points of words; the white space between them is nobody's, unless said.
 */
public final class NgramRepetition {
    /** The longest n-gram looked at. */
    public static final int LONGEST = 10;

    private final int[] topCount = new int[LONGEST + 1];
    private final long[] topChars = new long[LONGEST + 1];
    private final long[] longestTopChars = new long[LONGEST + 1];
    private final long[] coveredTopChars = new long[LONGEST + 1];
    private final long[] coveredChars = new long[LONGEST + 1];
    private final long[] countedChars = new long[LONGEST + 1];
    private final long[] laterChars = new long[LONGEST + 1];
    private final long[] allChars = new long[LONGEST + 1];
    private int words;
    private int distinctWords;
    private long chars;

    /**
     * Looks at the words of the next text.
     *
     * @param tables used while it runs
     */
    public void measure(WordList list, NgramTables tables) {
        clear(list.size());
        tables.words(list);
        chars = tables.before[words];
        distinctWords = tables.distinctWords;
        for (int n = 2; n <= LONGEST && n <= words; n++) {
            if (n > 2 && tables.left > 0) {
                tables.lengthen();
            }
            measure(n, tables);
        }
    }

    /** Words of the text. */
    public int words() {
        return words;
    }

    /** Different words of the text. */
    public int distinctWords() {
        return distinctWords;
    }

    /** Code points of all words. */
    public long chars() {
        return chars;
    }

    /** How often the most frequent n-gram occurs; 0 where there are fewer than n words. */
    public int topCount(int n) {
        return topCount[n];
    }

    /** Code points of the most frequent n-gram, of those that occur equally often the one that comes first. */
    public long topChars(int n) {
        return topChars[n];
    }

    /** Code points of the longest of the most frequent n-grams. */
    public long longestTopChars(int n) {
        return longestTopChars[n];
    }

    /**
     * Code points in occurrences of the most frequent n-gram that occurs at least twice, the longest one of them, each
     * code point counted once where occurrences overlap.
     */
    public long coveredTopChars(int n) {
        return coveredTopChars[n];
    }

    /** Code points of words in any n-gram that occurs at least twice, each counted once. */
    public long coveredChars(int n) {
        return coveredChars[n];
    }

    /** Code points of all occurrences of n-grams that occur at least twice, counted once for each occurrence. */
    public long countedChars(int n) {
        return countedChars[n];
    }

    /** Code points of all n-grams, so that a word counts for every n-gram it is in. */
    public long allChars(int n) {
        return allChars[n];
    }

    /**
     * Code points of n-grams that were met before, going from left to right and over each of them in one step; the
     * n-grams that begin within such a step are not met.
     */
    public long laterChars(int n) {
        return laterChars[n];
    }

    private void clear(int size) {
        words = size;
        Arrays.fill(topCount, 0);
        Arrays.fill(topChars, 0);
        Arrays.fill(longestTopChars, 0);
        Arrays.fill(coveredTopChars, 0);
        Arrays.fill(coveredChars, 0);
        Arrays.fill(countedChars, 0);
        Arrays.fill(laterChars, 0);
        Arrays.fill(allChars, 0);
    }

    private void measure(int n, NgramTables tables) {
        // the sum of before[i + n] - before[i] over all i, of which all but the ends cancel
        for (int i = 0; i < n; i++) {
            allChars[n] += tables.before[words - i] - tables.before[i];
        }
        int most = 1;
        for (int id = 0; tables.left > 0 && id < tables.different(); id++) {
            most = Math.max(most, tables.count(id));
        }
        topCount[n] = most;
        if (most == 1) {
            topChars[n] = tables.chars(0, n);
            longestTopChars[n] = topChars[n];
            return;
        }
        int first = -1;
        int longest = -1;
        int covered = 0;
        int next = 0;
        Arrays.fill(tables.seen, 0, tables.different(), false);
        for (int i = 0; i < tables.left; i++) {
            int id = tables.ids[i];
            int at = tables.positions[i];
            long length = tables.chars(at, n);
            countedChars[n] += length;
            coveredChars[n] += tables.before[at + n] - tables.before[Math.max(covered, at)];
            covered = at + n;
            if (tables.count(id) == most) {
                if (first < 0) {
                    first = id;
                    topChars[n] = length;
                }
                if (length > longestTopChars[n]) {
                    longest = id;
                    longestTopChars[n] = length;
                }
            }
            if (at >= next) {
                if (tables.seen[id]) {
                    laterChars[n] += length;
                    next = at + n;
                }
                tables.seen[id] = true;
            }
        }
        coveredTopChars[n] = coveredBy(longest, n, tables);
    }

    private static long coveredBy(int top, int n, NgramTables tables) {
        long chars = 0;
        int covered = 0;
        for (int i = 0; i < tables.left; i++) {
            if (tables.ids[i] == top) {
                int at = tables.positions[i];
                chars += tables.before[at + n] - tables.before[Math.max(covered, at)];
                covered = at + n;
            }
        }
        return chars;
    }
}
