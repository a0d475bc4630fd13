package dev.tamis.filters.text;

import java.util.Arrays;

/**
 * Numbers distinct 64-bit keys 0, 1, 2, ... in order of first sight and counts each.
 *
 * <p>Open addressing over primitive arrays that stay allocated between texts. A new text starts in a small part of
 * them, so that clearing costs what the last text filled and not what the largest one did.
 */
public final class IdTable {
    private static final int SMALL = 1 << 10;
    /** Slots kept for the next text; a table grown beyond it is given back. */
    private static final int KEPT = 1 << 20;

    private int[] slots = new int[SMALL];
    private int used = SMALL;
    private int shift = shiftOf(SMALL);
    private long[] keys = new long[SMALL / 2];
    private int[] counts = new int[SMALL / 2];
    private int size;

    public void clear() {
        if (slots.length > KEPT) {
            slots = new int[SMALL];
            keys = new long[SMALL / 2];
            counts = new int[SMALL / 2];
        } else {
            Arrays.fill(slots, 0, used, 0);
        }
        used = SMALL;
        shift = shiftOf(SMALL);
        size = 0;
    }

    /** Number of distinct keys. */
    public int size() {
        return size;
    }

    /** How often the key of that number was added. */
    public int count(int id) {
        return counts[id];
    }

    /** Counts one more of the key and gives its number. */
    public int add(long key) {
        int slot = slotOf(key);
        int id = slots[slot] - 1;
        if (id >= 0) {
            counts[id]++;
            return id;
        }
        id = size++;
        slots[slot] = size;
        keys[id] = key;
        counts[id] = 1;
        if (size == used >> 1) {
            grow();
        }
        return id;
    }

    private int slotOf(long key) {
        int mask = used - 1;
        int slot = (int) ((key * TableKey.ODD) >>> shift);
        for (int id = slots[slot] - 1; id >= 0 && keys[id] != key; id = slots[slot] - 1) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        used <<= 1;
        shift = shiftOf(used);
        if (used > slots.length) {
            slots = new int[used];
        } else {
            Arrays.fill(slots, 0, used, 0);
        }
        if (used >> 1 > keys.length) {
            keys = Arrays.copyOf(keys, used >> 1);
            counts = Arrays.copyOf(counts, used >> 1);
        }
        for (int id = 0; id < size; id++) {
            slots[slotOf(keys[id])] = id + 1;
        }
    }

    private static int shiftOf(int slots) {
        return Long.SIZE - Integer.numberOfTrailingZeros(slots);
    }
}
