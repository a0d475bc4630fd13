package dev.tamis.filters.ingest;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Makes small shards, and reads them under the promises that hold for every reader. */
final class Shards {
    static final Limits SMALL = new Limits(100_000, 1000, 1000, 1 << 20, 512, 1000, 1000, 64, 256);

    private Shards() {}

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] ascii(String text) {
        return text.getBytes(ISO_8859_1);
    }

    static byte[] gzip(byte[] content) {
        return gzip(content, new byte[] {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, 3});
    }

    static byte[] gzip(byte[] content, byte[] header) {
        CRC32 crc = new CRC32();
        crc.update(content);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(header);
        out.writeBytes(deflate(content));
        littleEndian(out, crc.getValue(), 4);
        littleEndian(out, content.length, 4);
        return out.toByteArray();
    }

    static byte[] deflate(byte[] content) {
        Deflater deflater = new Deflater(6, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return out.toByteArray();
    }

    static void littleEndian(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) {
            out.write((int) (value >> (8 * i)));
        }
    }

    /** A WARC record; {@code fields} has a CRLF after each. */
    static byte[] warc(String type, String fields, byte[] block) {
        return join(
                ascii("WARC/1.0\r\nWARC-Type: " + type + "\r\n" + fields + "Content-Length: " + block.length
                        + "\r\n\r\n"),
                block,
                ascii("\r\n\r\n"));
    }

    static byte[] response(String url, String httpFields, byte[] body) {
        return warc(
                "response",
                "WARC-Record-ID: <urn:x:" + url.length() + ">\r\nWARC-Date: 2024-01-02T03:04:05Z\r\nWARC-Target-URI: "
                        + url + "\r\nContent-Type: application/http; msgtype=response\r\n",
                join(ascii("HTTP/1.1 200 OK\r\n" + httpFields + "\r\n"), body));
    }

    static byte[] page(int number) {
        StringBuilder text = new StringBuilder("<p>Seite " + number);
        for (int i = 0; i < 20; i++) {
            text.append(" word").append(i * number);
        }
        return text.toString().getBytes(UTF_8);
    }

    static List<ShardEntry> read(ShardOptions options, byte[] shard) {
        return read(options, shard, SMALL);
    }

    /** Reads a shard whole and again one byte at a time: both must give the same, and account for every byte. */
    static List<ShardEntry> read(ShardOptions options, byte[] shard, Limits limits) {
        List<ShardEntry> entries = readOnce(options, new ByteArrayInputStream(shard), limits, shard.length);
        List<ShardEntry> again = readOnce(options, new Trickle(shard), limits, shard.length);
        assertSame(entries, again);
        return entries;
    }

    static List<ShardEntry> readOnce(ShardOptions options, InputStream in, Limits limits, long length) {
        List<ShardEntry> entries = new ArrayList<>();
        try (ShardReader reader = ShardFormat.open(options, "a/shard", in, limits)) {
            long last = -1;
            ShardEntry entry;
            while ((entry = reader.next()) != null) {
                assertTrue(entry.origin().offset() > last, "offsets must grow: " + last + ", then " + entry.origin());
                last = entry.origin().offset();
                if (entry instanceof Damaged damaged) {
                    assertTrue(damaged.raw().length <= limits.quarantinedBytes());
                    assertEquals(64, damaged.sha256().length());
                    assertTrue(damaged.message().length() < 300, damaged.message());
                }
                entries.add(entry);
                assertTrue(entries.size() < 100_000, "endless");
            }
            assertEquals(length, reader.bytesRead(), "bytes read");
            assertEquals(null, reader.next(), "after the end");
        } catch (IOException e) {
            throw new AssertionError("memory does not throw", e);
        }
        return entries;
    }

    static void assertSame(List<ShardEntry> expected, List<ShardEntry> actual) {
        assertEquals(describe(expected), describe(actual));
    }

    static List<String> describe(List<ShardEntry> entries) {
        return entries.stream().map(Shards::describe).toList();
    }

    /** Everything an entry says. */
    static String describe(ShardEntry entry) {
        if (entry instanceof RawRecord raw) {
            return "record " + raw.origin() + " " + new String(raw.content(), ISO_8859_1) + " "
                    + new java.util.TreeMap<>(raw.meta()) + raw.isText();
        }
        if (entry instanceof Damaged damaged) {
            return "damaged " + damaged.origin() + damaged.reason() + damaged.errorClass() + damaged.message()
                    + damaged.sha256() + new String(damaged.raw(), ISO_8859_1);
        }
        return entry.toString();
    }

    static List<String> texts(List<ShardEntry> entries) {
        return entries.stream()
                .filter(RawRecord.class::isInstance)
                .map(e -> new String(((RawRecord) e).content(), UTF_8))
                .toList();
    }

    /** Ids of the reasons for which entries were skipped or set aside, and "ok" for records. */
    static List<String> outcomes(List<ShardEntry> entries) {
        return entries.stream()
                .map(e -> e instanceof Damaged d
                        ? d.reason().id()
                        : e instanceof ShardEntry.Skipped s ? s.reason().id() : "ok")
                .toList();
    }

    /** Gives one byte a read and says that none is available, as sockets do. */
    static final class Trickle extends InputStream {
        private final byte[] bytes;
        private int at;

        Trickle(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return at < bytes.length ? bytes[at++] & 0xff : -1;
        }

        @Override
        public int read(byte[] out, int from, int length) {
            if (length == 0) {
                return 0;
            }
            if (at == bytes.length) {
                return -1;
            }
            out[from] = bytes[at++];
            return 1;
        }

        @Override
        public int available() {
            return 0;
        }
    }
}
