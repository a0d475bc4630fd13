package dev.tamis.pipeline.classify;

import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.pipeline.run.Digests;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A model's file as a recipe names it.
 *
 * @param file its name
 * @param sha256 of all its bytes, in hex
 * @param bytes its length
 */
public record ModelPin(String file, String sha256, long bytes) {

    /**
     * Writes a model, and beside it a file that {@code sha256sum -c} reads. A model that is there is replaced at once when
     * the new one is whole: who has it open keeps it, and a failure leaves it.
     */
    static ModelPin write(FastTextModel model, Path file) throws IOException {
        Path part = beside(file, ".part");
        Path digest = beside(file, ".sha256");
        Path digestPart = beside(digest, ".part");
        try {
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part), 1 << 16)) {
                model.write(out);
            }
            ModelPin pin = new ModelPin(file.getFileName().toString(), Digests.sha256(part), Files.size(part));
            Files.writeString(digestPart, pin.sha256() + "  " + pin.file() + "\n");
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            Files.move(digestPart, digest, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            return pin;
        } finally {
            Files.deleteIfExists(part);
            Files.deleteIfExists(digestPart);
        }
    }

    /** Removes a model with its digest, if it is there. */
    static void delete(Path file) throws IOException {
        Files.deleteIfExists(beside(file, ".sha256"));
        Files.deleteIfExists(file);
    }

    private static Path beside(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    /** The pin of a file that is there. */
    public static ModelPin of(Path file) throws IOException {
        return new ModelPin(file.getFileName().toString(), Digests.sha256(file), Files.size(file));
    }
}
