package dev.tamis.models.ngram.train;

import java.io.Serializable;

/** N-grams on their way to a shard. */
public record Routed(int shard, Kind kind, GramList grams) implements Serializable {
    /** What they are there. */
    public enum Kind {
        /** N-grams with counts or with what their probability is made of. */
        GRAMS,
        /** Contexts with what is left to lower orders after them. */
        CONTEXTS,
        /** Contexts of one word, which go to the driver: shard -1. */
        WORD_CONTEXTS
    }
}
