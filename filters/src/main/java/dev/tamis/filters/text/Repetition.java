package dev.tamis.filters.text;

import java.util.Arrays;

/**
 * How many characters of a text stand in repeated runs of words: Gopher's n-gram figures (Rae et al. 2021, A1.1), with
 * characters counted once however many repeated n-grams cover them, as the paper asks.
 *
 * <p>An n-gram can be repeated only where both (n-1)-grams in it are. So each length looks only at what the length
 * before left over, which in ordinary text is little, and a pair of (n-1)-gram numbers names an n-gram exactly.
 */
final class Repetition {
    static final int SHORTEST_TOP = 2;
    static final int LONGEST_TOP = 4;
    static final int SHORTEST_DUPLICATE = 5;
    static final int LONGEST = 10;

    private final IdTable table = new IdTable();
    private final long[] chars = new long[LONGEST + 1];
    private int distinctWords;

    /** Positions, in words, of the n-grams still looked at, and the number of the n-gram at each. */
    private int[] positions = new int[0];

    private int[] ids = new int[0];
    private int left;

    void measure(TextView view) {
        Arrays.fill(chars, 0);
        allocate(view.words());
        numberWords(view);
        keepRepeated();
        for (int n = SHORTEST_TOP; n <= LONGEST && left > 0; n++) {
            numberNgrams();
            if (n <= LONGEST_TOP) {
                chars[n] = topChars(view, n);
            }
            keepRepeated();
            if (n >= SHORTEST_DUPLICATE) {
                chars[n] = coveredChars(view, n);
            }
        }
    }

    /** Characters within the most frequent n-gram for n of 2 to 4, within all repeated n-grams for n of 5 to 10. */
    long chars(int n) {
        return chars[n];
    }

    int distinctWords() {
        return distinctWords;
    }

    private void allocate(int words) {
        if (positions.length < words || positions.length > TextView.KEPT_ENTRIES) {
            int room = words + (words >> 2);
            positions = new int[room];
            ids = new int[room];
        }
    }

    private void numberWords(TextView view) {
        left = view.words();
        table.clear();
        for (int i = 0; i < left; i++) {
            positions[i] = i;
            ids[i] = table.add(view.wordHash(i));
        }
        distinctWords = table.size();
    }

    /** From the (n-1)-grams left over to the n-grams made of two of them that follow each other by one word. */
    private void numberNgrams() {
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

    private long topChars(TextView view, int n) {
        int most = 1;
        for (int id = 0; id < table.size(); id++) {
            most = Math.max(most, table.count(id));
        }
        if (most == 1) {
            return 0;
        }
        int top = -1;
        int longest = -1;
        for (int i = 0; i < left; i++) {
            if (table.count(ids[i]) == most && ids[i] != top) {
                int length = charsOf(view, positions[i], positions[i] + n);
                if (length > longest) {
                    top = ids[i];
                    longest = length;
                }
            }
        }
        long covered = 0;
        int end = 0;
        for (int i = 0; i < left; i++) {
            if (ids[i] == top) {
                covered += charsOf(view, Math.max(end, positions[i]), positions[i] + n);
                end = positions[i] + n;
            }
        }
        return covered;
    }

    private long coveredChars(TextView view, int n) {
        long covered = 0;
        int end = 0;
        for (int i = 0; i < left; i++) {
            covered += charsOf(view, Math.max(end, positions[i]), positions[i] + n);
            end = positions[i] + n;
        }
        return covered;
    }

    private static int charsOf(TextView view, int fromWord, int toWord) {
        int sum = 0;
        for (int word = fromWord; word < toWord; word++) {
            sum += view.wordCodePoints(word);
        }
        return sum;
    }
}
