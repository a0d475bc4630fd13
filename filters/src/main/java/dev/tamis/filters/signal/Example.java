package dev.tamis.filters.signal;

import dev.tamis.filters.image.ImageFacts;
import dev.tamis.filters.record.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A text with the value a signal must have on it.
 *
 * @param meta what the source said of the text
 * @param cleaners names of the cleaners that the text goes through before it is measured
 * @param image what was measured on the image whose caption the text is; null where there is none
 * @param expected a {@code Long}, {@code Double}, {@code String} or {@code Boolean}, or null where the signal is
 *     undefined; doubles must agree to 1e-9
 */
public record Example(
        Kind kind, String text, Map<String, String> meta, List<String> cleaners, ImageFacts image, Object expected) {
    public Example {
        meta = Map.copyOf(meta);
        cleaners = List.copyOf(cleaners);
    }

    public static Example of(String text, long expected) {
        return new Example(Kind.WEB, text, Map.of(), List.of(), null, expected);
    }

    public static Example of(String text, double expected) {
        return new Example(Kind.WEB, text, Map.of(), List.of(), null, expected);
    }

    public static Example of(String text, String expected) {
        return new Example(Kind.WEB, text, Map.of(), List.of(), null, expected);
    }

    public static Example of(String text, boolean expected) {
        return new Example(Kind.WEB, text, Map.of(), List.of(), null, expected);
    }

    public static Example undefined(String text) {
        return new Example(Kind.WEB, text, Map.of(), List.of(), null, null);
    }

    /** The same example as a record of another kind. */
    public Example as(Kind other) {
        return new Example(other, text, meta, cleaners, image, expected);
    }

    /** The same example with one more entry of {@code meta}. */
    public Example with(String key, String value) {
        Map<String, String> more = new HashMap<>(meta);
        more.put(key, value);
        return new Example(kind, text, more, cleaners, image, expected);
    }

    /** The same example, cleaned before it is measured. */
    public Example cleanedBy(String... names) {
        return new Example(kind, text, meta, List.of(names), image, expected);
    }

    /** The same example as the caption of an image. */
    public Example of(ImageFacts facts) {
        return new Example(Kind.IMAGE, text, meta, cleaners, facts, expected);
    }
}
