package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.IntArray;

/**
 * Chooses the pieces that the likelihood would miss most. A piece's loss is estimated by putting the best other
 * segmentation of its own string in its place, wherever the best segmentations of the words use it (Kudo 2018).
 */
final class Pruning {
    private static final int CHUNK = 2048;

    private Pruning() {}

    /**
     * The pieces to keep in their new order: at most {@code size}, or all that must stay if those are more.
     *
     * @param uses by piece, how often the best segmentations of the words use it
     * @param occurrences number of words in the corpus
     */
    static int[] kept(PieceList pieces, long[] uses, long occurrences, int size, Workers workers) {
        float[] losses = losses(pieces, uses, occurrences, workers);
        IntArray kept = new IntArray(size);
        IntArray candidates = new IntArray(pieces.size());
        for (int id = 0; id < losses.length; id++) {
            if (losses[id] == Float.POSITIVE_INFINITY) {
                kept.add(id);
            } else if (!Float.isNaN(losses[id])) {
                candidates.add(id);
            }
        }
        int[] order = candidates.toArray();
        long[] keys = new long[order.length];
        for (int i = 0; i < order.length; i++) {
            keys[i] = descending(losses[order[i]]);
        }
        IndexSort.sort(order, keys);
        for (int i = 0; i < order.length && kept.size() < size; i++) {
            kept.add(order[i]);
        }
        return kept.toArray();
    }

    /** A number that is lower for a higher loss. */
    private static long descending(float loss) {
        // Bits of positive floats ascend with them; those of negative ones descend. Zeros are one number.
        int bits = Float.floatToIntBits(loss + 0f);
        return bits < 0 ? (long) bits & 0x7FFFFFFF : -(long) bits;
    }

    /** By piece: its loss, infinite when it is required or has no other segmentation, NaN when it can go without loss. */
    private static float[] losses(PieceList pieces, long[] uses, long occurrences, Workers workers) {
        double total = 0;
        for (long use : uses) {
            total += use;
        }
        float wordSum = occurrences;
        float sum = (float) total;
        float logSum = (float) StrictMath.log(sum);
        float unknown = Lattice.unknownScore(pieces);
        float[] losses = new float[pieces.size()];
        workers.run((losses.length + CHUNK - 1) / CHUNK, (chunk, worker) -> {
            Lattice lattice = new Lattice(pieces, unknown);
            IntArray path = new IntArray();
            for (int id = chunk * CHUNK; id < Math.min(losses.length, (chunk + 1) * CHUNK); id++) {
                int length = pieces.length(id);
                if (pieces.isRequired(id)) {
                    losses[id] = Float.POSITIVE_INFINITY;
                } else if (uses[id] == 0) {
                    losses[id] = Float.NaN;
                } else if (length == 1) {
                    losses[id] = Float.POSITIVE_INFINITY;
                } else {
                    float other = lattice.best(pieces.longest(), pieces.start(id), length, id, path);
                    losses[id] = other > pieces.score(id) ? Float.NaN : loss(id, path, uses, sum, logSum, wordSum);
                }
            }
        });
        return losses;
    }

    /** How much the mean log likelihood of a word falls without the piece; all in float, which decides ties. */
    private static float loss(int id, IntArray substitute, long[] uses, float sum, float logSum, float wordSum) {
        float own = uses[id];
        float frequency = own / wordSum;
        float logOwn = (float) (StrictMath.log(own) - logSum);
        float logSumWithout = (float) StrictMath.log(sum + own * (substitute.size() - 1));
        float logSubstitute = 0;
        for (int i = substitute.size() - 1; i >= 0; i--) {
            logSubstitute += (float) (StrictMath.log((float) uses[substitute.get(i)] + own) - logSumWithout);
        }
        return frequency * (logOwn - logSubstitute);
    }
}
