package dev.tamis.filters.ingest;

import static dev.tamis.filters.ingest.Shards.ascii;
import static dev.tamis.filters.ingest.Shards.assertSame;
import static dev.tamis.filters.ingest.Shards.describe;
import static dev.tamis.filters.ingest.Shards.gzip;
import static dev.tamis.filters.ingest.Shards.join;
import static dev.tamis.filters.ingest.Shards.outcomes;
import static dev.tamis.filters.ingest.Shards.page;
import static dev.tamis.filters.ingest.Shards.response;
import static dev.tamis.filters.ingest.Shards.texts;
import static dev.tamis.filters.ingest.Shards.warc;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarcReaderTest {
    private static final ShardOptions WARC = ShardOptions.of(ShardFormat.WARC);
    private static final byte[] ONE = response("http://a/1", "Content-Type: text/html; charset=utf-8\r\n", page(1));
    private static final byte[] TWO = response("http://a/22", "Content-Type: text/html\r\n", page(2));

    private static List<ShardEntry> read(byte[]... parts) {
        return Shards.read(WARC, join(parts));
    }

    private static RawRecord only(List<ShardEntry> entries) {
        assertEquals(List.of("ok"), outcomes(entries));
        return (RawRecord) entries.get(0);
    }

    private static Damaged damaged(ShardEntry entry) {
        return (Damaged) entry;
    }

    @Test
    void emptyShardHasNoEntries() {
        assertEquals(List.of(), read(new byte[0]));
    }

    @Test
    void recordCarriesPlaceNamesAndWhatTheSiteSaid() {
        byte[] other = gzip(TWO);
        byte[] member = gzip(response(
                "http://a/1",
                "Content-Type: Text/HTML; charset=utf-8\r\nX-Robots-Tag: noai\r\nX-Robots-Tag: noindex\r\n",
                page(1)));
        RawRecord record = (RawRecord) read(other, member).get(1);
        assertArrayEquals(page(1), record.content());
        assertFalse(record.isText());
        assertEquals(other.length, record.origin().offset());
        assertEquals(member.length, record.origin().length());
        assertEquals("urn:x:10", record.origin().recordId());
        assertEquals("http://a/1", record.origin().url());
        assertEquals("2024-01-02T03:04:05Z", record.origin().fetchedAt());
        assertEquals("text/html", record.origin().contentType());
        assertEquals(
                Map.of(
                        "http_status",
                        "200",
                        "http_content_type",
                        "Text/HTML; charset=utf-8",
                        "http_x_robots_tag",
                        "noai, noindex"),
                record.meta());
    }

    @Test
    void threeWaysOfStoringGiveTheSameRecords() {
        List<String> expected = List.of(new String(page(1), UTF_8), new String(page(2), UTF_8));
        assertEquals(expected, texts(read(ONE, TWO)));
        assertEquals(expected, texts(read(gzip(ONE), gzip(TWO))));
        assertEquals(expected, texts(read(gzip(join(ONE, TWO)))));
        List<ShardEntry> whole = read(gzip(join(ONE, TWO)));
        assertEquals(ONE.length, whole.get(1).origin().offset());
        assertEquals(TWO.length, whole.get(1).origin().length());
    }

    @Test
    void optionalGzipHeaderFieldsAreReadAndTheirCheckVerified() {
        byte[] extra = {0x1f, (byte) 0x8b, 8, 4 + 8 + 16, 0, 0, 0, 0, 0, 3, 2, 0, 9, 9, 'n', 0, 'c', 0};
        only(read(gzip(ONE, extra)));
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        byte[] checked = {0x1f, (byte) 0x8b, 8, 2, 0, 0, 0, 0, 0, 3};
        crc.update(checked);
        byte[] sum = {(byte) crc.getValue(), (byte) (crc.getValue() >> 8)};
        only(read(gzip(ONE, join(checked, sum))));
        sum[0]++;
        assertEquals(List.of("gzip.header", "ok"), outcomes(read(gzip(ONE, join(checked, sum)), gzip(TWO))));
    }

    @Test
    void otherRecordTypesAreSkippedAndCounted() {
        byte[] block = ascii("x: y\r\n");
        assertEquals(
                List.of(
                        "ingest.not_a_document",
                        "ingest.not_a_document",
                        "ingest.not_a_document",
                        "ingest.not_a_document",
                        "ingest.not_a_document",
                        "ok"),
                outcomes(read(
                        gzip(warc("warcinfo", "", block)),
                        gzip(warc("request", "", block)),
                        gzip(warc("metadata", "", block)),
                        gzip(warc("revisit", "", block)),
                        gzip(warc("continuation", "", block)),
                        gzip(ONE))));
    }

    @Test
    void statusThatIsNoSuccessIsSkipped() {
        byte[] block = ascii("HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nnothing");
        assertEquals(
                List.of("ingest.http_status"),
                outcomes(read(warc("response", "WARC-Target-URI: http://a/\r\n", block))));
    }

    @Test
    void dnsCaptureIsNoDocument() {
        byte[] record =
                warc("response", "WARC-Target-URI: dns:a.example\r\nContent-Type: text/dns\r\n", ascii("20080430\n"));
        assertEquals(List.of("ingest.not_a_document"), outcomes(read(record)));
    }

    @Test
    void conversionIsTextOnlyWhenItIsUtf8() {
        String fields = String.join(
                "\r\n",
                "WARC-Target-URI: <http://a/>",
                "WARC-Identified-Content-Language: deu",
                "Content-Type: text/plain",
                "");
        RawRecord text = only(read(gzip(warc("conversion", fields, "Gr\u00fc\u00dfe".getBytes(UTF_8)))));
        assertTrue(text.isText());
        assertEquals("http://a/", text.origin().url());
        assertEquals("text/plain", text.origin().contentType());
        assertEquals("deu", text.meta().get("warc_identified_content_language"));
        assertEquals(
                List.of("text.charset"), outcomes(read(gzip(warc("conversion", fields, ascii("Gr\u00fc\u00dfe"))))));
    }

    @Test
    void resourceIsADocumentOfItsOwnType() {
        RawRecord record = only(read(warc(
                "resource", "WARC-Target-URI: file:///b.pdf\r\nContent-Type: application/pdf\r\n", ascii("%PDF"))));
        assertEquals("application/pdf", record.origin().contentType());
        assertArrayEquals(ascii("%PDF"), record.content());
    }

    /** Every single-bit fault must end in the same record or in damage, never in another content. */
    @Test
    void everyFlippedBitOfTwoMembersIsNoticedOrHarmless() {
        byte[] shard = join(gzip(ONE), gzip(TWO));
        List<String> clean = texts(Shards.read(WARC, shard));
        int harmless = 0;
        for (int bit = 0; bit < 8 * shard.length; bit++) {
            byte[] flipped = shard.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            List<ShardEntry> entries =
                    Shards.readOnce(WARC, new ByteArrayInputStream(flipped), Shards.SMALL, flipped.length);
            List<String> texts = texts(entries);
            assertTrue(clean.containsAll(texts), "bit " + bit + ": changed content");
            if (texts.equals(clean) && entries.size() == 2) {
                harmless++;
            } else {
                assertEquals(1, texts.size(), "bit " + bit + ": the other member is whole");
                assertTrue(entries.stream().anyMatch(Damaged.class::isInstance), "bit " + bit + ": silent loss");
            }
        }
        // Time, extra flags and system of two headers, and the flag for text: 6 bytes and a bit each. Then up to 7 bits
        // that fill the last byte of each deflate stream.
        int ofHeaders = 2 * (6 * 8 + 1);
        assertTrue(harmless >= ofHeaders && harmless <= ofHeaders + 2 * 7, "harmless: " + harmless);
    }

    @Test
    void everyCutLeavesTheRecordsBeforeItAndOneDamage() {
        byte[] first = gzip(ONE);
        byte[] shard = join(first, gzip(TWO));
        for (int length = 1; length < shard.length; length++) {
            List<ShardEntry> entries = Shards.read(WARC, Arrays.copyOf(shard, length));
            if (length < first.length) {
                assertEquals(1, entries.size(), "cut at " + length);
                assertTrue(entries.get(0) instanceof Damaged, "cut at " + length);
            } else if (length == first.length) {
                assertEquals(List.of("ok"), outcomes(entries));
            } else {
                assertEquals(2, entries.size(), "cut at " + length);
                assertEquals(List.of(new String(page(1), UTF_8)), texts(entries));
                Damaged damage = damaged(entries.get(1));
                assertEquals(first.length, damage.origin().offset());
                assertEquals(length - first.length, damage.origin().length());
            }
        }
    }

    @Test
    void everyCutOfAPlainShardLeavesTheRecordsBeforeItAndOneDamage() {
        byte[] shard = join(ONE, TWO);
        for (int length = ONE.length + 1; length < shard.length; length++) {
            List<ShardEntry> entries = Shards.read(WARC, Arrays.copyOf(shard, length));
            assertEquals(2, entries.size(), "cut at " + length);
            assertEquals("ok", outcomes(entries).get(0));
            assertTrue(entries.get(1) instanceof Damaged, "cut at " + length);
        }
    }

    @Test
    void everyCutOfAMemberOfManyRecordsLeavesThoseBeforeIt() {
        byte[] shard = gzip(join(ONE, TWO, ONE));
        int most = 0;
        for (int length = 1; length < shard.length; length++) {
            List<ShardEntry> entries = Shards.read(WARC, Arrays.copyOf(shard, length));
            assertTrue(entries.get(entries.size() - 1) instanceof Damaged, "cut at " + length);
            List<String> texts = texts(entries);
            assertEquals(entries.size() - 1, texts.size());
            most = Math.max(most, texts.size());
        }
        assertEquals(2, most);
    }

    @Test
    void rawBytesAndDigestOfADamagedMemberAreThoseOfItsStoredBytes() throws Exception {
        byte[] first = gzip(ONE);
        byte[] bad = gzip(TWO);
        bad[bad.length / 2] ^= 0x10;
        Damaged damage = damaged(read(first, bad, first).get(1));
        assertArrayEquals(Arrays.copyOf(bad, Math.min(bad.length, Shards.SMALL.quarantinedBytes())), damage.raw());
        assertEquals(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bad)), damage.sha256());
        assertEquals(first.length, damage.origin().offset());
        assertEquals(bad.length, damage.origin().length());
    }

    @Test
    void zeroPaddingIsToleratedAndGarbageIsReported() {
        byte[] zeros = new byte[1000];
        assertEquals(List.of("ok", "ok"), outcomes(read(gzip(ONE), zeros, gzip(TWO), zeros)));
        List<ShardEntry> entries = read(gzip(ONE), ascii("garbage"), gzip(TWO), zeros, ascii("end"));
        assertEquals(List.of("ok", "gzip.header", "ok", "gzip.header"), outcomes(entries));
        assertEquals(7, entries.get(1).origin().length());
        assertArrayEquals(ascii("end"), damaged(entries.get(3)).raw());
    }

    @Test
    void onlyAMemberThatHoldsARecordIsAStartAfterDamage() {
        byte[] bad = gzip(ONE);
        bad[bad.length - 8] ^= 1;
        // Magic bytes alone, and a member of something else, are passed over.
        byte[] decoys = join(new byte[] {0x1f, (byte) 0x8b, 8, 0}, gzip(ascii("something else entirely")));
        List<ShardEntry> entries = read(bad, decoys, gzip(TWO));
        assertEquals(List.of("gzip.corrupt", "ok"), outcomes(entries));
        assertEquals(bad.length + decoys.length, entries.get(0).origin().length());
    }

    @Test
    void randomBytesAreOneDamage() {
        byte[] noise = new byte[300_000];
        new Random(7).nextBytes(noise);
        assertEquals(List.of("warc.header"), outcomes(read(noise)));
        assertEquals(List.of("warc.header", "ok"), outcomes(read(noise, gzip(ONE))));
        assertEquals(List.of("warc.header", "ok"), outcomes(read(noise, ascii("\n"), ONE)));
    }

    @Test
    void wrongContentLengthCostsItsRecordOnly() {
        String text = new String(ONE, java.nio.charset.StandardCharsets.ISO_8859_1);
        String length = text.substring(text.indexOf("Content-Length: ") + 16);
        length = length.substring(0, length.indexOf('\r'));
        for (String wrong : List.of("5", "0", "400", "600", "99999", "100001")) {
            byte[] bad = ascii(text.replace("Content-Length: " + length, "Content-Length: " + wrong));
            List<ShardEntry> entries = read(TWO, bad, TWO, ONE);
            if (wrong.equals("100001")) {
                // Larger than any record may be: skipped as it claims, to the end.
                assertEquals(List.of("ok", "record.too_large"), outcomes(entries));
            } else {
                assertEquals("ok", outcomes(entries).get(0));
                assertTrue(outcomes(entries).get(1).startsWith("warc.t"), wrong);
                assertEquals(List.of("ok", "ok"), outcomes(entries).subList(2, 4), wrong);
                assertEquals(bad.length, entries.get(1).origin().length(), wrong);
            }
            List<String> members = outcomes(read(gzip(bad), gzip(TWO)));
            assertEquals(2, members.size(), wrong);
            assertEquals("ok", members.get(1), wrong);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: abc",
        "Content-Length: -1",
        "Content-Length: 9999999999999999999",
        "Content-Length:",
        "Content-Length 12",
        "no colon",
    })
    void headerThatCannotBeReadCostsItsRecordOnly(String line) {
        byte[] bad = join(ascii("WARC/1.0\r\nWARC-Type: response\r\n" + line + "\r\n\r\n"), page(3), ascii("\r\n\r\n"));
        assertEquals(List.of("ok", "warc.header", "ok"), outcomes(read(ONE, bad, TWO)));
        assertEquals(List.of("ok", "warc.header", "ok"), outcomes(read(gzip(ONE), gzip(bad), gzip(TWO))));
        assertEquals(List.of("ok", "warc.header", "ok"), outcomes(read(gzip(join(ONE, bad, TWO)))));
    }

    @Test
    void contradictingLengthsAndEndlessHeadersAreRefused() {
        byte[] two =
                ascii("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx\r\n\r\n");
        assertEquals(List.of("warc.header", "ok"), outcomes(read(two, ONE)));
        byte[] endless = ascii("WARC/1.0\r\n" + "a: b\r\n".repeat(20_000));
        assertEquals(List.of("warc.header", "ok"), outcomes(read(endless, ONE)));
    }

    @Test
    void trailerOfFourLineFeedsIsSetAsideOnceAndNeverReadTwice() {
        byte[] odd = Arrays.copyOf(ONE, ONE.length);
        odd[odd.length - 4] = '\n';
        odd[odd.length - 2] = '\n';
        assertEquals(List.of("warc.trailer"), outcomes(read(odd)));
        assertEquals(List.of("ok", "warc.trailer", "ok"), outcomes(read(TWO, odd, TWO)));
    }

    @Test
    void digestsAreCheckedInEveryNotation() throws Exception {
        byte[] body = page(5);
        byte[] http = join(ascii("HTTP/1.1 200 OK\r\n\r\n"), body);
        String hex = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(http));
        String sha256 =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(body));
        String md5 = HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        for (String field : List.of(
                "WARC-Block-Digest: sha1:" + hex,
                "WARC-Payload-Digest: sha256:" + sha256.toUpperCase(java.util.Locale.ROOT),
                "WARC-Payload-Digest: md5:" + md5)) {
            assertEquals(List.of("ok"), outcomes(read(digested(field, http))));
            byte[] changed = http.clone();
            changed[changed.length - 1] ^= 1;
            assertEquals(List.of("warc.digest", "ok"), outcomes(read(digested(field, changed), ONE)));
        }
        assertEquals(
                "blake9",
                only(read(digested("WARC-Block-Digest: blake9:00", http)))
                        .meta()
                        .get("warc_digest_unchecked"));
    }

    /** SHA-1 of "abc" in base 32, from RFC 3174 and RFC 4648. */
    @Test
    void base32DigestIsThatOfTheStandards() {
        WarcDigest digest = WarcDigest.parse("sha1:VGMT4NSHA2AWVOR6EVYXQUGCNSONBWE5");
        assertTrue(digest.matches(ascii("xabcx"), 1, 4));
        assertFalse(digest.matches(ascii("xabcx"), 0, 4));
    }

    private static byte[] digested(String field, byte[] http) {
        return warc("response", "WARC-Target-URI: http://a/\r\n" + field + "\r\n", http);
    }

    @Test
    void payloadDigestMayCoverTheBodyBeforeOrAfterItsEncodings() throws Exception {
        byte[] body = page(5);
        byte[] chunked = join(ascii(Integer.toHexString(body.length) + "\r\n"), body, ascii("\r\n0\r\n\r\n"));
        byte[] http = join(ascii("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"), chunked);
        for (byte[] covered : List.of(body, chunked)) {
            String hex =
                    HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(covered));
            assertArrayEquals(
                    body,
                    only(read(digested("WARC-Payload-Digest: sha1:" + hex, http)))
                            .content());
        }
    }

    @Test
    void truncatedCaptureIsNoted() {
        byte[] record = warc(
                "response",
                "WARC-Target-URI: http://a/\r\nWARC-Truncated: length\r\nWARC-Payload-Digest: sha1:" + "0".repeat(40)
                        + "\r\n",
                join(ascii("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"), Arrays.copyOf(gzip(page(3)), 40)));
        RawRecord cut = only(read(record));
        assertEquals("length", cut.meta().get("warc_truncated"));
        assertTrue(new String(page(3), UTF_8).startsWith(new String(cut.content(), UTF_8)));
    }

    @Test
    void recordTooLargeIsSkippedAndTheNextIsRead() throws Exception {
        byte[] large = response("http://a/", "", new byte[200_000]);
        for (List<ShardEntry> entries : List.of(
                read(ONE, large, TWO), read(gzip(ONE), gzip(large), gzip(TWO)), read(gzip(join(ONE, large, TWO))))) {
            assertEquals(List.of("ok", "record.too_large", "ok"), outcomes(entries));
            assertEquals("http://a/", entries.get(1).origin().url());
        }
        Damaged damage = damaged(read(large).get(0));
        assertArrayEquals(Arrays.copyOf(large, 256), damage.raw());
        assertEquals(
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(large)), damage.sha256());
    }

    @Test
    void memberThatExpandsTooMuchIsSetAside() {
        Limits limits = new Limits(64 << 20, 100, 1000, 1 << 20, 512, 1000, 1000, 64, 256);
        byte[] bomb = gzip(response("http://a/", "", new byte[8 << 20]));
        assertEquals(
                List.of("ok", "archive.bomb", "ok"),
                outcomes(Shards.readOnce(
                        WARC,
                        new ByteArrayInputStream(join(gzip(ONE), bomb, gzip(TWO))),
                        limits,
                        join(gzip(ONE), bomb, gzip(TWO)).length)));
    }

    /** A record of 200 MB through a stream that makes it up: memory must not follow. */
    @Test
    void recordOfTwoHundredMegabytesLeavesTheHeapFlat() throws IOException {
        long claimed = 200_000_000;
        byte[] head = ascii("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: " + claimed + "\r\n\r\n");
        InputStream endless = new InputStream() {
            private long at;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] out, int from, int length) {
                long end = head.length + claimed + 4 + ONE.length;
                if (at == end) {
                    return -1;
                }
                int step = (int) Math.min(length, end - at);
                if (at >= head.length && at < head.length + claimed) {
                    step = (int) Math.min(step, head.length + claimed - at);
                    Arrays.fill(out, from, from + step, (byte) 'x');
                } else {
                    step = 1;
                    long after = at - head.length - claimed;
                    out[from] = at < head.length
                            ? head[(int) at]
                            : after < 4 ? (byte) "\r\n\r\n".charAt((int) after) : ONE[(int) after - 4];
                }
                at += step;
                return step;
            }
        };
        com.sun.management.ThreadMXBean threads =
                (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        List<String> outcomes = new ArrayList<>();
        try (ShardReader reader = ShardFormat.open(WARC, "s", endless, Shards.SMALL)) {
            ShardEntry entry;
            while ((entry = reader.next()) != null) {
                outcomes.addAll(outcomes(List.of(entry)));
            }
        }
        assertEquals(List.of("record.too_large", "ok"), outcomes);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        assertTrue(allocated < 16 << 20, "allocated in total: " + allocated);
    }

    @Test
    void claimedLengthAloneTakesNoMemory() {
        Limits limits = new Limits(1 << 30, 1000, 1000, 1 << 20, 512, 1000, 1000, 64, 256);
        byte[] shard = ascii("WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 1000000000\r\n\r\nshort");
        assertEquals(List.of("warc.truncated"), outcomes(Shards.read(WARC, shard, limits)));
    }

    @Test
    void damageDoesNotChangeHowTheRecordsAfterItAreAddressed() {
        byte[] bad = gzip(join(ONE, ascii("x")));
        bad[bad.length - 7] ^= 1;
        byte[] good = gzip(ONE);
        List<ShardEntry> entries = read(good, bad, good);
        assertEquals(List.of("ok", "gzip.corrupt", "ok"), outcomes(entries));
        assertEquals(good.length, entries.get(1).origin().offset());
        assertEquals(good.length + bad.length, entries.get(2).origin().offset());
        assertEquals(good.length, entries.get(2).origin().length());
    }

    @Test
    void damageLateInALargeMemberIsAnEntryForTheRest() {
        ByteArrayOutputStream records = new ByteArrayOutputStream();
        Random random = new Random(3);
        for (int i = 0; i < 40; i++) {
            byte[] noise = new byte[10_000];
            random.nextBytes(noise);
            records.writeBytes(response("http://a/" + i, "", noise));
        }
        byte[] bad = gzip(records.toByteArray());
        bad[bad.length - 5] ^= 1;
        List<ShardEntry> entries = read(bad, gzip(ONE));
        List<String> outcomes = outcomes(entries);
        int released = outcomes.indexOf("gzip.corrupt");
        // All but those within the last 64 KiB before the wrong CRC.
        assertTrue(released >= 33 && released < 40, "released " + released);
        assertEquals(List.of("gzip.corrupt", "ok"), outcomes.subList(released, outcomes.size()));
    }

    @Test
    void randomDamageNeverChangesSilentlyWhatAGzipMemberHolds() {
        byte[][] members = {gzip(ONE), gzip(TWO), gzip(warc("warcinfo", "", ascii("x"))), gzip(ONE)};
        byte[] shard = join(members);
        List<String> clean = texts(Shards.read(WARC, shard));
        Random random = new Random(20);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = mutated(shard, random);
            List<ShardEntry> entries = Shards.readOnce(WARC, new ByteArrayInputStream(bad), Shards.SMALL, bad.length);
            int at = round;
            assertTrue(clean.containsAll(texts(entries)), () -> "round " + at + ": " + describe(entries));
        }
    }

    @Test
    void randomDamageOfPlainShardsNeverThrows() {
        byte[] shard = join(ONE, warc("conversion", "Content-Type: text/plain\r\n", page(3)), chunkedAndGzipped(), TWO);
        Random random = new Random(21);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = mutated(shard, random);
            List<ShardEntry> entries = Shards.readOnce(WARC, new ByteArrayInputStream(bad), Shards.SMALL, bad.length);
            if (round % 100 == 0) {
                assertSame(entries, Shards.readOnce(WARC, new Shards.Trickle(bad), Shards.SMALL, bad.length));
            }
        }
    }

    private static byte[] chunkedAndGzipped() {
        byte[] body = gzip(page(9));
        return response(
                "http://c/",
                "Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
                join(ascii(Integer.toHexString(body.length) + "\r\n"), body, ascii("\r\n0\r\n\r\n")));
    }

    /** Flips, overwrites, cuts out, doubles and cuts off, a few at a time. */
    static byte[] mutated(byte[] bytes, Random random) {
        byte[] out = bytes.clone();
        for (int n = 1 + random.nextInt(3); n > 0 && out.length > 2; n--) {
            int at = random.nextInt(out.length);
            int length = 1 + random.nextInt(Math.min(64, out.length - at));
            switch (random.nextInt(5)) {
                case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> out[at] = (byte) random.nextInt(256);
                case 2 -> out = join(Arrays.copyOf(out, at), Arrays.copyOfRange(out, at + length, out.length));
                case 3 -> out = join(Arrays.copyOf(out, at + length), Arrays.copyOfRange(out, at, out.length));
                default -> out = random.nextInt(8) == 0 ? Arrays.copyOf(out, at) : out;
            }
        }
        return out;
    }
}
