package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.IntArray;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;

/**
 * Pieces that encoding never gives although they have an id: the string of each, encoded by its own model, is cut
 * differently. Of a unigram model such a piece loses to other pieces in any context; or the normaliser rewrites it.
 */
public final class Unreachable {
    private Unreachable() {}

    /**
     * The ids of the normal and user-defined pieces whose own string encodes to something else, in rising order. The
     * space that is put in front of a text, and the removal of extra ones, are left out: the piece is what is within.
     */
    public static int[] of(SentencePieceModel model) {
        Encoder encoder = new Encoder(SentencePieceModel.of(
                model.pieces(),
                model.trainer(),
                model.normalizer()
                        .with(NormalizerField.ADD_DUMMY_PREFIX, false)
                        .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, false)));
        IntArray unreachable = new IntArray();
        IntArray ids = new IntArray();
        for (int id = 0; id < model.size(); id++) {
            PieceType type = model.piece(id).type();
            if (type == PieceType.NORMAL || type == PieceType.USER_DEFINED) {
                byte[] surface = model.piece(id).bytes().toByteArray();
                ids.clear();
                encoder.encode(surface, 0, surface.length, ids);
                if (ids.size() != 1 || ids.get(0) != id) {
                    unreachable.add(id);
                }
            }
        }
        return unreachable.toArray();
    }
}
