package dev.tamis.models.fasttext;

import java.util.Locale;

/** What becomes of a text's line feeds before fastText reads it, which takes one line at a time. */
public enum Newlines {
    /** Each becomes a space: DCLM's classifier, and language identification of datatrove and CCNet's successors. */
    SPACE,
    /** Each is taken away, so that words at its sides become one: CCNet, and datatrove's filter unless told otherwise. */
    DELETE,
    /** Each line is read for itself, and of each label the highest probability counts. */
    LINES;

    /** The policy of its name in a recipe, such as {@code space}. */
    public static Newlines of(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }
}
