package dev.tamis.tokenizer.train;

import com.google.protobuf.ByteString;
import dev.tamis.tokenizer.model.ModelType;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.TrainerField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** Puts given and learnt pieces together to a model. */
final class Vocabulary {
    /** A learnt piece. */
    record Scored(String text, float score) {}

    /** By score from best to worst, then by bytes. */
    static final Comparator<Scored> BEST_FIRST = Comparator.comparingDouble((Scored piece) -> -piece.score)
            .thenComparing(
                    piece -> ByteString.copyFromUtf8(piece.text), ByteString.unsignedLexicographicalComparator());

    private Vocabulary() {}

    static SentencePieceModel model(TrainerOptions options, MetaPieces metas, List<Scored> learnt) {
        Set<String> given = metas.texts();
        List<Scored> others = new ArrayList<>(learnt);
        // A single character may be both given and learnt; it is given then.
        others.removeIf(piece -> given.contains(piece.text));
        int size = metas.size() + others.size();
        boolean soft = !options.flag(TrainerField.HARD_VOCAB_LIMIT) || options.modelType() == ModelType.CHAR;
        if (size < options.vocabSize() && !soft) {
            throw new IllegalArgumentException("vocab_size: found " + options.vocabSize()
                    + ", but this text gives at most " + size + " pieces: set vocab_size to " + size
                    + " or less, or set hard_vocab_limit to false");
        }
        List<Piece> pieces = new ArrayList<>(size);
        int next = 0;
        for (int id = 0; id < options.vocabSize(); id++) {
            MetaPieces.Meta meta = metas.byId().get(id);
            if (meta != null) {
                if (pieces.size() != id) {
                    throw new IllegalArgumentException("the piece \"" + meta.text() + "\" is to have id " + id
                            + ", but there are only " + pieces.size() + " pieces before it");
                }
                pieces.add(Piece.of(meta.text(), 0, meta.type()));
            } else if (next < others.size()) {
                pieces.add(Piece.of(others.get(next).text, others.get(next).score, PieceType.NORMAL));
                next++;
            }
        }
        Spec<TrainerField> spec = options.trainer()
                .with(TrainerField.VOCAB_SIZE, pieces.size())
                .explicit()
                .without(TrainerField.MINING_SENTENCE_SIZE)
                .without(TrainerField.TRAINING_SENTENCE_SIZE);
        return SentencePieceModel.of(pieces, spec, FrontEnd.compiled(options));
    }
}
