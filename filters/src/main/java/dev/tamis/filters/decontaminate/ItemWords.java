package dev.tamis.filters.decontaminate;

import java.io.Serializable;
import java.util.Arrays;

/** The words of all items one after another: their hashes, and their folded bytes with a space after each. */
final class ItemWords implements Serializable, BenchmarkWords.Sink {
    private static final long serialVersionUID = 1L;
    private static final int SMALL = 1 << 10;
    private static final int MOST_BYTES = Integer.MAX_VALUE - 64;

    private long[] hashes = new long[SMALL];
    private int[] starts = new int[SMALL];
    private byte[] bytes = new byte[SMALL];
    private int count;
    private int size;

    private transient byte[] text;

    /** Adds the words of an item. */
    void add(BenchmarkWords words, byte[] utf8) {
        text = utf8;
        words.split(utf8, utf8.length, this);
        text = null;
    }

    @Override
    public void word(long hash, int start, int end) {
        long needed = (long) size + BenchmarkWords.mostFolded(start, end) + 1;
        if (needed > MOST_BYTES) {
            throw new IllegalArgumentException("Evaluation sets have more than 2 GiB of words; split them over runs");
        }
        if (bytes.length < needed) {
            bytes = Arrays.copyOf(bytes, (int) Math.min(MOST_BYTES, Math.max(needed, 2L * bytes.length)));
        }
        if (count + 1 >= hashes.length) {
            hashes = Arrays.copyOf(hashes, 2 * hashes.length);
            starts = Arrays.copyOf(starts, 2 * starts.length);
        }
        hashes[count] = hash;
        starts[count] = size;
        size = BenchmarkWords.fold(text, start, end, bytes, size);
        bytes[size++] = ' ';
        count++;
        starts[count] = size;
    }

    /** Words of all items. */
    int count() {
        return count;
    }

    long hash(int word) {
        return hashes[word];
    }

    /** Gives back what was reserved for more. */
    void trim() {
        hashes = Arrays.copyOf(hashes, count);
        starts = Arrays.copyOf(starts, count + 1);
        bytes = Arrays.copyOf(bytes, size);
    }

    /** Whether the words from two places on are the same, letter by letter. */
    boolean same(int word, int other, int number) {
        return Arrays.equals(bytes, starts[word], starts[word + number], bytes, starts[other], starts[other + number]);
    }

    /** Whether a word is the one that a text has in a range. */
    boolean same(int word, byte[] utf8, int start, int end) {
        return BenchmarkWords.same(utf8, start, end, bytes, starts[word], starts[word + 1] - 1);
    }
}
