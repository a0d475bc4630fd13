package dev.tamis.models.neural;

import java.util.Locale;

/** What a network's output means. */
public enum Task {
    /** One label of several: softmax over the labels. */
    CLASSIFY,
    /** Labels that do not exclude each other: a sigmoid for each. */
    MULTILABEL,
    /** One number, taken as it is, such as FineWeb-Edu's 0 to 5. */
    REGRESS,
    /** A vector: the tokens' vectors pooled, or the network's own, brought to length 1. */
    EMBED;

    /** As recipes write it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
