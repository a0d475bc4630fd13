package dev.tamis.filters.record;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The text of a record.
 *
 * @param text paragraphs separated by blank lines, lines by LF; never holds a lone surrogate or NUL; may be empty
 * @param meta what the document says of itself: {@code title}, {@code author}, {@code lang}, {@code robots}, ...
 * @param images what each U+FFFC of the text stands for, in order; empty where images were not asked for, and then a U+FFFC is
 *     only a character of the text
 * @param imagesLeftOut images of the main text that have no U+FFFC, by the reason
 */
public record ExtractedText(
        String text, Map<String, String> meta, List<PageImage> images, Map<String, Integer> imagesLeftOut) {
    public ExtractedText {
        Objects.requireNonNull(text, "text");
        meta = Map.copyOf(meta);
        images = List.copyOf(images);
        imagesLeftOut = Map.copyOf(imagesLeftOut);
    }

    /** Text without images. */
    public ExtractedText(String text, Map<String, String> meta) {
        this(text, meta, List.of(), Map.of());
    }
}
