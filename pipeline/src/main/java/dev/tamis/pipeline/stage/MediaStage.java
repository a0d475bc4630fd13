package dev.tamis.pipeline.stage;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tamis.pipeline.recipe.MediaSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.stage.MediaTask.Wanted;
import dev.tamis.pipeline.stage.MediaTask.Written;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.Parts;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.broadcast.Broadcast;
import scala.Tuple2;

/**
 * Writes the kept media as WebDataset shards, and a table of where each of them stands.
 *
 * <p>A part has shards of its own, written by one task in the order of its rows, so they are the same bytes on any number of
 * machines. A page names media of other parts: what it names is sent to them, a number for each medium, and their places
 * come back. Bytes of media are read where they lie and are never shuffled.
 */
final class MediaStage implements Stage {
    static final String NAME = "media";

    /** The table of places, in the manifest, and the shards. */
    static final String PLACES = "places";

    static final String SHARDS = "media";

    /** Names the shards in order, for readers of the media alone. */
    static final String INDEX = "media/index.json";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        List<String> inputs = Measured.inputs(recipe, DecontaminateStage.NAME);
        if (recipe.hasPageImages()) {
            inputs.add(InterleaveStage.NAME);
        }
        return inputs;
    }

    @Override
    public String recipePart(Recipe recipe) {
        return recipe.part("media_shards");
    }

    /** Whoever keeps images wants them, with or without tokens. */
    @Override
    public boolean wanted(Recipe recipe) {
        return recipe.media().isPresent();
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<String> sources = Parts.sources(annotate);
        Set<String> images = context.recipe().imageSources();
        List<String> documents = annotate.pathsByPart("documents");
        List<String> verdicts = context.input(DecontaminateStage.NAME).pathsByPart("decontamination");
        List<MeasuredFiles> measured = Measured.byPart(context);
        MediaSpec spec = context.recipe().media().orElseThrow();
        List<String> slots = TokenizeStage.slots(context);
        int parts = annotate.parts();
        List<MediaTask> tasks = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            tasks.add(new MediaTask(
                    reference,
                    part,
                    sources.get(part),
                    images.contains(sources.get(part)),
                    documents.get(part),
                    verdicts.get(part),
                    measured.get(part),
                    slots.get(part),
                    spec.samples(),
                    spec.bytes()));
        }
        // To the part of each medium, in the order of its rows.
        JavaPairRDD<Wanted, Boolean> named = context.parts(parts)
                .flatMapToPair(part -> {
                    List<Tuple2<Wanted, Boolean>> all = new ArrayList<>();
                    tasks.get(part).named(wanted -> all.add(new Tuple2<>(wanted, true)));
                    return all.iterator();
                })
                .repartitionAndSortWithinPartitions(
                        new ByPart(Math.max(1, parts), key -> ((Wanted) key).mediumPart()), Comparator.naturalOrder());
        List<Written> written = new ArrayList<>(named.mapPartitionsWithIndex(
                        (part, wanted) -> part < parts
                                ? List.of(tasks.get(part).write(wanted)).iterator()
                                : List.<Written>of().iterator(),
                        false)
                .collect());
        written.sort(Comparator.comparing(one -> one.result().part()));
        Broadcast<List<Written>> shared = context.spark().broadcast(written);
        List<TaskResult> results = new ArrayList<>();
        try {
            // Back to the parts of the pages, in the order of theirs.
            results.addAll(named.mapPartitionsToPair(wanted -> MediaTask.answers(reference, shared.value(), wanted))
                    .repartitionAndSortWithinPartitions(
                            new ByPart(Math.max(1, parts), key -> ((MediaTask.Asked) key).part()),
                            Comparator.naturalOrder())
                    .mapPartitionsWithIndex(
                            (part, places) -> part < parts
                                    ? List.of(tasks.get(part).places(shared.value(), places))
                                            .iterator()
                                    : List.<TaskResult>of().iterator(),
                            false)
                    .collect());
        } finally {
            shared.destroy();
        }
        written.forEach(one -> results.add(one.committed()));
        context.commit(parts, results, List.of(context.place("media_index", INDEX, index(written))));
    }

    /** The shards in the order of sources' parts. */
    private static byte[] index(List<Written> written) {
        ObjectNode index = SealedJson.JSON.createObjectNode();
        ArrayNode shards = index.putArray("shards");
        long samples = 0;
        long bytes = 0;
        for (Written one : written) {
            for (DataFile shard : one.shards()) {
                ObjectNode line = shards.addObject();
                line.put("name", shard.path().substring(shard.path().lastIndexOf('/') + 1));
                line.put("source", one.source());
                line.put("samples", shard.rows());
                line.put("bytes", shard.bytes());
                line.put("sha256", shard.sha256());
                samples += shard.rows();
                bytes += shard.bytes();
            }
        }
        index.put("samples", samples);
        index.put("bytes", bytes);
        return SealedJson.plain(SealedJson.JSON.convertValue(index, SortedMap.class));
    }

    /** What is about part p goes to partition p. */
    private static final class ByPart extends Partitioner {
        private static final long serialVersionUID = 1L;

        private final int partitions;
        private final PartOf partOf;

        ByPart(int partitions, PartOf partOf) {
            this.partitions = partitions;
            this.partOf = partOf;
        }

        @Override
        public int numPartitions() {
            return partitions;
        }

        @Override
        public int getPartition(Object key) {
            return partOf.part(key);
        }
    }

    /** The part that a key is about. */
    private interface PartOf extends Serializable {
        int part(Object key);
    }
}
