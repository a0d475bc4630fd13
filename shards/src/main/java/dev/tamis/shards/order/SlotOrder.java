package dev.tamis.shards.order;

import java.util.Arrays;

/**
 * Which source fills slot n, for every n, so that at every prefix each source has its due share to within one slot:
 * {@code |count_i(n) - q_i * n / Q| < 1}.
 *
 * <p>Slots are given out by earliest deadline among the sources that are due (Tijdeman 1980, the chairman assignment
 * problem; the windows are those of Pfair scheduling): the j-th turn of source i may not come before slot {@code
 * floor((j-1)*Q/q_i) + 1} nor after slot {@code ceil(j*Q/q_i)}, counted from 1. Arithmetic is in integers and equal
 * deadlines go to the lower index, so the order is the same on every machine. It repeats with period Q, and the tables
 * of one period (12 bytes a slot) answer for any slot in constant time. Safe for use by many threads.
 */
public final class SlotOrder {

    private final int[] quanta;
    private final int period;
    /** Source of each slot of the period. */
    private final int[] sources;
    /** How many earlier slots of the period have the same source. */
    private final int[] ranks;
    /** Slots of the period by source, then rank; those of source i start at {@code base[i]}. */
    private final int[] slots;

    private final int[] base;

    /**
     * Builds the order of one period.
     *
     * @param quanta turns of each source in a period, none negative; their sum is the period
     */
    public SlotOrder(int[] quanta) {
        this.quanta = quanta.clone();
        long sum = 0;
        for (int q : quanta) {
            if (q < 0) {
                throw new IllegalArgumentException("Invalid quanta: " + q + " (must be >= 0)");
            }
            sum += q;
        }
        if (sum < 1 || sum > 1 << 24) {
            throw new IllegalArgumentException("Invalid period: " + sum + " (must be from 1 to " + (1 << 24) + ")");
        }
        period = (int) sum;
        sources = new int[period];
        ranks = new int[period];
        slots = new int[period];
        base = new int[quanta.length];
        for (int i = 1; i < quanta.length; i++) {
            base[i] = base[i - 1] + quanta[i - 1];
        }
        fill();
    }

    private void fill() {
        int k = quanta.length;
        // Sources whose next turn opens at a slot, as linked lists; one that opens at the period's end never runs.
        int[] opensAt = new int[period + 1];
        Arrays.fill(opensAt, -1);
        int[] nextOpening = new int[k];
        for (int i = 0; i < k; i++) {
            if (quanta[i] > 0) {
                nextOpening[i] = opensAt[0];
                opensAt[0] = i;
            }
        }
        // A binary heap of (deadline, source); a source is in it at most once.
        long[] due = new long[k];
        int size = 0;
        int[] turns = new int[k];
        for (int slot = 0; slot < period; slot++) {
            for (int i = opensAt[slot]; i >= 0; i = nextOpening[i]) {
                long deadline = ceilDiv((turns[i] + 1L) * period, quanta[i]);
                size = push(due, size, (deadline << 32) | i);
            }
            if (size == 0) {
                throw new AssertionError("no source is due at slot " + slot + " of " + period);
            }
            long first = due[0];
            size = pop(due, size);
            int source = (int) first;
            if (first >>> 32 <= slot) {
                throw new AssertionError("source " + source + " is late at slot " + slot + " of " + period);
            }
            sources[slot] = source;
            ranks[slot] = turns[source];
            slots[base[source] + turns[source]] = slot;
            turns[source]++;
            if (turns[source] < quanta[source]) {
                // This turn's deadline is at most one slot past the next one's opening, so it may have opened already.
                int opening = (int) Math.max(slot + 1L, (long) turns[source] * period / quanta[source]);
                nextOpening[source] = opensAt[opening];
                opensAt[opening] = source;
            }
        }
    }

    private static long ceilDiv(long a, long b) {
        return (a + b - 1) / b;
    }

    private static int push(long[] heap, int size, long value) {
        int at = size;
        while (at > 0 && heap[(at - 1) >>> 1] > value) {
            heap[at] = heap[(at - 1) >>> 1];
            at = (at - 1) >>> 1;
        }
        heap[at] = value;
        return size + 1;
    }

    private static int pop(long[] heap, int size) {
        int left = size - 1;
        long value = heap[left];
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= left) {
                break;
            }
            if (child + 1 < left && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= value) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = value;
        return left;
    }

    /** Q: after so many slots the order repeats. */
    public int period() {
        return period;
    }

    /** Turns of a source in one period. */
    public int quanta(int source) {
        return quanta[source];
    }

    /** The source that fills a slot. Slots count from 0. */
    public int sourceOf(long slot) {
        return sources[(int) (checked(slot) % period)];
    }

    /** How many earlier slots have the same source as this one. */
    public long rankOf(long slot) {
        checked(slot);
        int within = (int) (slot % period);
        return slot / period * quanta[sources[within]] + ranks[within];
    }

    /**
     * The slot at which a source has its turn number {@code rank}, counted from 0; the inverse of {@link #sourceOf} and
     * {@link #rankOf}.
     *
     * @throws IllegalArgumentException if the source has no turns
     */
    public long slotOf(int source, long rank) {
        int q = quanta[source];
        if (q == 0 || rank < 0) {
            throw new IllegalArgumentException("Source " + source + " has no turn " + rank + " (quanta " + q + ")");
        }
        return rank / q * period + slots[base[source] + (int) (rank % q)];
    }

    /** How many of the first {@code prefix} slots a source fills. */
    public long count(int source, long prefix) {
        checked(prefix);
        int q = quanta[source];
        int within = (int) (prefix % period);
        int at = Arrays.binarySearch(slots, base[source], base[source] + q, within);
        return prefix / period * q + (at >= 0 ? at : -at - 1) - base[source];
    }

    private static long checked(long slot) {
        if (slot < 0) {
            throw new IllegalArgumentException("Invalid slot: " + slot + " (must be >= 0)");
        }
        return slot;
    }
}
