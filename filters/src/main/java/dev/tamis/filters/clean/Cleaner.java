package dev.tamis.filters.clean;

/**
 * A named transform of a text, such as C4's line rules or the masking of e-mail addresses.
 *
 * <p>A cleaner has no state, depends on nothing but its input, and takes time linear in it whatever it holds.
 */
public interface Cleaner {

    /** Unique, snake_case: the name in recipes, and part of the names of the signals that say what was removed. */
    String name();

    /** One line: what it removes or replaces, with the source of the rule. */
    String doc();

    /** Gives the text without what the cleaner removes, the same object if it removes nothing, and counts in {@code removed}. */
    String clean(String text, Removed removed);
}
