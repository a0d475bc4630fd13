package dev.tamis.shards.format;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MegatronTest {

    @TempDir
    Path directory;

    private record Shard(byte[] bin, byte[] idx) {}

    private static Shard write(TokenType type, int[]... sequences) throws IOException {
        ByteArrayOutputStream bin = new ByteArrayOutputStream();
        ByteArrayOutputStream idx = new ByteArrayOutputStream();
        try (MegatronWriter writer = new MegatronWriter(bin, type)) {
            for (int[] sequence : sequences) {
                writer.add(sequence, 0, sequence.length);
            }
            writer.writeIndex(idx);
            assertEquals(bin.size(), writer.binBytes());
            assertEquals(sequences.length, writer.sequences());
        }
        return new Shard(bin.toByteArray(), idx.toByteArray());
    }

    private static MegatronReader read(Shard shard) throws IOException {
        return MegatronReader.of(new Bytes(shard.bin), new Bytes(shard.idx), "test.idx");
    }

    /** Bytes in memory, as a store other than a file would give them. */
    private record Bytes(byte[] bytes) implements ByteSource {
        @Override
        public long size() {
            return bytes.length;
        }

        @Override
        public void read(long position, byte[] into, int offset, int length) throws IOException {
            if (position < 0 || position + length > bytes.length) {
                throw new EOFException(position + " + " + length + " of " + bytes.length);
            }
            System.arraycopy(bytes, (int) position, into, offset, length);
        }

        @Override
        public void close() {}
    }

    @Test
    void theBytesAreThese() throws IOException {
        Shard small = write(TokenType.UINT16, new int[] {1, 2, 65535}, new int[] {}, new int[] {256});
        assertEquals("01000200ffff0001", HexFormat.of().formatHex(small.bin));
        assertEquals(
                "4d4d494449445800000100000000000000"
                        + "08"
                        + "0300000000000000"
                        + "0400000000000000"
                        + "030000000000000001000000"
                        + "000000000000000006000000000000000600000000000000"
                        + "0000000000000000010000000000000002000000000000000300000000000000",
                HexFormat.of().formatHex(small.idx));
        Shard wide = write(TokenType.INT32, new int[] {1, 65536, Integer.MAX_VALUE});
        assertEquals("0100000000000100ffffff7f", HexFormat.of().formatHex(wide.bin));
        assertEquals(4, wide.idx[17]);
    }

    @Test
    void aStoredSequenceIsAViewOfItsBytes() throws IOException {
        for (TokenType type : TokenType.values()) {
            int[][] sequences = {{1, 2, type.maxToken()}, {}, {256}};
            Shard shard = write(type, sequences);
            Path bin = Files.write(directory.resolve(type.id() + ".bin"), shard.bin);
            Path idx = Files.write(directory.resolve(type.id() + ".idx"), shard.idx);
            try (MegatronReader mapped = MegatronReader.open(bin, idx);
                    MegatronReader copied = read(shard)) {
                for (MegatronReader reader : List.of(mapped, copied)) {
                    for (int n = 0; n < sequences.length; n++) {
                        ByteBuffer stored = reader.stored(n);
                        assertTrue(stored.isReadOnly());
                        assertEquals(sequences[n].length * type.bytes(), stored.remaining());
                        byte[] bytes = new byte[stored.remaining()];
                        stored.get(bytes);
                        int[] ids = new int[sequences[n].length];
                        assertTrue(type.decode(bytes, 0, ids.length, ids, 0));
                        assertArrayEquals(sequences[n], ids);
                    }
                    assertThrows(IndexOutOfBoundsException.class, () -> reader.stored(3));
                }
            }
        }
    }

    /** The size that Megatron's own index of 35,000 documents has. */
    @Test
    void anIndexOfManyDocumentsHasMegatronsSize() throws IOException {
        Shard shard = write(TokenType.UINT16, new int[35_000][3]);
        assertEquals(700_042, shard.idx.length);
        try (MegatronReader reader = read(shard)) {
            assertEquals(35_000, reader.documents());
            assertEquals(105_000, reader.tokens());
        }
    }

    @Test
    void anotherReaderAndOursReadWhatWasWritten() throws IOException {
        SplittableRandom random = new SplittableRandom(1);
        for (TokenType type : TokenType.values()) {
            for (int round = 0; round < 30; round++) {
                int[][] sequences = new int[random.nextInt(200)][];
                for (int i = 0; i < sequences.length; i++) {
                    int length = random.nextInt(10) == 0 ? random.nextInt(40_000) : random.nextInt(30);
                    sequences[i] = random.ints(length, 0, type.maxToken()).toArray();
                }
                Shard shard = write(type, sequences);
                assertEquals(List.of(), differences(sequences, readIndependently(shard)));
                try (MegatronReader reader = read(shard)) {
                    assertEquals(sequences.length, reader.sequences());
                    assertEquals(type, reader.type());
                    for (int i = 0; i < sequences.length; i++) {
                        assertEquals(sequences[i].length, reader.length(i));
                        assertArrayEquals(sequences[i], reader.sequence(i));
                    }
                }
            }
        }
    }

    private static List<Integer> differences(int[][] wanted, List<int[]> found) {
        List<Integer> differences = new ArrayList<>();
        for (int i = 0; i < Math.max(wanted.length, found.size()); i++) {
            if (i >= wanted.length || i >= found.size() || !Arrays.equals(wanted[i], found.get(i))) {
                differences.add(i);
            }
        }
        return differences;
    }

    /** As Megatron's Python does it: whole tables from a buffer, in the order of the layout. */
    private static List<int[]> readIndependently(Shard shard) {
        ByteBuffer idx = ByteBuffer.wrap(shard.idx).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer bin = ByteBuffer.wrap(shard.bin).order(ByteOrder.LITTLE_ENDIAN);
        idx.position(9);
        assertEquals(1, idx.getLong());
        int code = idx.get();
        int count = (int) idx.getLong();
        int bounds = (int) idx.getLong();
        assertEquals(count + 1, bounds);
        int[] lengths = new int[count];
        for (int i = 0; i < count; i++) {
            lengths[i] = idx.getInt();
        }
        List<int[]> sequences = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = (int) idx.getLong();
            int[] ids = new int[lengths[i]];
            for (int j = 0; j < ids.length; j++) {
                ids[j] = code == 8 ? Short.toUnsignedInt(bin.getShort(at + 2 * j)) : bin.getInt(at + 4 * j);
            }
            sequences.add(ids);
        }
        for (int i = 0; i < bounds; i++) {
            assertEquals(i, idx.getLong());
        }
        assertEquals(0, idx.remaining());
        return sequences;
    }

    @Test
    void documentsMayHoldSeveralSequences() throws IOException {
        ByteArrayOutputStream bin = new ByteArrayOutputStream();
        ByteArrayOutputStream idx = new ByteArrayOutputStream();
        try (MegatronWriter writer = new MegatronWriter(bin, TokenType.UINT16)) {
            int[] ids = {7, 8, 9};
            writer.add(ids, 0, 2, false);
            writer.add(ids, 1, 2, true);
            writer.add(ids, 0, 1, true);
            writer.add(ids, 0, 3, false);
            writer.writeIndex(idx);
        }
        try (MegatronReader reader = read(new Shard(bin.toByteArray(), idx.toByteArray()))) {
            assertEquals(4, reader.sequences());
            assertEquals(3, reader.documents());
            assertArrayEquals(new int[] {8, 9}, reader.sequence(1));
        }
        // The bounds of documents end the index.
        LongBuffer bounds = ByteBuffer.wrap(idx.toByteArray(), idx.size() - 32, 32)
                .order(ByteOrder.LITTLE_ENDIAN)
                .asLongBuffer();
        assertEquals(LongBuffer.wrap(new long[] {0, 2, 3, 4}), bounds);
    }

    @Test
    void typesChangeAt65500EntriesAndIdsThatDoNotFitAreRefusedWhole() throws IOException {
        assertEquals(TokenType.UINT16, TokenType.forVocabulary(65_499));
        assertEquals(TokenType.INT32, TokenType.forVocabulary(65_500));
        ByteArrayOutputStream bin = new ByteArrayOutputStream();
        try (MegatronWriter writer = new MegatronWriter(bin, TokenType.UINT16)) {
            var e = assertThrows(IllegalArgumentException.class, () -> writer.add(new int[] {1, 65_535, 65_536}, 0, 3));
            assertEquals(
                    "Invalid token id: 65536 (must be from 0 to 65535 for uint16) at 2 of sequence 0", e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> writer.add(new int[] {-1}, 0, 1));
            writer.add(new int[] {65_535}, 0, 1);
        }
        assertEquals("ffff", HexFormat.of().formatHex(bin.toByteArray()));
    }

    @Test
    void everyTruncationAndEveryFlippedBitOfTheIndexIsRefused() throws IOException {
        Shard shard = write(TokenType.UINT16, new int[] {1, 2, 3}, new int[] {4, 5}, new int[] {6});
        for (int length = 0; length < shard.idx.length; length++) {
            Shard cut = new Shard(shard.bin, Arrays.copyOf(shard.idx, length));
            assertThrows(IOException.class, () -> read(cut), "cut at " + length);
        }
        int passed = 0;
        for (int bit = 0; bit < shard.idx.length * 8; bit++) {
            byte[] idx = shard.idx.clone();
            idx[bit / 8] ^= (byte) (1 << (bit % 8));
            Shard flipped = new Shard(shard.bin, idx);
            try (MegatronReader reader = read(flipped)) {
                // A bound between two documents may move to a place that is also in order; nothing else may pass.
                assertTrue(bit / 8 >= shard.idx.length - 24 && bit / 8 < shard.idx.length - 8, "bit " + bit);
                assertArrayEquals(new int[] {4, 5}, reader.sequence(1));
                passed++;
            } catch (IOException expected) {
                assertTrue(expected.getMessage().startsWith("Damaged Megatron index test.idx: "));
            }
        }
        assertTrue(passed <= 8);
        for (int length = 0; length < shard.bin.length; length++) {
            Shard cut = new Shard(Arrays.copyOf(shard.bin, length), shard.idx);
            assertThrows(IOException.class, () -> read(cut));
        }
        Shard longer = new Shard(Arrays.copyOf(shard.bin, shard.bin.length + 1), shard.idx);
        var e = assertThrows(IOException.class, () -> read(longer));
        assertEquals(
                "Damaged Megatron index test.idx: its sequences end at byte 12 of a .bin of 13 bytes", e.getMessage());
    }

    @Test
    void countsThatOverflowAreRefusedWithoutAllocation() throws IOException {
        Shard shard = write(TokenType.INT32, new int[] {1});
        for (long count : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE / 12, 1L << 60, 1L << 32}) {
            for (int at : new int[] {18, 26}) {
                byte[] idx = shard.idx.clone();
                ByteBuffer.wrap(idx).order(ByteOrder.LITTLE_ENDIAN).putLong(at, count);
                assertThrows(IOException.class, () -> read(new Shard(shard.bin, idx)));
            }
        }
    }

    @Test
    void otherTypesNegativeIdsAndPlacesOutsideAreRefused() throws IOException {
        Shard shard = write(TokenType.INT32, new int[] {1, 2});
        byte[] floats = shard.idx.clone();
        floats[17] = 7;
        var e = assertThrows(IOException.class, () -> read(new Shard(shard.bin, floats)));
        assertEquals(
                "Damaged Megatron index test.idx: dtype code 7 (allowed: 8 for uint16, 4 for int32)", e.getMessage());
        byte[] negative = shard.bin.clone();
        negative[7] = (byte) 0x80;
        try (MegatronReader reader = read(new Shard(negative, shard.idx))) {
            assertThrows(IOException.class, () -> reader.sequence(0));
        }
        try (MegatronReader reader = read(shard)) {
            assertThrows(IndexOutOfBoundsException.class, () -> reader.sequence(1));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.sequence(-1));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.read(0, new int[1], 0));
        }
    }

    @Test
    void modesOfMultimodalSetsArePassedOver() throws IOException {
        Shard shard = write(TokenType.UINT16, new int[] {1}, new int[] {2});
        byte[] idx = Arrays.copyOf(shard.idx, shard.idx.length + 2);
        try (MegatronReader reader = read(new Shard(shard.bin, idx))) {
            assertArrayEquals(new int[] {2}, reader.sequence(1));
        }
    }

    /** A sparse .bin of 3 GiB: its first and last sequences, and one across the edge of a mapped segment. */
    @Test
    void mappedFilesMayExceedTwoGibibytes() throws IOException {
        Path bin = directory.resolve("big.bin");
        Path idx = directory.resolve("big.idx");
        int length = (1 << 29) - 8;
        long lastAt = 3L * length * 2;
        try (FileChannel channel = FileChannel.open(
                bin, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            ByteBuffer two = ByteBuffer.allocate(4)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(0x0005_0004)
                    .flip();
            channel.write(two, lastAt);
            // Token 8 of sequence 1 is the first of the second segment.
            channel.write(
                    ByteBuffer.allocate(2)
                            .order(ByteOrder.LITTLE_ENDIAN)
                            .putShort((short) 77)
                            .flip(),
                    1L << 30);
        }
        try (OutputStream out = Files.newOutputStream(idx)) {
            ByteBuffer bytes = ByteBuffer.allocate(34 + 12 * 4 + 8 * 5).order(ByteOrder.LITTLE_ENDIAN);
            bytes.put("MMIDIDX\0\0".getBytes(StandardCharsets.US_ASCII))
                    .putLong(1)
                    .put((byte) 8)
                    .putLong(4)
                    .putLong(5)
                    .putInt(length)
                    .putInt(length)
                    .putInt(length)
                    .putInt(2);
            for (int i = 0; i < 4; i++) {
                bytes.putLong(2L * length * i);
            }
            for (int i = 0; i < 5; i++) {
                bytes.putLong(i);
            }
            out.write(bytes.array());
        }
        try (MegatronReader reader = MegatronReader.open(bin, idx)) {
            assertArrayEquals(new int[] {4, 5}, reader.sequence(3));
            assertEquals(3L * length + 2, reader.tokens());
        }
        byte[] across = new byte[6];
        try (ByteSource source = ByteSource.map(bin)) {
            source.read((1L << 30) - 2, across, 0, 6);
            assertEquals("00004d000000", HexFormat.of().formatHex(across));
            assertThrows(EOFException.class, () -> source.read(source.size() - 1, across, 0, 2));
            assertThrows(EOFException.class, () -> source.read(-1, across, 0, 2));
        }
    }

    @Test
    void closedSourcesSaySo() throws IOException {
        Path file = Files.write(directory.resolve("a"), new byte[] {1, 2});
        ByteSource source = ByteSource.map(file);
        source.close();
        assertThrows(IOException.class, () -> source.read(0, new byte[1], 0, 1));
    }

    @Test
    void anEmptyShardIsValid() throws IOException {
        try (MegatronReader reader = read(write(TokenType.UINT16))) {
            assertEquals(0, reader.sequences());
            assertEquals(0, reader.documents());
        }
        Path bin = Files.write(directory.resolve("e.bin"), new byte[0]);
        Path idx = Files.write(directory.resolve("e.idx"), write(TokenType.UINT16).idx);
        try (MegatronReader reader = MegatronReader.open(bin, idx)) {
            assertEquals(0, reader.tokens());
        }
    }
}
