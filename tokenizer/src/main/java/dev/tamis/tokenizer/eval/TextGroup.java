package dev.tamis.tokenizer.eval;

import java.io.Serializable;
import java.util.Comparator;
import java.util.Objects;

/**
 * Texts that are counted together.
 *
 * @param source where they come from; "" where there is no more than one
 * @param language a label, such as {@code en}
 */
public record TextGroup(String source, String language) implements Comparable<TextGroup>, Serializable {
    private static final Comparator<TextGroup> ORDER =
            Comparator.comparing(TextGroup::source).thenComparing(TextGroup::language);

    public TextGroup {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(language, "language");
    }

    @Override
    public int compareTo(TextGroup other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return source.isEmpty() ? language : source + "/" + language;
    }
}
