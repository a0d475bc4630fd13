package dev.tamis.models.train;

/** Hears how far training is. */
public interface TrainProgress {

    /** Says nothing. */
    TrainProgress SILENT = (words, allWords, rate, loss) -> {};

    /**
     * Called now and then by one thread.
     *
     * @param words words learnt from so far, in all epochs together
     * @param allWords words of all epochs
     * @param rate learning rate
     * @param loss mean loss of the examples so far
     */
    void at(long words, long allWords, double rate, double loss);
}
