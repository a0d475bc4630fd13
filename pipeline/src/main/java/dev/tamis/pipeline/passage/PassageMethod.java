package dev.tamis.pipeline.passage;

import java.util.Locale;

/** The ways in which repeated passages are found, in the order in which they run, each on what the one before left. */
public enum PassageMethod {
    LINES(1),
    PARAGRAPHS(2),
    SUBSTRING(3);

    private final int number;

    PassageMethod(int number) {
        this.number = number;
    }

    /** Number of the method, from 1. */
    int number() {
        return number;
    }

    /** @throws IllegalArgumentException if no method has the number */
    static PassageMethod numbered(int number) {
        for (PassageMethod method : values()) {
            if (method.number == number) {
                return method;
            }
        }
        throw new IllegalArgumentException("no method has number " + number);
    }

    /** The name in recipes, tables and counts. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
