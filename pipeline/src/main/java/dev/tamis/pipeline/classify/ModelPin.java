package dev.tamis.pipeline.classify;

import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.pipeline.run.Digests;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A model's file as a recipe names it.
 *
 * @param file its name
 * @param sha256 of all its bytes, in hex
 * @param bytes its length
 */
public record ModelPin(String file, String sha256, long bytes) {

    /** Writes a model, and beside it a file that {@code sha256sum -c} reads. */
    static ModelPin write(FastTextModel model, Path file) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            model.write(out);
        }
        ModelPin pin = of(file);
        Files.writeString(
                file.resolveSibling(file.getFileName() + ".sha256"), pin.sha256() + "  " + file.getFileName() + "\n");
        return pin;
    }

    /** The pin of a file that is there. */
    public static ModelPin of(Path file) throws IOException {
        return new ModelPin(file.getFileName().toString(), Digests.sha256(file), Files.size(file));
    }
}
