package dev.tamis.jobs.quickstart;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The jars of a folder, each opened once and kept open: pages are read in an order that mixes them. */
final class JarFolder implements Closeable {
    private final Path folder;
    private final Map<String, ZipFile> open = new LinkedHashMap<>();

    JarFolder(Path folder) {
        this.folder = folder;
    }

    /** Names of a jar's files, sorted. */
    List<String> entries(String jar) throws IOException {
        return opened(jar).stream()
                .filter(entry -> !entry.isDirectory())
                .map(ZipEntry::getName)
                .sorted()
                .toList();
    }

    byte[] bytes(String jar, String entry) throws IOException {
        ZipFile file = opened(jar);
        try (InputStream in = file.getInputStream(file.getEntry(entry))) {
            return in.readAllBytes();
        }
    }

    private ZipFile opened(String jar) throws IOException {
        ZipFile file = open.get(jar);
        if (file == null) {
            file = new ZipFile(folder.resolve(jar).toFile());
            open.put(jar, file);
        }
        return file;
    }

    @Override
    public void close() throws IOException {
        for (ZipFile file : open.values()) {
            file.close();
        }
    }
}
