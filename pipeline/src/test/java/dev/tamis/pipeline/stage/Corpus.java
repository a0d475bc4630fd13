package dev.tamis.pipeline.stage;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A small corpus made by code: pages, JSON lines and sources, with duplicates, short texts and damage in known numbers. */
final class Corpus {
    static final int PAGES = 60;
    static final int LINES = 120;
    static final int SOURCES = 40;
    /** Every so many JSON lines repeat the one before in other spacing and case. */
    static final int REPEAT_EVERY = 10;
    /** Every so many JSON lines are too short for the rule. */
    static final int SHORT_EVERY = 15;

    private static final String[] WORDS = ("river stone light water letter window garden morning paper engine bridge"
                    + " market history number shadow winter kitchen ladder harbour signal copper meadow candle orchard"
                    + " Fluss Stein Licht Wasser Brief Fenster Garten Morgen papier moteur pont marché histoire ombre")
            .split(" ");

    private final Path root;

    Corpus(Path root) throws IOException {
        this.root = root;
        Files.createDirectories(root);
        write("web/a.warc.gz", warc(0, PAGES / 2));
        write("web/b.warc.gz", warc(PAGES / 2, PAGES));
        write("lines/a.jsonl", lines(0, LINES / 2));
        write("lines/b.jsonl", lines(LINES / 2, LINES));
        write("code/c.zip", zip());
    }

    Path root() {
        return root;
    }

    void write(String name, byte[] bytes) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    /** A recipe over the corpus whose output is {@code run}. */
    Path recipe(String run, String more) throws IOException {
        Files.writeString(root.resolve("rules.conf"), """
                rules {
                  enough_words { keep = "words >= 20", kinds = [web], source = "test", doc = "At least 20 words" }
                  enough_chars { keep = "chars >= 40", source = "test", doc = "At least 40 characters" }
                }
                """);
        Path recipe = root.resolve("recipe.conf");
        Files.writeString(recipe, """
                output = "%s"
                seed = 7
                sources {
                  lines { kind = web, format = jsonl, paths = ["%s/lines/*.jsonl"] }
                  pages { kind = web, format = warc, paths = ["%s/web/*.warc*"] }
                  code { kind = code, format = archive, paths = ["%s/code/*.zip"] }
                }
                models { like_code { type = dsir, target_sources = [code] } }
                ranks { like_code_rank { of = "like_code - ln(-ln(draw))", by = [source], buckets = 4 } }
                rules = ["rules.conf"]
                dedup { exact { enabled = true } }
                tokenizer { model_type = unigram, vocab_size = 400, byte_fallback = true, normalization_rule_name = identity,
                            remove_extra_whitespaces = false, num_threads = 2 }
                budget { tokens = 40000 }
                mixture {
                  sequence_length = 16
                  max_epochs = 8
                  phases = [
                    { name = main, share = 0.8, weights { lines = 0.4, pages = 0.4, code = 0.2 } }
                    { name = late, share = 0.2, weights { lines = 0.2, pages = 0.2, code = 0.6 } }
                  ]
                }
                emit { shard_bytes = 16k }
                report { samples = 3 }
                %s
                """.formatted(root.resolve(run), root, root, root, more));
        return recipe;
    }

    /** A text of about so many words, different for each number. */
    static String text(int number, int words) {
        StringBuilder text = new StringBuilder("Text number " + number + " begins here.\n\n");
        long state = number * 0x9E3779B97F4A7C15L + 1;
        for (int i = 0; i < words; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            text.append(WORDS[(int) ((state >>> 33) % WORDS.length)]);
            text.append(i % 12 == 11 ? ".\n" : " ");
        }
        return text.toString().strip();
    }

    private static byte[] lines(int from, int to) {
        StringBuilder lines = new StringBuilder();
        for (int i = from; i < to; i++) {
            String text = i % SHORT_EVERY == 3
                    ? "too short"
                    : i % REPEAT_EVERY == 1 ? text(i - 1, 60).toUpperCase(Locale.ROOT) : text(i, 60);
            lines.append("{\"id\": \"l").append(i).append("\", \"text\": \"");
            lines.append(text.replace("\n", "\\n")).append("\"}\n");
        }
        return lines.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] warc(int from, int to) throws IOException {
        ByteArrayOutputStream shard = new ByteArrayOutputStream();
        for (int i = from; i < to; i++) {
            String[] paragraphs = text(i + 1000, 150).split("\n+");
            StringBuilder page = new StringBuilder("<html lang=en><head><title>Page ")
                    .append(i)
                    .append("</title></head><body><nav><a href=/>Home</a></nav><article><h1>Page ")
                    .append(i)
                    .append("</h1>");
            for (String paragraph : paragraphs) {
                page.append("<p>").append(paragraph).append("</p>");
            }
            page.append("</article></body></html>");
            shard.write(gzip(warcRecord("https://example.org/" + i, page.toString())));
        }
        return shard.toByteArray();
    }

    static byte[] warcRecord(String url, String page) {
        byte[] body = page.getBytes(StandardCharsets.UTF_8);
        String http = "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: " + body.length
                + "\r\n\r\n";
        String header = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + url
                + "\r\nWARC-Date: 2024-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:"
                + new java.util.UUID(url.hashCode(), body.length)
                + ">\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: "
                + (http.length() + body.length) + "\r\n\r\n";
        ByteArrayOutputStream record = new ByteArrayOutputStream();
        record.writeBytes(header.getBytes(StandardCharsets.UTF_8));
        record.writeBytes(http.getBytes(StandardCharsets.UTF_8));
        record.writeBytes(body);
        record.writeBytes("\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        return record.toByteArray();
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(compressed)) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }

    private static byte[] zip() throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(archive)) {
            for (int i = 0; i < SOURCES; i++) {
                ZipEntry entry = new ZipEntry("src/File" + i + ".java");
                entry.setTime(0);
                zip.putNextEntry(entry);
                StringBuilder source = new StringBuilder("final class File" + i + " {\n");
                for (int line = 0; line < 20; line++) {
                    source.append("    int field")
                            .append(line)
                            .append(" = ")
                            .append(line * i)
                            .append(";\n");
                }
                zip.write(source.append("}\n").toString().getBytes(StandardCharsets.UTF_8));
            }
        }
        return archive.toByteArray();
    }
}
