package dev.tamis.models.vision;

import java.nio.file.Files;
import java.nio.file.Path;

/** Files that `tamis models fetch` got, for tests that are skipped without them. */
final class Fetched {
    private Fetched() {}

    /** The file, or null if it was not fetched. */
    static Path file(String name) {
        String folder = System.getenv("TAMIS_MODELS");
        Path file = (folder == null || folder.isEmpty()
                        ? Path.of(System.getProperty("tamis.root", ".."), "model-files")
                        : Path.of(folder))
                .resolve(name);
        return Files.isRegularFile(file) ? file : null;
    }
}
