package dev.tamis.tokenizer.model;

/** What a piece of the vocabulary stands for; the numbers are those of the model file. */
public enum PieceType {
    NORMAL(1),
    UNKNOWN(2),
    CONTROL(3),
    USER_DEFINED(4),
    UNUSED(5),
    BYTE(6);

    private final int number;

    PieceType(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The type of that number, or null when there is none. */
    static PieceType of(long number) {
        return number >= 1 && number <= 6 ? values()[(int) number - 1] : null;
    }

    /** Whether text can match the piece: control, unknown and byte pieces never match. */
    public boolean matchesText() {
        return this == NORMAL || this == USER_DEFINED || this == UNUSED;
    }
}
