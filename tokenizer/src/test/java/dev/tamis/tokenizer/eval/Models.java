package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.Piece;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.model.Spec;
import dev.tamis.tokenizer.model.TrainerField;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TokenizerTrainer;
import dev.tamis.tokenizer.train.TrainerOptions;
import dev.tamis.tokenizer.train.WordCounter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Models for tests: small ones given piece by piece, and trained ones. */
final class Models {
    private Models() {}

    /** A unigram model of the unknown piece, of byte pieces if wanted, and of pieces given as text and score. */
    static SentencePieceModel of(boolean byteFallback, Object... pieces) {
        List<Piece> all = new ArrayList<>();
        all.add(Piece.of("<unk>", 0, PieceType.UNKNOWN));
        for (int b = 0; byteFallback && b < 256; b++) {
            all.add(Piece.of(SentencePieceModel.bytePiece(b), 0, PieceType.BYTE));
        }
        for (int i = 0; i < pieces.length; i += 2) {
            all.add(Piece.of((String) pieces[i], ((Number) pieces[i + 1]).floatValue(), PieceType.NORMAL));
        }
        return SentencePieceModel.of(
                all,
                Spec.empty(TrainerField.class).with(TrainerField.BYTE_FALLBACK, byteFallback),
                Spec.empty(NormalizerField.class));
    }

    static SentencePieceModel trained(List<String> lines, String... options) {
        Map<String, String> given = new LinkedHashMap<>(Map.of("model_prefix", "none", "vocab_size", "700"));
        for (int i = 0; i < options.length; i += 2) {
            given.put(options[i], options[i + 1]);
        }
        TrainerOptions parsed = TrainerOptions.parse(given);
        WordCounter counter = new WordCounter(parsed);
        lines.forEach(line -> counter.add(line.getBytes(StandardCharsets.UTF_8)));
        return TokenizerTrainer.train(counter.table(), parsed, Progress.NONE);
    }

    static void add(Evaluator evaluator, TextGroup group, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        evaluator.add(group, bytes, 0, bytes.length);
    }
}
