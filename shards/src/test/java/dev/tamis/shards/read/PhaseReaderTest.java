package dev.tamis.shards.read;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.format.MegatronWriter;
import dev.tamis.shards.format.PhaseIndex;
import dev.tamis.shards.format.TokenType;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PhaseReaderTest {

    private static final int L = 16;
    private static final int VOCABULARY = 1000;

    @TempDir
    Path directory;

    /** Shards of 5, 0, 3 and 4 sequences; token i of sequence n is (n * 31 + i) mod the vocabulary. */
    @BeforeEach
    void emit() throws Exception {
        List<PhaseIndex.Shard> shards = new ArrayList<>();
        long next = 0;
        for (int count : new int[] {5, 0, 3, 4}) {
            String name = "main-0000" + shards.size();
            Path bin = directory.resolve(name + ".bin");
            Path idx = directory.resolve(name + ".idx");
            try (MegatronWriter writer = new MegatronWriter(Files.newOutputStream(bin), TokenType.UINT16);
                    OutputStream out = Files.newOutputStream(idx)) {
                for (int i = 0; i < count; i++) {
                    writer.add(expected(next + i), 0, L);
                }
                writer.writeIndex(out);
            }
            shards.add(new PhaseIndex.Shard(
                    name + ".bin",
                    name + ".idx",
                    name + ".provenance.parquet",
                    next,
                    count,
                    (long) count * L,
                    sha256(bin),
                    sha256(idx)));
            next += count;
        }
        write(new PhaseIndex(
                "main",
                VOCABULARY,
                TokenType.UINT16,
                L,
                next,
                next * L,
                shards,
                new TreeMap<>(Map.of("web", new PhaseIndex.Count(next, next * L)))));
    }

    private void write(PhaseIndex index) throws IOException {
        Files.writeString(directory.resolve(PhaseIndex.FILE), index.toJson());
    }

    private static int[] expected(long n) {
        int[] ids = new int[L];
        for (int i = 0; i < L; i++) {
            ids[i] = (int) ((n * 31 + i) % VOCABULARY);
        }
        return ids;
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }

    @Test
    void sequencesComeInOrderOverAllShards() throws IOException {
        try (PhaseReader reader = PhaseReader.open(directory)) {
            assertEquals(12, reader.sequences());
            assertEquals("main", reader.index().phase());
            for (int n = 0; n < 12; n++) {
                assertArrayEquals(expected(n), reader.sequence(n));
            }
            assertThrows(IndexOutOfBoundsException.class, () -> reader.sequence(12));
            assertThrows(IndexOutOfBoundsException.class, () -> reader.sequence(-1));
            assertEquals(List.of(), reader.verify());
        }
    }

    @Test
    void batchesAreConsecutiveSequencesAndTheRemainderIsInNone() throws IOException {
        try (PhaseReader reader = PhaseReader.open(directory)) {
            assertEquals(2, reader.batches(5));
            int[][] batch = reader.batch(1, 5);
            assertEquals(5, batch.length);
            for (int i = 0; i < 5; i++) {
                assertArrayEquals(expected(5 + i), batch[i]);
            }
            assertThrows(IndexOutOfBoundsException.class, () -> reader.batch(2, 5));
            assertThrows(IllegalArgumentException.class, () -> reader.batch(0, 0));
        }
    }

    @Test
    void everyFlippedBitOfATokenFileIsFoundByVerify() throws IOException {
        Path bin = directory.resolve("main-00002.bin");
        byte[] bytes = Files.readAllBytes(bin);
        for (int bit = 0; bit < bytes.length * 8; bit += 13) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(bin, flipped);
            try (PhaseReader reader = PhaseReader.open(directory)) {
                List<String> problems = reader.verify();
                assertTrue(problems.get(0).startsWith("main-00002.bin: sha256 is "));
            }
        }
    }

    @Test
    void idsOutsideOfTheVocabularyAreNamed() throws Exception {
        Path bin = directory.resolve("main-00002.bin");
        byte[] bytes = Files.readAllBytes(bin);
        bytes[2 * (L + 3) + 1] = (byte) 0xFF;
        Files.write(bin, bytes);
        try (PhaseReader reader = PhaseReader.open(directory)) {
            String problem = reader.verify().get(1);
            assertTrue(
                    problem.startsWith("main-00002.bin: token 3 of sequence 6 is 65")
                            && problem.endsWith("(must be below vocab_size 1000)"),
                    problem);
        }
    }

    @Test
    void filesThatAreNotWhatTheIndexSaysAreRefused() throws IOException {
        String json = Files.readString(directory.resolve(PhaseIndex.FILE));
        Files.writeString(directory.resolve(PhaseIndex.FILE), json.replace("\"uint16\"", "\"int32\""));
        assertRefused("has dtype uint16, but index.json says int32");
        Files.writeString(
                directory.resolve(PhaseIndex.FILE),
                json.replace("\"sequence_length\" : 16", "\"sequence_length\" : 15"));
        assertRefused("has a sequence of 16 tokens (at most 15)");
        Files.writeString(directory.resolve(PhaseIndex.FILE), json);
        Files.write(directory.resolve("main-00003.bin"), new byte[10]);
        assertRefused("Damaged Megatron index");
        Files.delete(directory.resolve("main-00003.bin"));
        assertRefused("main-00003.bin");
        Files.delete(directory.resolve(PhaseIndex.FILE));
        assertRefused("or its emission has not finished");
    }

    private void assertRefused(String part) {
        var e = assertThrows(IOException.class, () -> PhaseReader.open(directory));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
