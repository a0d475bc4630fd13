package dev.tamis.jobs.quickstart;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Makes the quickstart's input out of released artifacts of other projects: WARC files of their pages, their source
 * jars as they are, and their documents as single files.
 *
 * <p>The same artifacts give the same files. {@code READY} is written last, so a run that was cut short is done again.
 */
public final class QuickstartInput {
    /** Most pages of one artifact, so that no project and no language drowns the others. */
    static final int PAGES_PER_ARTIFACT = 700;

    static final int PAGES_PER_SHARD = 1000;

    private static final String READY = "READY";
    private static final String TITLE = "# The quickstart's input\n";
    private static final Instant CRAWLED = Instant.parse("2026-11-01T00:00:00Z");
    private static final String RESOLVE = "./mvnw -Pquickstart -pl jobs dependency:copy@quickstart-artifacts";

    private final List<Artifact> artifacts;
    private final byte[] list;
    private final Path from;
    private final Path output;

    QuickstartInput(List<Artifact> artifacts, byte[] list, Path from, Path output) {
        this.artifacts = artifacts;
        this.list = list.clone();
        this.from = from;
        this.output = output;
    }

    /**
     * What was written.
     *
     * @param pages web pages, in WARC files
     * @param sources source jars
     * @param documents single documents
     * @param done false where the input was there already and nothing was written
     */
    public record Counts(int pages, int sources, int documents, boolean done) {}

    public static void main(String[] args) {
        if (args.length != 2) {
            System.err.println("Usage: QuickstartInput ARTIFACTS OUTPUT\n"
                    + "  ARTIFACTS  folder that " + RESOLVE + " filled\n"
                    + "  OUTPUT     folder to write web/, code/ and books/ into");
            System.exit(2);
        }
        try {
            Counts counts = prepare(Path.of(args[0]), Path.of(args[1]));
            if (counts.done()) {
                System.err.printf(
                        Locale.ROOT,
                        "Quickstart input: %,d web pages, %d source jars, %d documents in %s%n",
                        counts.pages(),
                        counts.sources(),
                        counts.documents(),
                        args[1]);
            }
        } catch (IOException | IllegalArgumentException e) {
            System.err.println("quickstart: " + e.getMessage());
            System.exit(3);
        }
    }

    /**
     * Writes the input into {@code output}, unless it is there already and was made from the same list.
     *
     * @throws IOException if an artifact is missing, is not the pinned one or cannot be read, or the disk fails
     */
    public static Counts prepare(Path artifacts, Path output) throws IOException {
        return new QuickstartInput(Artifact.list(), Artifact.listBytes(), artifacts, output).write();
    }

    Counts write() throws IOException {
        Path ready = output.resolve(READY);
        if (Files.exists(ready) && Arrays.equals(Files.readAllBytes(ready), list)) {
            return new Counts(0, 0, 0, false);
        }
        for (Artifact artifact : artifacts) {
            check(artifact);
        }
        claim();
        Files.deleteIfExists(ready);
        try (JarFolder opened = new JarFolder(from)) {
            return write(opened, ready);
        }
    }

    private Counts write(JarFolder jars, Path ready) throws IOException {
        Path web = emptied("web");
        Path code = emptied("code");
        Path books = emptied("books");

        List<String> lines = new ArrayList<>();
        List<Page> pages = new ArrayList<>();
        int sources = 0;
        int documents = 0;
        for (Artifact artifact : artifacts) {
            int count = switch (artifact.part()) {
                case WEB -> {
                    List<Page> some = pages(jars, artifact);
                    pages.addAll(some);
                    yield some.size();
                }
                case CODE -> {
                    Files.copy(from.resolve(artifact.fileName()), code.resolve(artifact.fileName()));
                    sources++;
                    yield codeFiles(jars, artifact);
                }
                case BOOKS -> {
                    int some = writeDocuments(jars, artifact, books);
                    documents += some;
                    yield some;
                }
            };
            lines.add("| " + artifact.part().name().toLowerCase(Locale.ROOT) + " | " + artifact.coordinates() + " | "
                    + artifact.licence() + " | " + artifact.languages() + " | " + count + " |");
        }
        writeShards(jars, pages, web);
        writeWhole(output.resolve("README.md"), readme(lines).getBytes(StandardCharsets.UTF_8));
        writeWhole(ready, list);
        return new Counts(pages.size(), sources, documents, true);
    }

    private void check(Artifact artifact) throws IOException {
        Path file = from.resolve(artifact.fileName());
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + " is missing; resolve the artifacts: " + RESOLVE);
        }
        String found = sha256(file);
        if (!found.equals(artifact.sha256())) {
            throw new IOException(file + " has SHA-256 " + found + " but " + artifact.coordinates() + " is pinned to "
                    + artifact.sha256() + "; delete it from the local Maven repository and resolve it again: "
                    + RESOLVE);
        }
    }

    static String sha256(Path file) throws IOException {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK lacks SHA-256, which every JDK must have", e);
        }
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            in.transferTo(OutputStream.nullOutputStream());
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /** Makes sure that the files to be replaced are those of an earlier run, not somebody's own. */
    private void claim() throws IOException {
        Path readme = output.resolve("README.md");
        boolean ours = Files.isRegularFile(readme)
                && new String(Files.readAllBytes(readme), StandardCharsets.ISO_8859_1).startsWith(TITLE);
        if (!ours) {
            Files.createDirectories(output);
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(output)) {
                if (entries.iterator().hasNext()) {
                    throw new IOException("Refusing to write into " + output.toAbsolutePath()
                            + ": it holds files that Tamis did not make; move them away or work in another folder");
                }
            }
            writeWhole(readme, TITLE.getBytes(StandardCharsets.UTF_8));
        }
    }

    /** The folder, without the files of an earlier run; what is not a plain file in it is left alone. */
    private Path emptied(String name) throws IOException {
        Path folder = Files.createDirectories(output.resolve(name));
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    Files.delete(file);
                }
            }
        }
        return folder;
    }

    /** A page still in its jar. {@code order} is a digest of the address: it mixes the projects, and always alike. */
    private record Page(Artifact artifact, String entry, String type, URI address, String order) {}

    private static List<Page> pages(JarFolder jars, Artifact artifact) throws IOException {
        List<Page> pages = new ArrayList<>();
        for (String entry : jars.entries(artifact.fileName())) {
            String type = Selection.pageType(artifact, entry);
            if (type != null) {
                URI address = address(artifact, entry);
                String order = WarcWriter.sha1(address.toASCIIString().getBytes(StandardCharsets.US_ASCII));
                pages.add(new Page(artifact, entry, type, address, order));
            }
        }
        // The first by digest are a sample over the whole artifact, which the first by name would not be.
        pages.sort(Comparator.comparing(Page::order));
        return pages.subList(0, Math.min(pages.size(), PAGES_PER_ARTIFACT));
    }

    private static URI address(Artifact artifact, String entry) throws IOException {
        try {
            URI base = new URI(artifact.address());
            return new URI(base.getScheme(), base.getHost(), base.getPath() + entry, null);
        } catch (URISyntaxException e) {
            throw new IOException("No address can be made of " + artifact.address() + " and " + entry, e);
        }
    }

    private static void writeShards(JarFolder jars, List<Page> pages, Path web) throws IOException {
        List<Page> mixed = new ArrayList<>(pages);
        mixed.sort(Comparator.comparing(Page::order));
        for (int shard = 0; shard * PAGES_PER_SHARD < mixed.size(); shard++) {
            String name = String.format(Locale.ROOT, "pages-%05d.warc.gz", shard);
            int first = shard * PAGES_PER_SHARD;
            Instant start = CRAWLED.plusSeconds(3600L * shard);
            OutputStream file = new BufferedOutputStream(Files.newOutputStream(web.resolve(name)), 1 << 16);
            try (WarcWriter warc = new WarcWriter(file, name, start)) {
                for (Page page : mixed.subList(first, Math.min(mixed.size(), first + PAGES_PER_SHARD))) {
                    warc.response(
                            page.address(),
                            page.type(),
                            jars.bytes(page.artifact().fileName(), page.entry()));
                }
            }
        }
    }

    private int writeDocuments(JarFolder jars, Artifact artifact, Path books) throws IOException {
        if (!artifact.isJar()) {
            Files.copy(from.resolve(artifact.fileName()), books.resolve(artifact.fileName()));
            return 1;
        }
        int count = 0;
        for (String entry : jars.entries(artifact.fileName())) {
            String extension = Selection.documentExtension(entry);
            if (extension != null) {
                Path file = books.resolve(Selection.documentName(artifact, entry, extension));
                if (Files.exists(file)) {
                    throw new IOException("Two documents of " + artifact.coordinates() + " would be named "
                            + file.getFileName() + ", the second from " + entry);
                }
                Files.write(file, jars.bytes(artifact.fileName(), entry));
                count++;
            }
        }
        return count;
    }

    private static int codeFiles(JarFolder jars, Artifact artifact) throws IOException {
        int count = 0;
        for (String entry : jars.entries(artifact.fileName())) {
            String name = entry.toLowerCase(Locale.ROOT);
            if (name.endsWith(".java") || name.endsWith(".kt") || name.endsWith(".scala") || name.endsWith(".js")) {
                count++;
            }
        }
        return count;
    }

    private static String readme(List<String> lines) {
        return TITLE + """

                Made by `./tamis` from released artifacts of other projects, which the build resolved from Maven Central;
                each line of text in here is theirs, under their licences. Safe to delete: it is made again when needed.

                `web/` has their pages as WARC files (at most %d of one artifact; the addresses are made up from the
                artifacts' names, nothing was fetched from them), `code/` their source jars as they are, `books/` their
                documents as single files.

                | part | artifact | licence | languages | pages, code files or documents |
                | --- | --- | --- | --- | --- |
                %s
                """.formatted(PAGES_PER_ARTIFACT, String.join("\n", lines));
    }

    /** Writes beside, then moves: a name either holds the whole file or does not exist. */
    private static void writeWhole(Path file, byte[] bytes) throws IOException {
        Path beside = file.resolveSibling(file.getFileName() + ".partial");
        Files.write(beside, bytes);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
