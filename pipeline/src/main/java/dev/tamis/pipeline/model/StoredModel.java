package dev.tamis.pipeline.model;

import dev.tamis.models.ModelException;
import dev.tamis.models.ModelSource;
import dev.tamis.pipeline.recipe.PinnedFile;
import dev.tamis.pipeline.run.Digests;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** A file of a model, whose bytes were found to be those that the recipe pins. */
final class StoredModel implements ModelSource {
    private final PinnedFile file;
    private final Path path;
    private final Configuration conf;
    private java.nio.file.Path copy;

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
        String found = stored.digest();
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

    private String digest() throws IOException {
        try (InputStream in = open()) {
            return Digests.sha256(in);
        }
    }

    /** The file itself, or one copy of it, whose bytes are compared with the pin too, for as long as the process lives. */
    @Override
    public synchronized java.nio.file.Path local() throws IOException {
        FileSystem system = system();
        if ("file".equals(system.getUri().getScheme())) {
            return java.nio.file.Path.of(system.makeQualified(path).toUri().getPath());
        }
        if (copy == null) {
            java.nio.file.Path fetched = Files.createTempFile("tamis-", "-" + path.getName());
            fetched.toFile().deleteOnExit();
            try (InputStream in = open()) {
                Files.copy(in, fetched, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!Digests.sha256(fetched).equals(file.sha256())) {
                Files.delete(fetched);
                throw new ModelException(file.path() + " was changed while it was read");
            }
            copy = fetched;
        }
        return copy;
    }

    private FileSystem system() throws IOException {
        return path.getFileSystem(conf);
    }
}
