package dev.tamis.filters.clean;

import java.util.Arrays;

/**
 * Joins words that were broken at a line's end, if the text itself shows how they are written: a hyphen at the end of a line
 * between two runs of letters, the second in lower case, goes if the joined word occurs elsewhere in the text, case ignored,
 * and more often than the word with its hyphen. A soft hyphen at a line's end always goes. The rest of the word moves up, so
 * that lines stay lines. Our own definition.
 *
 * <p>Words are known by 64-bit hashes; that two different words of one text share one is not provided for.
 */
final class Hyphenation implements Cleaner {
    private static final char SOFT_HYPHEN = '\u00AD';
    private static final char HYPHEN = '\u2010';
    private static final long SEED = 0x2D358DCCAA6C78A5L;
    private static final long MULTIPLIER = 0x9FB21C651E98DF25L;

    @Override
    public String name() {
        return "hyphenation";
    }

    @Override
    public String doc() {
        return "Joins words broken with a hyphen at a line's end, if the text has the joined word elsewhere, and more often than with the hyphen; soft hyphens always.";
    }

    /** The hyphens at line ends, in the order of the text. */
    private static final class Breaks {
        private int count;
        private int[] hyphens = new int[64];
        private long[] joined = new long[64];
        private long[] hyphened = new long[64];

        void add(int hyphen, long joinedHash, long hyphenedHash) {
            if (count == hyphens.length) {
                hyphens = Arrays.copyOf(hyphens, count * 2);
                joined = Arrays.copyOf(joined, count * 2);
                hyphened = Arrays.copyOf(hyphened, count * 2);
            }
            hyphens[count] = hyphen;
            joined[count] = joinedHash;
            hyphened[count++] = hyphenedHash;
        }
    }

    @Override
    public String clean(String text, Removed removed) {
        Breaks breaks = breaks(text);
        if (breaks.count == 0) {
            return text;
        }
        long[] wanted = new long[breaks.count * 2];
        System.arraycopy(breaks.joined, 0, wanted, 0, breaks.count);
        System.arraycopy(breaks.hyphened, 0, wanted, breaks.count, breaks.count);
        Arrays.sort(wanted);
        int[] seen = occurrences(text, wanted);
        StringBuilder left = null;
        int copied = 0;
        for (int i = 0; i < breaks.count; i++) {
            int hyphen = breaks.hyphens[i];
            if (hyphen < copied || !joins(text.charAt(hyphen), breaks, i, wanted, seen)) {
                continue;
            }
            int rest = nextLine(text, hyphen);
            int restEnd = rest;
            while (restEnd < text.length() && !Python.isSpace(text.charAt(restEnd))) {
                restEnd++;
            }
            left = left == null ? new StringBuilder(text.length()) : left;
            left.append(text, copied, hyphen).append(text, rest, restEnd);
            boolean moreOnLine = restEnd < text.length() && text.charAt(restEnd) == ' ';
            left.append(moreOnLine ? "\n" : "");
            copied = moreOnLine ? restEnd + 1 : restEnd;
            removed.spans(1);
        }
        if (left == null) {
            return text;
        }
        return removed.shorter(text, left.append(text, copied, text.length()).toString());
    }

    private static boolean joins(char hyphen, Breaks breaks, int i, long[] wanted, int[] seen) {
        if (hyphen == SOFT_HYPHEN) {
            return true;
        }
        int whole = seen[Arrays.binarySearch(wanted, breaks.joined[i])];
        return whole > 0 && whole > seen[Arrays.binarySearch(wanted, breaks.hyphened[i])];
    }

    private static Breaks breaks(String text) {
        Breaks breaks = new Breaks();
        for (int lineEnd = text.indexOf('\n'); lineEnd >= 0; lineEnd = text.indexOf('\n', lineEnd + 1)) {
            int end = lineEnd > 0 && text.charAt(lineEnd - 1) == '\r' ? lineEnd - 1 : lineEnd;
            int hyphen = end - 1;
            if (hyphen < 1 || !isHyphen(text.charAt(hyphen)) || !isLetter(text, hyphen - 1)) {
                continue;
            }
            int rest = nextLine(text, hyphen);
            if (rest >= text.length() || !Character.isLowerCase(text.charAt(rest))) {
                continue;
            }
            int start = hyphen;
            while (start > 0 && isLetter(text, start - 1)) {
                start--;
            }
            int restEnd = rest;
            while (restEnd < text.length() && isLetter(text, restEnd)) {
                restEnd++;
            }
            long first = hash(SEED, text, start, hyphen);
            breaks.add(hyphen, hash(first, text, rest, restEnd), hash(step(first, '-'), text, rest, restEnd));
        }
        return breaks;
    }

    /** The first place after the line end that follows a hyphen; or the text's end if a blank line follows. */
    private static int nextLine(String text, int hyphen) {
        int at = text.indexOf('\n', hyphen) + 1;
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
        return at;
    }

    /** How often each of the sorted hashes occurs as a word, or as two with a hyphen between, within lines. */
    private static int[] occurrences(String text, long[] wanted) {
        int[] seen = new int[wanted.length];
        long previous = 0;
        boolean afterHyphen = false;
        int at = 0;
        while (at < text.length()) {
            if (!isLetter(text, at)) {
                at++;
                afterHyphen = false;
                continue;
            }
            int start = at;
            while (at < text.length() && isLetter(text, at)) {
                at++;
            }
            boolean beforeHyphen = at < text.length() && isHyphen(text.charAt(at));
            long word = hash(SEED, text, start, at);
            if (!afterHyphen && !beforeHyphen) {
                count(word, wanted, seen);
            }
            if (afterHyphen) {
                count(hash(step(previous, '-'), text, start, at), wanted, seen);
            }
            previous = word;
            afterHyphen = beforeHyphen;
            at += beforeHyphen ? 1 : 0;
        }
        return seen;
    }

    private static void count(long hash, long[] wanted, int[] seen) {
        int found = Arrays.binarySearch(wanted, hash);
        if (found >= 0) {
            seen[found]++;
        }
    }

    private static boolean isHyphen(char c) {
        return c == '-' || c == HYPHEN || c == SOFT_HYPHEN;
    }

    private static boolean isLetter(String text, int at) {
        char c = text.charAt(at);
        return Character.isLetter(c) || (c >= 0x300 && Character.getType(c) == Character.NON_SPACING_MARK);
    }

    private static long hash(long seed, String text, int start, int end) {
        long hash = seed;
        for (int i = start; i < end; i++) {
            hash = step(hash, Character.toLowerCase(text.charAt(i)));
        }
        return hash;
    }

    private static long step(long hash, char c) {
        long mixed = (hash ^ c) * MULTIPLIER;
        return mixed ^ (mixed >>> 32);
    }
}
