package dev.tamis.models;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** A model that gives scores to documents. Loaded once in a process; its threads share it. */
public interface ScoringModel extends Closeable {

    /** What it gives to each document, in the order in which {@link Scores} takes it. */
    List<ScoreColumn> columns();

    /** Length of the embedding that it gives to each document; 0 where it gives none. */
    default int dimensions() {
        return 0;
    }

    @Override
    default void close() throws IOException {}
}
