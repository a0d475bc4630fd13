package dev.tamis.pipeline.stage;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;

/** Walks the tokenized documents of a part in their order, with what packing has to know of them. */
interface PackDocuments extends Closeable {
    /** Goes on to the next document; says whether there is one. */
    boolean next() throws IOException;

    /** The row of the document in its part. */
    long row();

    /** The place of its stock in the list of stocks, or -1 where it is in none. */
    int stock();

    /** Its tokens, 0 or more. */
    int tokens();

    /** Starts a walk over a part, on an executor. The same part always has the same documents. */
    interface Parts extends Serializable {
        PackDocuments open(int part) throws IOException;
    }
}
