package dev.tamis.pipeline.catalogue;

import java.util.Objects;

/**
 * An entry of a package.
 *
 * @param path in the package
 * @param sha256 of its bytes in lower-case hex
 * @param bytes its length
 */
record CatalogueEntry(String path, String sha256, long bytes) {
    CatalogueEntry {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(sha256, "sha256");
    }

    /** What stands after the last slash of its path. */
    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }
}
