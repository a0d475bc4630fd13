package dev.tamis.pipeline.recipe;

import java.io.Serializable;
import java.util.List;

/**
 * A count: of how many documents of the run certain values are the same as a document's.
 *
 * @param name of its column
 * @param of expressions over measured columns; a document for which one has no value takes no part
 * @param where which documents take part, a condition
 */
public record CountSpec(String name, List<String> of, String where) implements Serializable {
    public CountSpec {
        of = List.copyOf(of);
    }

    /** The rank whose groups are the documents that are counted together. */
    public RankSpec groups() {
        return new RankSpec(name, "0", where, of, RankSpec.Weight.DOCUMENTS, 0, List.of(), List.of());
    }
}
