package dev.tamis.models;

import dev.tamis.filters.image.ImageView;
import java.io.IOException;

/** A model that gives scores to images, or to images and their captions. */
public interface ImageModel extends ScoringModel {

    /** The small picture of each image that it looks at. */
    ImageView view();

    /** Storage and state of one thread; its results do not depend on what it scored before. */
    ImageScorer scorer() throws IOException;
}
