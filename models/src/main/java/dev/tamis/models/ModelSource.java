package dev.tamis.models;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/** One file of a model, on whatever file system it is. */
public interface ModelSource {

    /** How the operator named it, for messages. */
    String name();

    /** Its length in bytes. */
    long length() throws IOException;

    /** Opens it anew at each call; the caller closes it. */
    InputStream open() throws IOException;

    /** A file of the local disk with its bytes, for mapping into memory and for native readers. */
    Path local() throws IOException;
}
