package dev.tamis.filters.language;

import java.util.Objects;

/**
 * The likeliest language of a text.
 *
 * @param language ISO 639-1 code where the language has one ({@code en}), else ISO 639-3 ({@code ceb}); {@code und} when
 *     the text has no letters or is in a script of which no language is known here
 * @param confidence between 0 and 1; 0 for {@code und}
 */
public record Guess(String language, double confidence) {
    /** No language could be told. */
    public static final Guess UNDETERMINED = new Guess("und", 0);

    public Guess {
        Objects.requireNonNull(language, "language");
        if (!(confidence >= 0 && confidence <= 1)) {
            throw new IllegalArgumentException("Invalid confidence: " + confidence + " (must be within 0 and 1)");
        }
    }
}
