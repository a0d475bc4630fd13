package dev.tamis.pipeline.hocon;

import java.util.List;
import java.util.Objects;

/**
 * One key that a file may have. The reader checks values against it and the documentation is made from it.
 *
 * @param path full key; {@code <name>} stands for a name the operator chooses, {@code []} for an item of a list
 * @param type what a value must be
 * @param required whether its absence is a problem
 * @param fallback value taken when the key is absent, as one would write it; null for none
 * @param min least number allowed
 * @param max greatest number allowed
 * @param choices the words allowed by {@link KeyType#CHOICE} and {@link KeyType#CHOICES}
 * @param unit unit of a number, or empty
 * @param doc one sentence for the documentation
 */
public record Key(
        String path,
        KeyType type,
        boolean required,
        String fallback,
        double min,
        double max,
        List<String> choices,
        String unit,
        String doc) {

    public Key {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(type, "type");
        choices = List.copyOf(choices);
    }

    /** An optional key without default. */
    public static Key of(String path, KeyType type, String doc) {
        return new Key(path, type, false, null, -Double.MAX_VALUE, Double.MAX_VALUE, List.of(), "", doc);
    }

    /** A block that holds the keys below this path. */
    public static Key block(String path, String doc) {
        return of(path, KeyType.BLOCK, doc);
    }

    public Key needed() {
        return new Key(path, type, true, fallback, min, max, choices, unit, doc);
    }

    public Key otherwise(Object value) {
        return new Key(path, type, required, value.toString(), min, max, choices, unit, doc);
    }

    public Key from(double least) {
        return between(least, max);
    }

    public Key between(double least, double most) {
        return new Key(path, type, required, fallback, least, most, choices, unit, doc);
    }

    public Key in(String newUnit) {
        return new Key(path, type, required, fallback, min, max, choices, newUnit, doc);
    }

    public Key choosing(List<String> words) {
        return new Key(path, type, required, fallback, min, max, words, unit, doc);
    }

    /** The last part of the path. */
    public String name() {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    /** What is allowed, for messages and the documentation: {@code a whole number from 2 to 100}. */
    public String allowed() {
        String text = type.text();
        if (!choices.isEmpty()) {
            text += " " + String.join(", ", choices);
        }
        boolean hasMin = min > -Double.MAX_VALUE;
        boolean hasMax = max < Double.MAX_VALUE;
        if (hasMin && hasMax) {
            return text + " from " + Numbers.plain(min) + " to " + Numbers.plain(max);
        }
        return hasMin ? text + " from " + Numbers.plain(min) : text;
    }
}
