package dev.tamis.shards.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

final class SequenceShardTest {

    private static final String ID = "00112233445566778899aabbccddeeff";
    private static final String OTHER = "f0e0d0c0b0a090807060504030201000";

    /** Two sequences of 4 tokens: one of two documents, one of a document cut at its token 7 and a place of padding. */
    private static Map<FileKind, byte[]> small() throws IOException {
        Map<FileKind, ByteArrayOutputStream> files = new EnumMap<>(FileKind.class);
        try (SequenceShardWriter writer = new SequenceShardWriter(
                EnumSet.allOf(ShardFormat.class), TokenType.UINT16, 4, 9, 5, kind -> stream(files, kind))) {
            writer.add(
                    new int[] {1, 2, 3, 65535},
                    4,
                    1,
                    "web/en",
                    0,
                    List.of(
                            SequenceRun.of(ID, 17, 0, 2, 0, 3, 0),
                            SequenceRun.of(OTHER, 18, 0, 2, 3, 1, SequenceRun.FILL_IN_THE_MIDDLE)));
            writer.add(
                    new int[] {256, 257, 2},
                    3,
                    0,
                    "b\u00fccher",
                    70_000,
                    List.of(SequenceRun.of(ID, 17, 7, 2, 0, 3, 0)));
            assertEquals(2, writer.sequences());
            assertEquals(7, writer.tokens());
            assertEquals(3, writer.runs());
            writer.finish();
        }
        return bytes(files);
    }

    private static ByteArrayOutputStream stream(Map<FileKind, ByteArrayOutputStream> files, FileKind kind) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        files.put(kind, out);
        return out;
    }

    private static Map<FileKind, byte[]> bytes(Map<FileKind, ByteArrayOutputStream> files) {
        Map<FileKind, byte[]> bytes = new EnumMap<>(FileKind.class);
        files.forEach((kind, stream) -> bytes.put(kind, stream.toByteArray()));
        return bytes;
    }

    private static String hex(String spaced) {
        return spaced.replace(" ", "");
    }

    @Test
    void theTablesAreThoseBytesThatNumPySaves() throws IOException {
        Map<FileKind, byte[]> files = small();
        byte[] sequences = files.get(FileKind.SEQUENCES);
        String header = "\u0093NUMPY\u0001\u0000\u00f6\u0000{'descr': [('first_run', '<i8'), ('tokens', '<i4'),"
                + " ('crc32c', '<u4'), ('stock', '<u2'), ('epoch', '<u2'), ('reserved', '<u4')],"
                + " 'fortran_order': False, 'shape': (2,), }";
        assertEquals(
                header + " ".repeat(255 - header.length()) + "\n",
                new String(sequences, 0, 256, StandardCharsets.ISO_8859_1));
        assertEquals(
                hex("0000000000000000 04000000 CRC00000 0100 0000 00000000"
                                + "0200000000000000 03000000 CRC11111 0000 ffff 00000000")
                        .replace("CRC00000", crc("010002000300ffff"))
                        .replace("CRC11111", crc("0001010102000900")),
                HexFormat.of().formatHex(sequences, 256, sequences.length));
        byte[] runs = files.get(FileKind.RUNS);
        header = "\u0093NUMPY\u0001\u0000\u00f6\u0000{'descr': [('id', '|V16'), ('row', '<i8'),"
                + " ('document_offset', '<i8'), ('part', '<i4'), ('start', '<i4'), ('length', '<i4'),"
                + " ('flags', '<u4')], 'fortran_order': False, 'shape': (3,), }";
        assertEquals(
                header + " ".repeat(255 - header.length()) + "\n",
                new String(runs, 0, 256, StandardCharsets.ISO_8859_1));
        assertEquals(
                hex(ID + "1100000000000000 0000000000000000 02000000 00000000 03000000 00000000"
                        + OTHER + "1200000000000000 0000000000000000 02000000 03000000 01000000 01000000"
                        + ID + "1100000000000000 0700000000000000 02000000 00000000 03000000 00000000"),
                HexFormat.of().formatHex(runs, 256, runs.length));
    }

    /** Little-endian hex of the CRC-32C of bytes. */
    private static String crc(String hex) {
        CRC32C crc = new CRC32C();
        crc.update(HexFormat.of().parseHex(hex));
        return HexFormat.of().toHexDigits(Integer.reverseBytes((int) crc.getValue()));
    }

    /** The check value of CRC-32C: RFC 3720, appendix B.4, 32 bytes of ones. */
    @Test
    void theChecksumIsThatOfRfc3720() {
        assertEquals("43aba862", crc("ff".repeat(32)));
    }

    /** With a bound of 1,000 bytes in place of those of u32: what was added before still makes a shard. */
    @Test
    void anMdsShardThatItsOffsetsCannotTellIsRefusedWithTheKeyToLower() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (MdsWriter writer = new MdsWriter(out, TokenType.UINT16, 4, 1000)) {
            List<SequenceRun> runs = List.of(new SequenceRun(1, 2, 0, 0, 0, 0, 4, 0));
            int[] added = {0};
            var e = assertThrows(IllegalStateException.class, () -> {
                for (; added[0] < 100; added[0]++) {
                    writer.add(added[0], new int[] {1, 2, 3, 4}, 4, "web", 0, runs);
                }
            });
            assertEquals(
                    "Sequence " + added[0] + " would make an MDS shard larger than 1000 bytes, which its offsets cannot"
                            + " tell: lower emit.shard_bytes",
                    e.getMessage());
            writer.finish();
            try (MdsReader reader = MdsReader.of(new InMemory(out.toByteArray()), "s")) {
                assertEquals(added[0], reader.samples());
            }
        }
        assertTrue(out.size() <= 1000 && out.size() > 900, () -> out.size() + " bytes");
    }

    @Test
    void tokensInBothFormatsAreThese() throws IOException {
        Map<FileKind, byte[]> files = small();
        assertEquals("010002000300ffff" + "0001010102000900", HexFormat.of().formatHex(files.get(FileKind.BIN)));
        String config = "{\"column_encodings\": [\"ndarray:uint8\", \"str\", \"int\", \"int\", \"int\","
                + " \"ndarray:uint32\", \"ndarray:uint16:4\"], \"column_names\": [\"documents\", \"domain\", \"epoch\","
                + " \"length\", \"sequence\", \"starts\", \"tokens\"], \"column_sizes\": [null, null, 8, 8, 8, null, 8],"
                + " \"compression\": null, \"format\": \"mds\", \"hashes\": [\"sha256\"], \"size_limit\": null,"
                + " \"version\": 2}";
        String first = hex("23000000 06000000 0a000000"
                + "08 02 10" + ID + OTHER
                + HexFormat.of().formatHex("web/en".getBytes(StandardCharsets.UTF_8))
                + "0000000000000000 0400000000000000 0500000000000000"
                + "04 02 00000000 03000000"
                + "010002000300ffff");
        String second = hex("13000000 07000000 06000000"
                + "08 01 10" + ID
                + HexFormat.of().formatHex("b\u00fccher".getBytes(StandardCharsets.UTF_8))
                + "ffff000000000000 0300000000000000 0600000000000000"
                + "04 01 00000000"
                + "0001010102000900");
        int start = 16 + config.length();
        int middle = start + first.length() / 2;
        int end = middle + second.length() / 2;
        String head = HexFormat.of()
                .formatHex(ByteBuffer.allocate(16)
                        .order(java.nio.ByteOrder.LITTLE_ENDIAN)
                        .putInt(2)
                        .putInt(start)
                        .putInt(middle)
                        .putInt(end)
                        .array());
        assertEquals(
                head + HexFormat.of().formatHex(config.getBytes(StandardCharsets.UTF_8)) + first + second,
                HexFormat.of().formatHex(files.get(FileKind.MDS)));
        assertEquals(
                "{\"shards\": ["
                        + config.replace(
                                " \"size_limit\": null, \"version\": 2}",
                                " \"raw_data\": {\"basename\": \"main-00000-0123456789ab.mds\", \"bytes\": 77, \"hashes\":"
                                        + " {\"sha256\": \"" + "a".repeat(64) + "\"}}, \"samples\": 2,"
                                        + " \"size_limit\": null, \"version\": 2, \"zip_data\": null}")
                        + "], \"version\": 2}",
                MdsIndex.toJson(
                        TokenType.UINT16,
                        4,
                        List.of(new MdsIndex.Shard(
                                new ShardFile("main-00000-0123456789ab.mds", 77, "a".repeat(64)), 2))));
    }

    @Test
    void theReadersGiveBackWhatWasWritten() throws IOException {
        SplittableRandom random = new SplittableRandom(3);
        for (TokenType type : TokenType.values()) {
            for (int round = 0; round < 20; round++) {
                int length = 1 + random.nextInt(700);
                int count = random.nextInt(30);
                Map<FileKind, ByteArrayOutputStream> files = new EnumMap<>(FileKind.class);
                List<int[]> tokens = new ArrayList<>();
                List<List<SequenceRun>> runs = new ArrayList<>();
                long allRuns = 0;
                try (SequenceShardWriter writer = new SequenceShardWriter(
                        EnumSet.allOf(ShardFormat.class), type, length, 3, 0, kind -> stream(files, kind))) {
                    for (int n = 0; n < count; n++) {
                        int used = 1 + random.nextInt(length);
                        tokens.add(random.ints(used, 0, type.maxToken()).toArray());
                        runs.add(runs(random, used));
                        allRuns += runs.get(n).size();
                        writer.add(tokens.get(n), used, n % 7, "d" + n, n, runs.get(n));
                    }
                    writer.finish();
                }
                Map<FileKind, byte[]> bytes = bytes(files);
                try (RecordTable<SequenceRecord> table =
                                RecordTable.sequences(new InMemory(bytes.get(FileKind.SEQUENCES)), "s");
                        RecordTable<SequenceRun> runTable =
                                RecordTable.runs(new InMemory(bytes.get(FileKind.RUNS)), "r");
                        MdsReader mds = MdsReader.of(new InMemory(bytes.get(FileKind.MDS)), "m");
                        MegatronReader megatron = MegatronReader.of(
                                new InMemory(bytes.get(FileKind.BIN)), new InMemory(bytes.get(FileKind.IDX)), "i")) {
                    assertEquals(count, table.size());
                    assertEquals(count, mds.samples());
                    assertEquals(count, megatron.sequences());
                    assertEquals(allRuns, runTable.size());
                    for (int n = 0; n < count; n++) {
                        SequenceRecord record = table.get(n);
                        assertEquals(tokens.get(n).length, record.tokens());
                        assertEquals(n % 7, record.stock());
                        assertEquals(n, record.epoch());
                        for (int r = 0; r < runs.get(n).size(); r++) {
                            assertEquals(runs.get(n).get(r), runTable.get(record.firstRun() + r));
                        }
                        int[] padded = Arrays.copyOf(tokens.get(n), length);
                        Arrays.fill(padded, tokens.get(n).length, length, 3);
                        assertArrayEquals(padded, megatron.sequence(n));
                        byte[] stored = new byte[length * type.bytes()];
                        mds.read(mds.tokensAt(n), stored, 0, stored.length);
                        int[] decoded = new int[length];
                        assertTrue(type.decode(stored, 0, length, decoded, 0));
                        assertArrayEquals(padded, decoded);
                        assertEquals("d" + n, mds.text(n, "domain"));
                        assertNull(mds.text(n, "absent"));
                        assertArrayEquals(stored, mds.column(n, "tokens"));
                    }
                }
            }
        }
    }

    private static List<SequenceRun> runs(SplittableRandom random, int tokens) {
        List<SequenceRun> runs = new ArrayList<>();
        for (int at = 0; at < tokens; ) {
            int length = 1 + random.nextInt(Math.min(tokens - at, random.nextInt(20) == 0 ? tokens : 3));
            runs.add(new SequenceRun(
                    random.nextLong(),
                    random.nextLong(),
                    random.nextLong(1L << 40),
                    random.nextInt(100),
                    random.nextInt(50),
                    at,
                    length,
                    random.nextInt(2)));
            at += length;
        }
        return runs;
    }

    @Test
    void whatDoesNotFitTogetherIsRefusedAndNotWritten() throws IOException {
        Map<FileKind, ByteArrayOutputStream> files = new EnumMap<>(FileKind.class);
        try (SequenceShardWriter writer = new SequenceShardWriter(
                Set.of(ShardFormat.MDS), TokenType.UINT16, 4, 0, 0, kind -> stream(files, kind))) {
            refuse(writer, new int[4], 4, "must be 4", SequenceRun.of(ID, 0, 0, 0, 0, 3, 0));
            refuse(
                    writer,
                    new int[4],
                    4,
                    "it starts at 2 (must be 3)",
                    SequenceRun.of(ID, 0, 0, 0, 0, 3, 0),
                    SequenceRun.of(ID, 0, 0, 0, 2, 2, 0));
            refuse(writer, new int[5], 5, "Invalid length: 5", SequenceRun.of(ID, 0, 0, 0, 0, 5, 0));
            refuse(writer, new int[4], 0, "Invalid length: 0");
            refuse(writer, new int[] {65536}, 1, "Invalid token id: 65536", SequenceRun.of(ID, 0, 0, 0, 0, 1, 0));
            refuse(writer, new int[] {-1}, 1, "Invalid token id: -1", SequenceRun.of(ID, 0, 0, 0, 0, 1, 0));
            writer.finish();
        }
        assertEquals(Set.of(FileKind.MDS, FileKind.SEQUENCES, FileKind.RUNS), files.keySet());
        assertEquals(256, files.get(FileKind.SEQUENCES).size());
        assertThrows(IllegalArgumentException.class, () -> SequenceRun.of("abc", 0, 0, 0, 0, 1, 0));
    }

    private static void refuse(SequenceShardWriter writer, int[] ids, int length, String message, SequenceRun... runs) {
        var e = assertThrows(IllegalArgumentException.class, () -> writer.add(ids, length, 0, "d", 0, List.of(runs)));
        assertTrue(e.getMessage().contains(message), e::getMessage);
    }

    @Test
    void everyCutAndGrownTableIsRefused() throws IOException {
        Map<FileKind, byte[]> files = small();
        for (FileKind kind : List.of(FileKind.SEQUENCES, FileKind.RUNS, FileKind.MDS)) {
            byte[] whole = files.get(kind);
            for (int size = 0; size <= whole.length + 48; size++) {
                if (size != whole.length) {
                    byte[] cut = Arrays.copyOf(whole, size);
                    var e = assertThrows(IOException.class, () -> open(kind, cut));
                    assertTrue(e.getMessage().startsWith("Damaged "), e::getMessage);
                }
            }
            open(kind, whole);
        }
    }

    private static void open(FileKind kind, byte[] bytes) throws IOException {
        switch (kind) {
            case SEQUENCES -> RecordTable.sequences(new InMemory(bytes), "t").close();
            case RUNS -> RecordTable.runs(new InMemory(bytes), "t").close();
            default -> MdsReader.of(new InMemory(bytes), "t").close();
        }
    }

    /** Whatever a header claims, reading ends in a value or an IOException, and no claim sizes a buffer. */
    @Test
    void anyFlippedByteIsRefusedOrReadWithinBounds() throws IOException {
        Map<FileKind, byte[]> files = small();
        SplittableRandom random = new SplittableRandom(8);
        byte[] mds = files.get(FileKind.MDS);
        for (int i = 0; i < 20_000; i++) {
            byte[] flipped = mds.clone();
            for (int n = 1 + random.nextInt(3); n > 0; n--) {
                flipped[random.nextInt(flipped.length)] = (byte) random.nextInt(256);
            }
            try (MdsReader reader = MdsReader.of(new InMemory(flipped), "m")) {
                for (int n = 0; n < reader.samples(); n++) {
                    reader.text(n, "domain");
                    reader.column(n, "tokens");
                }
            } catch (IOException e) {
                assertTrue(e.getMessage().startsWith("Damaged MDS shard m: "), e::getMessage);
            }
        }
        byte[] table = files.get(FileKind.SEQUENCES);
        for (int at = 0; at < 256; at++) {
            byte[] flipped = table.clone();
            flipped[at] ^= 1;
            assertThrows(IOException.class, () -> RecordTable.sequences(new InMemory(flipped), "s"));
        }
    }

    @Test
    void whatIsHeldBackOnDiskIsTheSame() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        byte[] bytes = new byte[100_000];
        random.nextBytes(bytes);
        try (Spool spool = new Spool(1000)) {
            for (int at = 0; at < bytes.length; ) {
                int n = Math.min(bytes.length - at, random.nextInt(700));
                spool.write(bytes, at, n);
                at += n;
                assertEquals(at, spool.size());
            }
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            spool.copyTo(out);
            assertArrayEquals(bytes, out.toByteArray());
        }
    }
}
