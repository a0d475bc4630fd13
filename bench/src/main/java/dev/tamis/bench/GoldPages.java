package dev.tamis.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** Pages and the passages that their main text has and does not have, from a folder of data that is not ours to copy. */
final class GoldPages {
    static final String GOLD = "extraction-gold.json";

    /** A page of the gold set. */
    record Page(String url, String contentType, byte[] html, List<String> with, List<String> without) {
        /** Which half of the set it is in: rules were tuned on half 0 only. */
        int half() {
            return Math.floorMod(url.hashCode(), 2);
        }
    }

    private record Passages(List<String> with, List<String> without) {}

    private GoldPages() {}

    /** The pages of {@code pages-*.warc.gz} for which {@code extraction-gold.json} has passages, by URL. */
    static List<Page> read(Path folder) throws IOException {
        Map<String, Passages> gold = readGold(folder.resolve(GOLD));
        Map<String, Page> pages = new TreeMap<>();
        try (DirectoryStream<Path> shards = Files.newDirectoryStream(folder, "pages-*.warc.gz")) {
            for (Path shard : shards) {
                readShard(shard, gold, pages);
            }
        }
        return List.copyOf(pages.values());
    }

    private static Map<String, Passages> readGold(Path file) throws IOException {
        Map<String, Passages> gold = new TreeMap<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String url = json.currentName();
                List<String> with = List.of();
                List<String> without = List.of();
                json.nextToken();
                while (json.nextToken() == JsonToken.FIELD_NAME) {
                    String field = json.currentName();
                    json.nextToken();
                    if (field.equals("with")) {
                        with = strings(json);
                    } else if (field.equals("without")) {
                        without = strings(json);
                    } else {
                        json.skipChildren();
                    }
                }
                gold.put(url, new Passages(with, without));
            }
        }
        return gold;
    }

    private static List<String> strings(JsonParser json) throws IOException {
        List<String> strings = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            strings.add(json.getText());
        }
        return strings;
    }

    private static void readShard(Path shard, Map<String, Passages> gold, Map<String, Page> pages) throws IOException {
        try (InputStream in = new BufferedInputStream(
                GzipCompressorInputStream.builder()
                        .setInputStream(new BufferedInputStream(Files.newInputStream(shard)))
                        .setDecompressConcatenated(true)
                        .get(),
                1 << 16)) {
            while (true) {
                Map<String, String> header = header(in);
                if (header == null) {
                    return;
                }
                byte[] block = in.readNBytes(Integer.parseInt(header.get("content-length")));
                String url = header.get("warc-target-uri");
                Passages passages = url == null ? null : gold.get(url);
                if (passages == null || !"response".equals(header.get("warc-type"))) {
                    continue;
                }
                int body = indexOfBody(block);
                String contentType = contentType(new String(block, 0, body, StandardCharsets.ISO_8859_1));
                byte[] html = Arrays.copyOfRange(block, body, block.length);
                pages.put(url, new Page(url, contentType, html, passages.with(), passages.without()));
            }
        }
    }

    /** The next record's header fields, names in lower case, or null at the end. */
    private static Map<String, String> header(InputStream in) throws IOException {
        String line = line(in);
        while (line != null && line.isEmpty()) {
            line = line(in);
        }
        if (line == null) {
            return null;
        }
        Map<String, String> fields = new TreeMap<>();
        for (line = line(in); line != null && !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            fields.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        if (line == null) {
            throw new EOFException("WARC header without end");
        }
        return fields;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        int c = in.read();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            line.append((char) c);
            c = in.read();
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    private static int indexOfBody(byte[] block) {
        for (int i = 0; i + 3 < block.length; i++) {
            if (block[i] == '\r' && block[i + 1] == '\n' && block[i + 2] == '\r' && block[i + 3] == '\n') {
                return i + 4;
            }
        }
        return block.length;
    }

    private static String contentType(String header) {
        for (String line : header.split("\r\n")) {
            if (line.regionMatches(true, 0, "content-type:", 0, 13)) {
                return line.substring(13).strip();
            }
        }
        return null;
    }
}
