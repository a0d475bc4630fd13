package dev.tamis.pipeline.stage;

/** A run that had to stop for a reason its operator can do something about. The message says what. */
public final class RunFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    public RunFailedException(String message) {
        super(message);
    }
}
