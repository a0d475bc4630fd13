package dev.tamis.tokenizer.train;

import java.util.Arrays;

/** Candidate pieces in symbols with their scores; order matters, because the trainer's ties go by it. */
final class PieceList {
    private char[] symbols = new char[1 << 12];
    private int[] starts = new int[1 << 10];
    private float[] scores = new float[1 << 10];
    private int size;

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

    /** Appends a piece of another list under a new score. */
    void add(PieceList other, int id, float score) {
        add(other.symbols, other.starts[id], other.length(id), score);
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
