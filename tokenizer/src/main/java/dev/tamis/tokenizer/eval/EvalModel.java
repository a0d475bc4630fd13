package dev.tamis.tokenizer.eval;

import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;

/** A model under evaluation, with the name that its figures go by. Shared by threads but for its scratch. */
public final class EvalModel {
    private final String name;
    private final Encoder encoder;
    private final PieceFacts facts;

    public EvalModel(String name, SentencePieceModel model) {
        this(name, new Encoder(model));
    }

    /** A model whose encoder is there already; only {@link #another} uses are safe beside the encoder's own. */
    public EvalModel(String name, Encoder encoder) {
        this.name = name;
        this.encoder = encoder;
        this.facts = new PieceFacts(encoder.model());
    }

    private EvalModel(EvalModel other) {
        name = other.name;
        encoder = other.encoder.another();
        facts = other.facts;
    }

    /** The same for a further thread, with scratch of its own. */
    public EvalModel another() {
        return new EvalModel(this);
    }

    public String name() {
        return name;
    }

    public SentencePieceModel model() {
        return encoder.model();
    }

    Encoder encoder() {
        return encoder;
    }

    PieceFacts facts() {
        return facts;
    }
}
