package dev.tamis.tokenizer.eval;

import java.util.Arrays;

/**
 * How often each id of a vocabulary was seen. While few ids were, they stand in a hash table, so that a task may hold
 * a hundred languages and a vocabulary of 256,000; later in one array by id.
 */
final class IdCounts {
    /** An id in the table takes 24 to 48 bytes, since a quarter to half of its slots of 12 are filled; in the array 8. */
    private static final int TABLE_FACTOR = 6;

    private final int vocabulary;

    /** One more than the id of each slot, 0 where it is free; null once {@link #counts} is by id. */
    private int[] keys;

    private long[] counts;
    private int used;

    IdCounts(int vocabulary) {
        this.vocabulary = vocabulary;
        keys = new int[64];
        counts = new long[64];
        densifyIfFull();
    }

    void add(int id, long n) {
        if (id < 0 || id >= vocabulary) {
            throw new IllegalArgumentException("id " + id + " is not in a vocabulary of " + vocabulary);
        }
        if (keys == null) {
            counts[id] += n;
            return;
        }
        int slot = slot(keys, id);
        if (keys[slot] == 0) {
            keys[slot] = id + 1;
            used++;
        }
        counts[slot] += n;
        if (2 * used > keys.length) {
            grow();
        }
        densifyIfFull();
    }

    /** Counts each of {@code ids[0, size)} once. */
    void add(int[] ids, int size) {
        for (int i = 0; i < size; i++) {
            if (keys == null) {
                long[] byId = counts;
                for (; i < size; i++) {
                    byId[ids[i]]++;
                }
                return;
            }
            add(ids[i], 1);
        }
    }

    void add(IdCounts other) {
        if (other.vocabulary != vocabulary) {
            throw new IllegalArgumentException("counts over vocabularies of " + vocabulary + " and " + other.vocabulary
                    + " pieces cannot be added");
        }
        for (int i = 0; i < other.counts.length; i++) {
            if (other.counts[i] > 0) {
                add(other.keys == null ? i : other.keys[i] - 1, other.counts[i]);
            }
        }
    }

    long of(int id) {
        if (keys == null) {
            return counts[id];
        }
        return counts[slot(keys, id)];
    }

    int vocabulary() {
        return vocabulary;
    }

    /** The counts by id, as a copy. */
    long[] toArray() {
        if (keys == null) {
            return counts.clone();
        }
        long[] byId = new long[vocabulary];
        for (int slot = 0; slot < keys.length; slot++) {
            if (keys[slot] != 0) {
                byId[keys[slot] - 1] = counts[slot];
            }
        }
        return byId;
    }

    private static int slot(int[] keys, int id) {
        int slot = (id * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(keys.length - 1);
        while (keys[slot] != 0 && keys[slot] != id + 1) {
            slot = (slot + 1) & (keys.length - 1);
        }
        return slot;
    }

    private void grow() {
        int[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = new int[2 * oldKeys.length];
        counts = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(keys, oldKeys[i] - 1);
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
            }
        }
    }

    private void densifyIfFull() {
        if ((long) TABLE_FACTOR * Math.max(used, keys.length / 4) > vocabulary) {
            long[] byId = toArray();
            keys = null;
            counts = byId;
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IdCounts that
                && vocabulary == that.vocabulary
                && Arrays.equals(toArray(), that.toArray());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(toArray());
    }
}
