package dev.tamis.pipeline.catalogue;

import java.nio.file.Path;
import java.util.Objects;

/**
 * One file of a model of the catalogue.
 *
 * @param key the recipe's key that it fills, {@code file} or {@code tokenizer}
 * @param path where it is, or will be once fetched
 * @param artifact the public package that it is an entry of; null for a slot, which is filled by hand
 * @param entry its path in the package; null for a slot
 * @param sha256 of its bytes in lower-case hex; null for a slot: the recipe pins it
 * @param bytes its length; 0 for a slot
 * @param from where a person gets it; null where it is fetched
 */
public record CatalogueFile(
        String key, Path path, Artifact artifact, String entry, String sha256, long bytes, String from) {
    public CatalogueFile {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(path, "path");
    }

    /** Whether it is got by hand. */
    public boolean isSlot() {
        return artifact == null;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }
}
