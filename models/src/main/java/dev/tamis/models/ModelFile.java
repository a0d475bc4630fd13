package dev.tamis.models;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of a model on the local disk. */
public record ModelFile(Path local) implements ModelSource {
    @Override
    public String name() {
        return local.toString();
    }

    @Override
    public long length() throws IOException {
        return Files.size(local);
    }

    @Override
    public InputStream open() throws IOException {
        return new BufferedInputStream(Files.newInputStream(local), 1 << 16);
    }
}
