package dev.tamis.tokenizer.train;

import java.io.Serializable;
import java.util.Arrays;
import java.util.BitSet;

/**
 * Candidate pieces in symbols with their scores; order matters, because the trainer's ties go by it.
 *
 * <p>Each piece knows the longest other piece that it starts with. So all pieces that start at one position of a text
 * are a chain from the longest one down, and a lattice needs no more than the longest one by position.
 */
final class PieceList implements Serializable {
    private static final long serialVersionUID = 1L;
    /** More than the symbols of any piece, max_sentencepiece_length being at most 512. */
    static final int LONGEST = 520;
    /** Most characters of a piece that the options require. */
    static final int LONGEST_REQUIRED = 512;
    /** Pieces that one thread takes at a time. */
    private static final int CHUNK = 4096;

    private char[] symbols = new char[1 << 12];
    private int[] starts = new int[1 << 10];
    private float[] scores = new float[1 << 10];
    private int size;

    /** By piece: the number of the longest piece that is a proper prefix, or -1, and below it 16 bits of length. */
    private long[] links;

    /** By symbol of a piece: the longest piece that starts there and ends within the piece, or -1. */
    private transient int[] longest;

    /** The pieces that may not be dropped. */
    private transient BitSet required = new BitSet();

    void add(char[] from, int start, int length, float score) {
        if (size + 2 > starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
            scores = Arrays.copyOf(scores, scores.length * 2);
        }
        int at = starts[size];
        if (at + length > symbols.length) {
            symbols = Arrays.copyOf(symbols, Math.max(at + length, symbols.length * 2));
        }
        System.arraycopy(from, start, symbols, at, length);
        scores[size++] = score;
        starts[size] = at + length;
    }

    /** Finds the chains of prefixes; to be called once all pieces are there. */
    PieceList linked(PieceTrie trie, Workers workers) {
        links = new long[size];
        longest = new int[starts[size]];
        workers.run((size + CHUNK - 1) / CHUNK, (chunk, worker) -> {
            for (int id = chunk * CHUNK; id < Math.min(size, (chunk + 1) * CHUNK); id++) {
                links[id] = link(trie.longest(symbols, starts[id], length(id) - 1), length(id));
                trie.longest(symbols, starts[id], length(id), longest, starts[id]);
            }
        });
        return this;
    }

    private static long link(int shorter, int length) {
        return (long) shorter << 16 | length;
    }

    /** The pieces of that order and no others, with their chains. */
    PieceList picked(int[] order, int[] heirs) {
        PieceList picked = new PieceList();
        picked.links = new long[order.length];
        int total = 0;
        for (int id : order) {
            total += length(id);
        }
        picked.symbols = new char[Math.max(1, total)];
        picked.starts = new int[order.length + 2];
        picked.scores = new float[order.length + 1];
        picked.longest = new int[total];
        for (int i = 0; i < order.length; i++) {
            int id = order[i];
            picked.add(symbols, starts[id], length(id), scores[id]);
            picked.required.set(i, required.get(id));
            int shorter = shorter(links[id]);
            picked.links[i] = link(shorter < 0 ? -1 : heirs[shorter], length(id));
            for (int k = 0; k < length(id); k++) {
                int there = longest[starts[id] + k];
                picked.longest[picked.starts[i] + k] = there < 0 ? -1 : heirs[there];
            }
        }
        return picked;
    }

    /** By piece of this list: its place in the order, or that of its longest prefix there, or -1. */
    int[] heirs(int[] order) {
        int[] heirs = new int[size];
        Arrays.fill(heirs, -1);
        for (int i = 0; i < order.length; i++) {
            heirs[order[i]] = i;
        }
        // A prefix may have been dropped too, so shorter pieces must have their heirs first.
        int longest = 0;
        for (int id = 0; id < size; id++) {
            longest = Math.max(longest, length(id));
        }
        int[][] byLength = new int[longest + 1][];
        int[] counts = new int[longest + 1];
        for (int id = 0; id < size; id++) {
            counts[length(id)] += heirs[id] < 0 ? 1 : 0;
        }
        for (int length = 0; length <= longest; length++) {
            byLength[length] = new int[counts[length]];
        }
        Arrays.fill(counts, 0);
        for (int id = 0; id < size; id++) {
            if (heirs[id] < 0) {
                byLength[length(id)][counts[length(id)]++] = id;
            }
        }
        for (int[] dropped : byLength) {
            for (int id : dropped) {
                int shorter = shorter(links[id]);
                heirs[id] = shorter < 0 ? -1 : heirs[shorter];
            }
        }
        return heirs;
    }

    /** The piece that a link leads to, or -1. */
    static int shorter(long link) {
        return (int) (link >> 16);
    }

    /** The length in symbols of the piece that the link belongs to. */
    static int length(long link) {
        return (int) link & 0xFFFF;
    }

    /** By place in {@link #symbols}: the longest piece that starts there and ends within the piece, or -1. */
    int[] longest() {
        return longest;
    }

    long[] links() {
        return links;
    }

    /** Forbids to drop a piece. */
    void require(int id) {
        required.set(id);
    }

    boolean isRequired(int id) {
        return required.get(id);
    }

    int size() {
        return size;
    }

    char[] symbols() {
        return symbols;
    }

    int start(int id) {
        return starts[id];
    }

    int length(int id) {
        return starts[id + 1] - starts[id];
    }

    float score(int id) {
        return scores[id];
    }

    void score(int id, float score) {
        scores[id] = score;
    }

    float leastScore() {
        float least = Float.MAX_VALUE;
        for (int id = 0; id < size; id++) {
            least = Math.min(least, scores[id]);
        }
        return least;
    }
}
