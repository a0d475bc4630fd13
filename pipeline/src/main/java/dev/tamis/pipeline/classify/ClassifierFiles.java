package dev.tamis.pipeline.classify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The files of a trained classifier.
 *
 * @param directory that holds them all
 */
public record ClassifierFiles(Path directory) {

    /** Makes the directory where it is missing. */
    public static ClassifierFiles in(Path directory) throws IOException {
        Files.createDirectories(directory);
        return new ClassifierFiles(directory);
    }

    /** Texts to learn from, in fastText's form. */
    public Path train() {
        return directory.resolve("train.txt");
    }

    /** Texts to measure with. */
    public Path heldOut() {
        return directory.resolve("held-out.txt");
    }

    /** A line for each held-out text that says where it comes from. */
    public Path places() {
        return directory.resolve("held-out.ids");
    }

    public Path model() {
        return directory.resolve("model.bin");
    }

    /** The small copy. */
    public Path small() {
        return directory.resolve("model.ftz");
    }

    public Path json() {
        return directory.resolve("report.json");
    }

    public Path page() {
        return directory.resolve("report.html");
    }
}
