package dev.tamis.pipeline.model;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.pipeline.recipe.PinnedFile;
import dev.tamis.pipeline.run.Digests;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file of a model, whose bytes were found to be those that the recipe pins. */
final class StoredModel implements ModelSource {
    private final PinnedFile file;
    private final Path path;
    private final Configuration conf;

    private StoredModel(PinnedFile file, Configuration conf) {
        this.file = file;
        this.path = new Path(file.path());
        this.conf = conf;
    }

    /**
     * Opens a file and compares its bytes with its pin.
     *
     * @throws IOException if it cannot be read, or its bytes are others
     */
    static StoredModel open(PinnedFile file, Configuration conf) throws IOException {
        StoredModel stored = new StoredModel(file, conf);
        String found;
        try (InputStream in = stored.open()) {
            found = Digests.sha256(in);
        }
        if (!found.equals(file.sha256())) {
            throw new ModelException(file.path() + " has SHA-256 " + found + ", but the recipe pins " + file.sha256()
                    + ": it is another file, or damaged");
        }
        return stored;
    }

    @Override
    public String name() {
        return file.path();
    }

    @Override
    public long length() throws IOException {
        return system().getFileStatus(path).getLen();
    }

    @Override
    public InputStream open() throws IOException {
        return new BufferedInputStream(system().open(path), 1 << 16);
    }

    @Override
    public java.nio.file.Path local() throws IOException {
        FileSystem system = system();
        if ("file".equals(system.getUri().getScheme())) {
            return java.nio.file.Path.of(system.makeQualified(path).toUri().getPath());
        }
        java.nio.file.Path copy = Files.createTempFile("tamis-", "-" + path.getName());
        copy.toFile().deleteOnExit();
        try (InputStream in = open()) {
            Files.copy(in, copy, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        return copy;
    }

    private FileSystem system() throws IOException {
        return path.getFileSystem(conf);
    }
}
