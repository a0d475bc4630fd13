package dev.tamis.models;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Scores texts by a model, on one thread. */
public interface TextScorer extends Closeable {

    /** How many texts it likes to have at once: 1 unless it gains by more. */
    default int batch() {
        return 1;
    }

    /**
     * Scores texts. The values of a text do not depend on the other texts of the batch.
     *
     * @param texts at most {@link #batch()} of them
     * @param scores emptied, with a row for each text; what is not set there is null
     * @throws IOException if the model cannot be run; the task then fails
     */
    void score(List<ScoredText> texts, Scores scores) throws IOException;

    /** How many texts so far it did not read to their end. */
    default long cut() {
        return 0;
    }

    @Override
    default void close() throws IOException {}
}
