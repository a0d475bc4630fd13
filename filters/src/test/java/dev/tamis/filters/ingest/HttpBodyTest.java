package dev.tamis.filters.ingest;

import static dev.tamis.filters.ingest.Shards.ascii;
import static dev.tamis.filters.ingest.Shards.deflate;
import static dev.tamis.filters.ingest.Shards.gzip;
import static dev.tamis.filters.ingest.Shards.join;
import static dev.tamis.filters.ingest.Shards.outcomes;
import static dev.tamis.filters.ingest.Shards.page;
import static dev.tamis.filters.ingest.Shards.response;
import static dev.tamis.filters.ingest.Shards.warc;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpBodyTest {
    private static final byte[] BODY = page(4);

    private static List<ShardEntry> read(String fields, byte[] body) {
        return Shards.read(ShardOptions.of(ShardFormat.WARC), response("http://a/", fields, body));
    }

    private static byte[] content(String fields, byte[] body) {
        List<ShardEntry> entries = read(fields, body);
        assertEquals(List.of("ok"), outcomes(entries));
        return ((RawRecord) entries.get(0)).content();
    }

    private static byte[] chunked(byte[] body, int size) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < body.length; at += size) {
            int step = Math.min(size, body.length - at);
            out.writeBytes(ascii(Integer.toHexString(step) + ";x=y\r\n"));
            out.write(body, at, step);
            out.writeBytes(ascii("\r\n"));
        }
        out.writeBytes(ascii("0\r\n\r\n"));
        return out.toByteArray();
    }

    private static byte[] zlib(byte[] body) {
        Deflater deflater = new Deflater();
        deflater.setInput(body);
        deflater.finish();
        byte[] out = new byte[10_000];
        int length = deflater.deflate(out);
        deflater.end();
        return Arrays.copyOf(out, length);
    }

    @Test
    void chunksAreJoined() {
        for (int size : new int[] {1, 7, 1000}) {
            assertArrayEquals(BODY, content("Transfer-Encoding: chunked\r\n", chunked(BODY, size)));
        }
    }

    @Test
    void bodyThatIsNotChunkedAfterAllIsTakenAsItIs() {
        assertArrayEquals(BODY, content("Transfer-Encoding: chunked\r\n", BODY));
        assertArrayEquals(new byte[0], content("Transfer-Encoding: chunked\r\n", new byte[0]));
        // Begins with hex digits, as a chunk would.
        byte[] hex = ascii("dead\r\nend");
        assertArrayEquals(hex, content("Transfer-Encoding: chunked\r\n", hex));
    }

    @Test
    void chunksThatBreakOffAreDamage() {
        byte[] chunks = chunked(BODY, 50);
        assertEquals(
                List.of("http.encoding"),
                outcomes(read("Transfer-Encoding: chunked\r\n", Arrays.copyOf(chunks, chunks.length - 20))));
        byte[] bad = chunks.clone();
        bad[60] = 'z';
        assertEquals(List.of("http.encoding"), outcomes(read("Transfer-Encoding: chunked\r\n", bad)));
    }

    @Test
    void contentCodingsAreUndone() {
        assertArrayEquals(BODY, content("Content-Encoding: gzip\r\n", gzip(BODY)));
        assertArrayEquals(BODY, content("content-encoding: X-GZIP\r\n", gzip(BODY)));
        assertArrayEquals(BODY, content("Content-Encoding: deflate\r\n", zlib(BODY)));
        assertArrayEquals(BODY, content("Content-Encoding: deflate\r\n", deflate(BODY)));
        assertArrayEquals(BODY, content("Content-Encoding: deflate, gzip\r\n", gzip(zlib(BODY))));
        assertArrayEquals(
                BODY, content("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunked(gzip(BODY), 30)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "zstd", "identity", "gzip, gzip"})
    void bodyThatTheCrawlerDecodedIsNotDecodedTwice(String coding) {
        assertArrayEquals(BODY, content("Content-Encoding: " + coding + "\r\n", BODY));
    }

    @Test
    void codingsThatCannotBeUndoneAreDamage() {
        byte[] brotli = {0x0b, 0x04, (byte) 0x80, 'h', 'e', 'l', 'l', 'o', 3};
        assertEquals(List.of("http.encoding"), outcomes(read("Content-Encoding: br\r\n", brotli)));
        byte[] cut = Arrays.copyOf(gzip(BODY), 60);
        assertEquals(List.of("http.encoding"), outcomes(read("Content-Encoding: gzip\r\n", cut)));
        byte[] bad = gzip(BODY);
        bad[bad.length - 6] ^= 1;
        assertEquals(List.of("http.encoding"), outcomes(read("Content-Encoding: gzip\r\n", bad)));
        assertEquals(
                List.of("http.encoding"),
                outcomes(read("Content-Encoding: deflate\r\n", Arrays.copyOf(zlib(BODY), 60))));
        assertEquals(List.of("http.encoding"), outcomes(read("Content-Encoding: a,b,c,d,e\r\n", BODY)));
    }

    @Test
    void decodedBodyIsBounded() {
        assertEquals(
                List.of("record.too_large"), outcomes(read("Content-Encoding: gzip\r\n", gzip(new byte[200_000]))));
        assertEquals(
                List.of("record.too_large"), outcomes(read("Content-Encoding: deflate\r\n", zlib(new byte[200_000]))));
    }

    @Test
    void headEndsInLineFeedsOfEitherKind() throws UnitDamage {
        for (String end : List.of("\r\n", "\n")) {
            byte[] block = ascii(String.join(end, "HTTP/1.1 200 OK", "A: 1", " 2", "broken", "a: 3", "", "body"));
            HttpResponse http = HttpResponse.parse(block, block.length);
            assertEquals(200, http.status());
            assertEquals("1 2, 3", http.value("a"));
            assertEquals("body", new String(block, http.bodyFrom(), 4, java.nio.charset.StandardCharsets.US_ASCII));
        }
        assertEquals(200, HttpResponse.parse(ascii("HTTP/2 200\r\n\r\n"), 14).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP",
                "HTTP/1.1\r\n\r\n",
                "HTTP/1.1 20\r\n\r\n",
                "HTTP/1.1 2000\r\n\r\n",
                "HTTP/1.1 abc\r\n\r\n",
                "HTTP/1.1 200 OK\r\nA: b\r\n",
                "<html>HTTP/1.1 200 OK\r\n\r\n"
            })
    void headThatCannotBeReadIsDamage(String head) {
        UnitDamage damage = assertThrows(UnitDamage.class, () -> HttpResponse.parse(ascii(head), head.length()));
        assertEquals(Reason.HTTP_HEADER, damage.reason());
        assertEquals(
                List.of("http.header"),
                outcomes(Shards.read(
                        ShardOptions.of(ShardFormat.WARC),
                        warc("response", "WARC-Target-URI: http://a/\r\n", ascii(head)))));
    }

    @Test
    void endlessHeadIsDamage() {
        byte[] head = join(ascii("HTTP/1.1 200 OK\r\n"), ascii("a: b\r\n".repeat(60_000)));
        assertThrows(UnitDamage.class, () -> HttpResponse.parse(head, head.length));
    }
}
