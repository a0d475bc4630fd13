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
     * @param images images beside the pages that show them, and in jars of their own
     * @param pairs images with a caption
     * @param done false where the input was there already and nothing was written
     */
    public record Counts(int pages, int sources, int documents, int images, int pairs, boolean done) {}

    public static void main(String[] args) {
        if (args.length != 3) {
            System.err.println("Usage: QuickstartInput ARTIFACTS OUTPUT LIST\n"
                    + "  ARTIFACTS  folder that " + RESOLVE + " filled\n"
                    + "  OUTPUT     folder to write web/, code/, books/, images/ and pairs/ into\n"
                    + "  LIST       artifacts.tsv or media-artifacts.tsv");
            System.exit(2);
        }
        try {
            Counts counts = prepare(Path.of(args[0]), Path.of(args[1]), args[2]);
            if (counts.done()) {
                System.err.printf(
                        Locale.ROOT,
                        "Quickstart input: %,d web pages%s in %s%n",
                        counts.pages(),
                        counts.images() > 0
                                ? String.format(
                                        Locale.ROOT,
                                        ", %,d images, %,d of them with a caption",
                                        counts.images(),
                                        counts.pairs())
                                : ", " + counts.sources() + " source jars, " + counts.documents() + " documents",
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
    public static Counts prepare(Path artifacts, Path output, String list) throws IOException {
        return new QuickstartInput(Artifact.list(list), Artifact.listBytes(list), artifacts, output).write();
    }

    Counts write() throws IOException {
        Path ready = output.resolve(READY);
        if (Files.exists(ready) && Arrays.equals(Files.readAllBytes(ready), list)) {
            return new Counts(0, 0, 0, 0, 0, false);
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
        List<String> lines = new ArrayList<>();
        List<Page> pages = new ArrayList<>();
        List<CaptionedImages.Pair> pairs = new ArrayList<>();
        int sources = 0;
        int documents = 0;
        int images = 0;
        for (String folder : List.of("code", "books", "images", "pairs")) {
            if (artifacts.stream().anyMatch(artifact -> folders(artifact.part()).contains(folder))) {
                emptied(folder);
            }
        }
        for (Artifact artifact : artifacts) {
            int count;
            switch (artifact.part()) {
                case WEB, ILLUSTRATED -> {
                    List<Page> some = pages(jars, artifact);
                    pages.addAll(some);
                    count = some.size();
                    if (artifact.part() == Artifact.Part.ILLUSTRATED) {
                        List<Page> shown = images(jars, artifact);
                        pages.addAll(shown);
                        images += shown.size();
                        pairs.addAll(CaptionedImages.of(jars, artifact));
                    }
                }
                case CODE, IMAGES -> {
                    String folder = folders(artifact.part()).get(0);
                    Files.copy(
                            from.resolve(artifact.fileName()),
                            output.resolve(folder).resolve(artifact.fileName()));
                    count = files(jars, artifact);
                    sources += artifact.part() == Artifact.Part.CODE ? 1 : 0;
                    images += artifact.part() == Artifact.Part.IMAGES ? count : 0;
                }
                case BOOKS -> {
                    count = writeDocuments(jars, artifact, output.resolve("books"));
                    documents += count;
                }
                default -> throw new IllegalStateException("No such part: " + artifact.part());
            }
            lines.add("| " + artifact.part().name().toLowerCase(Locale.ROOT) + " | " + artifact.coordinates() + " | "
                    + artifact.licence() + " | " + artifact.languages() + " | " + count + " |");
        }
        writeShards(jars, pages, web);
        if (!pairs.isEmpty()) {
            Path tar = output.resolve("pairs").resolve("00000.tar");
            CaptionedImages.write(jars, pairs, new BufferedOutputStream(Files.newOutputStream(tar), 1 << 16));
        }
        writeWhole(output.resolve("README.md"), readme(lines).getBytes(StandardCharsets.UTF_8));
        writeWhole(ready, list);
        int shown = (int)
                pages.stream().filter(page -> page.type().startsWith("image/")).count();
        return new Counts(pages.size() - shown, sources, documents, images, pairs.size(), true);
    }

    /** The folders that artifacts of a part fill, but for that of pages. */
    private static List<String> folders(Artifact.Part part) {
        return switch (part) {
            case WEB -> List.of();
            case CODE -> List.of("code");
            case BOOKS -> List.of("books");
            case ILLUSTRATED -> List.of("pairs");
            case IMAGES -> List.of("images");
        };
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
                pages.add(page(artifact, entry, type));
            }
        }
        // The first by digest are a sample over the whole artifact, which the first by name would not be.
        pages.sort(Comparator.comparing(Page::order));
        return pages.subList(0, Math.min(pages.size(), PAGES_PER_ARTIFACT));
    }

    /** The images that pages may show. They have addresses as the pages do. */
    private static List<Page> images(JarFolder jars, Artifact artifact) throws IOException {
        List<Page> images = new ArrayList<>();
        for (String entry : jars.entries(artifact.fileName())) {
            String type = Selection.imageType(entry);
            if (type != null) {
                images.add(page(artifact, entry, type));
            }
        }
        return images;
    }

    private static Page page(Artifact artifact, String entry, String type) throws IOException {
        URI address = address(artifact, entry);
        String order = WarcWriter.sha1(address.toASCIIString().getBytes(StandardCharsets.US_ASCII));
        return new Page(artifact, entry, type, address, order);
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

    /** The source files of an artifact of code, or the images of one of images. */
    private static int files(JarFolder jars, Artifact artifact) throws IOException {
        int count = 0;
        for (String entry : jars.entries(artifact.fileName())) {
            String name = entry.toLowerCase(Locale.ROOT);
            if (artifact.part() == Artifact.Part.IMAGES) {
                count += Selection.isImage(entry) ? 1 : 0;
            } else if (name.endsWith(".java")
                    || name.endsWith(".kt")
                    || name.endsWith(".scala")
                    || name.endsWith(".js")) {
                count++;
            }
        }
        return count;
    }

    private static String readme(List<String> lines) {
        return TITLE + """

                Made by `./tamis` from released artifacts of other projects, which the build resolved from Maven Central;
                each line of text in here is theirs, under their licences. Safe to delete: it is made again when needed.

                `web/` has their pages, and the images that these show, as WARC files (at most %d pages of one artifact; the
                addresses are made up from the artifacts' names, nothing was fetched from them), `code/` their source jars
                and `images/` their jars of images as they are, `books/` their documents as single files, `pairs/` images of
                the pages with their alternative text as caption.

                | part | artifact | licence | languages | pages, code files, documents or images |
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
