package dev.tamis.pipeline.catalogue;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A model of the catalogue.
 *
 * @param name that a recipe's {@code use} gives
 * @param type of the recipe's block, such as {@code fasttext}
 * @param about what it is, for lists
 * @param licence it is given under
 * @param files it consists of, in the catalogue's order
 * @param settings keys of the recipe's block and their values, with the catalogue's lines as their origin
 */
public record CatalogueModel(
        String name, String type, String about, String licence, List<CatalogueFile> files, ConfigObject settings) {
    public CatalogueModel {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        files = List.copyOf(files);
    }

    /** Whether some of its files are got by hand. */
    public boolean isSlot() {
        return files.stream().anyMatch(CatalogueFile::isSlot);
    }

    /** Length of its files in bytes; 0 for a slot. */
    public long bytes() {
        return files.stream().mapToLong(CatalogueFile::bytes).sum();
    }

    /**
     * What the recipe's block would say to have this model: type, files, their SHA-256 where the catalogue knows it, and the
     * settings. To be laid under what the block does say.
     */
    public ConfigObject block() {
        ConfigObject block = settings.withValue("type", value(type));
        for (CatalogueFile file : files) {
            block = block.withValue(file.key(), value(file.path().toString()));
            if (file.sha256() != null) {
                block = block.withValue(file.pin(), value(file.sha256()));
            }
        }
        return block;
    }

    /** Why it cannot be used, and what to do about it; empty if all its files are there with the lengths they must have. */
    public Optional<String> missing() throws IOException {
        for (CatalogueFile file : files) {
            if (!Files.isRegularFile(file.path())) {
                return Optional.of(
                        file.isSlot()
                                ? "no package registry has " + name + ": get it from " + file.from() + ", put it at "
                                        + file.path() + ", and pin it by what `tamis models check " + file.path()
                                        + "` prints"
                                : "not fetched yet: run `tamis models fetch " + name + "` (" + file.path()
                                        + " is not there)");
            }
            if (!file.isSlot() && Files.size(file.path()) != file.bytes()) {
                return Optional.of(file.path() + " has " + Files.size(file.path()) + " bytes, not " + file.bytes()
                        + ": delete it and run `tamis models fetch " + name + "`");
            }
        }
        return Optional.empty();
    }

    private com.typesafe.config.ConfigValue value(String text) {
        return ConfigValueFactory.fromAnyRef(text, "the catalogue's " + name);
    }
}
