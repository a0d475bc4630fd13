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
     * The pieces to keep in their new order: at most {@code size}, or all that have no substitute if those are more.
     *
     * @param uses by piece, how often the best segmentations of the words use it
     * @param occurrences number of words in the corpus
     */
    static int[] kept(PieceList pieces, PieceTrie trie, long[] uses, long occurrences, int size, Workers workers) {
        int[][] substitutes = substitutes(pieces, trie, workers);
        double total = 0;
        for (long use : uses) {
            total += use;
        }
        float wordSum = occurrences;
        float sum = (float) total;
        float logSum = (float) StrictMath.log(sum);
        float[] losses = new float[pieces.size()];
        IntArray candidates = new IntArray(pieces.size());
        IntArray kept = new IntArray();
        for (int id = 0; id < pieces.size(); id++) {
            if (uses[id] == 0 || (substitutes[id] != null && substitutes[id].length == 0)) {
                continue;
            }
            if (substitutes[id] == null) {
                kept.add(id);
                continue;
            }
            losses[id] = loss(id, substitutes[id], uses, sum, logSum, wordSum);
            candidates.add(id);
        }
        int[] order = candidates.toArray();
        IndexSort.sort(order, (a, b) -> Float.compare(losses[b], losses[a]));
        for (int i = 0; i < order.length && kept.size() < size; i++) {
            kept.add(order[i]);
        }
        return kept.toArray();
    }

    /** By piece: null when it has no other segmentation, empty when another one is better than itself. */
    private static int[][] substitutes(PieceList pieces, PieceTrie trie, Workers workers) {
        int count = pieces.size();
        int[][] substitutes = new int[count][];
        float unknown = Lattice.unknownScore(pieces);
        workers.run((count + CHUNK - 1) / CHUNK, (chunk, worker) -> {
            Lattice lattice = new Lattice(pieces, unknown);
            int[] longest = new int[PieceList.LONGEST];
            IntArray path = new IntArray();
            for (int id = chunk * CHUNK; id < Math.min(count, (chunk + 1) * CHUNK); id++) {
                int length = pieces.length(id);
                if (length > 1) {
                    trie.longest(pieces.symbols(), pieces.start(id), length, longest, 0);
                    float other = lattice.best(longest, 0, length, id, path);
                    substitutes[id] = other > pieces.score(id) ? new int[0] : path.toArray();
                }
            }
        });
        return substitutes;
    }

    /** How much the mean log likelihood of a word falls without the piece; all in float, which decides ties. */
    private static float loss(int id, int[] substitute, long[] uses, float sum, float logSum, float wordSum) {
        float own = uses[id];
        float frequency = own / wordSum;
        float logOwn = (float) (StrictMath.log(own) - logSum);
        float logSumWithout = (float) StrictMath.log(sum + own * (substitute.length - 1));
        float logSubstitute = 0;
        for (int i = substitute.length - 1; i >= 0; i--) {
            logSubstitute += (float) (StrictMath.log((float) uses[substitute[i]] + own) - logSumWithout);
        }
        return frequency * (logOwn - logSubstitute);
    }
}
