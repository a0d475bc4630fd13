package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.IntArray;
import java.util.Arrays;

/** The best segmentation of a string of symbols under the current scores. One thread at a time. */
final class Lattice {
    private static final float UNKNOWN_PENALTY = 10f;

    private final PieceList pieces;
    private final float unknown;
    private float[] best = new float[64];
    private int[] from = new int[64];
    private int[] ids = new int[64];

    Lattice(PieceList pieces, float unknown) {
        this.pieces = pieces;
        this.unknown = unknown;
    }

    /** The score of a character without a piece of its own. */
    static float unknownScore(PieceList pieces) {
        return pieces.leastScore() - UNKNOWN_PENALTY;
    }

    /**
     * Finds the best path; of equal ones that whose last piece is longest.
     *
     * @param longest by position, the longest piece that starts there and ends within the string
     * @param start where the string starts in it
     * @param without a piece that the path may not use, or -1
     * @param path receives the ids from last to first, 0 for an unknown character as in SentencePiece's trainer
     * @return the path's score
     */
    float best(int[] longest, int start, int length, int without, IntArray path) {
        if (length + 1 > best.length) {
            best = new float[length * 2];
            from = new int[length * 2];
            ids = new int[length * 2];
        }
        long[] links = pieces.links();
        Arrays.fill(from, 0, length + 1, -1);
        best[0] = 0;
        for (int at = 0; at < length; at++) {
            int size = 0;
            for (int id = longest[start + at]; id >= 0; ) {
                long link = links[id];
                size = PieceList.length(link);
                if (id != without) {
                    relax(at, at + size, id, pieces.score(id));
                }
                id = PieceList.shorter(link);
            }
            if (size != 1) {
                relax(at, at + 1, 0, unknown);
            }
        }
        path.clear();
        for (int at = length; at > 0; at = from[at]) {
            path.add(ids[at]);
        }
        return best[length];
    }

    private void relax(int at, int to, int id, float score) {
        float sum = best[at] + score;
        if (from[to] < 0 || sum > best[to]) {
            best[to] = sum;
            from[to] = at;
            ids[to] = id;
        }
    }
}
