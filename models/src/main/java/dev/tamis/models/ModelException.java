package dev.tamis.models;

import java.io.IOException;

/** A model's file is not what it must be; the message names the file, the place and the cause. */
public final class ModelException extends IOException {
    private static final long serialVersionUID = 1L;

    public ModelException(String message) {
        super(message);
    }

    public ModelException(String message, Throwable cause) {
        super(message, cause);
    }
}
