package dev.tamis.filters.word;

import dev.tamis.filters.text.IdTable;
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

    private static final int KEPT_ENTRIES = 1 << 20;

    private static final double[] COUNT_LOG_COUNT = new double[1 << 12];

    static {
        for (int i = 1; i < COUNT_LOG_COUNT.length; i++) {
            COUNT_LOG_COUNT[i] = i * StrictMath.log(i);
        }
    }

    private final IdTable table = new IdTable();
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
    private double entropy;

    /** Positions, in words, of the n-grams still looked at, and the number of the n-gram at each. */
    private int[] positions = new int[0];

    private int[] ids = new int[0];
    private int left;
    private boolean[] seen = new boolean[0];
    /** Code points of all words before each one. */
    private long[] before = new long[1];

    /** Looks at the words of the next text. */
    public void measure(WordList list) {
        clear(list.size());
        for (int i = 0; i < words; i++) {
            before[i + 1] = before[i] + list.codePoints(i);
        }
        numberWords(list);
        for (int n = 2; n <= LONGEST; n++) {
            numberNgrams();
            keepRepeated();
            measure(n);
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

    /** Entropy of the distribution of words, in nats; 0 without words. */
    public double entropy() {
        return entropy;
    }

    /** Code points of all words. */
    public long chars() {
        return before[words];
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
        if (positions.length < size || positions.length > KEPT_ENTRIES) {
            int room = size + (size >> 2);
            positions = new int[room];
            ids = new int[room];
            seen = new boolean[room + 1];
            before = new long[room + 1];
        }
        Arrays.fill(topCount, 0);
        Arrays.fill(topChars, 0);
        Arrays.fill(longestTopChars, 0);
        Arrays.fill(coveredTopChars, 0);
        Arrays.fill(coveredChars, 0);
        Arrays.fill(countedChars, 0);
        Arrays.fill(laterChars, 0);
        Arrays.fill(allChars, 0);
    }

    private void numberWords(WordList list) {
        left = words;
        table.clear();
        for (int i = 0; i < left; i++) {
            positions[i] = i;
            ids[i] = table.add(list.hash(i));
        }
        distinctWords = table.size();
        double sum = 0;
        for (int id = 0; id < distinctWords; id++) {
            int count = table.count(id);
            sum += count < COUNT_LOG_COUNT.length ? COUNT_LOG_COUNT[count] : count * StrictMath.log(count);
        }
        entropy = words == 0 ? 0 : Math.max(0, StrictMath.log(words) - sum / words);
        keepRepeated();
    }

    /** From the (n-1)-grams left over to the n-grams made of two of them that follow each other by one word. */
    private void numberNgrams() {
        if (left == 0) {
            return;
        }
        table.clear();
        int kept = 0;
        for (int i = 0; i + 1 < left; i++) {
            if (positions[i + 1] == positions[i] + 1) {
                positions[kept] = positions[i];
                ids[kept] = table.add(((long) ids[i] << 32) | ids[i + 1]);
                kept++;
            }
        }
        left = kept;
    }

    private void keepRepeated() {
        int kept = 0;
        for (int i = 0; i < left; i++) {
            int id = ids[i];
            positions[kept] = positions[i];
            ids[kept] = id;
            // Without a branch: which words repeat cannot be predicted.
            kept += (1 - table.count(id)) >>> 31;
        }
        left = kept;
    }

    private void measure(int n) {
        if (words < n) {
            return;
        }
        // the sum of before[i + n] - before[i] over all i, of which all but the ends cancel
        for (int i = 0; i < n; i++) {
            allChars[n] += before[words - i] - before[i];
        }
        int most = 1;
        for (int i = 0; i < left; i++) {
            most = Math.max(most, table.count(ids[i]));
        }
        topCount[n] = most;
        if (most == 1) {
            topChars[n] = chars(0, n);
            longestTopChars[n] = topChars[n];
            return;
        }
        int first = -1;
        int longest = -1;
        int covered = 0;
        int next = 0;
        Arrays.fill(seen, 0, table.size(), false);
        for (int i = 0; i < left; i++) {
            int id = ids[i];
            int count = table.count(id);
            int at = positions[i];
            long length = chars(at, n);
            countedChars[n] += length;
            coveredChars[n] += before[at + n] - before[Math.max(covered, at)];
            covered = at + n;
            if (count == most) {
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
                if (seen[id]) {
                    laterChars[n] += length;
                    next = at + n;
                }
                seen[id] = true;
            }
        }
        coveredTopChars[n] = coveredBy(longest, n);
    }

    private long coveredBy(int top, int n) {
        long chars = 0;
        int covered = 0;
        for (int i = 0; i < left; i++) {
            if (ids[i] == top) {
                int at = positions[i];
                chars += before[at + n] - before[Math.max(covered, at)];
                covered = at + n;
            }
        }
        return chars;
    }

    private long chars(int at, int n) {
        return before[at + n] - before[at];
    }
}
