package dev.tamis.models;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;

/** Scores images by a model, on one thread. */
public interface ImageScorer extends Closeable {

    /** How many images it likes to have at once: 1 unless it gains by more. */
    default int batch() {
        return 1;
    }

    /**
     * Scores images. The values of an image do not depend on the other images of the batch beyond rounding.
     *
     * @param images at most {@link #batch()} of them, each with the picture that {@link ImageModel#view} asks for
     * @param scores emptied, with a row for each image; what is not set there is null
     * @throws IOException if the model cannot be run; the task then fails
     */
    void score(List<ScoredImage> images, Scores scores) throws IOException;

    /** How many captions so far it did not read to their end. */
    default long cut() {
        return 0;
    }

    @Override
    default void close() throws IOException {}
}
