package dev.tamis.filters.ingest;

import static dev.tamis.filters.ingest.Shards.ascii;
import static dev.tamis.filters.ingest.Shards.gzip;
import static dev.tamis.filters.ingest.Shards.join;
import static dev.tamis.filters.ingest.Shards.outcomes;
import static dev.tamis.filters.ingest.Shards.page;
import static dev.tamis.filters.ingest.Shards.texts;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.tamis.filters.ingest.ShardEntry.Damaged;
import dev.tamis.filters.ingest.ShardEntry.RawRecord;
import dev.tamis.filters.record.Limits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.Zip64Mode;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArchiveReaderTest {
    private static final ShardOptions ARCHIVE = ShardOptions.of(ShardFormat.ARCHIVE);

    private static List<ShardEntry> read(byte[] shard) {
        return Shards.read(ARCHIVE, shard);
    }

    private static List<String> paths(List<ShardEntry> entries) {
        return entries.stream().map(e -> e.origin().recordId()).toList();
    }

    /** A tar of ours, entry by entry, so that each can be wrong in its own way. */
    private static byte[] tarEntry(String name, char type, byte[] content) {
        byte[] header = new byte[512];
        byte[] bytes = name.getBytes(UTF_8);
        System.arraycopy(bytes, 0, header, 0, Math.min(100, bytes.length));
        put(header, 100, "0000644");
        put(header, 124, String.format(java.util.Locale.ROOT, "%011o", content.length));
        put(header, 136, "00000000000");
        header[156] = (byte) type;
        put(header, 257, "ustar\0" + "00");
        put(header, 148, "        ");
        int sum = 0;
        for (byte b : header) {
            sum += b & 0xff;
        }
        put(header, 148, String.format(java.util.Locale.ROOT, "%06o\0 ", sum));
        return join(header, content, new byte[-content.length & 511]);
    }

    private static void put(byte[] header, int at, String text) {
        System.arraycopy(ascii(text), 0, header, at, text.length());
    }

    private static final byte[] TAR_END = new byte[1024];

    private static byte[] tar(String... names) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < names.length; i++) {
            out.writeBytes(tarEntry(names[i], '0', page(i)));
        }
        out.writeBytes(TAR_END);
        return out.toByteArray();
    }

    private static byte[] zip(String... names) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < names.length; i++) {
                zip.putNextEntry(new ZipEntry(names[i]));
                if (!names[i].endsWith("/")) {
                    zip.write(page(i));
                }
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] storedZip(String name, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            ZipEntry entry = new ZipEntry(name);
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            CRC32 crc = new CRC32();
            crc.update(content);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
            zip.closeEntry();
            zip.putNextEntry(new ZipEntry("last"));
            zip.write(page(1));
            zip.closeEntry();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    @Test
    void emptyShardHasNoEntries() {
        assertEquals(List.of(), read(new byte[0]));
        assertEquals(List.of(), read(TAR_END));
        assertEquals(List.of(), read(zip()));
    }

    @Test
    void everyKindOfArchiveGivesItsFilesInOrder() {
        String[] names = {"a.txt", "dir/b.txt", "dir/c.txt"};
        byte[] tar = tar(names);
        for (byte[] shard : List.of(
                tar,
                gzip(tar),
                join(gzip(Arrays.copyOf(tar, 700)), gzip(Arrays.copyOfRange(tar, 700, tar.length))),
                Zstd.compress(tar),
                zip(names))) {
            List<ShardEntry> entries = read(shard);
            assertEquals(List.of(names), paths(entries));
            for (int i = 0; i < names.length; i++) {
                assertArrayEquals(page(i), ((RawRecord) entries.get(i)).content());
            }
        }
        assertEquals(1024, read(tar).get(1).origin().offset());
        assertEquals(1024, read(tar).get(1).origin().length());
    }

    @Test
    void foldersHoldNothingAndGiveNoEntry() {
        assertEquals(List.of("d/a"), paths(read(zip("d/", "d/a"))));
        byte[] tar = join(tarEntry("d/", '5', new byte[0]), tarEntry("d/e/", '\0', new byte[0]), tar("d/a"));
        assertEquals(List.of("d/a"), paths(read(tar)));
    }

    @Test
    void linksAndDevicesAreNoDocuments() {
        ByteArrayOutputStream tar = new ByteArrayOutputStream();
        for (char type : "123467".toCharArray()) {
            tar.writeBytes(tarEntry("x" + type, type, new byte[0]));
        }
        tar.writeBytes(tar("a"));
        assertEquals(
                List.of(
                        "ingest.not_a_document",
                        "ingest.not_a_document",
                        "ingest.not_a_document",
                        "ingest.not_a_document",
                        "ingest.not_a_document",
                        "ok",
                        "ok"),
                outcomes(read(tar.toByteArray())));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/etc/passwd",
                "../a",
                "a/../../b",
                "a/..",
                "..",
                "C:\\a",
                "c:a",
                "a\\b",
                "..\\a",
                "//a",
                "a/../b",
            })
    void nameThatLeadsOutIsDamageAndTheNextFileIsRead(String name) {
        assertEquals(List.of("archive.unsafe_path", "ok"), outcomes(read(tar(name, "a"))));
        assertEquals(List.of("archive.unsafe_path", "ok"), outcomes(read(zip(name, "a"))));
        byte[] link = join(tarEntry(name, '2', new byte[0]), tar("a"));
        assertEquals(List.of("archive.unsafe_path", "ok"), outcomes(read(link)));
    }

    @Test
    void harmlessDotsAreNoDamage() {
        assertEquals(List.of("a..b", "..c/d", "e/...", "f"), paths(read(tar("a..b", "..c/d", "e/...", "./f"))));
        assertTrue(ArchiveReader.isUnsafe("a\0b"));
        assertTrue(ArchiveReader.isUnsafe(""));
    }

    @Test
    void globsChooseEntriesAndTheRestIsCounted() {
        ShardOptions options = new ShardOptions(
                ShardFormat.ARCHIVE, null, null, null, List.of("**/*.{py,java}"), List.of("**/test/**"));
        String[] names = {"a.py", "b/c.java", "b/test/d.py", "e.txt"};
        for (byte[] shard : List.of(tar(names), zip(names))) {
            assertEquals(
                    List.of("ok", "ok", "ingest.excluded", "ingest.excluded"), outcomes(Shards.read(options, shard)));
        }
    }

    @Test
    void longNamesOfBothKindsAreRead() throws IOException {
        String longName = "d/".repeat(100) + "\u00e4.txt";
        for (int mode : new int[] {TarArchiveOutputStream.LONGFILE_GNU, TarArchiveOutputStream.LONGFILE_POSIX}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (TarArchiveOutputStream tar = new TarArchiveOutputStream(out, "UTF-8")) {
                tar.setLongFileMode(mode);
                tar.setAddPaxHeadersForNonAsciiNames(mode == TarArchiveOutputStream.LONGFILE_POSIX);
                TarArchiveEntry entry = new TarArchiveEntry(longName);
                entry.setSize(3);
                tar.putArchiveEntry(entry);
                tar.write(ascii("abc"));
                tar.closeArchiveEntry();
                tar.putArchiveEntry(new TarArchiveEntry("link", TarConstants.LF_SYMLINK));
                tar.closeArchiveEntry();
            }
            List<ShardEntry> entries = read(out.toByteArray());
            assertEquals(List.of(longName, "link"), paths(entries));
            assertEquals(List.of("ok", "ingest.not_a_document"), outcomes(entries));
            assertEquals(0, entries.get(0).origin().offset());
        }
    }

    @Test
    void entryTooLargeIsSkippedAndTheNextIsRead() throws IOException {
        byte[] large = new byte[150_000];
        new Random(1).nextBytes(large);
        byte[] tar = join(tarEntry("large", '0', large), tar("a"));
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("large"));
            out.write(large);
            out.closeEntry();
            out.putNextEntry(new ZipEntry("a"));
            out.write(page(1));
            out.closeEntry();
        }
        for (byte[] shard : List.of(tar, gzip(tar), zip.toByteArray(), storedZip("large", large))) {
            List<ShardEntry> entries = read(shard);
            assertEquals(List.of("record.too_large", "ok"), outcomes(entries));
            assertEquals(256, ((Damaged) entries.get(0)).raw().length);
        }
    }

    @Test
    void bombsStopAtTheirBounds() throws IOException {
        Limits limits = new Limits(100_000, 200, 3, 250_000, 512, 1000, 1000, 64, 256);
        String[] four = {"a", "b", "c", "d"};
        for (byte[] shard : List.of(tar(four), zip(four))) {
            assertEquals(List.of("ok", "ok", "ok", "archive.bomb"), outcomes(Shards.read(ARCHIVE, shard, limits)));
        }
        byte[] most = new byte[100_000];
        byte[] total = join(tarEntry("a", '0', most), tarEntry("b", '0', most), tarEntry("c", '0', most), TAR_END);
        assertEquals(List.of("ok", "ok", "archive.bomb"), outcomes(Shards.read(ARCHIVE, total, limits)));

        Limits ratio = new Limits(100_000, 200, 1000, 1L << 40, 512, 1000, 1000, 64, 256);
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            out.putNextEntry(new ZipEntry("bomb"));
            for (int i = 0; i < 64; i++) {
                out.write(new byte[1 << 20]);
            }
            out.closeEntry();
        }
        byte[] bomb = zip.toByteArray();
        assertEquals(
                List.of("archive.bomb"),
                outcomes(Shards.readOnce(ARCHIVE, new ByteArrayInputStream(bomb), ratio, bomb.length)));
        byte[] tgz = gzip(tarEntry("bomb", '0', new byte[8 << 20]));
        assertEquals(
                List.of("archive.bomb"),
                outcomes(Shards.readOnce(ARCHIVE, new ByteArrayInputStream(tgz), ratio, tgz.length)));
    }

    @Test
    void zip64AndSizesInFrontAreRead() throws IOException {
        for (Zip64Mode mode : Zip64Mode.values()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(bytes)) {
                out.setUseZip64(mode);
                out.putArchiveEntry(new ZipArchiveEntry("a"));
                out.write(page(1));
                out.closeArchiveEntry();
                out.putArchiveEntry(new ZipArchiveEntry("b/"));
                out.closeArchiveEntry();
                ZipArchiveEntry stored = new ZipArchiveEntry("c");
                stored.setMethod(ZipEntry.STORED);
                stored.setSize(page(2).length);
                CRC32 crc = new CRC32();
                crc.update(page(2));
                stored.setCrc(crc.getValue());
                out.putArchiveEntry(stored);
                out.write(page(2));
                out.closeArchiveEntry();
                out.setComment("a comment");
            }
            List<ShardEntry> entries = read(bytes.toByteArray());
            assertEquals(List.of("a", "c"), paths(entries), mode.name());
            assertEquals(List.of(new String(page(1), UTF_8), new String(page(2), UTF_8)), texts(entries));
        }
    }

    @Test
    void zipInsideAZipIsOneRecord() {
        byte[] inner = zip("x", "y");
        assertEquals(List.of("inner.jar", "last"), paths(read(storedZip("inner.jar", inner))));
    }

    @Test
    void encryptedAndForeignMethodsCostTheirEntryOnly() {
        byte[] zip = storedZip("a", page(1));
        byte[] encrypted = zip.clone();
        encrypted[6] |= 1;
        assertEquals(List.of("document.encrypted", "ok"), outcomes(read(encrypted)));
        byte[] foreign = zip.clone();
        foreign[8] = 12;
        assertEquals(List.of("archive.corrupt", "ok"), outcomes(read(foreign)));
    }

    @Test
    void everyFlippedBitOfAZipEntryIsNoticedOrHarmless() {
        byte[] zip = zip("a", "b", "c");
        List<String> clean = texts(read(zip));
        for (int bit = 0; bit < 8 * zip.length; bit++) {
            byte[] bad = zip.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            List<ShardEntry> entries =
                    Shards.readOnce(ARCHIVE, new ByteArrayInputStream(bad), Shards.SMALL, bad.length);
            List<String> texts = texts(entries);
            assertTrue(clean.containsAll(texts), "bit " + bit + ": changed content");
            assertTrue(
                    texts.equals(clean) || entries.stream().anyMatch(Damaged.class::isInstance),
                    "bit " + bit + ": silent loss");
        }
    }

    @Test
    void cutArchivesSayThatMoreMayBeMissing() {
        byte[] zip = zip("a", "b", "c");
        byte[] tar = tar("a", "b", "c");
        List<String> clean = texts(read(zip));
        for (byte[] shard : List.of(zip, tar, gzip(tar))) {
            for (int length = 1; length < shard.length; length++) {
                List<ShardEntry> entries = read(Arrays.copyOf(shard, length));
                List<String> texts = texts(entries);
                assertEquals(clean.subList(0, texts.size()), texts, "cut at " + length);
                // A tar may lack its padding: its end mark is there from the first zero block on.
                boolean noticed = entries.stream().anyMatch(Damaged.class::isInstance);
                assertTrue(noticed || (shard == tar && texts.size() == 3), "cut at " + length);
            }
        }
    }

    @Test
    void damagedTarHeaderCostsItsEntryAndTheNextIsRead() {
        byte[] tar = tar("a", "b", "c");
        tar[1024 + 124]++;
        List<ShardEntry> entries = read(tar);
        assertEquals(List.of("ok", "archive.corrupt", "ok"), outcomes(entries));
        assertEquals(1024, entries.get(1).origin().offset());
        assertEquals(1024, entries.get(1).origin().length());
    }

    @Test
    void garbageAfterTheEndIsReportedAndAnotherTarIsRead() {
        assertEquals(List.of("ok", "archive.corrupt"), outcomes(read(join(tar("a"), page(1)))));
        assertEquals(List.of("a", "b"), paths(read(join(tar("a"), tar("b")))));
        assertEquals(List.of("ok", "archive.corrupt"), outcomes(read(join(zip("a"), page(1)))));
    }

    @Test
    void entryHiddenFromTheDirectoryIsReported() {
        byte[] hidden = zip("hidden");
        int local = 30 + "hidden".length();
        int end = local;
        while (hidden[end] != 'P' || hidden[end + 1] != 'K' || hidden[end + 2] != 1) {
            end++;
        }
        List<ShardEntry> entries = read(join(Arrays.copyOf(hidden, end), zip("a")));
        assertEquals(List.of("ok", "ok", "archive.corrupt"), outcomes(entries));
    }

    @Test
    void randomDamageNeverThrows() {
        byte[] tar = tar("a", "b", "c");
        byte[][] shards = {tar, gzip(tar), zip("a", "b/", "c"), storedZip("x", page(3))};
        Random random = new Random(23);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = WarcReaderTest.mutated(shards[round % shards.length], random);
            List<ShardEntry> entries =
                    Shards.readOnce(ARCHIVE, new ByteArrayInputStream(bad), Shards.SMALL, bad.length);
            if (round % 100 == 0) {
                Shards.assertSame(entries, Shards.readOnce(ARCHIVE, new Shards.Trickle(bad), Shards.SMALL, bad.length));
            }
        }
    }
}
