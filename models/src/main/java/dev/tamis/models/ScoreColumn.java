package dev.tamis.models;

import dev.tamis.filters.signal.SignalType;
import java.util.Objects;

/**
 * One value that a model gives to each text.
 *
 * @param suffix what follows the model's own name, such as {@code _label}; empty for the model's main score
 * @param type of the value
 * @param doc one sentence for users: what it is, its range, and when it is null
 */
public record ScoreColumn(String suffix, SignalType type, String doc) {
    public ScoreColumn {
        Objects.requireNonNull(suffix, "suffix");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(doc, "doc");
    }
}
