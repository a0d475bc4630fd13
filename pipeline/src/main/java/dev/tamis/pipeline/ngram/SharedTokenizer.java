package dev.tamis.pipeline.ngram;

import dev.tamis.models.ngram.train.ArpaText;
import dev.tamis.models.ngram.train.Estimation;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;

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
        names();
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
            names[Estimation.WORDS + id] = model.piece(id).bytes().toByteArray();
            if (model.piece(id).type().matchesText()) {
                checkName(names[Estimation.WORDS + id], id);
            }
        }
        return new ArpaText.Words(names);
    }

    private static void checkName(byte[] name, int id) {
        String text = new String(name, StandardCharsets.UTF_8);
        boolean divides = name.length == 0;
        for (byte b : name) {
            divides |= b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == 0;
        }
        if (divides || text.equals("<unk>") || text.equals("<UNK>") || text.equals("<s>") || text.equals("</s>")) {
            throw new IllegalArgumentException(
                    "the tokenizer's piece " + id + ", \"" + text + "\", cannot be a word of an ARPA file");
        }
    }
}
