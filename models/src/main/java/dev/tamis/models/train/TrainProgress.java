package dev.tamis.models.train;

/** Hears how far training is; called by one thread. */
public interface TrainProgress {

    /** Says nothing. */
    TrainProgress SILENT = new TrainProgress() {};

    /** While words are counted. */
    default void read(long words) {}

    /** After words were counted. */
    default void dictionary(long tokens, int words, int labels) {}

    /**
     * Now and then in training, and at its end.
     *
     * @param words words learnt from so far, in all epochs together
     * @param allWords words of all epochs
     * @param rate learning rate
     * @param loss mean loss of the examples so far
     */
    default void at(long words, long allWords, double rate, double loss) {}

    /** A note for the operator. */
    default void note(String line) {}
}
