package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.DataFile;
import java.io.Serializable;

/**
 * A file that a task wrote.
 *
 * @param file what it shall be once committed
 * @param attempt where it stands until then, relative to the run directory
 */
record WrittenFile(DataFile file, String attempt) implements Serializable {}
