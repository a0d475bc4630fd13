package dev.tamis.models.train;

import dev.tamis.models.fasttext.Dictionary;
import dev.tamis.models.fasttext.TokenScanner;
import java.util.Arrays;

/** Counts the distinct words of a text, as bytes. */
final class WordCounts {
    /** So many distinct words are held; above, those seen least are forgotten, as fastText does. */
    static final int MOST_WORDS = 22_500_000;

    private final int mostWords;
    private int[] table = new int[1 << 16];
    private byte[] pool = new byte[1 << 20];
    private int[] starts = new int[1 << 15];
    private int[] hashes = new int[1 << 15];
    private long[] counts = new long[1 << 15];
    private int size;
    private int least = 1;

    WordCounts() {
        this(MOST_WORDS);
    }

    WordCounts(int mostWords) {
        this.mostWords = mostWords;
        Arrays.fill(table, -1);
    }

    /** Counts a word once more. */
    void add(byte[] bytes, int from, int to) {
        int hash = Dictionary.hash(bytes, from, to);
        int slot = slot(bytes, from, to, hash);
        if (table[slot] >= 0) {
            counts[table[slot]]++;
            return;
        }
        append(bytes, from, to, hash, 1);
        table[slot] = size - 1;
        if (size > mostWords) {
            forget(least++);
        } else if (size * 2L > table.length) {
            rehash(table.length * 2);
        }
    }

    private int slot(byte[] bytes, int from, int to, int hash) {
        int mask = table.length - 1;
        // The low bits of FNV are its weak ones for short words.
        int slot = ((hash * 0x9E3779B9) >>> 7) & mask;
        while (table[slot] >= 0) {
            int word = table[slot];
            if (hashes[word] == hash && Arrays.equals(pool, starts[word], starts[word + 1], bytes, from, to)) {
                return slot;
            }
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void append(byte[] bytes, int from, int to, int hash, long count) {
        if (size + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
            hashes = Arrays.copyOf(hashes, hashes.length * 2);
            counts = Arrays.copyOf(counts, counts.length * 2);
        }
        int at = starts[size];
        if (to - from > pool.length - at) {
            long wanted = Math.max(pool.length * 2L, (long) at + to - from);
            if (at + (long) to - from > Integer.MAX_VALUE - 8) {
                throw new IllegalArgumentException("The distinct words have more than 2 GiB; the text has no words");
            }
            pool = Arrays.copyOf(pool, (int) Math.min(Integer.MAX_VALUE - 8, wanted));
        }
        System.arraycopy(bytes, from, pool, at, to - from);
        starts[size + 1] = at + to - from;
        hashes[size] = hash;
        counts[size] = count;
        size++;
    }

    private void rehash(int slots) {
        table = new int[slots];
        Arrays.fill(table, -1);
        for (int word = 0; word < size; word++) {
            table[slot(pool, starts[word], starts[word + 1], hashes[word])] = word;
        }
    }

    /** Forgets the words seen so often or less. */
    private void forget(long most) {
        int kept = size;
        size = 0;
        for (int word = 0; word < kept; word++) {
            if (counts[word] > most) {
                // Words only move towards the pool's beginning.
                int from = starts[word];
                int to = starts[word + 1];
                System.arraycopy(pool, from, pool, starts[size], to - from);
                hashes[size] = hashes[word];
                counts[size] = counts[word];
                starts[size + 1] = starts[size] + to - from;
                size++;
            }
        }
        rehash(table.length);
    }

    int size() {
        return size;
    }

    long count(int word) {
        return counts[word];
    }

    byte[] word(int word) {
        return Arrays.copyOfRange(pool, starts[word], starts[word + 1]);
    }

    boolean isLabel(int word) {
        return TokenScanner.isLabel(pool, starts[word], starts[word + 1]);
    }
}
