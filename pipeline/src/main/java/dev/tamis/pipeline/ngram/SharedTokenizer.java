package dev.tamis.pipeline.ngram;

import dev.tamis.models.ngram.PieceName;
import dev.tamis.models.ngram.train.ArpaText;
import dev.tamis.models.ngram.train.Estimation;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.PieceType;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A tokenizer to broadcast: it travels as its file and is read once on each executor. Piece n is the language model's word
 * {@link Estimation#WORDS} + n; the unknown piece is no word.
 */
final class SharedTokenizer implements Serializable {
    private static final long serialVersionUID = 1L;

    private final byte[] file;
    private transient Encoder encoder;

    /** @throws IllegalArgumentException where its pieces cannot be words of an ARPA file */
    SharedTokenizer(byte[] file) {
        this.file = file;
        check();
    }

    /** An encoder for one thread. */
    synchronized Encoder encoder() {
        if (encoder == null) {
            encoder = new Encoder(SentencePieceModel.parse(file));
        }
        return encoder.another();
    }

    /** Numbers of words are below this. */
    int vocabulary() {
        return Estimation.WORDS + encoder().model().size();
    }

    /** How words are written. */
    ArpaText.Words names() {
        SentencePieceModel model = encoder().model();
        byte[][] names = new byte[Estimation.WORDS + model.size()][];
        if (names.length > Estimation.MOST_WORDS) {
            throw new IllegalArgumentException("the tokenizer has " + model.size() + " pieces (at most "
                    + (Estimation.MOST_WORDS - Estimation.WORDS) + ")");
        }
        names[Estimation.UNK] = "<unk>".getBytes(StandardCharsets.UTF_8);
        names[Estimation.BOS] = "<s>".getBytes(StandardCharsets.UTF_8);
        names[Estimation.EOS] = "</s>".getBytes(StandardCharsets.UTF_8);
        for (int id = 0; id < model.size(); id++) {
            names[Estimation.WORDS + id] = PieceName.of(model.piece(id).bytes().toByteArray());
        }
        return new ArpaText.Words(names);
    }

    /** Refuses pieces that would be the same word, or one of the special ones. */
    private void check() {
        byte[][] names = names().names();
        SentencePieceModel model = encoder().model();
        Set<String> taken = new HashSet<>(List.of("<unk>", "<UNK>", "<s>", "</s>"));
        for (int id = 0; id < model.size(); id++) {
            // Latin-1 keeps bytes apart that are not UTF-8.
            String name = new String(names[Estimation.WORDS + id], StandardCharsets.ISO_8859_1);
            PieceType type = model.piece(id).type();
            if ((type.matchesText() || type == PieceType.BYTE) && (name.isEmpty() || !taken.add(name))) {
                throw new IllegalArgumentException("the tokenizer's piece " + id + ", \""
                        + model.piece(id).text() + "\", cannot be a word of an ARPA file: "
                        + (name.isEmpty() ? "it is empty" : "another has its name"));
            }
        }
    }
}
