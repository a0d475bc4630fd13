package dev.tamis.models;

import dev.tamis.filters.image.Pixels;
import java.util.Objects;

/**
 * An image that a model is to score.
 *
 * @param pixels the small picture that the model asked for; not changed by the model
 * @param caption what is said of it, valid UTF-8; null or empty where nothing is
 */
public record ScoredImage(Pixels pixels, byte[] caption) {
    public ScoredImage {
        Objects.requireNonNull(pixels, "pixels");
    }
}
