package dev.tamis.bench;

import dev.tamis.filters.html.HtmlExtractor;
import dev.tamis.filters.record.ExtractionException;
import dev.tamis.filters.record.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/**
 * Texts to measure on: real ones from the folder named by the system property {@code tamis.data}, else from
 * {@code ../shared/data}, and made-up ones where there is none.
 */
final class Corpora {
    private static final int DOCUMENT_CHARS = 5_000;
    private static final int MOST_CHARS = 8_000_000;

    private Corpora() {}

    /** English books in pieces of 5,000 characters: nearly all ASCII. */
    static List<String> english() throws IOException {
        return realOrMade("books", ".txt", "english");
    }

    /** Verses in fifteen languages and scripts in pieces of 5,000 characters. */
    static List<String> languages() throws IOException {
        return realOrMade("languages", ".txt.gz", "languages");
    }

    /** The main text of the web pages that have gold passages, as our extractor gives it; made up where there are none. */
    static List<String> web() throws IOException {
        Path path = Path.of(System.getProperty("tamis.data", "../shared/data")).resolve("web");
        if (!Files.exists(path.resolve(GoldPages.GOLD))) {
            System.out.println("No pages at " + path + ": web is made up (set -Dtamis.data)");
            return made();
        }
        HtmlExtractor extractor = new HtmlExtractor(Limits.DEFAULT);
        List<String> documents = new ArrayList<>();
        for (GoldPages.Page page : GoldPages.read(path)) {
            try {
                documents.add(extractor
                        .extract(page.html(), page.contentType(), page.url())
                        .text());
            } catch (ExtractionException e) {
                System.out.println("No text of " + page.url() + ": " + e.getMessage());
            }
        }
        return documents;
    }

    /** Words drawn by rank from a made-up vocabulary, in lines and paragraphs; the same at each call. */
    static List<String> made() {
        Random random = new Random(42);
        String[] vocabulary = new String[20_000];
        for (int i = 0; i < vocabulary.length; i++) {
            StringBuilder word = new StringBuilder();
            for (int letter = 2 + random.nextInt(8); letter > 0; letter--) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            vocabulary[i] = word.toString();
        }
        List<String> documents = new ArrayList<>();
        for (int chars = 0; chars < MOST_CHARS; chars += DOCUMENT_CHARS) {
            StringBuilder document = new StringBuilder();
            while (document.length() < DOCUMENT_CHARS) {
                double rank = Math.pow(vocabulary.length, random.nextDouble()) - 1;
                document.append(vocabulary[(int) rank]).append(separator(random.nextInt(80)));
            }
            documents.add(document.toString());
        }
        return documents;
    }

    private static String separator(int draw) {
        return switch (draw) {
            case 0 -> ".\n\n";
            case 1, 2, 3, 4 -> ".\n";
            case 5, 6, 7, 8 -> ", ";
            default -> " ";
        };
    }

    private static List<String> realOrMade(String folder, String suffix, String name) throws IOException {
        Path path = Path.of(System.getProperty("tamis.data", "../shared/data")).resolve(folder);
        if (!Files.isDirectory(path)) {
            System.out.println("No texts at " + path + ": " + name + " is made up (set -Dtamis.data)");
            return made();
        }
        List<Path> files;
        try (Stream<Path> list = Files.list(path)) {
            files = list.filter(file -> file.toString().endsWith(suffix))
                    .sorted()
                    .toList();
        }
        List<String> documents = new ArrayList<>();
        for (Path file : files) {
            cut(read(file), documents);
        }
        return documents;
    }

    private static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = file.toString().endsWith(".gz")
                    ? GzipCompressorInputStream.builder()
                            .setInputStream(in)
                            .setDecompressConcatenated(true)
                            .get()
                            .readAllBytes()
                    : in.readAllBytes();
            // Gutenberg names its Latin-1 files so.
            Charset charset = file.toString().endsWith("-8.txt") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
            return new String(bytes, charset).replace("\r\n", "\n");
        }
    }

    private static void cut(String text, List<String> documents) {
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + DOCUMENT_CHARS);
            int end = text.indexOf('\n', to);
            end = end < 0 ? text.length() : end + 1;
            documents.add(text.substring(from, end));
            from = end;
        }
    }
}
