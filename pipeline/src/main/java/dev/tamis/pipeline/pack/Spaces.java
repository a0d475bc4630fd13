package dev.tamis.pipeline.pack;

/**
 * A set of numbers from 0 to a bound that finds its smallest member from a given one on: a bit for each number, a bit for
 * each 64 of those, and so on. For bounds below 2^24 no operation touches more than seven words.
 */
final class Spaces {
    private final long[][] levels;

    /** @param most the largest number that may be added */
    Spaces(int most) {
        int depth = 1;
        for (int top = most >> 6; top > 0; top >>= 6) {
            depth++;
        }
        levels = new long[depth][];
        for (int level = 0, top = most; level < depth; level++) {
            top >>= 6;
            levels[level] = new long[top + 1];
        }
    }

    /** Adds a number; says whether it is new. */
    boolean add(int number) {
        boolean isNew = (levels[0][number >> 6] >>> number & 1) == 0;
        int at = number;
        for (long[] words : levels) {
            long before = words[at >> 6];
            words[at >> 6] = before | 1L << at;
            if (before != 0) {
                break;
            }
            at >>= 6;
        }
        return isNew;
    }

    /** Takes out a number that is in the set. */
    void remove(int number) {
        int at = number;
        for (long[] words : levels) {
            words[at >> 6] &= ~(1L << at);
            if (words[at >> 6] != 0) {
                break;
            }
            at >>= 6;
        }
    }

    /** The smallest number of the set that is not below {@code number}, or -1. */
    int atLeast(int number) {
        int at = number;
        for (int level = 0; level < levels.length; level++) {
            int word = at >> 6;
            if (word == levels[level].length) {
                return -1;
            }
            long from = levels[level][word] & -1L << at;
            if (from != 0) {
                at = (word << 6) + Long.numberOfTrailingZeros(from);
                while (level > 0) {
                    level--;
                    at = (at << 6) + Long.numberOfTrailingZeros(levels[level][at]);
                }
                return at;
            }
            at = word + 1;
        }
        return -1;
    }

    void clear() {
        for (int found = atLeast(0); found >= 0; found = atLeast(found)) {
            remove(found);
        }
    }
}
