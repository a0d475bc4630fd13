package dev.tamis.pipeline.recipe;

import dev.tamis.pipeline.recipe.DedupSpec.Scope;
import java.io.Serializable;
import java.util.Locale;
import java.util.Optional;

/**
 * Which repeated passages are cut from the documents that survive dedup.
 *
 * @param lines repeated lines
 * @param paragraphs repeated paragraphs
 * @param substring token sequences that stand elsewhere too
 * @param dropShare share of a document's bytes that may be cut, 0 to 1; where more would be, the document is dropped
 */
public record PassagesSpec(
        Optional<Units> lines, Optional<Units> paragraphs, Optional<Substring> substring, double dropShare) {

    /** Which copies stay. */
    public enum Keep {
        /** The one in the best document. */
        BEST,
        /** None. */
        NONE;

        /** The name in recipes. */
        public String id() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Lines or paragraphs.
     *
     * @param documents least number of documents that have to share one
     * @param words least number of words of one that is looked at
     */
    public record Units(Scope scope, long documents, int words, Keep keep) implements Serializable {}

    /** @param tokens least length of a repeated sequence */
    public record Substring(Scope scope, int tokens, Keep keep) implements Serializable {}

    /** Whether there is anything to look for. */
    public boolean any() {
        return lines.isPresent() || paragraphs.isPresent() || substring.isPresent();
    }
}
