package dev.tamis.models.train;

import java.util.Arrays;

/**
 * A few examples that are learnt from together: all of them see the input vectors as they were before the round. How
 * many is a matter of the examples and the settings alone, so that a round is the same on any number of threads.
 *
 * <p>The features of an example are summed in pieces of {@link #PIECE}, and the pieces then in order: a sum of floats
 * depends on its order, which must not depend on who sums.
 */
final class Round {
    /** Most examples. The weights of the last are hardly stale, for a text moves each of its rows only by the step over the number of its features. */
    static final int EXAMPLES = 64;

    /** Most features of a piece. */
    static final int PIECE = 256;

    /** A round's rows should stay in a core's cache between reading and updating them. */
    private static final int FLOATS = 1 << 17;

    private final Examples examples;
    private final int mostFeatures;

    /** All examples of the round, one after another. */
    int[] ints = new int[1 << 14];

    /** Number of examples. */
    int size;

    final int[] example = new int[EXAMPLES];
    final int[] labels = new int[EXAMPLES];
    final int[] features = new int[EXAMPLES];
    final int[] end = new int[EXAMPLES];
    final int[] firstPiece = new int[EXAMPLES + 1];

    /** Words of the round. */
    int tokens;

    /** First feature of each piece, and how many features come before it in the round. */
    int[] pieceFrom = new int[64];

    int[] pieceTo = new int[64];
    int[] before = new int[64];
    int featureCount;

    Round(Examples examples, int dim) {
        this.examples = examples;
        this.mostFeatures = Math.max(512, FLOATS / dim);
    }

    /**
     * Takes the next examples.
     *
     * @param order in which examples come
     * @return place after the last one taken
     */
    int load(int[] order, int from) {
        size = 0;
        tokens = 0;
        featureCount = 0;
        int at = 0;
        int next = from;
        while (next < order.length && size < EXAMPLES) {
            int length = examples.length(order[next]);
            if (size > 0 && featureCount + length > mostFeatures) {
                break;
            }
            if (at + length > ints.length) {
                ints = Arrays.copyOf(ints, Math.max(ints.length * 2, at + length));
            }
            examples.copy(order[next], ints, at);
            add(order[next], at, length);
            at += length;
            next++;
        }
        return next;
    }

    private void add(int id, int at, int length) {
        int labelCount = ints[at + 1];
        example[size] = id;
        labels[size] = at + 2;
        features[size] = at + 2 + labelCount;
        end[size] = at + length;
        tokens += ints[at];
        int piece = firstPiece[size];
        for (int from = features[size]; from < end[size]; from += PIECE) {
            if (piece == pieceFrom.length) {
                pieceFrom = Arrays.copyOf(pieceFrom, piece * 2);
                pieceTo = Arrays.copyOf(pieceTo, piece * 2);
                before = Arrays.copyOf(before, piece * 2);
            }
            pieceFrom[piece] = from;
            pieceTo[piece] = Math.min(end[size], from + PIECE);
            before[piece] = featureCount;
            featureCount += pieceTo[piece] - from;
            piece++;
        }
        size++;
        firstPiece[size] = piece;
    }

    int pieces() {
        return firstPiece[size];
    }
}
