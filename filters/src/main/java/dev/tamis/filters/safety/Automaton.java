package dev.tamis.filters.safety;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Deque;
import java.util.TreeSet;

/**
 * Finds all of many phrases in a run of bytes in one pass (Aho and Corasick 1975), as a table of a row a state and a column
 * for each byte that occurs in a phrase. Immutable.
 */
final class Automaton {
    static final int START = 0;

    private final byte[] column = new byte[256];
    private final int columns;
    private int[] next = new int[0];
    /** Bytes of the phrase that ends in a state; 0 where none does. */
    private int[] length = new int[0];
    /** The next shorter state in which a phrase ends too, or -1. */
    private int[] shorter = new int[0];

    private int states;

    /** @param phrases not empty ones; UTF-8 has fewer than 255 distinct bytes, so a byte numbers the columns */
    Automaton(Collection<String> phrases) {
        boolean[] used = new boolean[256];
        TreeSet<String> sorted = new TreeSet<>(phrases);
        for (String phrase : sorted) {
            for (byte b : phrase.getBytes(StandardCharsets.UTF_8)) {
                used[b & 0xFF] = true;
            }
        }
        int count = 1;
        for (int b = 0; b < 256; b++) {
            column[b] = (byte) (used[b] ? count++ : 0);
        }
        columns = count;
        addState();
        for (String phrase : sorted) {
            add(phrase.getBytes(StandardCharsets.UTF_8));
        }
        link();
    }

    private int addState() {
        if (states == length.length) {
            int size = Math.max(16, states * 2);
            next = Arrays.copyOf(next, size * columns);
            length = Arrays.copyOf(length, size);
            shorter = Arrays.copyOf(shorter, size);
        }
        Arrays.fill(next, states * columns, (states + 1) * columns, -1);
        shorter[states] = -1;
        return states++;
    }

    private void add(byte[] phrase) {
        int state = START;
        for (byte b : phrase) {
            int cell = state * columns + (column[b & 0xFF] & 0xFF);
            if (next[cell] < 0) {
                int added = addState();
                next[cell] = added;
            }
            state = next[cell];
        }
        length[state] = phrase.length;
    }

    /** Breadth first: where a row has no step of its own it takes that of the longest other state that fits. */
    private void link() {
        int[] fallback = new int[states];
        Deque<Integer> queue = new ArrayDeque<>();
        for (int c = 0; c < columns; c++) {
            if (next[c] < 0) {
                next[c] = START;
            } else {
                queue.add(next[c]);
            }
        }
        while (!queue.isEmpty()) {
            int state = queue.remove();
            int back = fallback[state];
            shorter[state] = length[back] > 0 ? back : shorter[back];
            for (int c = 0; c < columns; c++) {
                int cell = state * columns + c;
                int other = next[back * columns + c];
                if (next[cell] < 0) {
                    next[cell] = other;
                } else {
                    fallback[next[cell]] = other;
                    queue.add(next[cell]);
                }
            }
        }
    }

    /** The state after a byte. */
    int step(int state, byte b) {
        return next[state * columns + (column[b & 0xFF] & 0xFF)];
    }

    /** A state in which the longest phrase that ends in {@code state} ends, or -1. */
    int ending(int state) {
        return length[state] > 0 ? state : shorter[state];
    }

    /** Length of the phrase that ends in a state that {@link #ending} or {@link #shorter} gave. */
    int length(int state) {
        return length[state];
    }

    /** The state of the next shorter phrase that ends where this one ends, or -1. */
    int shorter(int state) {
        return shorter[state];
    }
}
