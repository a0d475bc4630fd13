package dev.tamis.filters.passage;

import dev.tamis.filters.text.TableKey;
import java.util.Arrays;

/**
 * A set of 64-bit hashes. Where each lies depends on a secret of the process, so that nobody can write texts whose hashes all
 * fall into one place; what the set answers does not. Filled by one thread, then read by any.
 */
public final class LongSet {
    private static final int SMALL = 1 << 4;
    /** Slots of the largest table; three quarters of them are used. */
    private static final int MOST_SLOTS = 1 << 30;

    /** 0 is an empty slot; whether the set has 0 is told apart. */
    private long[] slots = new long[SMALL];

    private int used;
    private boolean hasZero;
    private int shift = shiftOf(SMALL);

    /**
     * Adds a number, unless it is there.
     *
     * @return whether it was not there
     * @throws IllegalStateException if the set has 805,306,368 numbers already
     */
    public boolean add(long number) {
        if (number == 0) {
            boolean added = !hasZero;
            hasZero = true;
            return added;
        }
        int slot = slotOf(number);
        if (slots[slot] == number) {
            return false;
        }
        if (used == slots.length - (slots.length >> 2)) {
            grow();
            slot = slotOf(number);
        }
        slots[slot] = number;
        used++;
        return true;
    }

    public boolean contains(long number) {
        return number == 0 ? hasZero : slots[slotOf(number)] == number;
    }

    /** How many numbers it has. */
    public int size() {
        return used + (hasZero ? 1 : 0);
    }

    /** Empties it, and gives back its memory if that is more than the next use is likely to take. */
    public void clear() {
        if (slots.length > 4 * Math.max(SMALL, used)) {
            slots = new long[SMALL];
            shift = shiftOf(SMALL);
        } else {
            Arrays.fill(slots, 0);
        }
        used = 0;
        hasZero = false;
    }

    private int slotOf(long number) {
        int mask = slots.length - 1;
        int slot = (int) ((number * TableKey.ODD) >>> shift);
        while (slots[slot] != 0 && slots[slot] != number) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] full = slots;
        if (full.length == MOST_SLOTS) {
            throw new IllegalStateException("Set is full: " + size() + " numbers");
        }
        slots = new long[2 * full.length];
        shift = shiftOf(slots.length);
        for (long number : full) {
            if (number != 0) {
                slots[slotOf(number)] = number;
            }
        }
    }

    private static int shiftOf(int slots) {
        return Long.SIZE - Integer.numberOfTrailingZeros(slots);
    }
}
