package dev.tamis.filters.decontaminate;

import dev.tamis.filters.text.Mix64;
import java.io.Serializable;
import java.util.Arrays;

/**
 * Finds whole items: an automaton (Aho and Corasick 1975) whose alphabet are the numbers of the items' n-grams. An item of w
 * words is the sequence of its w-n+1 n-grams; the text gives one n-gram for each word, or none. Time is linear in the text
 * however items begin, overlap or hold each other.
 */
final class Sequences implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int SMALL = 1 << 10;

    /** State and n-gram, by hash; each edge leads to the state of its number plus 1. */
    private long[] edges = new long[SMALL];

    private int[] targets = new int[SMALL];

    /** By state; the state 0 is the beginning. */
    private int[] parents = new int[SMALL];

    private int[] ngrams = new int[SMALL];
    private int[] depths = new int[SMALL];
    private int[] patterns = new int[SMALL];
    private int[] fails;
    private int[] outs;
    private int states = 1;
    private int size;

    Sequences() {
        patterns[0] = -1;
    }

    /** How many distinct sequences there are. */
    int size() {
        return size;
    }

    /** How many states there are, 0 included. */
    int states() {
        return states;
    }

    /** Adds a sequence and gives its number; equal ones have one. */
    int add(int[] ids, int length) {
        int state = 0;
        for (int i = 0; i < length; i++) {
            int next = edge(state, ids[i]);
            state = next < 0 ? addState(state, ids[i]) : next;
        }
        if (patterns[state] < 0) {
            patterns[state] = size++;
        }
        return patterns[state];
    }

    private int addState(int parent, int ngram) {
        if (states == parents.length) {
            parents = Arrays.copyOf(parents, 2 * states);
            ngrams = Arrays.copyOf(ngrams, 2 * states);
            depths = Arrays.copyOf(depths, 2 * states);
            patterns = Arrays.copyOf(patterns, 2 * states);
        }
        parents[states] = parent;
        ngrams[states] = ngram;
        depths[states] = depths[parent] + 1;
        patterns[states] = -1;
        int slot = slotOf(pack(parent, ngram));
        edges[slot] = pack(parent, ngram);
        targets[slot] = states + 1;
        states++;
        if (2L * states > targets.length) {
            grow();
        }
        return states - 1;
    }

    private static long pack(int state, int ngram) {
        return (long) state << Integer.SIZE | ngram;
    }

    private int slotOf(long edge) {
        int mask = targets.length - 1;
        int slot = (int) (Mix64.of(edge) & mask);
        while (targets[slot] != 0 && edges[slot] != edge) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldEdges = edges;
        int[] oldTargets = targets;
        edges = new long[2 * oldEdges.length];
        targets = new int[2 * oldTargets.length];
        for (int i = 0; i < oldTargets.length; i++) {
            if (oldTargets[i] != 0) {
                int slot = slotOf(oldEdges[i]);
                edges[slot] = oldEdges[i];
                targets[slot] = oldTargets[i];
            }
        }
    }

    private int edge(int state, int ngram) {
        return targets[slotOf(pack(state, ngram))] - 1;
    }

    /** Links each state to the longest other one that ends as it does, after the last sequence. */
    void finish() {
        fails = new int[states];
        outs = new int[states];
        for (int state : byDepth()) {
            if (state > 0) {
                int fail = parents[state] == 0 ? 0 : step(fails[parents[state]], ngrams[state]);
                fails[state] = fail;
                outs[state] = patterns[state] >= 0 ? state : outs[fail];
            }
        }
    }

    /** States, those of least depth first. */
    private int[] byDepth() {
        int deepest = 0;
        for (int state = 0; state < states; state++) {
            deepest = Math.max(deepest, depths[state]);
        }
        int[] next = new int[deepest + 2];
        for (int state = 0; state < states; state++) {
            next[depths[state] + 1]++;
        }
        for (int depth = 1; depth < next.length; depth++) {
            next[depth] += next[depth - 1];
        }
        int[] sorted = new int[states];
        for (int state = 0; state < states; state++) {
            sorted[next[depths[state]]++] = state;
        }
        return sorted;
    }

    /** The state after one more n-gram. */
    int step(int state, int ngram) {
        int from = state;
        while (true) {
            int next = edge(from, ngram);
            if (next >= 0) {
                return next;
            }
            if (from == 0) {
                return 0;
            }
            from = fails[from];
        }
    }

    /** The state of the longest sequence that ends in a state, itself if one is whole there; 0 if none. */
    int longest(int state) {
        return outs[state];
    }

    /** The state of the longest sequence that ends in a state and is shorter than it; 0 if none. */
    int shorter(int state) {
        return outs[fails[state]];
    }

    /** Number of the sequence that ends in a state {@link #longest} gave. */
    int sequence(int state) {
        return patterns[state];
    }

    /** Number of n-grams of the sequence that ends in a state. */
    int depth(int state) {
        return depths[state];
    }
}
