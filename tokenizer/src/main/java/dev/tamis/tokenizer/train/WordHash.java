package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.ByteArray;
import java.util.Arrays;

/** A hash table from words to two counts: words lie one after another in one array, and no word is an object. */
final class WordHash {
    /** From so many words of equal count on, their first bytes are sorted by radix. */
    private static final int MANY = 256;

    private final ByteArray bytes = new ByteArray(1 << 12);
    private int[] slots = new int[1 << 10];
    private int[] starts = new int[1 << 9];
    private int[] hashes = new int[1 << 9];
    private long[] followed = new long[1 << 9];
    private long[] ended = new long[1 << 9];
    private int size;

    /** Adds to a word's counts. */
    void add(byte[] text, int from, int to, long moreFollowed, long moreEnded) {
        int hash = hash(text, from, to);
        int mask = slots.length - 1;
        int slot = hash & mask;
        // Slots hold entry + 1, so that a fresh array is empty.
        while (slots[slot] != 0) {
            int entry = slots[slot] - 1;
            if (hashes[entry] == hash && Arrays.equals(bytes.array(), start(entry), start(entry + 1), text, from, to)) {
                followed[entry] += moreFollowed;
                ended[entry] += moreEnded;
                return;
            }
            slot = slot + 1 & mask;
        }
        if (size + 2 > starts.length) {
            int capacity = starts.length * 2;
            starts = Arrays.copyOf(starts, capacity);
            hashes = Arrays.copyOf(hashes, capacity);
            followed = Arrays.copyOf(followed, capacity);
            ended = Arrays.copyOf(ended, capacity);
        }
        bytes.add(text, from, to - from);
        hashes[size] = hash;
        followed[size] = moreFollowed;
        ended[size] = moreEnded;
        slots[slot] = ++size;
        starts[size] = bytes.size();
        if (size * 2L > slots.length) {
            rehash();
        }
    }

    private void rehash() {
        if (slots.length >= 1 << 30) {
            throw new IllegalStateException(
                    size + " distinct words exceed what one table holds; count fewer sentences");
        }
        int[] larger = new int[slots.length * 2];
        int mask = larger.length - 1;
        for (int entry = 0; entry < size; entry++) {
            int slot = hashes[entry] & mask;
            while (larger[slot] != 0) {
                slot = slot + 1 & mask;
            }
            larger[slot] = entry + 1;
        }
        slots = larger;
    }

    private static int hash(byte[] text, int from, int to) {
        return (int) (hash64(text, from, to) >>> 32);
    }

    /** A hash of the word that is the same everywhere: FNV-1a, mixed once more as its high bits are weak. */
    static long hash64(byte[] text, int from, int to) {
        long h = 0xCBF29CE484222325L;
        for (int i = from; i < to; i++) {
            h = (h ^ (text[i] & 0xFF)) * 0x100000001B3L;
        }
        h ^= h >>> 29;
        h *= 0xBF58476D1CE4E5B9L;
        return h ^ h >>> 32;
    }

    /** The entries' numbers, by count from most to least, then by bytes. */
    int[] sorted() {
        int[] order = new int[size];
        long[] keys = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
            keys[i] = -count(i);
        }
        IndexSort.sort(order, keys);
        for (int from = 0; from < size; ) {
            int to = from + 1;
            while (to < size && keys[to] == keys[from]) {
                to++;
            }
            if (to - from > 1) {
                sortByBytes(order, from, to);
            }
            from = to;
        }
        return order;
    }

    /** By the first eight bytes at once, and one by one only where these are equal. */
    private void sortByBytes(int[] order, int from, int to) {
        int[] some = Arrays.copyOfRange(order, from, to);
        if (some.length >= MANY) {
            long[] keys = new long[some.length];
            for (int i = 0; i < some.length; i++) {
                keys[i] = prefix(some[i]);
            }
            IndexSort.sort(some, keys);
            for (int start = 0; start < some.length; ) {
                int end = start + 1;
                while (end < some.length && keys[end] == keys[start]) {
                    end++;
                }
                if (end - start > 1) {
                    int[] equal = Arrays.copyOfRange(some, start, end);
                    IndexSort.sort(equal, this::byBytes);
                    System.arraycopy(equal, 0, some, start, equal.length);
                }
                start = end;
            }
        } else {
            IndexSort.sort(some, this::byBytes);
        }
        System.arraycopy(some, 0, order, from, some.length);
    }

    private int byBytes(int a, int b) {
        return Arrays.compareUnsigned(bytes.array(), start(a), start(a + 1), bytes.array(), start(b), start(b + 1));
    }

    /** The first eight bytes as a number whose order is theirs; a shorter word goes on with zeros. */
    private long prefix(int entry) {
        long prefix = 0;
        int end = start(entry + 1);
        for (int i = 0, at = start(entry); i < Long.BYTES; i++, at++) {
            prefix = prefix << 8 | (at < end ? bytes.array()[at] & 0xFF : 0);
        }
        return prefix ^ Long.MIN_VALUE;
    }

    private long count(int entry) {
        return followed[entry] + ended[entry];
    }

    /**
     * Adds the counts of a word which, as far as it is followed, carries its follower's first character; that is left
     * out.
     */
    void addWithoutFollower(byte[] text, int from, int to, long moreFollowed, long moreEnded) {
        if (moreFollowed > 0) {
            int end = to - 1;
            while (end > from && (text[end] & 0xC0) == 0x80) {
                end--;
            }
            add(text, from, end, moreFollowed, 0);
        }
        if (moreEnded > 0) {
            add(text, from, to, 0, moreEnded);
        }
    }

    /** Adds the counts of another table. */
    void add(WordHash other) {
        for (int entry = 0; entry < other.size; entry++) {
            add(
                    other.bytes.array(),
                    other.start(entry),
                    other.start(entry + 1),
                    other.followed[entry],
                    other.ended[entry]);
        }
    }

    /** The entries' numbers in the order of the words' bytes. */
    int[] byBytes() {
        int[] order = new int[size];
        for (int i = 0; i < size; i++) {
            order[i] = i;
        }
        sortByBytes(order, 0, size);
        return order;
    }

    /** Which of several shares a word belongs to; it follows from the word's bytes. */
    int share(int entry, int shares) {
        // The low bits choose the slot in the share's own table, so the share is chosen by the high ones.
        return (int) (((hashes[entry] & 0xFFFFFFFFL) * shares) >>> 32);
    }

    /** Bytes of memory that the table holds. */
    long memory() {
        return bytes.array().length + 4L * slots.length + 24L * starts.length;
    }

    void clear() {
        bytes.clear();
        Arrays.fill(slots, 0);
        size = 0;
    }

    int size() {
        return size;
    }

    int byteSize() {
        return bytes.size();
    }

    byte[] bytes() {
        return bytes.array();
    }

    int start(int entry) {
        return starts[entry];
    }

    long followed(int entry) {
        return followed[entry];
    }

    long ended(int entry) {
        return ended[entry];
    }
}
