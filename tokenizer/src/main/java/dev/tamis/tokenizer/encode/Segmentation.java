package dev.tamis.tokenizer.encode;

import java.util.List;

/**
 * One way to cut a text into pieces.
 *
 * @param pieces in the order of the text
 * @param score for n-best lists and samples of a unigram model, the sum of the pieces' log probabilities; otherwise 0
 */
public record Segmentation(List<PieceSpan> pieces, float score) {
    public Segmentation {
        pieces = List.copyOf(pieces);
    }

    public int[] ids() {
        return pieces.stream().mapToInt(PieceSpan::id).toArray();
    }
}
