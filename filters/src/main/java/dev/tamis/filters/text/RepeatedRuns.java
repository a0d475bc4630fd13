package dev.tamis.filters.text;

/**
 * Runs of so many characters or words in a text, told apart by 64-bit hashes. Linear in the text, whatever the run's length.
 */
public final class RepeatedRuns {
    private static final long CHAR_BASE = 0xD6E8_FEB8_6659_FD93L;
    private static final long WORD_BASE = 0xA076_1D64_78BD_642FL;
    private static final long BASE = 0xE703_7ED1_A0B4_28DBL;

    private RepeatedRuns() {}

    /** Counts the runs of {@code run} code points. */
    public static void countChars(TextView view, int run, GramCounts counts) {
        byte[] utf8 = view.utf8();
        long power = power(CHAR_BASE, run);
        counts.clear();
        long hash = 0;
        int read = 0;
        int first = 0;
        int at = 0;
        while (at < view.length()) {
            int bytes = utf8[at] >= 0 ? 1 : Utf8.lengthAt(utf8, at, view.length());
            hash = hash * CHAR_BASE + 1 + Utf8.codePointAt(utf8, at, bytes);
            at += bytes;
            read++;
            if (read > run) {
                int firstBytes = utf8[first] >= 0 ? 1 : Utf8.lengthAt(utf8, first, view.length());
                hash -= power * (1 + Utf8.codePointAt(utf8, first, firstBytes));
                first += firstBytes;
            }
            if (read >= run) {
                counts.add(hash);
            }
        }
        counts.count();
    }

    /**
     * Counts the runs of {@code run} words in lower case, stripped of {@link SpecialChars} at both ends, those left out of which
     * nothing remains.
     *
     * @return the words that remain
     */
    public static int countWords(TextView view, int run, GramCounts counts) {
        long power = power(BASE, run);
        long[] last = new long[run];
        counts.clear();
        long hash = 0;
        int read = 0;
        for (int word = 0; word < view.words(); word++) {
            long key = hashOf(view.utf8(), view.wordStart(word), view.wordEnd(word));
            if (key == 0) {
                continue;
            }
            int slot = read % run;
            hash = hash * BASE + key - (read < run ? 0 : power * last[slot]);
            last[slot] = key;
            read++;
            if (read >= run) {
                counts.add(hash);
            }
        }
        counts.count();
        return read;
    }

    private static long power(long base, int run) {
        long power = 1;
        for (int i = 0; i < run; i++) {
            power *= base;
        }
        return power;
    }

    /** The first byte of a word that is not of special characters at its begin; the end for one of them only. */
    public static int coreStart(byte[] utf8, int start, int end) {
        int from = start;
        while (from < end) {
            int bytes = utf8[from] >= 0 ? 1 : Utf8.lengthAt(utf8, from, end);
            if (!SpecialChars.isSpecial(Utf8.codePointAt(utf8, from, bytes))) {
                break;
            }
            from += bytes;
        }
        return from;
    }

    /** The byte after a word without the special characters at its end. */
    public static int coreEnd(byte[] utf8, int from, int end) {
        int to = end;
        while (to > from && SpecialChars.isSpecial(Utf8.lastCodePoint(utf8, from, to))) {
            to = Utf8.lastStart(utf8, from, to);
        }
        return to;
    }

    /** A hash of the word as it counts; 0 for one of special characters only. */
    private static long hashOf(byte[] utf8, int start, int end) {
        int from = coreStart(utf8, start, end);
        int to = coreEnd(utf8, from, end);
        long hash = 0;
        int at = from;
        while (at < to) {
            byte b = utf8[at];
            if (b >= 0) {
                hash = hash * WORD_BASE + 1 + (b >= 'A' && b <= 'Z' ? b | 0x20 : b);
                at++;
            } else {
                int bytes = Utf8.lengthAt(utf8, at, to);
                hash = hash * WORD_BASE + 1 + Character.toLowerCase(Utf8.codePointAt(utf8, at, bytes));
                at += bytes;
            }
        }
        return hash ^ (hash >>> 29);
    }
}
