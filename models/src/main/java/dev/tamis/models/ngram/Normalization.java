package dev.tamis.models.ngram;

import java.util.Locale;

/** What is done to a text before its tokenizer cuts it for a language model. */
public enum Normalization {
    /** Nothing; each line is a sentence. */
    NONE,

    /** {@link CcnetText}; a line feed is a control character and goes, so a text is one sentence, as in CCNet's pipeline. */
    CCNET;

    /** As recipes and options write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException where there is none
     */
    public static Normalization of(String id) {
        for (Normalization one : values()) {
            if (one.id().equals(id)) {
                return one;
            }
        }
        throw new IllegalArgumentException("normalize is \"" + id + "\" (must be none or ccnet)");
    }
}
