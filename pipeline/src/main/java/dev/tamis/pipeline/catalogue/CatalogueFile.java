package dev.tamis.pipeline.catalogue;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * One file of a model of the catalogue.
 *
 * @param key the recipe's key that it fills, {@code file}, {@code text_file} or {@code tokenizer}
 * @param path where it is, or will be once fetched
 * @param artifact the public package that it comes from; null for a slot, which is filled by hand
 * @param entries of the package: the file itself, or what it is made of; none for a slot
 * @param conversion how it is made of its entries; null where it is its entry
 * @param sha256 of its bytes in lower-case hex; null for a slot: the recipe pins it
 * @param bytes its length; 0 for a slot
 * @param from where a person gets it; null where it is fetched
 */
public record CatalogueFile(
        String key,
        Path path,
        Artifact artifact,
        List<CatalogueEntry> entries,
        Conversion conversion,
        String sha256,
        long bytes,
        String from) {
    public CatalogueFile {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(path, "path");
        entries = List.copyOf(entries);
    }

    /** Whether it is got by hand. */
    public boolean isSlot() {
        return artifact == null;
    }

    String name() {
        return String.valueOf(path.getFileName());
    }

    /** The recipe's key that pins it. */
    String pin() {
        return switch (key) {
            case "file" -> "sha256";
            case "text_file" -> "text_sha256";
            default -> key + "_sha256";
        };
    }
}
