package dev.tamis.filters.clean;

import java.util.List;

/**
 * A text, what a chain of cleaners left of it, and what each took.
 *
 * @param steps in the order in which they were taken; a cleaner may stand there more than once
 */
public record Cleaned(String before, String text, List<Step> steps) {
    public Cleaned {
        steps = List.copyOf(steps);
    }

    /**
     * What one cleaner did.
     *
     * @param wordsBefore words of the text it was given: tokens of fastText, which splits at ASCII white space, that begin
     *     with a letter or number
     * @param wordsAfter words of the text it gave
     */
    public record Step(String cleaner, Removed removed, long wordsBefore, long wordsAfter) {}
}
