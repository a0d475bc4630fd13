package dev.tamis.filters.child;

/** A child process did not answer and is gone: the item that it was given has no result, the next needs a new child. */
public final class ChildException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean late;

    ChildException(boolean late, String how, Throwable cause) {
        super(how, cause);
        this.late = late;
    }

    /** Whether it was ended because its deadline had passed; otherwise it ended by itself or broke the protocol. */
    public boolean isLate() {
        return late;
    }
}
