package dev.tamis.pipeline.catalogue;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.typesafe.config.ConfigFactory;
import dev.tamis.models.tfjs.LayersModel;
import dev.tamis.pipeline.run.Digests;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fetching, from a registry on this machine. */
final class ModelFetchTest {
    private static final byte[] MODEL = "a model".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TOKENIZER = "a tokenizer".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path temp;

    private final Map<String, byte[]> served = new TreeMap<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            asked.add(path);
            byte[] body = served.get(path);
            exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
            if (body != null) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private String address() {
        return "http://" + server.getAddress().getHostString() + ":"
                + server.getAddress().getPort();
    }

    private List<Path> fetch(CatalogueModel model) throws IOException {
        return fetch(model, 1L << 20, Duration.ofMinutes(1));
    }

    private List<Path> fetch(CatalogueModel model, long largest, Duration silence) throws IOException {
        return new ModelFetch(
                        variable -> variable.startsWith("TAMIS_") ? address() : null, line -> {}, largest, silence)
                .fetch(model);
    }

    private CatalogueFile file(String key, Artifact artifact, String entry, byte[] bytes) {
        CatalogueEntry wanted = new CatalogueEntry(entry, Digests.sha256(bytes), bytes.length);
        return new CatalogueFile(
                key,
                temp.resolve("models/m/" + key),
                artifact,
                List.of(wanted),
                null,
                wanted.sha256(),
                wanted.bytes(),
                null);
    }

    private static CatalogueModel model(CatalogueFile... files) {
        return new CatalogueModel(
                "m",
                "onnx",
                "about",
                "MIT",
                List.of(files),
                ConfigFactory.empty().root());
    }

    private static Artifact npm(String text) {
        return Artifact.parse(Artifact.Registry.NPM, text).orElseThrow();
    }

    private static Artifact maven(String text) {
        return Artifact.parse(Artifact.Registry.MAVEN, text).orElseThrow();
    }

    private static byte[] tarball(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(new GZIPOutputStream(bytes))) {
            TarArchiveEntry link = new TarArchiveEntry("package/link", TarConstants.LF_SYMLINK);
            link.setLinkName("/etc/passwd");
            tar.putArchiveEntry(link);
            tar.closeArchiveEntry();
            for (Map.Entry<String, byte[]> one : entries.entrySet()) {
                TarArchiveEntry entry = new TarArchiveEntry(one.getKey(), true);
                entry.setSize(one.getValue().length);
                tar.putArchiveEntry(entry);
                tar.write(one.getValue());
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] jar(Map<String, byte[]> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> one : entries.entrySet()) {
                zip.putNextEntry(new ZipEntry(one.getKey()));
                zip.write(one.getValue());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }

    private List<String> written() throws IOException {
        try (Stream<Path> all = Files.walk(temp)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> temp.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void anEntryOfAnNpmPackageIsFetchedAndNothingElseOfItIsWritten() throws IOException {
        served.put(
                "/@scope/pack/-/pack-1.0.0.tgz",
                tarball(new TreeMap<>(Map.of("../../escape", MODEL, "/absolute", MODEL, "package/dist/m.ftz", MODEL))));
        CatalogueModel model = model(file("file", npm("@scope/pack:1.0.0"), "package/dist/m.ftz", MODEL));
        assertEquals(List.of(temp.resolve("models/m/file")), fetch(model));
        assertArrayEquals(MODEL, Files.readAllBytes(temp.resolve("models/m/file")));
        assertEquals(List.of("models/m/file"), written());
        assertTrue(model.missing().isEmpty());
        assertEquals(List.of(), fetch(model), "what is there is not fetched again");
        assertEquals(1, asked.size());
    }

    @Test
    void twoEntriesOfOneJarAreReadInOnePass() throws IOException {
        served.put(
                "/org/example/some/pack/2.1/pack-2.1.jar",
                jar(new TreeMap<>(Map.of("a/model.onnx", MODEL, "tokenizer.json", TOKENIZER, "z", MODEL))));
        Artifact artifact = maven("org.example.some:pack:2.1");
        fetch(model(
                file("file", artifact, "a/model.onnx", MODEL),
                file("tokenizer", artifact, "tokenizer.json", TOKENIZER)));
        assertEquals(List.of("models/m/file", "models/m/tokenizer"), written());
        assertEquals(1, asked.size());
    }

    @Test
    void whatIsNotWhatTheCataloguePinsLeavesNothing() throws IOException {
        Artifact artifact = npm("pack:1.0.0");
        String path = "/pack/-/pack-1.0.0.tgz";
        CatalogueModel model = model(file("file", artifact, "package/m", MODEL));
        refused(model, "answers 404");
        served.put(path, tarball(Map.of("package/other", MODEL)));
        refused(model, "has no entry package/m");
        served.put(path, tarball(Map.of("package/m", "b model".getBytes(StandardCharsets.UTF_8))));
        refused(model, "the catalogue pins 7 with");
        served.put(path, tarball(Map.of("package/m", new byte[8])));
        refused(model, "has more than 7 bytes");
        byte[] whole = tarball(Map.of("package/m", MODEL));
        served.put(path, java.util.Arrays.copyOf(whole, whole.length / 2));
        refused(model, "pack-1.0.0.tgz");
        served.put(path, "not a tarball".getBytes(StandardCharsets.UTF_8));
        refused(model, "pack-1.0.0.tgz");
    }

    private void refused(CatalogueModel model, String message) throws IOException {
        IOException thrown = assertThrows(IOException.class, () -> fetch(model));
        assertTrue(thrown.getMessage().contains(message), thrown.getMessage());
        assertEquals(List.of(), written());
    }

    /** What is skipped is unpacked too: ten megabytes of zeros come as ten thousand bytes. */
    @Test
    void anArchiveThatUnpacksToTooMuchIsGivenUp() throws IOException {
        TreeMap<String, byte[]> entries = new TreeMap<>(Map.of("a", new byte[10 << 20], "m", MODEL));
        served.put("/pack/-/pack-1.0.0.tgz", tarball(entries));
        refused(model(file("file", npm("pack:1.0.0"), "m", MODEL)), "has more than 1048576 bytes");
        served.put("/org/example/pack/2.1/pack-2.1.jar", jar(entries));
        refused(model(file("file", maven("org.example:pack:2.1"), "m", MODEL)), "has more than 1048576 bytes");
    }

    @Test
    void anAnswerThatStallsIsGivenUp() throws IOException {
        byte[] whole = tarball(Map.of("package/m", MODEL));
        CountDownLatch done = new CountDownLatch(1);
        server.createContext("/slow/", exchange -> {
            exchange.sendResponseHeaders(200, whole.length);
            exchange.getResponseBody().write(whole, 0, 20);
            exchange.getResponseBody().flush();
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        try {
            IOException thrown = assertTimeoutPreemptively(
                    Duration.ofSeconds(30),
                    () -> assertThrows(
                            IOException.class,
                            () -> fetch(
                                    model(file("file", npm("slow:1.0.0"), "package/m", MODEL)),
                                    1L << 20,
                                    Duration.ofMillis(200))));
            assertTrue(thrown.getMessage().contains("gives nothing for"), thrown.getMessage());
            assertEquals(List.of(), written());
        } finally {
            done.countDown();
        }
    }

    @Test
    void aFileThatWasChangedIsToldAndKept() throws IOException {
        Files.createDirectories(temp.resolve("models/m"));
        Files.writeString(temp.resolve("models/m/file"), "mine");
        CatalogueModel model = model(file("file", npm("pack:1.0.0"), "package/m", MODEL));
        IOException thrown = assertThrows(IOException.class, () -> fetch(model));
        assertTrue(thrown.getMessage().contains("is there, but is not what the catalogue pins"), thrown.getMessage());
        assertEquals("mine", Files.readString(temp.resolve("models/m/file")));
        assertEquals(List.of(), asked);
    }

    /** The mean of a pixel's channels, with weights of a byte. */
    private static final String LAYERS = "a.exports={modelTopology:{model_config:{class_name:\"Model\",config:{layers:["
            + "{name:\"i\",class_name:\"InputLayer\",config:{batch_input_shape:[null,1,1,3]},inbound_nodes:[]},"
            + "{name:\"f\",class_name:\"Flatten\",config:{},inbound_nodes:[[[\"i\",0,0,{}]]]},"
            + "{name:\"d\",class_name:\"Dense\",config:{use_bias:!1},inbound_nodes:[[[\"f\",0,0,{}]]]}],"
            + "output_layers:[[\"d\",0,0]]}}},weightsManifest:[{paths:[\"s\"],weights:[{name:\"d/kernel\",shape:[3,1],"
            + "dtype:\"float32\",quantization:{min:0,scale:.25,dtype:\"uint8\"}}]}]}";

    private CatalogueFile converted(String sha256, long bytes, List<CatalogueEntry> entries) {
        return new CatalogueFile(
                "file", temp.resolve("models/m/file"), npm("m:1.0"), entries, Conversion.TFJS, sha256, bytes, null);
    }

    @Test
    void whatAFileIsMadeOfIsFetchedCheckedAndConverted() throws IOException {
        byte[] model = LAYERS.getBytes(StandardCharsets.UTF_8);
        byte[] shard = "a.exports=\"AQIE\"".getBytes(StandardCharsets.UTF_8);
        served.put("/m/-/m-1.0.tgz", tarball(Map.of("package/s.min.js", shard, "package/model.min.js", model)));
        List<CatalogueEntry> entries = List.of(
                new CatalogueEntry("package/model.min.js", Digests.sha256(model), model.length),
                new CatalogueEntry("package/s.min.js", Digests.sha256(shard), shard.length));
        byte[] made = LayersModel.toOnnx("model.min.js", model, Map.of("s.min.js", shard));
        List<Path> fetched = fetch(model(converted(Digests.sha256(made), made.length, entries)));
        assertArrayEquals(made, Files.readAllBytes(fetched.get(0)));
        // A second time nothing is read.
        asked.clear();
        assertEquals(List.of(), fetch(model(converted(Digests.sha256(made), made.length, entries))));
        assertEquals(List.of(), asked);
    }

    @Test
    void aConversionThatGivesOtherBytesLeavesNothing() throws IOException {
        byte[] model = LAYERS.getBytes(StandardCharsets.UTF_8);
        byte[] shard = "a.exports=\"AQIE\"".getBytes(StandardCharsets.UTF_8);
        served.put("/m/-/m-1.0.tgz", tarball(Map.of("package/s.min.js", shard, "package/model.min.js", model)));
        CatalogueEntry topology = new CatalogueEntry("package/model.min.js", Digests.sha256(model), model.length);
        CatalogueEntry weights = new CatalogueEntry("package/s.min.js", Digests.sha256(shard), shard.length);
        CatalogueEntry other = new CatalogueEntry("package/s.min.js", "0".repeat(64), shard.length);
        byte[] made = LayersModel.toOnnx("model.min.js", model, Map.of("s.min.js", shard));
        for (CatalogueFile file : List.of(
                converted("0".repeat(64), made.length, List.of(topology, weights)),
                converted(Digests.sha256(made), made.length - 1, List.of(topology, weights)),
                converted(Digests.sha256(made), made.length, List.of(topology, other)),
                converted(Digests.sha256(made), made.length, List.of(weights, topology)))) {
            assertThrows(IOException.class, () -> fetch(model(file)));
            assertFalse(Files.exists(file.path()));
        }
    }

    @Test
    void aJarWithAClassifierIsFetchedByIt() throws IOException {
        byte[] bytes = "<x/>".getBytes(StandardCharsets.UTF_8);
        served.put("/org/a/b/1.0/b-1.0-linux-x86_64.jar", jar(Map.of("share/x.xml", bytes)));
        List<Path> fetched = fetch(model(file("file", maven("org.a:b:1.0:linux-x86_64"), "share/x.xml", bytes)));
        assertArrayEquals(bytes, Files.readAllBytes(fetched.get(0)));
    }

    @Test
    void aSlotIsNotFetched() {
        CatalogueModel slot = model(new CatalogueFile(
                "file", temp.resolve("models/m/f"), null, List.of(), null, null, 0, "https://example.org/f"));
        IOException thrown = assertThrows(IOException.class, () -> fetch(slot));
        assertTrue(thrown.getMessage().contains("get it from https://example.org/f"), thrown.getMessage());
        assertFalse(slot.files().get(0).path().toFile().exists());
    }
}
