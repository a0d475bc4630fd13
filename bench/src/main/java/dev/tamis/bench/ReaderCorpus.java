package dev.tamis.bench;

import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.format.MdsIndex;
import dev.tamis.shards.format.SequenceIndex;
import dev.tamis.shards.format.SequenceRun;
import dev.tamis.shards.format.SequenceShardWriter;
import dev.tamis.shards.format.ShardFile;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.format.TokenType;
import dev.tamis.shards.order.MixturePlan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Corpora of made-up tokens for the reader's figures: one phase that draws one stock once. */
final class ReaderCorpus {
    private static final int VOCABULARY = 50_000;
    private static final int PAD = 0;
    private static final int EOD = 1;

    private ReaderCorpus() {}

    /**
     * Writes a corpus.
     *
     * @param sequences of {@code length} tokens each
     * @param mean tokens of a document; every hundredth sequence is short
     * @param shardBytes tokens of a shard take at most so many bytes
     * @param formats of its tokens
     */
    static void write(
            Path directory,
            CorpusIndex.Layout layout,
            long sequences,
            int length,
            int mean,
            long shardBytes,
            EnumSet<ShardFormat> formats)
            throws IOException {
        boolean phases = layout == CorpusIndex.Layout.PHASES;
        Path part = Files.createDirectories(directory.resolve(phases ? "main" : "web@" + length));
        Files.createDirectories(part.resolve("mds"));
        long perShard = Math.max(1, shardBytes / (2L * length));
        List<SequenceIndex.Shard> shards = new ArrayList<>();
        List<MdsIndex.Shard> mds = new ArrayList<>();
        long tokens = 0;
        SplittableRandom random = new SplittableRandom(1);
        for (long first = 0; first < sequences; first += perShard) {
            String name = String.format(Locale.ROOT, "main-%05d", shards.size());
            Map<FileKind, Path> files = new EnumMap<>(FileKind.class);
            long count = Math.min(perShard, sequences - first);
            long runs;
            long before = tokens;
            try (SequenceShardWriter writer =
                    new SequenceShardWriter(formats, TokenType.UINT16, length, PAD, first, kind -> {
                        Path file = kind.locate(part, name + kind.suffix());
                        files.put(kind, file);
                        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
                    })) {
                int[] ids = new int[length];
                List<SequenceRun> documents = new ArrayList<>();
                for (long n = first; n < first + count; n++) {
                    int used = n % 100 == 99 ? length - 1 - random.nextInt(Math.max(1, length / 8)) : length;
                    documents.clear();
                    for (int i = 0; i < used; i++) {
                        ids[i] = 2 + random.nextInt(VOCABULARY - 2);
                    }
                    for (int at = 0; at < used; ) {
                        int size = Math.min(used - at, mean == length ? length : 1 + random.nextInt(2 * mean));
                        documents.add(new SequenceRun(random.nextLong(), random.nextLong(), n, 0, 0, at, size, 0));
                        at += size;
                        ids[at - 1] = EOD;
                    }
                    writer.add(ids, used, 0, "web", 0, documents);
                    tokens += used;
                }
                writer.finish();
                runs = writer.runs();
            }
            Map<FileKind, ShardFile> listed = new EnumMap<>(FileKind.class);
            for (Map.Entry<FileKind, Path> file : files.entrySet()) {
                listed.put(
                        file.getKey(),
                        new ShardFile(
                                file.getValue().getFileName().toString(),
                                Files.size(file.getValue()),
                                sha256(file.getValue())));
            }
            shards.add(new SequenceIndex.Shard(first, count, tokens - before, runs, listed));
            if (formats.contains(ShardFormat.MDS)) {
                mds.add(new MdsIndex.Shard(listed.get(FileKind.MDS), count));
            }
        }
        if (formats.contains(ShardFormat.MDS)) {
            Files.writeString(
                    part.resolve("mds").resolve(MdsIndex.FILE), MdsIndex.toJson(TokenType.UINT16, length, mds));
        }
        SequenceIndex index = new SequenceIndex(
                phases ? "main" : null,
                phases ? null : "web@" + length,
                VOCABULARY,
                TokenType.UINT16,
                PAD,
                EOD,
                length,
                "best_fit",
                formats,
                sequences,
                tokens,
                shards,
                new TreeMap<>(Map.of("web", new SequenceIndex.Count(sequences, tokens))));
        Files.writeString(part.resolve(SequenceIndex.FILE), index.toJson());
        MixturePlan plan = plan(sequences, length, tokens);
        Files.writeString(directory.resolve(CorpusIndex.PLAN), plan.toJson());
        CorpusIndex.Directory stored =
                new CorpusIndex.Directory(part.getFileName().toString(), sha256(part.resolve(SequenceIndex.FILE)));
        CorpusIndex corpus = new CorpusIndex(
                layout,
                VOCABULARY,
                TokenType.UINT16,
                PAD,
                EOD,
                sha256(directory.resolve(CorpusIndex.PLAN)),
                List.of(new CorpusIndex.Phase("main", length, sequences, phases ? stored : null)),
                List.of(new CorpusIndex.Stock("web", length, sequences, phases ? null : stored)));
        Files.write(directory.resolve(CorpusIndex.FILE), corpus.toJson().getBytes(StandardCharsets.UTF_8));
    }

    private static MixturePlan plan(long sequences, int length, long tokens) {
        MixturePlan.Draw draw = new MixturePlan.Draw(0, 1, 1, 1, sequences, 0, 1);
        MixturePlan.Step step = new MixturePlan.Step(0, sequences, 1, List.of(draw));
        return new MixturePlan(
                sequences * length,
                7,
                List.of(new MixturePlan.Phase("main", length, 1, sequences, sequences, List.of(step))),
                List.of(new MixturePlan.Stock("web", length, sequences, tokens, sequences)),
                List.of(new MixturePlan.Domain("web", tokens, 1, 1, 1, false)),
                List.of(),
                List.of());
    }

    private static String sha256(Path file) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
                in.transferTo(OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
