package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.IntArray;

/**
 * Drops the pieces that the likelihood misses least. A piece's loss is estimated by putting the best other
 * segmentation of its own string in its place, wherever the best segmentations of the words use it (Kudo 2018).
 */
final class Pruning {
    private static final int CHUNK = 2048;

    private Pruning() {}

    /** At most {@code size} pieces, or all that have no substitute if those are more. */
    static PieceList prune(Words words, PieceList pieces, PieceTrie trie, int size, Workers workers) {
        int count = pieces.size();
        // By piece: null when it has no other segmentation, empty when another one is better than itself.
        int[][] substitutes = new int[count][];
        workers.run((count + CHUNK - 1) / CHUNK, (chunk, worker) -> {
            Lattice lattice = new Lattice(pieces, trie);
            IntArray path = new IntArray();
            for (int id = chunk * CHUNK; id < Math.min(count, (chunk + 1) * CHUNK); id++) {
                int length = pieces.length(id);
                if (length > 1) {
                    float other = lattice.best(pieces.symbols(), pieces.start(id), length, id, path);
                    substitutes[id] = other > pieces.score(id) ? new int[0] : path.toArray();
                }
            }
        });

        long[] uses = uses(words, pieces, trie, workers);
        double total = 0;
        float wordSum = 0;
        for (int word = 0; word < words.size(); word++) {
            wordSum += words.count(word);
        }
        for (long use : uses) {
            total += use;
        }
        float sum = (float) total;
        float logSum = (float) StrictMath.log(sum);
        float[] losses = new float[count];
        IntArray candidates = new IntArray(count);
        PieceList kept = new PieceList();
        for (int id = 0; id < count; id++) {
            if (uses[id] == 0 || (substitutes[id] != null && substitutes[id].length == 0)) {
                continue;
            }
            if (substitutes[id] == null) {
                kept.add(pieces, id, pieces.score(id));
                continue;
            }
            losses[id] = loss(id, substitutes[id], uses, sum, logSum, wordSum);
            candidates.add(id);
        }
        int[] order = candidates.toArray();
        IndexSort.sort(order, (a, b) -> Float.compare(losses[b], losses[a]));
        for (int id : order) {
            if (kept.size() >= size) {
                break;
            }
            kept.add(pieces, id, pieces.score(id));
        }
        return kept;
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

    private static long[] uses(Words words, PieceList pieces, PieceTrie trie, Workers workers) {
        long[][] sums = new long[workers.count()][];
        Lattice[] lattices = new Lattice[workers.count()];
        workers.run((words.size() + CHUNK - 1) / CHUNK, (chunk, worker) -> {
            if (sums[worker] == null) {
                sums[worker] = new long[pieces.size()];
                lattices[worker] = new Lattice(pieces, trie);
            }
            IntArray path = new IntArray();
            for (int word = chunk * CHUNK; word < Math.min(words.size(), (chunk + 1) * CHUNK); word++) {
                lattices[worker].best(words.symbols(), words.start(word), words.length(word), -1, path);
                for (int i = 0; i < path.size(); i++) {
                    sums[worker][path.get(i)] += words.count(word);
                }
            }
        });
        long[] uses = new long[pieces.size()];
        for (long[] sum : sums) {
            if (sum != null) {
                for (int id = 0; id < uses.length; id++) {
                    uses[id] += sum[id];
                }
            }
        }
        return uses;
    }
}
