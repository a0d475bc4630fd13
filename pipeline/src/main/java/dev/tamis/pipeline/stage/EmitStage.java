package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.shards.format.FileKind;
import dev.tamis.shards.format.SequenceIndex;
import dev.tamis.shards.format.ShardFile;
import dev.tamis.shards.order.MixturePlan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.Partitioner;
import org.apache.spark.broadcast.Broadcast;

/**
 * Writes the packed sequences of every phase, in their final order, as Megatron shards.
 *
 * <p>The tokens of a source form one stream, its documents in the order of their parts, each followed by the
 * end-of-document token. The stream is cut into sequences of equal length; the plan says at which slots of which phase
 * each of them stands. A sequence is written whole from one source.
 */
final class EmitStage implements Stage {
    static final String NAME = "emit";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs() {
        return List.of(AnnotateStage.NAME, TokenizeStage.NAME, MixStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("emit");
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.mixture().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest tokenize = context.input(TokenizeStage.NAME);
        MixturePlan plan = MixStage.plan(context.run());
        EmitLayout layout = EmitLayout.of(
                plan,
                (int) tokenize.count("vocab_size"),
                context.recipe().emit().shardBytes());
        List<String> sources = Parts.sources(context.input(AnnotateStage.NAME));
        List<String> tokens = tokenize.pathsByPart("tokens");
        long[] starts = starts(sources, tokenize);
        Broadcast<MixturePlan> shared = context.spark().broadcast(plan);

        List<TaskResult> results = context.parts(tokenize.parts())
                .flatMapToPair(part -> EmitTasks.cut(
                        reference.open(),
                        tokens.get(part),
                        part,
                        sources.get(part),
                        starts[part],
                        shared.value(),
                        layout))
                .repartitionAndSortWithinPartitions(new ByShard(layout.shards()), Comparator.naturalOrder())
                .mapPartitionsWithIndex(
                        (shard, pieces) -> List.of(EmitTasks.write(reference.open(), shard, pieces, layout))
                                .iterator(),
                        false)
                .collect();
        List<TaskResult> all = new ArrayList<>(results);
        all.add(accounts(plan, tokenize, results));
        List<DataFile> indexes = new ArrayList<>();
        for (int phase = 0; phase < layout.phases().size(); phase++) {
            String path = "tokens/" + layout.phases().get(phase).name() + "/" + SequenceIndex.FILE;
            String index = index(layout, phase, results).toJson();
            indexes.add(context.place("index", path, index.getBytes(StandardCharsets.UTF_8)));
        }
        context.commit(tokenize.parts(), all, indexes);
    }

    /** Where the tokens of each part begin in the stream of its source. */
    private static long[] starts(List<String> sources, Manifest tokenize) {
        long[] starts = new long[sources.size()];
        Map<String, Long> ends = new LinkedHashMap<>();
        for (int part = 0; part < starts.length; part++) {
            starts[part] = ends.getOrDefault(sources.get(part), 0L);
            ends.put(sources.get(part), starts[part] + tokenize.count("part_tokens/" + part));
        }
        return starts;
    }

    /**
     * The ledger of the stage, in tokens: what of each source was emitted at least once, what never came up, and the
     * rest at the end of its stream that fills no sequence.
     */
    private static TaskResult accounts(MixturePlan plan, Manifest tokenize, List<TaskResult> results) {
        SortedMap<String, Long> emitted = new TreeMap<>();
        for (TaskResult result : results) {
            result.counts().forEach((key, n) -> {
                if (key.startsWith("first_time/")) {
                    emitted.merge(key.substring("first_time/".length()), n, Long::sum);
                }
            });
        }
        SortedMap<String, Ledger> ledger = new TreeMap<>();
        tokenize.counts("tokens/").forEach((source, tokens) -> {
            if (!source.contains("/")) {
                long tail = tokens % plan.phases().get(0).sequenceLength();
                long out = emitted.getOrDefault(source, 0L);
                SortedMap<String, Long> rejected = new TreeMap<>();
                rejected.put("tail", tail);
                rejected.put("not_drawn", tokens - tail - out);
                ledger.put(source, new Ledger(tokens, out, rejected, new TreeMap<>()));
            }
        });
        return new TaskResult(0, List.of(), ledger, new TreeMap<>(), List.of());
    }

    /** The index that a trainer reads. */
    private static SequenceIndex index(EmitLayout layout, int phase, List<TaskResult> results) {
        EmitLayout.Phase shape = layout.phases().get(phase);
        List<SequenceIndex.Shard> shards = new ArrayList<>();
        SortedMap<String, Long> tokensOf = new TreeMap<>();
        long sequences = 0;
        long tokens = 0;
        for (TaskResult result : results) {
            if (layout.phaseOf(result.part()) != phase) {
                continue;
            }
            long count = result.counts().get("sequences");
            long size = result.counts().get("tokens");
            Map<FileKind, ShardFile> files = new EnumMap<>(FileKind.class);
            for (WrittenFile written : result.files()) {
                DataFile file = written.file();
                FileKind kind = FileKind.ofId(file.table());
                if (kind != null) {
                    files.put(kind, new ShardFile(name(file), file.bytes(), file.sha256()));
                }
            }
            shards.add(new SequenceIndex.Shard(
                    sequences, count, size, result.counts().get("runs"), files));
            sequences += count;
            tokens += size;
            String prefix = "phase/" + shape.name() + "/";
            result.counts().forEach((key, n) -> {
                if (key.startsWith(prefix) && key.indexOf('/', prefix.length()) < 0) {
                    tokensOf.merge(key.substring(prefix.length()), n, Long::sum);
                }
            });
        }
        SortedMap<String, SequenceIndex.Count> sources = new TreeMap<>();
        tokensOf.forEach((source, n) -> sources.put(source, new SequenceIndex.Count(n / layout.sequenceLength(), n)));
        return new SequenceIndex(
                shape.name(),
                null,
                layout.vocabSize(),
                layout.type(),
                EmitLayout.PAD_ID,
                -1,
                layout.sequenceLength(),
                "concat",
                EmitLayout.FORMATS,
                sequences,
                tokens,
                shards,
                sources);
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
