package dev.tamis.models;

import java.io.IOException;

/** A model that gives scores to texts. */
public interface TextModel extends ScoringModel {

    /** Storage and state of one thread; its results do not depend on what it scored before. */
    TextScorer scorer() throws IOException;
}
