package dev.tamis.shards.read;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.format.SequenceIndex;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.format.SequenceShardWriter;
import dev.tamis.shards.format.ShardFile;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.order.MixturePlan;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A shard of more than 2 GiB, of which only the last sequences are not zero; the file has holes for the rest. */
final class LargeShardTest {

    private static final int LENGTH = 1 << 20;
    private static final int SEQUENCES = 560;

    @TempDir
    Path directory;

    /** Leaves a hole where zeros are written. */
    private static final class Sparse extends OutputStream {
        private final FileChannel channel;
        private long position;

        Sparse(Path file) throws IOException {
            channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            boolean zero = true;
            for (int i = offset; i < offset + length && zero; i++) {
                zero = bytes[i] == 0;
            }
            if (!zero) {
                channel.write(ByteBuffer.wrap(bytes, offset, length), position);
            }
            position += length;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }

    @Test
    void sequencesBeyondTwoGibibytesAreReadAndVerified() throws IOException {
        Path part = Files.createDirectory(directory.resolve("main"));
        Map<FileKind, Path> paths = new EnumMap<>(FileKind.class);
        SequenceIndex.Shard shard;
        try (SequenceShardWriter writer =
                new SequenceShardWriter(Set.of(ShardFormat.MEGATRON), TokenType.INT32, LENGTH, 0, 0, kind -> {
                    Path file = part.resolve("big" + kind.suffix());
                    paths.put(kind, file);
                    return kind == FileKind.BIN ? new Sparse(file) : Files.newOutputStream(file);
                })) {
            int[] ids = new int[LENGTH];
            for (int n = 0; n < SEQUENCES; n++) {
                ids[LENGTH - 1] = n >= 511 ? n : 0;
                writer.add(ids, LENGTH, 0, "web", 0, List.of(new SequenceRun(1, n, n, 0, 0, 0, LENGTH, 0)));
            }
            writer.finish();
            Map<FileKind, ShardFile> files = new EnumMap<>(FileKind.class);
            for (Map.Entry<FileKind, Path> file : paths.entrySet()) {
                long bytes = file.getKey() == FileKind.BIN ? 4L * LENGTH * SEQUENCES : Files.size(file.getValue());
                files.put(
                        file.getKey(),
                        new ShardFile(file.getValue().getFileName().toString(), bytes, "0".repeat(64)));
            }
            shard = new SequenceIndex.Shard(0, SEQUENCES, writer.tokens(), SEQUENCES, files);
        }
        assertTrue(shard.file(FileKind.BIN).bytes() > 1L << 31);
        index(part, shard);
        try (TokenCorpus corpus = TokenCorpus.open(directory)) {
            for (int n : new int[] {0, 255, 256, 510, 511, 512, 513, SEQUENCES - 1}) {
                assertEquals(n >= 511 ? n : 0, corpus.sequence(0, n).tokens()[LENGTH - 1]);
            }
            try (FileChannel channel = FileChannel.open(paths.get(FileKind.BIN), StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[] {1}), 4L * LENGTH * 520 + 77);
            }
            var e = assertThrows(DamagedSequenceException.class, () -> corpus.sequence(0, 520));
            assertEquals(4L * LENGTH * 520, e.offset());
        }
    }

    private void index(Path part, SequenceIndex.Shard shard) throws IOException {
        byte[] json = new SequenceIndex(
                        "main",
                        null,
                        70_000,
                        TokenType.INT32,
                        0,
                        -1,
                        LENGTH,
                        "concat",
                        Set.of(ShardFormat.MEGATRON),
                        SEQUENCES,
                        shard.tokens(),
                        List.of(shard),
                        new TreeMap<>(Map.of("web", new SequenceIndex.Count(SEQUENCES, shard.tokens()))))
                .toJson()
                .getBytes(StandardCharsets.UTF_8);
        Files.write(part.resolve(SequenceIndex.FILE), json);
        MixturePlan.Step step =
                new MixturePlan.Step(0, SEQUENCES, 1, List.of(new MixturePlan.Draw(0, 1, 1, 1, SEQUENCES, 0, 1)));
        byte[] plan = new MixturePlan(
                        shard.tokens(),
                        1,
                        List.of(new MixturePlan.Phase("main", LENGTH, 1, SEQUENCES, SEQUENCES, List.of(step))),
                        List.of(new MixturePlan.Stock("web", LENGTH, SEQUENCES, shard.tokens(), SEQUENCES)),
                        List.of(new MixturePlan.Domain("web", shard.tokens(), 1, 1, 1, false)),
                        List.of(),
                        List.of())
                .toJson()
                .getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve(CorpusIndex.PLAN), plan);
        CorpusIndex.Directory listed = new CorpusIndex.Directory("main", SmallCorpus.sha256(json));
        Files.writeString(
                directory.resolve(CorpusIndex.FILE),
                new CorpusIndex(
                                CorpusIndex.Layout.PHASES,
                                70_000,
                                TokenType.INT32,
                                0,
                                -1,
                                SmallCorpus.sha256(plan),
                                List.of(new CorpusIndex.Phase("main", LENGTH, SEQUENCES, listed)),
                                List.of(new CorpusIndex.Stock("web", LENGTH, SEQUENCES, null)))
                        .toJson());
    }
}
