package dev.tamis.pipeline.eval;

import dev.tamis.pipeline.eval.SharedModels.ModelFile;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.tokenizer.eval.Evaluator;
import dev.tamis.tokenizer.eval.Tally;
import dev.tamis.tokenizer.eval.TextGroup;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Encodes the documents that a stage of a run kept with several models side by side, and counts by source and language.
 * The counts are the same however the run is divided.
 */
public final class RunEvaluation {
    private RunEvaluation() {}

    /**
     * Counts what the models make of the documents.
     *
     * @param sampleBytes of each source and language take the documents of the smallest ids until they have so many
     *     bytes of text; 0 takes all
     */
    public static Tally count(JavaSparkContext spark, StoredTexts texts, List<ModelFile> models, long sampleBytes) {
        JavaRDD<Integer> parts =
                spark.parallelize(IntStream.range(0, texts.parts()).boxed().toList(), Math.max(1, texts.parts()));
        HashMap<TextGroup, String> lastIds = sampleBytes == 0
                ? new HashMap<>()
                : new HashMap<>(Sample.lastIds(parts.map(part -> sample(texts, part, sampleBytes)), sampleBytes));
        SharedModels opened = new SharedModels(models);
        Broadcast<SharedModels> shared = spark.broadcast(opened);
        try {
            return Tally.fromBytes(parts.map(part -> count(texts, part, shared.value(), lastIds))
                    .treeAggregate(opened.noCounts(), RunEvaluation::sum, RunEvaluation::sum));
        } finally {
            shared.destroy();
        }
    }

    /** Adds counts in the form that tasks send. */
    public static byte[] sum(byte[] a, byte[] b) {
        return Tally.fromBytes(a).add(Tally.fromBytes(b)).toBytes();
    }

    private static byte[] count(StoredTexts texts, int part, SharedModels models, Map<TextGroup, String> lastIds)
            throws IOException {
        Evaluator evaluator = new Evaluator(models.open(), true);
        walk(texts, part, (group, id, text) -> {
            String last = lastIds.get(group);
            if (last == null || id.compareTo(last) <= 0) {
                evaluator.add(group, text, 0, text.length);
            }
        });
        return evaluator.tally().toBytes();
    }

    private static Sample sample(StoredTexts texts, int part, long bytes) throws IOException {
        Sample sample = new Sample(bytes);
        walk(texts, part, (group, id, text) -> sample.add(group, id, text.length));
        return sample;
    }

    private interface Visitor {
        void visit(TextGroup group, String id, byte[] text);
    }

    private static void walk(StoredTexts texts, int part, Visitor visitor) throws IOException {
        String source = texts.source(part);
        Map<String, TextGroup> groups = new HashMap<>();
        try (StoredTexts.Walk walk = texts.walk(part)) {
            while (walk.next()) {
                visitor.visit(
                        groups.computeIfAbsent(walk.language(), language -> new TextGroup(source, language)),
                        walk.id(),
                        walk.text());
            }
        }
    }
}
