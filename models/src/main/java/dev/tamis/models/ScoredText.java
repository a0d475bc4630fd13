package dev.tamis.models;

import java.util.Objects;

/**
 * A text that a model is to score.
 *
 * @param utf8 valid UTF-8; not changed by the model
 * @param lang code of its language by the signal {@code lang}, or null
 */
public record ScoredText(byte[] utf8, String lang) {
    public ScoredText {
        Objects.requireNonNull(utf8, "utf8");
    }
}
