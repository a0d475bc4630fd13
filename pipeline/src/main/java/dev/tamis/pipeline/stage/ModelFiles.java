package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.tokenizer.model.ModelFormatException;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** Reads files that a recipe names for its tokenizer, on any file system; errors name the recipe's key. */
final class ModelFiles {
    private ModelFiles() {}

    /**
     * All bytes of a model file.
     *
     * @param key of the recipe, such as {@code tokenizer.model}
     */
    static byte[] read(RunDirectory run, String key, String file) throws IOException {
        Path path = new Path(file);
        FileSystem files = path.getFileSystem(run.conf());
        try {
            FileStatus status = files.getFileStatus(path);
            if (status.isDirectory()) {
                throw new IOException(key + ": " + file + " is a directory, not a model file");
            }
            if (status.getLen() > SentencePieceModel.MOST_BYTES) {
                throw new IOException(key + ": " + file + " is no model: it has more than "
                        + SentencePieceModel.MOST_BYTES + " bytes");
            }
            try (InputStream in = files.open(path)) {
                return in.readAllBytes();
            }
        } catch (FileNotFoundException e) {
            throw new IOException(key + ": no file " + file, e);
        }
    }

    /** The model that a file holds. */
    static SentencePieceModel parse(byte[] bytes, String key, String file) throws IOException {
        try {
            return SentencePieceModel.parse(bytes);
        } catch (ModelFormatException e) {
            throw new IOException(key + ": " + file + " is no SentencePiece model: " + e.getMessage(), e);
        }
    }
}
