package dev.tamis.tokenizer.train;

/** Hears how far training has come. Called from one thread. */
@FunctionalInterface
public interface Progress {
    Progress NONE = line -> {};

    /** One finished step, as a line for people. */
    void report(String line);
}
