package dev.tamis.pipeline.recipe;

import java.util.Locale;

/**
 * How duplicates are removed.
 *
 * @param exact whether records with the same text are reduced to one
 * @param scope within what
 */
public record DedupSpec(boolean exact, Scope scope) {

    /** Where two records have to be to count as duplicates of each other. */
    public enum Scope {
        CORPUS,
        SOURCE;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
