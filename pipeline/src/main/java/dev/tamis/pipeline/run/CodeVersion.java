package dev.tamis.pipeline.run;

import dev.tamis.filters.signal.SignalSet;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.security.MessageDigest;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A digest of the classes that decide what a stage writes, and of the jars of plug-ins. Stages made by other code are made
 * again; nobody has to remember to raise a number.
 */
public final class CodeVersion {
    private static final List<String> PACKAGES = List.of(
            "dev/tamis/filters/",
            "dev/tamis/tokenizer/",
            "dev/tamis/pipeline/run/",
            "dev/tamis/pipeline/table/",
            "dev/tamis/pipeline/source/",
            "dev/tamis/pipeline/rule/",
            "dev/tamis/pipeline/mixture/",
            "dev/tamis/pipeline/stage/");

    private static final String CURRENT = compute();

    private CodeVersion() {}

    /** Hex digest; equal for equal classes, whether they stand in a folder, in module jars or in the one application jar. */
    public static String current() {
        return CURRENT;
    }

    private static String compute() {
        SortedMap<String, byte[]> classes = new TreeMap<>();
        try {
            for (Class<?> anchor : List.of(
                    dev.tamis.filters.record.Kind.class,
                    dev.tamis.tokenizer.encode.Encoder.class,
                    dev.tamis.shards.format.MegatronWriter.class,
                    CodeVersion.class)) {
                CodeSource source = anchor.getProtectionDomain().getCodeSource();
                Path place = Path.of(source.getLocation().toURI());
                if (Files.isDirectory(place)) {
                    collect(place, classes);
                } else {
                    try (FileSystem jar =
                            FileSystems.newFileSystem(URI.create("jar:" + place.toUri()), java.util.Map.of())) {
                        collect(jar.getPath("/"), classes);
                    } catch (java.nio.file.FileSystemAlreadyExistsException e) {
                        collect(
                                FileSystems.getFileSystem(URI.create("jar:" + place.toUri()))
                                        .getPath("/"),
                                classes);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        MessageDigest digest = Digests.sha256();
        try {
            plugins().forEach(sha -> digest.update(sha.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
        classes.forEach((name, sha) -> {
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            digest.update(sha);
        });
        return Digests.hex(digest.digest()).substring(0, 32);
    }

    /** Digests of the jars, or folders, that other sets of signals than those of Tamis come from. */
    private static SortedSet<String> plugins() throws IOException, URISyntaxException {
        SortedSet<String> digests = new TreeSet<>();
        CodeSource own = SignalSet.class.getProtectionDomain().getCodeSource();
        for (SignalSet set : ServiceLoader.load(SignalSet.class, SignalSet.class.getClassLoader())) {
            CodeSource source = set.getClass().getProtectionDomain().getCodeSource();
            if (source != null && !source.getLocation().equals(own.getLocation())) {
                Path place = Path.of(source.getLocation().toURI());
                digests.add(Files.isDirectory(place) ? ofFolder(place) : ofFile(place));
            }
        }
        return digests;
    }

    private static String ofFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return Digests.sha256(in);
        }
    }

    private static String ofFolder(Path folder) throws IOException {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(folder.relativize(file).toString().replace('\\', '/'), ofFile(file));
            }
        }
        return Digests.sha256(files.toString());
    }

    private static void collect(Path root, SortedMap<String, byte[]> classes) throws IOException {
        for (String name : PACKAGES) {
            Path folder = root.resolve(name);
            if (!Files.isDirectory(folder)) {
                continue;
            }
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    try (InputStream in = Files.newInputStream(file)) {
                        classes.put(
                                root.relativize(file).toString().replace('\\', '/'),
                                Digests.sha256().digest(in.readAllBytes()));
                    }
                }
            }
        }
    }
}
