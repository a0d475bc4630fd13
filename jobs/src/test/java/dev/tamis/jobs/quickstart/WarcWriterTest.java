package dev.tamis.jobs.quickstart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;

class WarcWriterTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");

    @Test
    void digestsAreThoseOfCommonCrawl() {
        // RFC 3174's first test value, a9993e36..., and the digest of nothing, in base 32.
        assertEquals("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5", WarcWriter.sha1(ascii("abc")));
        assertEquals("sha1:3I42H3S6NNFQ2MSVX7XZKYAYSCX5QBYJ", WarcWriter.sha1(new byte[0]));
    }

    @Test
    void everyRecordIsAMemberOfItsOwnWithTheLengthsAndDigestsItClaims() throws Exception {
        byte[] page = "<p>\r\n\r\n\u00e9\u4e2d</p>".getBytes(StandardCharsets.UTF_8);
        List<byte[]> records = members(file(page, new byte[0]));
        assertEquals(3, records.size());
        assertTrue(head(records.get(0)).contains("WARC-Type: warcinfo\r\n"), head(records.get(0)));

        for (byte[] record : records) {
            byte[] block = block(record);
            assertTrue(head(record).contains("WARC-Block-Digest: " + WarcWriter.sha1(block) + "\r\n"), head(record));
        }
        String head = head(records.get(1));
        assertTrue(head.contains("WARC-Target-URI: https://example.org/a%20b/%E4%B8%AD.html\r\n"), head);
        assertTrue(head.contains("WARC-Payload-Digest: " + WarcWriter.sha1(page) + "\r\n"), head);
        assertTrue(head.contains("WARC-Date: 2026-11-01T00:00:01Z\r\n"), head);
        byte[] block = block(records.get(1));
        assertArrayEquals(page, Arrays.copyOfRange(block, block.length - page.length, block.length));
        String http = new String(block, 0, block.length - page.length, StandardCharsets.US_ASCII);
        assertEquals("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: " + page.length + "\r\n\r\n", http);
    }

    @Test
    void samePagesGiveTheSameBytes() throws Exception {
        assertArrayEquals(file(ascii("one"), ascii("two")), file(ascii("one"), ascii("two")));
    }

    private static byte[] file(byte[]... pages) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (WarcWriter warc = new WarcWriter(out, "pages.warc.gz", START)) {
            for (byte[] page : pages) {
                warc.response(new URI("https", "example.org", "/a b/\u4e2d.html", null), "text/html", page);
            }
        }
        return out.toByteArray();
    }

    /** The members of a gzip file, inflated one by one; each one's CRC-32 is checked. */
    static List<byte[]> members(byte[] file) throws IOException, DataFormatException {
        List<byte[]> members = new ArrayList<>();
        int at = 0;
        while (at < file.length) {
            Inflater inflater = new Inflater(true);
            inflater.setInput(file, at + 10, file.length - at - 10);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] buffer = new byte[4096];
            while (!inflater.finished()) {
                out.write(buffer, 0, inflater.inflate(buffer));
            }
            at += 10 + Math.toIntExact(inflater.getBytesRead());
            inflater.end();
            CRC32 crc = new CRC32();
            crc.update(out.toByteArray());
            long stored = 0;
            for (int i = 3; i >= 0; i--) {
                stored = (stored << 8) | (file[at + i] & 0xff);
            }
            assertEquals(crc.getValue(), stored);
            at += 8;
            members.add(out.toByteArray());
        }
        return members;
    }

    static String head(byte[] record) {
        String text = new String(record, StandardCharsets.ISO_8859_1);
        return text.substring(0, text.indexOf("\r\n\r\n") + 4);
    }

    /** The block, cut by Content-Length; what follows it must be the two line ends. */
    static byte[] block(byte[] record) {
        String head = head(record);
        int from = head.indexOf("Content-Length: ") + "Content-Length: ".length();
        int length = Integer.parseInt(head.substring(from, head.indexOf("\r\n", from)));
        int end = head.length() + length;
        assertEquals("\r\n\r\n", new String(record, end, record.length - end, StandardCharsets.ISO_8859_1));
        return Arrays.copyOfRange(record, head.length(), end);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
