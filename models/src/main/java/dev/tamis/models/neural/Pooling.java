package dev.tamis.models.neural;

import java.util.Locale;

/** How the vectors of tokens become one of the text. */
public enum Pooling {
    /** Their mean, special tokens included, as Sentence-Transformers has it. */
    MEAN,
    /** The first token's. */
    CLS;

    /** As recipes write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
