package dev.tamis.tokenizer.model;

import java.util.Locale;

/** How a model segments text; the numbers are those of the model file. */
public enum ModelType {
    UNIGRAM(1),
    BPE(2),
    WORD(3),
    CHAR(4);

    private final int number;

    ModelType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The name as SentencePiece's options spell it, such as {@code unigram}. */
    public String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The type of that number, or null when there is none. */
    static ModelType of(long number) {
        return number >= 1 && number <= 4 ? values()[(int) number - 1] : null;
    }
}
