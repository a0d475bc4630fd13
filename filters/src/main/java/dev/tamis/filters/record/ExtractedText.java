package dev.tamis.filters.record;

import java.util.Map;
import java.util.Objects;

/**
 * The text of a record.
 *
 * @param text paragraphs separated by blank lines, lines by LF; never holds a lone surrogate or NUL; may be empty
 * @param meta what the document says of itself: {@code title}, {@code author}, {@code lang}, {@code robots}, ...
 */
public record ExtractedText(String text, Map<String, String> meta) {
    public ExtractedText {
        Objects.requireNonNull(text, "text");
        meta = Map.copyOf(meta);
    }
}
