package dev.tamis.pipeline.pack;

import java.util.Arrays;

/**
 * Packs pieces into bins of one capacity by best-fit decreasing: the longest piece first, each into the bin that it leaves
 * the least space in, and into a new bin only where it fits none. No piece is cut. Ding et al. 2024, Fewer Truncations
 * Improve Language Modeling (arXiv 2404.10830), section 3: documents longer than a sequence are cut into whole sequences
 * beforehand, and what is left of them is packed with the others.
 *
 * <p>The result follows from the lengths alone: pieces of one length are taken in the order given, and of bins with the same
 * space the one that came to it last. Bins are numbered as they are opened, so the first hold the longest pieces: whoever
 * reads them in this order trains on a curriculum by length. Sequences are shuffled by a permutation before training.
 *
 * <p>Takes O(n + L) time and memory for n pieces and capacity L: a counting sort, and for each piece a look-up in
 * {@link Spaces}. All arrays are kept for the next call; an instance serves one thread at a time.
 */
public final class BestFit {
    private final int capacity;
    /** The spaces that at least one bin has left, without 0. */
    private final Spaces spaces;
    /** By space, if it is in {@link #spaces}: the bin that came to it last. */
    private final int[] newest;
    /** By length, while sorting: the next place among the pieces in order. */
    private final int[] places;
    /** The pieces from the longest to the shortest. */
    private int[] order = new int[0];

    private int[] bin = new int[0];
    private int[] start = new int[0];
    /** By bin: the tokens in it. */
    private int[] filled = new int[0];
    /** By bin: the one that came to the same space before it, or -1. */
    private int[] older = new int[0];

    private int bins;

    /** @param capacity length of a sequence, in tokens, at least 1 */
    public BestFit(int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("Invalid capacity: " + capacity + " (must be at least 1)");
        }
        this.capacity = capacity;
        spaces = new Spaces(capacity);
        newest = new int[capacity + 1];
        places = new int[capacity + 1];
    }

    /**
     * Packs the first {@code count} pieces.
     *
     * @param lengths in tokens, each from 1 to the capacity
     * @return the number of bins
     */
    public int pack(int[] lengths, int count) {
        sort(lengths, count);
        if (bin.length < count) {
            bin = new int[count];
            start = new int[count];
            filled = new int[count];
            older = new int[count];
        }
        spaces.clear();
        bins = 0;
        for (int i = 0; i < count; i++) {
            int piece = order[i];
            int length = lengths[piece];
            int space = spaces.atLeast(length);
            int into = space < 0 ? bins++ : take(space);
            int begin = space < 0 ? 0 : capacity - space;
            bin[piece] = into;
            start[piece] = begin;
            filled[into] = begin + length;
            if (filled[into] < capacity) {
                put(into, capacity - filled[into]);
            }
        }
        return bins;
    }

    /** A stable counting sort, longest first. */
    private void sort(int[] lengths, int count) {
        if (order.length < count) {
            order = new int[count];
        }
        Arrays.fill(places, 0);
        for (int piece = 0; piece < count; piece++) {
            int length = lengths[piece];
            if (length < 1 || length > capacity) {
                throw new IllegalArgumentException("Invalid length: " + length + " of piece " + piece
                        + " (must be from 1 to the capacity, " + capacity + ")");
            }
            places[length]++;
        }
        int next = 0;
        for (int length = capacity; length > 0; length--) {
            int pieces = places[length];
            places[length] = next;
            next += pieces;
        }
        for (int piece = 0; piece < count; piece++) {
            order[places[lengths[piece]]++] = piece;
        }
    }

    private int take(int space) {
        int taken = newest[space];
        newest[space] = older[taken];
        if (older[taken] < 0) {
            spaces.remove(space);
        }
        return taken;
    }

    private void put(int into, int space) {
        older[into] = spaces.add(space) ? -1 : newest[space];
        newest[space] = into;
    }

    /** Bins that the last call of {@link #pack} filled. */
    public int bins() {
        return bins;
    }

    /** The bin of each piece, from 0; good until the next call. */
    public int[] bin() {
        return bin;
    }

    /** The first token of each piece within its bin; good until the next call. */
    public int[] start() {
        return start;
    }

    /** Tokens in each bin, without padding; good until the next call. */
    public int[] filled() {
        return filled;
    }
}
