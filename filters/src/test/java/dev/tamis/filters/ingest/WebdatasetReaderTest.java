package dev.tamis.filters.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.ingest.ShardEntry.Skipped;
import dev.tamis.filters.record.Reason;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class WebdatasetReaderTest {
    private static final ShardOptions OPTIONS = options(null);
    private static final byte[] END = new byte[1024];

    private static ShardOptions options(String captionField) {
        return new ShardOptions(ShardFormat.WEBDATASET, null, null, "url", null, captionField, List.of(), List.of());
    }

    private static byte[] file(String name, String content) {
        return file(name, content.getBytes(UTF_8));
    }

    private static byte[] file(String name, byte[] content) {
        byte[] header = new byte[512];
        put(header, 0, name);
        put(header, 100, "0000644\0");
        put(header, 124, String.format(java.util.Locale.ROOT, "%011o", content.length));
        header[156] = '0';
        put(header, 257, "ustar\00000");
        Arrays.fill(header, 148, 156, (byte) ' ');
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(java.util.Locale.ROOT, "%06o\0 ", sum));
        return Shards.join(header, content, new byte[-content.length & 511]);
    }

    private static void put(byte[] header, int at, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        System.arraycopy(bytes, 0, header, at, bytes.length);
    }

    private static RawRecord record(ShardEntry entry) {
        return assertInstanceOf(RawRecord.class, entry, () -> String.valueOf(entry));
    }

    private static Damaged damaged(ShardEntry entry) {
        return assertInstanceOf(Damaged.class, entry, () -> String.valueOf(entry));
    }

    @Test
    void filesOfOneKeyAreOneSampleWithItsTexts() {
        byte[] shard = Shards.join(
                file("d.1/a.b/0001.jpg", "first"),
                file(
                        "d.1/a.b/0001.JSON",
                        "{\"url\": \"http://x/1\", \"width\": 3, \"ok\": true, \"n\": null,"
                                + " \"deep\": {\"a\": [1]}, \"caption\": \"of json\"}"),
                file("d.1/a.b/0001.txt", "\ufeffcaption \u00e9"),
                file("d.1/a.b/0001.cls", " 7\n"),
                file("0002.PNG", "second"),
                file("0003.webp", "third"),
                file("0003.json", "{\"caption\": \"of json\"}"),
                END);
        List<ShardEntry> entries = Shards.read(OPTIONS, shard);
        assertEquals(3, entries.size());
        RawRecord first = record(entries.get(0));
        assertEquals("d.1/a.b/0001.jpg", first.origin().recordId());
        assertEquals("http://x/1", first.origin().url());
        assertEquals("first", new String(first.content(), UTF_8));
        assertEquals("caption \u00e9", first.medium().caption());
        assertEquals(new TreeMap<>(Map.of("width", "3", "ok", "true", "cls", "7")), new TreeMap<>(first.meta()));
        assertNull(record(entries.get(1)).medium().caption());
        assertEquals("of json", record(entries.get(2)).medium().caption());
    }

    @Test
    void aNamedCaptionFieldGoesBeforeTheFileOfText() {
        byte[] shard = Shards.join(
                file("1.jpg", "x"),
                file("1.json", "{\"alt\": \"of the field\"}"),
                file("1.txt", "of the file"),
                file("2.jpg", "x"),
                file("2.txt", "of the file"),
                END);
        List<ShardEntry> entries = Shards.read(options("alt"), shard);
        assertEquals("of the field", record(entries.get(0)).medium().caption());
        assertEquals("of the file", record(entries.get(1)).medium().caption());
    }

    @Test
    void contentsOfAPlainTarAreReferredToWhereTheyLie() {
        byte[] shard = Shards.join(file("1.jpg", "abc"), file("1.txt", "x"), file("2.jpg", "defgh"), END);
        for (ShardEntry entry : Shards.read(OPTIONS, shard)) {
            RawRecord record = record(entry);
            int at = (int) record.medium().offset();
            assertArrayEquals(record.content(), Arrays.copyOfRange(shard, at, at + record.content().length));
        }
        for (byte[] packed : List.of(Shards.gzip(shard), Zstd.compress(shard))) {
            for (ShardEntry entry : Shards.read(OPTIONS, packed)) {
                assertEquals(-1, record(entry).medium().offset());
            }
        }
    }

    @Test
    void severalImagesOfASampleAreRecordsOfTheirOwn() {
        byte[] shard = Shards.join(
                file("k.1.jpg", "one"),
                file("k.0.jpg", "nil"),
                file("k.txt", "of all"),
                file("k.0.txt", "of nil"),
                file("k.mask.png", "mask"),
                END);
        List<ShardEntry> entries = Shards.read(OPTIONS, shard);
        assertEquals(3, entries.size());
        assertEquals("of all", record(entries.get(0)).medium().caption());
        assertEquals("of nil", record(entries.get(1)).medium().caption());
        assertEquals("k.mask.png", record(entries.get(2)).origin().recordId());
    }

    @Test
    void aFieldTwiceIsDamageThatSaysWhere() {
        byte[] shard = Shards.join(file("1.jpg", "a"), file("1.JPG", "b"), file("1.txt", "c"), file("2.jpg", "d"), END);
        List<ShardEntry> entries = Shards.read(OPTIONS, shard);
        Damaged twice = damaged(entries.get(0));
        assertEquals(Reason.SAMPLE_CORRUPT, twice.reason());
        assertEquals("sample 1: field \"jpg\" is there twice, at bytes 0 and 1024", twice.message());
        assertEquals(3 * 1024, twice.origin().length());
        assertEquals("abc", new String(twice.raw(), UTF_8));
        assertEquals("2.jpg", record(entries.get(1)).origin().recordId());
        assertEquals(2, entries.size());
    }

    @Test
    void filesOfAKeyThatStandApartAreDamage() {
        byte[] shard = Shards.join(file("1.jpg", "a"), file("2.jpg", "b"), file("1.txt", "c"), END);
        List<ShardEntry> entries = Shards.read(OPTIONS, shard);
        assertEquals(3, entries.size());
        Damaged apart = damaged(entries.get(2));
        assertEquals(Reason.SAMPLE_CORRUPT, apart.reason());
        assertEquals(2048, apart.origin().offset());
    }

    @Test
    void namesOfNoSampleAndSamplesWithoutAnImageAreSkipped() {
        byte[] shard = Shards.join(
                file("__index__.json", "{}"),
                file("__meta__/x.jpg", "x"),
                file("README", "x"),
                file(".hidden.jpg", "x"),
                file("1.txt", "no image"),
                file("2.jpg", "image"),
                END);
        List<ShardEntry> entries = Shards.read(OPTIONS, shard);
        assertEquals(6, entries.size());
        for (ShardEntry entry : entries.subList(0, 5)) {
            assertEquals(
                    Reason.NOT_A_DOCUMENT,
                    assertInstanceOf(Skipped.class, entry).reason());
        }
        record(entries.get(5));
    }

    @Test
    void whatIsSaidOfAnImageInBrokenJsonSetsItAside() {
        for (String json : List.of("", "[]", "{", "{\"a\": 1} x", "nonsense", "{\"a\": }", "[".repeat(5000))) {
            byte[] shard = Shards.join(file("1.jpg", "a"), file("1.json", json), file("2.jpg", "b"), END);
            List<ShardEntry> entries = Shards.read(OPTIONS, shard);
            assertEquals(Reason.JSON_SYNTAX, damaged(entries.get(0)).reason(), json);
            record(entries.get(1));
        }
    }

    @Test
    void aShardCutAnywhereLosesNoByteAndOnlyWhatStoodBehindTheCut() {
        byte[] shard = Shards.join(
                file("1.jpg", "a".repeat(700)), file("1.txt", "c"), file("2.jpg", "b"), file("2.txt", "d"), END);
        for (int length = 0; length < shard.length; length += 37) {
            List<ShardEntry> entries = Shards.read(OPTIONS, Arrays.copyOf(shard, length));
            long whole = entries.stream().filter(RawRecord.class::isInstance).count();
            assertTrue(whole <= 2);
            assertTrue(
                    length < 2048 + 1024 || whole >= 1,
                    () -> Shards.describe(entries).toString());
        }
    }

    @Test
    void everySampleIsOneUnitWhateverStandsInTheShard() {
        SplittableRandom random = new SplittableRandom(8);
        String[] endings = {"jpg", "png", "txt", "json", "npy", "0.jpg", "JPG"};
        for (int round = 0; round < 300; round++) {
            List<byte[]> parts = new ArrayList<>();
            List<String> groups = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                String key = "k" + random.nextInt(4);
                if (groups.isEmpty() || !groups.get(groups.size() - 1).equals(key)) {
                    groups.add(key);
                }
                parts.add(file(key + "." + endings[random.nextInt(endings.length)], random.nextBoolean() ? "{}" : ""));
            }
            parts.add(END);
            List<ShardEntry> entries = Shards.read(OPTIONS, Shards.join(parts.toArray(byte[][]::new)));
            assertTrue(entries.size() >= groups.size());
            TreeSet<String> keys = new TreeSet<>();
            for (ShardEntry entry : entries) {
                String id = entry.origin().recordId();
                keys.add(id.contains(".") ? id.substring(0, id.indexOf('.')) : id);
            }
            assertEquals(new TreeSet<>(groups), keys);
        }
    }
}
