package dev.tamis.pipeline.eval;

import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import dev.tamis.tokenizer.eval.EvalModel;
import dev.tamis.tokenizer.eval.Evaluator;
import dev.tamis.tokenizer.eval.Tally;
import dev.tamis.tokenizer.eval.TextGroup;
import dev.tamis.tokenizer.model.SentencePieceModel;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Encodes the documents that a stage of a run kept with several models side by side, and counts by source and language.
 * The counts are the same however the run is divided.
 */
public final class RunEvaluation {
    /** The stages whose kept documents can be evaluated, by name, with the schema of their verdicts. */
    private static final SortedMap<String, MessageType> SCHEMAS = new TreeMap<>(
            Map.of("dedup", Tables.DEDUP, "passages", Tables.PASSAGES, "decontaminate", Tables.DECONTAMINATION));

    private static final Map<String, String> TABLES =
            Map.of("dedup", "dedup", "passages", "passages", "decontaminate", "decontamination");

    private static final MessageType PROJECTION = Tables.project(Tables.DOCUMENTS, "id", "text", "signals.lang");

    private RunEvaluation() {}

    /** A model as it travels to the tasks. */
    public record ModelFile(String name, byte[] bytes) implements Serializable {
        /** The model, ready to encode. */
        public EvalModel open() {
            return new EvalModel(name, SentencePieceModel.parse(bytes));
        }
    }

    /** The label that texts of no known language are counted under. */
    public static String language(String lang) {
        return lang == null ? "und" : lang;
    }

    /**
     * Counts what the models make of the documents.
     *
     * @param stage {@code dedup}, {@code passages} or {@code decontaminate}
     * @param sampleBytes of each source and language take the documents of the smallest ids until they have so many
     *     bytes of text; 0 takes all
     * @throws IllegalArgumentException where the stage is none of these
     */
    public static Tally count(
            JavaSparkContext spark, RunDirectory run, String stage, List<ModelFile> models, long sampleBytes)
            throws IOException {
        if (!SCHEMAS.containsKey(stage)) {
            throw new IllegalArgumentException("no kept documents of a stage \"" + stage + "\" to evaluate; stages: "
                    + String.join(", ", SCHEMAS.keySet()));
        }
        Manifest annotate = run.required("annotate");
        Input input = new Input(
                new RunReference(run.root().toString(), run.conf()),
                annotate.pathsByPart("documents"),
                run.required(stage).pathsByPart(TABLES.get(stage)),
                Parts.sources(annotate),
                stage);
        JavaRDD<Integer> parts =
                spark.parallelize(IntStream.range(0, annotate.parts()).boxed().toList(), Math.max(1, annotate.parts()));
        Broadcast<List<ModelFile>> shared = spark.broadcast(new ArrayList<>(models));
        Map<TextGroup, String> lastIds = sampleBytes == 0
                ? Map.of()
                : Sample.lastIds(parts.map(part -> input.sample(part, sampleBytes)), sampleBytes);
        Broadcast<Map<TextGroup, String>> bounds = spark.broadcast(new HashMap<>(lastIds));
        byte[] none = Tally.of(models.stream().map(ModelFile::open).toList()).toBytes();
        return Tally.fromBytes(parts.map(part -> input.count(part, shared.value(), bounds.value()))
                .treeAggregate(none, RunEvaluation::sum, RunEvaluation::sum));
    }

    /** Adds counts in the form that tasks send. */
    public static byte[] sum(byte[] a, byte[] b) {
        return Tally.fromBytes(a).add(Tally.fromBytes(b)).toBytes();
    }

    /** Where the documents stand. */
    private record Input(
            RunReference reference, List<String> documents, List<String> verdicts, List<String> sources, String stage)
            implements Serializable {

        private byte[] count(int part, List<ModelFile> models, Map<TextGroup, String> lastIds) throws IOException {
            Evaluator evaluator =
                    new Evaluator(models.stream().map(ModelFile::open).toList(), true);
            walk(part, (group, id, text) -> {
                String last = lastIds.get(group);
                if (last == null || id.compareTo(last) <= 0) {
                    evaluator.add(group, text, 0, text.length);
                }
            });
            return evaluator.tally().toBytes();
        }

        private Sample sample(int part, long bytes) throws IOException {
            Sample sample = new Sample(bytes);
            walk(part, (group, id, text) -> sample.add(group, id, text.length));
            return sample;
        }

        private interface Visitor {
            void visit(TextGroup group, String id, byte[] text);
        }

        private void walk(int part, Visitor visitor) throws IOException {
            String source = sources.get(part);
            Map<String, TextGroup> groups = new HashMap<>();
            Parts.kept(
                    reference.open(),
                    documents.get(part),
                    verdicts.get(part),
                    SCHEMAS.get(stage),
                    PROJECTION,
                    kept -> visitor.visit(
                            groups.computeIfAbsent(
                                    language(TableReader.string(kept.document().getGroup("signals", 0), "lang")),
                                    language -> new TextGroup(source, language)),
                            kept.document().getString("id", 0),
                            kept.text()));
        }
    }
}
