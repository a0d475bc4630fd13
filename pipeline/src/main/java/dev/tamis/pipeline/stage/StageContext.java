package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.ShardLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/** What a stage works with, and the way it commits. */
final class StageContext {
    private final Stage stage;
    private final JavaSparkContext spark;
    private final RunDirectory run;
    private final Recipe recipe;
    private final String fingerprint;
    private final SortedMap<String, Manifest> inputs;
    private final Progress progress;
    /** By path, in the order they were given. */
    private final Map<String, byte[]> placed = new LinkedHashMap<>();

    StageContext(
            Stage stage,
            JavaSparkContext spark,
            RunDirectory run,
            Recipe recipe,
            String fingerprint,
            SortedMap<String, Manifest> inputs,
            Progress progress) {
        this.stage = stage;
        this.spark = spark;
        this.run = run;
        this.recipe = recipe;
        this.fingerprint = fingerprint;
        this.inputs = inputs;
        this.progress = progress;
    }

    Progress progress() {
        return progress;
    }

    SortedMap<String, Manifest> inputs() {
        return inputs;
    }

    JavaSparkContext spark() {
        return spark;
    }

    /** Spark's context with a place for checkpoints among the stage's attempts, which are cleared when it commits. */
    JavaSparkContext sparkWithCheckpoints() {
        spark.setCheckpointDir(
                run.path("attempts/" + stage.name() + "/checkpoints").toString());
        return spark;
    }

    RunDirectory run() {
        return run;
    }

    RunReference reference() {
        return new RunReference(run.root().toString(), run.conf());
    }

    Recipe recipe() {
        return recipe;
    }

    /** The manifest of a stage this one reads. */
    Manifest input(String name) {
        Manifest manifest = inputs.get(name);
        if (manifest == null) {
            throw new IllegalStateException("Stage " + stage.name() + " does not name " + name + " among its inputs");
        }
        return manifest;
    }

    /** One partition for each part, in order. */
    JavaRDD<Integer> parts(int parts) {
        return spark.parallelize(IntStream.range(0, parts).boxed().toList(), Math.max(1, parts));
    }

    /** Publishes what the tasks wrote. */
    Manifest commit(int parts, List<TaskResult> results) throws IOException {
        return commit(parts, results, List.of());
    }

    /**
     * Publishes what the tasks wrote, together with small files of the driver's.
     *
     * @param driverFiles what {@link #place} gave
     */
    Manifest commit(int parts, List<TaskResult> results, List<DataFile> driverFiles) throws IOException {
        return commit(parts, results, driverFiles, Map.of());
    }

    /** @param figures further counts of the driver's own */
    Manifest commit(int parts, List<TaskResult> results, List<DataFile> driverFiles, Map<String, Long> figures)
            throws IOException {
        List<WrittenFile> files = new ArrayList<>();
        SortedMap<String, Ledger> ledger = new TreeMap<>();
        SortedMap<String, Long> counts = new TreeMap<>(figures);
        List<ShardLine> shards = new ArrayList<>();
        for (TaskResult result : results) {
            files.addAll(result.files());
            result.ledger().forEach((source, units) -> ledger.merge(source, units, Ledger::plus));
            result.counts().forEach((name, n) -> counts.merge(name, n, Long::sum));
            shards.addAll(result.shards());
        }
        driverFiles.forEach(file -> files.add(new WrittenFile(file, file.path())));
        files.sort(Comparator.comparing((WrittenFile f) -> f.file().table())
                .thenComparing(f -> f.file().part())
                .thenComparing(f -> f.file().path()));
        shards.sort(Comparator.comparing(ShardLine::part)
                .thenComparing(ShardLine::source)
                .thenComparing(ShardLine::path));
        SortedMap<String, String> from = new TreeMap<>();
        inputs.forEach((name, manifest) -> from.put(name, manifest.fingerprint()));
        Manifest manifest = new Manifest(
                stage.name(),
                fingerprint,
                from,
                parts,
                files.stream().map(WrittenFile::file).toList(),
                ledger,
                counts,
                shards);
        run.publish(manifest, files.stream().map(WrittenFile::attempt).toList(), placed);
        return manifest;
    }

    /**
     * Takes a small file of the driver's that has a name of its own. It is written when the stage commits, after what
     * the tasks wrote and after those that were given before it.
     */
    DataFile place(String table, String path, byte[] bytes) {
        placed.put(path, bytes);
        return new DataFile(table, 0, path, 0, bytes.length, Digests.sha256(bytes));
    }
}
