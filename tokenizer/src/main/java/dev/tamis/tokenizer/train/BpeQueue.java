package dev.tamis.tokenizer.train;

import java.util.Arrays;

/**
 * Pairs by the order in which they are to merge, as their keys say. Those of at least some frequency are in a heap; the others wait in one
 * chain a frequency, unsorted, until their turn, which for most never comes.
 */
final class BpeQueue {
    private static final int CHAINS = 1 << 16;

    private final BpePairs pairs;
    private int[] heap = new int[1 << 10];
    private int size;
    private final int[] chains = new int[CHAINS];

    /** The least frequency in the heap. */
    private int floor = CHAINS;

    BpeQueue(BpePairs pairs) {
        this.pairs = pairs;
        Arrays.fill(chains, -1);
    }

    /** Adds a pair under its key, at least 1. */
    void add(int pair) {
        long frequency = pairs.key(pair);
        if (frequency < floor) {
            pairs.link(pair, chains[(int) frequency]);
            chains[(int) frequency] = pair;
        } else {
            push(pair);
        }
    }

    /** Takes the first pair out; -1 when there is none. */
    int poll() {
        while (size == 0) {
            if (floor == 1) {
                return -1;
            }
            floor--;
            int pair = chains[floor];
            chains[floor] = -1;
            while (pair >= 0) {
                int next = pairs.link(pair);
                push(pair);
                pair = next;
            }
        }
        int first = heap[0];
        int last = heap[--size];
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && pairs.before(heap[child + 1], heap[child])) {
                child++;
            }
            if (pairs.before(last, heap[child])) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return first;
    }

    private void push(int pair) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size + (size >> 1));
        }
        int at = size++;
        while (at > 0) {
            int parent = (at - 1) >> 1;
            if (!pairs.before(pair, heap[parent])) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = pair;
    }
}
