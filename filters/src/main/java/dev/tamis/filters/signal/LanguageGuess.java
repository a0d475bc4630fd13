package dev.tamis.filters.signal;

import java.util.function.Function;

/**
 * The language a text is taken to be in.
 *
 * @param language its code
 * @param confidence 0 to 1
 */
public record LanguageGuess(String language, double confidence) {

    /** What subjects ask unless they are given another. Gives null, "unknown", for every text. */
    static final Function<CharSequence, LanguageGuess> IDENTIFIER = text -> null;
}
