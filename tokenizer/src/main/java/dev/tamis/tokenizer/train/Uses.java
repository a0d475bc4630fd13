package dev.tamis.tokenizer.train;

import dev.tamis.tokenizer.IntArray;

/** How often each piece is used in the best segmentations of all words. */
final class Uses extends WordSum {
    private static final long serialVersionUID = 1L;

    private final float unknown;

    Uses(Alphabet alphabet, PieceList pieces) {
        super(alphabet, pieces, null);
        unknown = Lattice.unknownScore(pieces);
    }

    @Override
    Pass pass() {
        Lattice lattice = new Lattice(pieces(), unknown);
        IntArray path = new IntArray();
        return new Pass(pieces().size()) {
            @Override
            void add(Words words, int word, int[] longest) {
                lattice.best(longest, words.start(word), words.length(word), -1, path);
                long count = words.count(word);
                for (int i = 0; i < path.size(); i++) {
                    sums[path.get(i)] += count;
                }
            }
        };
    }
}
