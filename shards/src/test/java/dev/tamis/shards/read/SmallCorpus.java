package dev.tamis.shards.read;

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
import dev.tamis.shards.order.SequenceOrder;
import dev.tamis.shards.order.SlotOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A corpus of two domains at two lengths and three phases, one of two steps, with sequences that come up twice, short
 * ones, and documents that go over sequences.
 */
record SmallCorpus(
        CorpusIndex.Layout layout, Set<ShardFormat> formats, TokenType type, int perShard, MixturePlan plan) {

    static final int VOCABULARY = 1000;
    static final int PAD = 7;
    static final int EOD = 2;

    static final MixturePlan PLAN = plan(false);

    /**
     * The same draws from the same sequences, among stocks that give nothing: one without sequences before and one after
     * the others, and between them one whose sequences are not drawn. At the end a phase without sequences.
     */
    static final MixturePlan WITH_UNDRAWN = plan(true);

    static final SmallCorpus PHASES =
            new SmallCorpus(CorpusIndex.Layout.PHASES, Set.of(ShardFormat.MEGATRON), TokenType.UINT16, 7);
    static final SmallCorpus DOMAINS =
            new SmallCorpus(CorpusIndex.Layout.DOMAINS, Set.of(ShardFormat.MEGATRON), TokenType.UINT16, 7);

    SmallCorpus(CorpusIndex.Layout layout, Set<ShardFormat> formats, TokenType type, int perShard) {
        this(layout, formats, type, perShard, PLAN);
    }

    /** A packed sequence of a stock. */
    record Content(int[] tokens, int length, List<SequenceRun> runs) {}

    private static MixturePlan plan(boolean undrawn) {
        int[] places = undrawn ? new int[] {1, 3, 4} : new int[] {0, 1, 2};
        long[] drawn = new long[6];
        List<MixturePlan.Phase> phases = new ArrayList<>(List.of(
                new MixturePlan.Phase("main", 16, 0.5, 60, 60, List.of(step(drawn, places, 0, 60, 3, 7, 0))),
                new MixturePlan.Phase(
                        "late",
                        16,
                        0.3,
                        43,
                        43,
                        List.of(step(drawn, places, 0, 20, 2, 2, 0), step(drawn, places, 20, 23, 4, 1, 0))),
                new MixturePlan.Phase("long", 32, 0.2, 21, 21, List.of(step(drawn, places, 0, 21, 0, 0, 1)))));
        List<MixturePlan.Stock> stocks = new ArrayList<>(List.of(
                stock("books", 16, 13, places[0], drawn[places[0]]),
                stock("web/en", 16, 40, places[1], drawn[places[1]]),
                stock("web/en", 32, 9, places[2], drawn[places[2]])));
        List<MixturePlan.Domain> domains = new ArrayList<>(List.of(
                new MixturePlan.Domain("books", 208, 9, 3, 2, false),
                new MixturePlan.Domain("web/en", 900, 9, 2, 2, false)));
        if (undrawn) {
            phases.add(new MixturePlan.Phase("end", 32, 0, 0, 0, List.of()));
            stocks.add(0, stock("art", 16, 0, 0, 0));
            stocks.add(2, stock("code", 16, 5, 2, 0));
            stocks.add(stock("zoo", 32, 0, 5, 0));
            domains.add(0, new MixturePlan.Domain("art", 3, 9, 0, 0, false));
            domains.add(2, new MixturePlan.Domain("code", 80, 9, 0, 0, false));
            domains.add(new MixturePlan.Domain("zoo", 0, 9, 0, 0, false));
        }
        return new MixturePlan(2600, 42, phases, stocks, domains, List.of(), List.of());
    }

    private static MixturePlan.Stock stock(String domain, int length, int sequences, int place, long drawn) {
        long tokens = 0;
        for (int s = 0; s < sequences; s++) {
            tokens += content(place, length, s).length();
        }
        return new MixturePlan.Stock(domain, length, sequences, tokens, drawn);
    }

    /** @param places of the stocks that {@code quanta} are of */
    private static MixturePlan.Step step(long[] drawn, int[] places, long firstSlot, long sequences, int... quanta) {
        SlotOrder order = new SlotOrder(Arrays.stream(quanta).filter(q -> q > 0).toArray());
        List<MixturePlan.Draw> draws = new ArrayList<>();
        for (int i = 0; i < quanta.length; i++) {
            if (quanta[i] > 0) {
                int stock = places[i];
                long count = order.count(draws.size(), sequences);
                double share = (double) quanta[i] / order.period();
                draws.add(new MixturePlan.Draw(
                        stock, share, share, quanta[i], count, drawn[stock], (double) count / sequences));
                drawn[stock] += count;
            }
        }
        return new MixturePlan.Step(firstSlot, sequences, order.period(), draws);
    }

    /** What sequence s of a stock holds: every fifth is short by three tokens. */
    static Content content(int stock, int sequenceLength, long s) {
        SplittableRandom random = new SplittableRandom(1000L * stock + s);
        int length = s % 5 == 0 ? sequenceLength - 3 : sequenceLength;
        int[] tokens = random.ints(length, 10, VOCABULARY).toArray();
        List<SequenceRun> runs = new ArrayList<>();
        for (int at = 0; at < length; ) {
            int size = Math.min(length - at, 1 + random.nextInt(8));
            runs.add(new SequenceRun(
                    stock, 100L * s + at, s, random.nextInt(3) * 10L, stock, at, size, random.nextInt(2)));
            at += size;
            tokens[at - 1] = EOD;
        }
        return new Content(tokens, length, runs);
    }

    /** Writes the corpus and returns its directory. */
    Path write(Path directory) throws IOException {
        SequenceOrder order = new SequenceOrder(plan);
        List<CorpusIndex.Phase> phases = new ArrayList<>();
        for (int p = 0; p < plan.phases().size(); p++) {
            MixturePlan.Phase phase = plan.phases().get(p);
            CorpusIndex.Directory part = null;
            if (layout == CorpusIndex.Layout.PHASES) {
                int place = p;
                part = part(
                        directory,
                        phase.name(),
                        phase.name(),
                        null,
                        phase.sequenceLength(),
                        phase.sequences(),
                        slot -> order.at(place, slot));
            }
            phases.add(new CorpusIndex.Phase(phase.name(), phase.sequenceLength(), phase.sequences(), part));
        }
        List<CorpusIndex.Stock> stocks = new ArrayList<>();
        for (int s = 0; s < plan.stocks().size(); s++) {
            MixturePlan.Stock stock = plan.stocks().get(s);
            CorpusIndex.Directory part = null;
            if (layout == CorpusIndex.Layout.DOMAINS) {
                int place = s;
                part = part(
                        directory,
                        stock.name(),
                        null,
                        stock.name(),
                        stock.sequenceLength(),
                        stock.sequences(),
                        n -> new SequenceOrder.Occurrence(place, 0, n));
            }
            stocks.add(new CorpusIndex.Stock(stock.domain(), stock.sequenceLength(), stock.sequences(), part));
        }
        byte[] planJson = plan.toJson().getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve(CorpusIndex.PLAN), planJson);
        CorpusIndex index = new CorpusIndex(layout, VOCABULARY, type, PAD, EOD, sha256(planJson), phases, stocks);
        Files.writeString(directory.resolve(CorpusIndex.FILE), index.toJson());
        return directory;
    }

    private interface Contents {
        SequenceOrder.Occurrence at(long n);
    }

    private CorpusIndex.Directory part(
            Path corpus, String path, String phase, String stock, int length, long sequences, Contents contents)
            throws IOException {
        Path directory = Files.createDirectories(corpus.resolve(path));
        Files.createDirectories(directory.resolve("mds"));
        List<SequenceIndex.Shard> shards = new ArrayList<>();
        List<MdsIndex.Shard> mds = new ArrayList<>();
        SortedMap<String, SequenceIndex.Count> domains = new TreeMap<>();
        long tokens = 0;
        for (long first = 0; first < sequences; first += perShard) {
            String name = "part-" + shards.size();
            Map<FileKind, Path> files = new EnumMap<>(FileKind.class);
            try (SequenceShardWriter writer = new SequenceShardWriter(formats, type, length, PAD, first, kind -> {
                Path file = kind.locate(directory, name + kind.suffix());
                files.put(kind, file);
                return Files.newOutputStream(file);
            })) {
                for (long n = first; n < Math.min(first + perShard, sequences); n++) {
                    SequenceOrder.Occurrence at = contents.at(n);
                    Content content = content(at.stock(), length, at.sequence());
                    String domain = plan.stocks().get(at.stock()).domain();
                    writer.add(content.tokens, content.length, at.stock(), domain, at.epoch(), content.runs);
                    domains.merge(
                            domain,
                            new SequenceIndex.Count(1, content.length),
                            (a, b) -> new SequenceIndex.Count(a.sequences() + 1, a.tokens() + b.tokens()));
                }
                writer.finish();
                shards.add(
                        new SequenceIndex.Shard(first, writer.sequences(), writer.tokens(), writer.runs(), Map.of()));
                tokens += writer.tokens();
            }
            Map<FileKind, ShardFile> listed = new EnumMap<>(FileKind.class);
            for (Map.Entry<FileKind, Path> entry : files.entrySet()) {
                listed.put(entry.getKey(), listed(entry.getValue()));
            }
            SequenceIndex.Shard written = shards.remove(shards.size() - 1);
            shards.add(new SequenceIndex.Shard(first, written.sequences(), written.tokens(), written.runs(), listed));
            if (formats.contains(ShardFormat.MDS)) {
                mds.add(new MdsIndex.Shard(listed.get(FileKind.MDS), written.sequences()));
            }
        }
        if (formats.contains(ShardFormat.MDS)) {
            Files.writeString(directory.resolve("mds").resolve(MdsIndex.FILE), MdsIndex.toJson(type, length, mds));
        }
        SequenceIndex index = new SequenceIndex(
                phase,
                stock,
                VOCABULARY,
                type,
                PAD,
                EOD,
                length,
                "best_fit",
                formats,
                sequences,
                tokens,
                shards,
                domains);
        byte[] json = index.toJson().getBytes(StandardCharsets.UTF_8);
        Files.write(directory.resolve(SequenceIndex.FILE), json);
        return new CorpusIndex.Directory(path, sha256(json));
    }

    static ShardFile listed(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        return new ShardFile(file.getFileName().toString(), bytes.length, sha256(bytes));
    }

    /** Makes the indexes those of the files as they now are, which an edit by a test has changed. */
    static void reindex(Path corpus) throws IOException {
        CorpusIndex index = CorpusIndex.parse(Files.readAllBytes(corpus.resolve(CorpusIndex.FILE)), "index");
        List<CorpusIndex.Phase> phases = new ArrayList<>();
        for (CorpusIndex.Phase phase : index.phases()) {
            Path directory = corpus.resolve(phase.directory().path());
            SequenceIndex part = SequenceIndex.parse(Files.readAllBytes(directory.resolve(SequenceIndex.FILE)), "part");
            List<SequenceIndex.Shard> shards = new ArrayList<>();
            for (SequenceIndex.Shard shard : part.shards()) {
                Map<FileKind, ShardFile> files = new EnumMap<>(FileKind.class);
                String name = shard.file(FileKind.RUNS).name().replace(FileKind.RUNS.suffix(), "");
                for (FileKind kind : FileKind.values()) {
                    Path file = kind.locate(directory, name + kind.suffix());
                    if (Files.exists(file)) {
                        files.put(kind, listed(file));
                    }
                }
                shards.add(new SequenceIndex.Shard(
                        shard.firstSequence(), shard.sequences(), shard.tokens(), shard.runs(), files));
            }
            byte[] json = new SequenceIndex(
                            part.phase(),
                            part.stock(),
                            part.vocabSize(),
                            part.dtype(),
                            part.padId(),
                            part.eodId(),
                            part.sequenceLength(),
                            part.packing(),
                            part.formats(),
                            part.sequences(),
                            part.tokens(),
                            shards,
                            part.domains())
                    .toJson()
                    .getBytes(StandardCharsets.UTF_8);
            Files.write(directory.resolve(SequenceIndex.FILE), json);
            phases.add(new CorpusIndex.Phase(
                    phase.name(),
                    phase.sequenceLength(),
                    phase.sequences(),
                    new CorpusIndex.Directory(phase.directory().path(), sha256(json))));
        }
        Files.writeString(
                corpus.resolve(CorpusIndex.FILE),
                new CorpusIndex(
                                index.layout(),
                                index.vocabSize(),
                                index.dtype(),
                                index.padId(),
                                index.eodId(),
                                index.planSha256(),
                                phases,
                                index.stocks())
                        .toJson());
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
