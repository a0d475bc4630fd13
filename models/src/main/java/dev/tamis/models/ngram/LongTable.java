package dev.tamis.models.ngram;

/**
 * A table from 64-bit hashes to longs: open addressing, key and value side by side, at most three quarters full. What is looked
 * up is told by its hash alone: among n entries, one that is not there is taken for another with a chance of n / 2^64, 5e-12 for
 * 100 million.
 */
final class LongTable {
    /** Slots that one array can hold, and so four thirds of the entries. */
    static final int MOST_SLOTS = (1 << 30) - 8;

    private static final int FIRST_SLOTS = 1 << 10;

    private final long expected;
    private long[] slots;
    private int capacity;
    private int size;

    /** @param expected number of entries as a file has it; memory is not taken before entries come */
    LongTable(long expected) {
        this.expected = expected;
        capacity = FIRST_SLOTS;
        slots = new long[2 * capacity];
    }

    int size() {
        return size;
    }

    /** Adds an entry; false, and nothing is done, if the key is there. */
    boolean add(long hash, long value) {
        if (size >= capacity / 4 * 3) {
            grow();
        }
        int slot = slot(hash);
        if (slots[2 * slot] != 0) {
            return false;
        }
        slots[2 * slot] = key(hash);
        slots[2 * slot + 1] = value;
        size++;
        return true;
    }

    /** The slot of a key, or -1. */
    int find(long hash) {
        int slot = slot(hash);
        return slots[2 * slot] == 0 ? -1 : slot;
    }

    long value(int slot) {
        return slots[2 * slot + 1];
    }

    void set(int slot, long value) {
        slots[2 * slot + 1] = value;
    }

    /** Bytes that it takes. */
    long memory() {
        return 16L * capacity;
    }

    /** The slot of a key, or the empty one where it would stand. */
    private int slot(long hash) {
        long key = key(hash);
        int slot = (int) (((key >>> 32) * capacity) >>> 32);
        while (true) {
            long there = slots[2 * slot];
            if (there == key || there == 0) {
                return slot;
            }
            if (++slot == capacity) {
                slot = 0;
            }
        }
    }

    /** 0 marks an empty slot. */
    private static long key(long hash) {
        return hash == 0 ? 1 : hash;
    }

    private void grow() {
        if (capacity == MOST_SLOTS) {
            throw new IllegalStateException("more than " + size + " n-grams of one order");
        }
        long wanted = expected + expected / 2 + 4;
        long next = 2L * capacity;
        // The number a file promises is met exactly, once what was read makes it likely.
        if (wanted > capacity && (wanted < next || size >= expected / 8)) {
            next = wanted;
        }
        long[] old = slots;
        capacity = (int) Math.min(MOST_SLOTS, next);
        slots = new long[2 * capacity];
        for (int i = 0; i < old.length; i += 2) {
            if (old[i] != 0) {
                int slot = slot(old[i]);
                slots[2 * slot] = old[i];
                slots[2 * slot + 1] = old[i + 1];
            }
        }
    }
}
