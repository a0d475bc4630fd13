package dev.tamis.pipeline.dedup;

import java.io.Serializable;
import java.util.Arrays;

/** The smallest of the hashes given, each once, up to a number of them. */
final class SmallestHashes implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int most;
    private long[] hashes = new long[16];
    private int size;

    /** Whether the first {@link #most} are in order and no larger hash can be among the smallest. */
    private boolean full;

    SmallestHashes(int most) {
        this.most = most;
    }

    void add(long hash) {
        if (full && hash >= hashes[most - 1]) {
            return;
        }
        if (size == hashes.length) {
            tidy();
            if (size > hashes.length / 2) {
                hashes = Arrays.copyOf(hashes, 2 * hashes.length);
            }
        }
        hashes[size++] = hash;
    }

    SmallestHashes merge(SmallestHashes other) {
        for (long hash : other.sorted()) {
            add(hash);
        }
        return this;
    }

    /** The hashes in order. */
    long[] sorted() {
        tidy();
        return Arrays.copyOf(hashes, size);
    }

    private void tidy() {
        Arrays.sort(hashes, 0, size);
        int distinct = 0;
        for (int i = 0; i < size && distinct < most; i++) {
            if (distinct == 0 || hashes[i] != hashes[distinct - 1]) {
                hashes[distinct++] = hashes[i];
            }
        }
        size = distinct;
        full = size == most;
    }
}
