package dev.tamis.filters.ingest;

import static dev.tamis.filters.ingest.Shards.ascii;
import static dev.tamis.filters.ingest.Shards.gzip;
import static dev.tamis.filters.ingest.Shards.join;
import static dev.tamis.filters.ingest.Shards.outcomes;
import static dev.tamis.filters.ingest.Shards.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.tamis.filters.embedding.Embedding;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import java.io.ByteArrayInputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonlReaderTest {
    private static final ShardOptions JSONL = ShardOptions.of(ShardFormat.JSONL);

    private static List<ShardEntry> read(byte[] shard) {
        return Shards.read(JSONL, shard);
    }

    private static List<ShardEntry> read(String shard) {
        return read(shard.getBytes(UTF_8));
    }

    private static ShardOptions fields(String text, String id, String url) {
        return new ShardOptions(ShardFormat.JSONL, text, id, url, List.of(), List.of());
    }

    private static String lines(int count) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < count; i++) {
            out.append("{\"text\": \"Zeile ")
                    .append(i)
                    .append(" \u00e4\\u00df\\ud83d\\ude00\", \"n\": ")
                    .append(i);
            out.append("}\n");
        }
        return out.toString();
    }

    @Test
    void emptyShardHasNoEntries() {
        assertEquals(List.of(), read(""));
        assertEquals(List.of(), read(gzip(new byte[0])));
    }

    @Test
    void lineCarriesItsPlaceAndItsOtherFields() {
        String first = "{\"text\": \"a\"}\n";
        String second = "{\"id\": 7, \"n\": 1.50, \"yes\": true, \"none\": null, \"deep\": {\"x\": 1}, \"list\": [1],"
                + " \"url\": \"http://a/\", \"text\": \"b\\n\u00e4\\u00e4\\ud83d\\ude00\"}\n";
        List<ShardEntry> entries = Shards.read(fields("text", "id", "url"), (first + second).getBytes(UTF_8));
        RawRecord record = (RawRecord) entries.get(1);
        assertEquals("b\n\u00e4\u00e4\ud83d\ude00", new String(record.content(), UTF_8));
        assertTrue(record.isText());
        assertEquals(first.length(), record.origin().offset());
        assertEquals(second.getBytes(UTF_8).length - 1, record.origin().length());
        assertEquals("7", record.origin().recordId());
        assertEquals("http://a/", record.origin().url());
        assertEquals(Map.of("n", "1.50", "yes", "true"), record.meta());
        assertEquals("1", entries.get(0).origin().recordId());
    }

    @Test
    void embeddingIsReadAndOneThatCannotBeUsedIsEmpty() {
        ShardOptions options =
                new ShardOptions(ShardFormat.JSONL, "text", null, null, "meta.vector", List.of(), List.of());
        String shard = """
                {"meta": {"vector": [1, -2.5, 1e-3]}, "text": "a"}
                {"text": "b", "meta": {"vector": null, "more": {"text": "c"}}}
                {"text": "c"}
                {"text": "d", "meta": {"vector": []}}
                {"text": "e", "meta": {"vector": [0, 0]}}
                {"text": "f", "meta": {"vector": [1e400]}}
                {"text": "g", "meta": {"vector": [1, [2, {"x": 3}], 4]}, "n": 1}
                {"text": "h", "meta": {"vector": {"vector": [1]}}, "n": 1}
                {"text": "i", "meta": {"vector": "1"}}
                {"text": "j", "meta": {"vector": [1, null]}}
                {"text": "l", "list": [{"vector": [1]}], "vector": [1]}
                """;
        List<RawRecord> records = Shards.read(options, shard.getBytes(UTF_8)).stream()
                .map(RawRecord.class::cast)
                .toList();
        assertEquals(11, records.size());
        assertArrayEquals(
                Embedding.bytes(new float[] {1f, -2.5f, 1e-3f}, 3),
                records.get(0).embedding());
        for (int i : new int[] {1, 2, 10}) {
            assertNull(records.get(i).embedding());
        }
        for (int i = 3; i < 10; i++) {
            assertEquals(0, records.get(i).embedding().length, "line " + i);
        }
        assertEquals(Map.of("n", "1"), records.get(6).meta());
        assertEquals(Map.of("n", "1"), records.get(7).meta());
    }

    @Test
    void textMayLieDeeper() {
        String shard = "{\"text\": \"wrong\", \"other\": {\"text\": \"wrong\"}, \"list\": [{\"text\": \"wrong\"}],"
                + " \"data\": {\"x\": {\"text\": \"wrong\"}, \"y\": [[{}]], \"text\": \"right\"}}\n";
        assertEquals(List.of("right"), texts(Shards.read(fields("data.text", null, null), shard.getBytes(UTF_8))));
        assertEquals(
                List.of("json.field", "json.field"),
                outcomes(Shards.read(
                        fields("data.text", null, null), ascii("{\"data.text\": \"a\"}\n{\"data\": [\"text\"]}\n"))));
    }

    @Test
    void absentTextAndTextOfAnotherTypeAreDamage() {
        assertEquals(
                List.of("json.field", "json.field", "json.field", "ok"),
                outcomes(read("{}\n{\"text\": 1}\n{\"text\": null}\n{\"text\": \"\"}\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"text\": \"a\"",
                "{\"text\": \"a\"}}",
                "{\"text\": \"a\"} {\"text\": \"b\"}",
                "{\"text\": \"a\"} x",
                "{\"text\": \"a\", \"text\": \"b\"}",
                "{\"text\": \"a\", \"deep\": {\"x\": 1, \"x\": 2}}",
                "{\"text\": \"a\",}",
                "{'text': 'a'}",
                "{text: \"a\"}",
                "{\"text\": \"a\", \"n\": 01}",
                "{\"text\": \"a\", \"n\": NaN}",
                "{\"text\": \"a\"} // no",
                "{\"text\": \"a\tb\"}",
                "[\"text\"]",
                "\"text\"",
                "null",
                "x",
                "\ufeff{\"text\": \"a\"}",
                "\0{\"text\": \"a\"}",
            })
    void lineThatIsNotOneStrictObjectIsDamage(String line) {
        List<ShardEntry> entries = read("{\"text\": \"before\"}\n" + line + "\n{\"text\": \"after\"}\n");
        assertEquals(List.of("ok", "json.syntax", "ok"), outcomes(entries));
        Damaged damage = (Damaged) entries.get(1);
        assertArrayEquals(line.getBytes(UTF_8), damage.raw());
        assertTrue(damage.message().startsWith("line 2 "), damage.message());
    }

    @Test
    void depthIsBounded() {
        String deep = "{\"text\": \"a\", \"x\": " + "[".repeat(20_000) + "]".repeat(20_000) + "}\n";
        assertEquals(List.of("json.syntax", "ok"), outcomes(read(deep + "{\"text\": \"b\"}")));
    }

    @Test
    void byteOrderMarkIsReadAtTheStartOnly() {
        assertEquals(List.of("a"), texts(read("\ufeff{\"text\": \"a\"}\n")));
    }

    @Test
    void onlyLineFeedEndsALine() {
        assertEquals(
                List.of("a\u2028\u0085b", "c"), texts(read("{\"text\":\r \"a\u2028\u0085b\"}\r\n{\"text\": \"c\"}")));
    }

    @Test
    void halfASurrogatePairIsDamageWhereverItIsKept() {
        for (String line : List.of(
                "{\"text\": \"a\\ud800b\"}",
                "{\"text\": \"\\udc00\"}",
                "{\"text\": \"a\\ud800\"}",
                "{\"text\": \"a\", \"t\": \"\\ud800\"}")) {
            assertEquals(List.of("text.lone_surrogate", "ok"), outcomes(read(line + "\n{\"text\": \"\"}\n")), line);
        }
    }

    @Test
    void bytesThatAreNotUtf8AreDamage() {
        byte[] before = ascii("{\"text\": \"");
        byte[] after = ascii("\"}\n");
        int valid = 0;
        for (int pair = 0; pair < 0x10000; pair++) {
            byte[] two = {(byte) (pair >> 8), (byte) pair};
            boolean right = java.util.Arrays.equals(new String(two, UTF_8).getBytes(UTF_8), two);
            assertEquals(right, Utf8.isValid(two, 0, 2), Integer.toHexString(pair));
            valid += right ? 1 : 0;
        }
        assertEquals(128 * 128 + 30 * 64, valid);
        for (String bad :
                List.of("\u00ff", "\u00c0\u00af", "\u00ed\u00a0\u0080", "\u00f4\u0090\u0080\u0080", "\u00e4")) {
            assertEquals(List.of("text.charset"), outcomes(read(join(before, ascii(bad), after))), bad);
        }
    }

    @Test
    void blankLinesAreCountedButTheLastIsNot() {
        List<ShardEntry> entries = read("{\"text\": \"a\"}\n\n \t\r\n{\"text\": \"b\"}\n\n");
        assertEquals(List.of("ok", "ingest.not_a_document", "ingest.not_a_document", "ok"), outcomes(entries));
        assertEquals("4", entries.get(3).origin().recordId());
    }

    @Test
    void lineTooLongIsSkippedAndTheNextIsRead() {
        String shard = "{\"text\": \"" + "x".repeat(150_000) + "\"}\n{\"text\": \"b\"}\n";
        for (byte[] bytes : List.of(ascii(shard), gzip(ascii(shard)))) {
            List<ShardEntry> entries = read(bytes);
            assertEquals(List.of("record.too_large", "ok"), outcomes(entries));
            assertEquals(shard.indexOf('\n'), entries.get(0).origin().length());
            assertEquals(shard.indexOf('\n') + 1, entries.get(1).origin().offset());
        }
    }

    @Test
    void metaIsBounded() {
        StringBuilder line =
                new StringBuilder("{\"text\": \"a\", \"long\": \"" + "x".repeat(4095) + "\\ud83d\\ude00\"");
        for (int i = 0; i < 100; i++) {
            line.append(", \"k").append(i).append("\": ").append(i);
        }
        RawRecord record = (RawRecord) read(line + "}\n").get(0);
        assertEquals(64, record.meta().size());
        assertEquals("x".repeat(4095), record.meta().get("long"));
    }

    @Test
    void threeWaysOfStoringGiveTheSameLines() {
        byte[] plain = lines(500).getBytes(UTF_8);
        List<ShardEntry> expected = read(plain);
        assertEquals(500, texts(expected).size());
        byte[] head = Arrays.copyOf(plain, 10_001);
        byte[] tail = Arrays.copyOfRange(plain, 10_001, plain.length);
        for (byte[] shard : List.of(
                gzip(plain),
                join(gzip(head), gzip(tail), new byte[512]),
                Zstd.compress(plain),
                join(Zstd.compress(head), Zstd.compress(tail)))) {
            Shards.assertSame(expected, read(shard));
        }
    }

    @Test
    void damagedMemberIsAnEntryAndTheNextMemberIsRead() {
        byte[] bad = gzip(lines(50).getBytes(UTF_8));
        bad[bad.length - 7] ^= 1;
        List<ShardEntry> entries = read(join(bad, gzip(lines(3).getBytes(UTF_8))));
        assertEquals(54, entries.size());
        assertEquals("gzip.corrupt", outcomes(entries).get(50));
        assertEquals(53, texts(entries).size());
    }

    @Test
    void cutShardGivesWholeLinesAndOneDamage() {
        byte[] plain = lines(30).getBytes(UTF_8);
        byte[] gzip = gzip(plain);
        List<String> clean = texts(read(plain));
        for (int length = 1; length < gzip.length; length++) {
            List<ShardEntry> entries = read(Arrays.copyOf(gzip, length));
            List<String> texts = texts(entries);
            if (length >= 4) {
                assertEquals("gzip.truncated", outcomes(entries).get(entries.size() - 1), "cut at " + length);
                assertEquals(texts.size() + 1, entries.size(), "cut at " + length);
            }
            assertEquals(clean.subList(0, texts.size()), texts, "cut at " + length);
        }
        byte[] zstd = Zstd.compress(plain);
        for (int length = 4; length < zstd.length; length++) {
            List<String> outcomes = outcomes(read(Arrays.copyOf(zstd, length)));
            assertEquals("zstd.corrupt", outcomes.get(outcomes.size() - 1), "cut at " + length);
        }
    }

    @Test
    void zstdFrameWithChecksumHidesNoFlippedBit() throws Exception {
        byte[] plain = lines(20).getBytes(UTF_8);
        java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream();
        try (com.github.luben.zstd.ZstdOutputStream zstd = new com.github.luben.zstd.ZstdOutputStream(out)) {
            zstd.setChecksum(true);
            zstd.write(plain);
        }
        byte[] shard = out.toByteArray();
        List<String> clean = texts(read(plain));
        for (int bit = 8 * 4; bit < 8 * shard.length; bit++) {
            byte[] bad = shard.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            List<ShardEntry> entries = Shards.readOnce(JSONL, new ByteArrayInputStream(bad), Shards.SMALL, bad.length);
            assertTrue(
                    texts(entries).equals(clean) || entries.stream().anyMatch(Damaged.class::isInstance), "bit " + bit);
        }
    }

    @Test
    void zstdBombStopsAtTheRatio() {
        byte[] bomb = Zstd.compress(join(ascii("{\"text\": \"a\"}\n"), new byte[64 << 20]));
        List<ShardEntry> entries = Shards.readOnce(JSONL, new ByteArrayInputStream(bomb), Shards.SMALL, bomb.length);
        assertEquals(List.of("ok", "archive.bomb"), outcomes(entries));
    }

    @Test
    void randomDamageNeverThrows() {
        byte[] plain = lines(20).getBytes(UTF_8);
        byte[][] shards = {plain, gzip(plain), Zstd.compress(plain)};
        Random random = new Random(22);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = WarcReaderTest.mutated(shards[round % 3], random);
            Shards.readOnce(JSONL, new ByteArrayInputStream(bad), Shards.SMALL, bad.length);
        }
    }
}
