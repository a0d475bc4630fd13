package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.Manifest;

/** Hears how a run goes on. Called on the driver, from one thread. */
public interface Progress {
    Progress SILENT = new Progress() {};

    /** A stage begins. */
    default void started(String stage) {}

    /** A stage's output was there already. */
    default void skipped(String stage, Manifest manifest) {}

    /** A stage was committed. */
    default void finished(String stage, Manifest manifest, long millis) {}

    /** A line worth telling while a stage runs. */
    default void note(String line) {}
}
