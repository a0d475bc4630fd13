package dev.tamis.filters.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.Reason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

/** Real captures, by several crawlers since 2008, against a count made another way. */
class RealWarcTest {
    private static List<Path> shards() throws IOException {
        Path folder = Path.of(System.getProperty("tamis.root", ".."), "../shared/data/web");
        assumeTrue(Files.isDirectory(folder), "no real WARC files at " + folder);
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(f -> f.toString().endsWith(".warc.gz")).sorted().toList();
        }
    }

    @Test
    void everyRecordOfRealShardsIsAccountedFor() throws Exception {
        for (Path shard : shards()) {
            byte[] bytes = Files.readAllBytes(shard);
            List<String> types = new ArrayList<>();
            int successes = 0;
            for (byte[] member : members(bytes)) {
                String text = new String(member, StandardCharsets.ISO_8859_1);
                String type = text.substring(text.indexOf("WARC-Type: ") + 11);
                type = type.substring(0, type.indexOf('\r'));
                types.add(type);
                String http = text.substring(text.indexOf("\r\n\r\n") + 4);
                if (type.equals("response") && http.startsWith("HTTP/1.") && http.charAt(9) == '2') {
                    successes++;
                }
            }
            List<ShardEntry> entries = Shards.readOnce(
                    ShardOptions.of(ShardFormat.WARC), new ByteArrayInputStream(bytes), Limits.DEFAULT, bytes.length);
            assertEquals(types.size(), entries.size(), shard + ": records");
            int documents = 0;
            for (int i = 0; i < entries.size(); i++) {
                ShardEntry entry = entries.get(i);
                if (entry instanceof RawRecord record) {
                    documents++;
                    assertTrue(record.meta().get("http_status").startsWith("2"));
                    assertNotNull(record.origin().url());
                } else if (entry instanceof Damaged damaged) {
                    // Brotli is what we do not read; nothing in these files is broken.
                    assertEquals(Reason.HTTP_ENCODING, damaged.reason(), shard + ": " + damaged.message());
                    documents++;
                } else if (!types.get(i).equals("response")) {
                    assertEquals(Reason.NOT_A_DOCUMENT, ((ShardEntry.Skipped) entry).reason(), shard + ", record " + i);
                }
            }
            assertEquals(successes, documents, shard + ": documents");
        }
    }

    private static List<byte[]> members(byte[] bytes) throws DataFormatException {
        List<byte[]> members = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            assertEquals(0, bytes[at + 3] & 0x1e, "these files have plain gzip headers");
            Inflater inflater = new Inflater(true);
            inflater.setInput(bytes, at + 10, bytes.length - at - 10);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[1 << 16];
            while (!inflater.finished()) {
                out.write(buffer, 0, inflater.inflate(buffer));
            }
            at += 18 + (int) inflater.getBytesRead();
            inflater.end();
            members.add(out.toByteArray());
        }
        return members;
    }
}
