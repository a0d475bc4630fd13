package dev.tamis.models;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** A model that gives scores to texts. Loaded once in a process; its threads share it. */
public interface TextModel extends Closeable {

    /** What it gives to each text, in the order in which {@link Scores} takes it. */
    List<ScoreColumn> columns();

    /** Length of the embedding that it gives to each text; 0 where it gives none. */
    default int dimensions() {
        return 0;
    }

    /** Storage and state of one thread; its results do not depend on what it scored before. */
    TextScorer scorer() throws IOException;

    @Override
    default void close() throws IOException {}
}
