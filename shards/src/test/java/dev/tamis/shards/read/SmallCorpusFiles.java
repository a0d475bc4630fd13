package dev.tamis.shards.read;

import java.io.IOException;
import java.nio.file.Path;

/** The small corpus for tests of other packages. */
public final class SmallCorpusFiles {
    private SmallCorpusFiles() {}

    /** Writes it in layout "domains". */
    public static void write(Path tokens) throws IOException {
        SmallCorpus.DOMAINS.write(tokens);
    }
}
