package dev.tamis.pipeline.ngram;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/** The texts that a model is trained on, in parts that tasks read. */
public interface TrainingTexts extends Serializable {

    /** Number of parts; what a model becomes does not depend on it. */
    int parts();

    /** Bytes of all texts, or near it; decides the number of shards, so it must be the same whoever reads them. */
    long bytes();

    /** Opens a part. */
    Walk open(int part) throws IOException;

    /** A walk over the texts of a part. */
    interface Walk extends Closeable {

        /** Goes to the next text; false after the last. */
        boolean next() throws IOException;

        /** The array that holds the text in UTF-8; good until the next one. */
        byte[] bytes();

        int start();

        int length();
    }
}
