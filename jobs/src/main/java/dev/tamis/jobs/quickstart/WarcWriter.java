package dev.tamis.jobs.quickstart;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;

/**
 * Writes WARC/1.0 files as Common Crawl lays them out: a warcinfo record, then response records, each its own gzip
 * member. Record ids and dates follow from the content and the order alone, so two runs write the same records.
 */
final class WarcWriter implements Closeable {
    private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private final OutputStream out;
    private final Instant start;
    private final String warcinfoId;
    private int records;

    /**
     * Starts a file with its warcinfo record.
     *
     * @param out where to write; closed with the writer
     * @param fileName the file's own name, for the warcinfo record
     * @param start date of the first record; each further one is a second later
     */
    WarcWriter(OutputStream out, String fileName, Instant start) throws IOException {
        this.out = out;
        this.start = start;
        byte[] block = ascii("software: Tamis quickstart\r\nformat: WARC File Format 1.0\r\nisPartOf: quickstart\r\n");
        warcinfoId = recordId(fileName, block);
        record(
                "WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: " + nextDate() + "\r\nWARC-Record-ID: " + warcinfoId
                        + "\r\nWARC-Filename: " + fileName
                        + "\r\nContent-Type: application/warc-fields\r\nContent-Length: " + block.length
                        + "\r\nWARC-Block-Digest: " + sha1(block) + "\r\n\r\n",
                block);
    }

    /** Writes one page as if it had been fetched with status 200. */
    void response(URI target, String contentType, byte[] body) throws IOException {
        byte[] head = ascii(
                "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: " + body.length + "\r\n\r\n");
        byte[] block = new byte[head.length + body.length];
        System.arraycopy(head, 0, block, 0, head.length);
        System.arraycopy(body, 0, block, head.length, body.length);
        String address = target.toASCIIString();
        record(
                "WARC/1.0\r\nWARC-Type: response\r\nWARC-Date: " + nextDate() + "\r\nWARC-Record-ID: "
                        + recordId(address, block) + "\r\nWARC-Warcinfo-ID: " + warcinfoId
                        + "\r\nWARC-Target-URI: " + address
                        + "\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: " + block.length
                        + "\r\nWARC-Payload-Digest: " + sha1(body) + "\r\nWARC-Block-Digest: " + sha1(block)
                        + "\r\n\r\n",
                block);
    }

    private void record(String head, byte[] block) throws IOException {
        ByteArrayOutputStream member = new ByteArrayOutputStream(block.length / 4 + 512);
        try (GZIPOutputStream gzip = new GZIPOutputStream(member)) {
            gzip.write(ascii(head));
            gzip.write(block);
            gzip.write(ascii("\r\n\r\n"));
        }
        member.writeTo(out);
    }

    private String nextDate() {
        return start.plusSeconds(records++).toString();
    }

    private static String recordId(String name, byte[] block) {
        byte[] key = ascii(name + " " + sha1(block));
        return "<urn:uuid:" + UUID.nameUUIDFromBytes(key) + ">";
    }

    /** The digest as WARC headers carry it: {@code sha1:} and 32 characters of base 32. */
    static String sha1(byte[] bytes) {
        byte[] digest;
        try {
            digest = MessageDigest.getInstance("SHA-1").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("This JDK lacks SHA-1, which every JDK must have", e);
        }
        StringBuilder text = new StringBuilder("sha1:");
        int bits = 0;
        int held = 0;
        for (byte value : digest) {
            held = (held << 8) | (value & 0xff);
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(BASE32.charAt((held >>> bits) & 31));
            }
            held &= (1 << bits) - 1;
        }
        return text.toString();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
