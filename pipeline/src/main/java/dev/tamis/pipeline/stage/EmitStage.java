package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.EmitSpec;
import dev.tamis.pipeline.recipe.MixtureSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.shards.format.CorpusIndex;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.format.MdsIndex;
import dev.tamis.shards.format.SequenceIndex;
import dev.tamis.shards.format.ShardFile;
import dev.tamis.shards.format.ShardFormat;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.SequenceOrder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.spark.Partitioner;
import org.apache.spark.broadcast.Broadcast;

/**
 * Writes the packed sequences in shards: those of every phase in the order of training, or those of every domain once.
 * What a trainer needs stands below {@code tokens/} alone, with an index that is written last.
 */
final class EmitStage implements Stage {
    static final String NAME = "emit";

    /** Counts of sequences and tokens by directory and domain, and of tokens by directory and language. */
    static final String SEQUENCES = "domain_sequences/";

    static final String TOKENS = "domain_tokens/";
    static final String LANGUAGES = "language_tokens/";

    /**
     * Counts by directory and domain: references to media, the placeholders of these, and those that are a part of what a
     * medium has because a sequence ended within it.
     */
    static final String MEDIA = "media_spans/";

    static final String MEDIA_TOKENS = "media_tokens/";
    static final String MEDIA_CUT = "media_cut/";

    /** Counts by source of the tokens that were not emitted before. */
    static final String FIRST_TIME = "first_time/";

    private static final String ROOT = "tokens/";
    private static final String INDEX = "index";
    private static final String MDS_INDEX = "mds_index";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        List<String> inputs = new ArrayList<>(List.of(TokenizerStage.NAME, TokenizeStage.NAME, PackStage.NAME));
        if (recipe.media().isPresent()) {
            inputs.add(MediaStage.NAME);
        }
        return inputs;
    }

    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("emit");
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.mixture().isPresent();
    }

    /** Where the files of a directory are, below the run. */
    static String directory(EmitLayout.Directory directory) {
        return ROOT + directory.name() + "/";
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest tokenize = context.input(TokenizeStage.NAME);
        Manifest pack = context.input(PackStage.NAME);
        MixturePlan plan = PackStage.plan(context.run());
        EmitLayout layout = layout(context, plan);
        Set<ShardFormat> formats = EnumSet.copyOf(context.recipe().emit().formats());
        List<String> tokens = tokenize.pathsByPart("tokens");
        List<String> packing = pack.pathsByPart(PackStage.TABLE);
        List<String> places = context.recipe().media().isEmpty()
                ? Collections.nCopies(tokenize.parts(), null)
                : context.input(MediaStage.NAME).pathsByPart(MediaStage.PLACES);
        Optional<Manifest> before = context.run().manifest(NAME);
        Broadcast<SharedOrder> shared = context.spark().broadcast(new SharedOrder(plan));

        List<TaskResult> results;
        try {
            results = layout.shards() == 0
                    ? List.of()
                    : context.parts(tokenize.parts())
                            .flatMapToPair(part -> EmitTasks.cut(
                                    reference.open(),
                                    tokens.get(part),
                                    packing.get(part),
                                    places.get(part),
                                    part,
                                    shared.value().order(),
                                    layout))
                            .repartitionAndSortWithinPartitions(new ByShard(layout.shards()), Comparator.naturalOrder())
                            .mapPartitionsWithIndex(
                                    (shard, runs) -> List.of(EmitTasks.write(
                                                    reference.open(),
                                                    shard,
                                                    runs,
                                                    shared.value().order(),
                                                    layout,
                                                    formats))
                                            .iterator(),
                                    false)
                            .collect();
        } finally {
            shared.destroy();
        }
        List<TaskResult> all = new ArrayList<>(results);
        all.add(accounts(tokenize, pack, results));
        Manifest after = context.commit(tokenize.parts(), all, indexes(context, plan, layout, formats, results));
        if (before.isPresent()) {
            forget(context, before.get(), after);
        }
    }

    /**
     * Deletes the indexes of an earlier emission that this one has no such file of: a reader that looks into a directory
     * of its own accord must not take its shards for this corpus. The shards stay.
     */
    private static void forget(StageContext context, Manifest before, Manifest after) throws IOException {
        Set<String> kept = after.paths().collect(Collectors.toSet());
        for (String table : List.of(INDEX, MDS_INDEX)) {
            for (DataFile file : before.table(table)) {
                if (!kept.contains(file.path())) {
                    context.run().fs().delete(context.run().path(file.path()), false);
                }
            }
        }
    }

    /** The order of a plan to broadcast: its tables are built once on each executor. */
    private static final class SharedOrder implements Serializable {
        private static final long serialVersionUID = 1L;

        private final MixturePlan plan;
        private transient SequenceOrder order;

        SharedOrder(MixturePlan plan) {
            this.plan = plan;
        }

        synchronized SequenceOrder order() {
            if (order == null) {
                order = new SequenceOrder(plan);
            }
            return order;
        }
    }

    private static EmitLayout layout(StageContext context, MixturePlan plan) throws IOException {
        SentencePieceModel model = SentencePieceModel.parse(context.run().bytes(TokenizerStage.MODEL));
        EmitSpec emit = context.recipe().emit();
        int eod = emit.appendEod() ? model.eosId() : -1;
        int pad = model.padId() >= 0 ? model.padId() : Math.max(0, model.eosId());
        return EmitLayout.of(plan, emit, model.size(), pad, eod);
    }

    /**
     * The ledger of the stage, in tokens: what of each source was emitted at least once, what never came up, and the
     * rest at the end of a stream that fills no sequence.
     */
    private static TaskResult accounts(Manifest tokenize, Manifest pack, List<TaskResult> results) {
        SortedMap<String, Long> emitted = TaskResult.counts(results, FIRST_TIME);
        SortedMap<String, Ledger> ledger = new TreeMap<>();
        tokenize.counts("tokens/").forEach((source, tokens) -> {
            if (!source.contains("/")) {
                long tail = pack.count(PackStage.TAIL + source);
                long out = emitted.getOrDefault(source, 0L);
                SortedMap<String, Long> rejected = new TreeMap<>();
                rejected.put("tail", tail);
                rejected.put("not_drawn", tokens - tail - out);
                ledger.put(source, new Ledger(tokens, out, rejected, new TreeMap<>()));
            }
        });
        return new TaskResult(0, List.of(), ledger, new TreeMap<>(), List.of());
    }

    /** Writes what readers begin with: the index of each directory, the plan, and at last the index of the corpus. */
    private static List<DataFile> indexes(
            StageContext context,
            MixturePlan plan,
            EmitLayout layout,
            Set<ShardFormat> formats,
            List<TaskResult> results)
            throws IOException {
        List<DataFile> placed = new ArrayList<>();
        List<CorpusIndex.Directory> directories = new ArrayList<>();
        for (EmitLayout.Directory directory : layout.directories()) {
            // Results are in the order of shards, and the shards of a directory follow each other.
            List<TaskResult> own = results.subList(directory.firstShard(), directory.firstShard() + directory.shards());
            SequenceIndex index = index(context, plan, layout, directory, formats, own);
            byte[] json = utf8(index.toJson());
            placed.add(context.place(INDEX, directory(directory) + SequenceIndex.FILE, json));
            directories.add(new CorpusIndex.Directory(directory.name(), Digests.sha256(json)));
            if (formats.contains(ShardFormat.MDS)) {
                List<MdsIndex.Shard> shards = index.shards().stream()
                        .map(shard -> new MdsIndex.Shard(shard.file(FileKind.MDS), shard.sequences()))
                        .toList();
                placed.add(context.place(
                        MDS_INDEX,
                        directory(directory) + FileKind.MDS.directory() + MdsIndex.FILE,
                        utf8(MdsIndex.toJson(layout.type(), directory.sequenceLength(), shards))));
            }
        }
        byte[] planJson = utf8(plan.toJson());
        placed.add(context.place("corpus_plan", ROOT + CorpusIndex.PLAN, planJson));
        boolean byPhase = layout.kind() == CorpusIndex.Layout.PHASES;
        List<CorpusIndex.Phase> phases = new ArrayList<>();
        for (int i = 0; i < plan.phases().size(); i++) {
            MixturePlan.Phase phase = plan.phases().get(i);
            phases.add(new CorpusIndex.Phase(
                    phase.name(), phase.sequenceLength(), phase.sequences(), byPhase ? directories.get(i) : null));
        }
        List<CorpusIndex.Stock> stocks = new ArrayList<>();
        for (int i = 0; i < plan.stocks().size(); i++) {
            MixturePlan.Stock stock = plan.stocks().get(i);
            stocks.add(new CorpusIndex.Stock(
                    stock.domain(), stock.sequenceLength(), stock.sequences(), byPhase ? null : directories.get(i)));
        }
        CorpusIndex corpus = new CorpusIndex(
                layout.kind(),
                layout.vocabSize(),
                layout.type(),
                layout.padId(),
                layout.eodId(),
                Digests.sha256(planJson),
                phases,
                stocks);
        placed.add(context.place("corpus_index", ROOT + CorpusIndex.FILE, utf8(corpus.toJson())));
        return placed;
    }

    /** @param results of the directory's shards, in order */
    private static SequenceIndex index(
            StageContext context,
            MixturePlan plan,
            EmitLayout layout,
            EmitLayout.Directory directory,
            Set<ShardFormat> formats,
            List<TaskResult> results) {
        List<SequenceIndex.Shard> shards = new ArrayList<>();
        long sequences = 0;
        long tokens = 0;
        for (TaskResult result : results) {
            long count = result.counts().get("sequences");
            long size = result.counts().get("tokens");
            Map<FileKind, ShardFile> files = new EnumMap<>(FileKind.class);
            for (WrittenFile written : result.files()) {
                DataFile file = written.file();
                files.put(FileKind.ofId(file.table()), new ShardFile(name(file), file.bytes(), file.sha256()));
            }
            shards.add(new SequenceIndex.Shard(
                    sequences, count, size, result.counts().get("runs"), files));
            sequences += count;
            tokens += size;
        }
        SortedMap<String, Long> sequencesOf = TaskResult.counts(results, SEQUENCES + directory.name() + "/");
        SortedMap<String, SequenceIndex.Count> domains = new TreeMap<>();
        TaskResult.counts(results, TOKENS + directory.name() + "/")
                .forEach((domain, n) -> domains.put(domain, new SequenceIndex.Count(sequencesOf.get(domain), n)));
        boolean byPhase = layout.kind() == CorpusIndex.Layout.PHASES;
        MixtureSpec mixture = context.recipe().mixture().orElseThrow();
        return new SequenceIndex(
                byPhase ? directory.name() : null,
                byPhase ? null : plan.stocks().get(directory.index()).name(),
                layout.vocabSize(),
                layout.type(),
                layout.padId(),
                layout.eodId(),
                directory.sequenceLength(),
                mixture.packing().id(),
                formats,
                sequences,
                tokens,
                shards,
                domains);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String name(DataFile file) {
        return file.path().substring(file.path().lastIndexOf('/') + 1);
    }

    /** Shard s is partition s. */
    private static final class ByShard extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int shards;

        ByShard(int shards) {
            this.shards = shards;
        }

        @Override
        public int numPartitions() {
            return shards;
        }

        @Override
        public int getPartition(Object key) {
            return ((EmitTasks.Place) key).shard();
        }
    }
}
