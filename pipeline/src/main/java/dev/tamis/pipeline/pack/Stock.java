package dev.tamis.pipeline.pack;

import java.io.Serializable;

/**
 * Documents that are packed with each other into sequences of one length.
 *
 * @param name in counts, such as {@code web/en@2048}
 * @param sequenceLength in tokens, at least 1
 */
public record Stock(String name, int sequenceLength) implements Serializable {
    public Stock {
        if (sequenceLength < 1) {
            throw new IllegalArgumentException(
                    "Invalid sequence length: " + sequenceLength + " of " + name + " (must be at least 1)");
        }
    }
}
