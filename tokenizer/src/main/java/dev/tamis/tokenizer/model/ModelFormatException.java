package dev.tamis.tokenizer.model;

/** Says that bytes are not a SentencePiece model that an encoder could use, and why. */
public final class ModelFormatException extends IllegalArgumentException {
    public ModelFormatException(String message) {
        super(message);
    }

    public ModelFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
