package dev.tamis.pipeline.stage;

import dev.tamis.filters.dedup.MinHashSettings;
import dev.tamis.pipeline.dedup.Clusters;
import dev.tamis.pipeline.dedup.DedupMethod;
import dev.tamis.pipeline.dedup.Node;
import dev.tamis.pipeline.dedup.PartDocuments;
import dev.tamis.pipeline.dedup.PartFiles;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaRDD;

/**
 * Removes duplicate documents: of the same address, the same text, nearly the same text, nearly the same embedding. Of each
 * cluster one document survives. Keys, ranks and ids are shuffled, never text.
 */
final class DedupStage implements Stage {
    static final String NAME = "dedup";

    /** The largest clusters that are listed, by task and in all. */
    private static final int LISTED = 50;

    private static final String LARGEST = "largest/";

    private final List<EarlierRun> against;

    private DedupStage(List<EarlierRun> against) {
        this.against = against;
    }

    /** A run that was there before: what repeats a document that came to its dedup is removed. */
    private record EarlierRun(RunReference reference, Manifest annotate, Manifest signatures, Manifest dedup) {}

    /** Looks up the earlier runs that the recipe names. */
    static DedupStage plan(StagePlanner planner, Recipe recipe) throws IOException {
        List<EarlierRun> against = new ArrayList<>();
        for (String path : recipe.dedup().against()) {
            RunDirectory run = new RunDirectory(path, planner.run().conf());
            if (run.root().equals(planner.run().root())) {
                throw new IOException("dedup.against: " + path + " is this run's own directory");
            }
            EarlierRun earlier = new EarlierRun(
                    new RunReference(path, planner.run().conf()),
                    required(run, AnnotateStage.NAME),
                    required(run, SignaturesStage.NAME),
                    required(run, NAME));
            fits(path, earlier.annotate(), earlier.signatures());
            fits(path, earlier.signatures(), earlier.dedup());
            check(path, earlier.signatures(), recipe.dedup().minhash().map(DedupSpec.MinHash::settings));
            if (recipe.dedup().semantic().isPresent() && earlier.signatures().count(SignaturesStage.EMBEDDINGS) == 0) {
                throw new IOException("dedup.against: the signatures of " + path
                        + " hold no embeddings, for dedup.semantic was switched off there");
            }
            against.add(earlier);
        }
        return new DedupStage(List.copyOf(against));
    }

    private static Manifest required(RunDirectory run, String stage) throws IOException {
        return run.manifest(stage)
                .orElseThrow(() -> new IOException("dedup.against: " + run + " has no committed stage \"" + stage
                        + "\"; finish it with `tamis run` and its own recipe, at least with --until " + NAME));
    }

    /** Refuses a stage that was made from another state of the stage before it. */
    private static void fits(String path, Manifest input, Manifest made) throws IOException {
        if (!input.fingerprint().equals(made.inputs().get(input.stage()))) {
            throw new IOException("dedup.against: " + path + " has a stage \"" + made.stage()
                    + "\" that is older than its \"" + input.stage() + "\"; bring it up to date with `tamis run`");
        }
    }

    private static void check(String path, Manifest signatures, Optional<MinHashSettings> settings) throws IOException {
        SortedMap<String, Long> wanted = SignaturesStage.figures(settings);
        SortedMap<String, Long> found = new TreeMap<>(signatures.counts());
        found.keySet().retainAll(wanted.keySet());
        if (!found.equals(wanted)) {
            throw new IOException("dedup.against: the signatures of " + path + " were made with "
                    + (found.containsKey("minhash_bands") ? "" : "dedup.minhash switched off and ") + found
                    + ", this recipe's would be with " + wanted
                    + "; they can be compared only where all of these are the same");
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return Measured.inputs(recipe, DecideStage.NAME, SignaturesStage.NAME);
    }

    @Override
    public String recipePart(Recipe recipe) {
        List<String> parts = new ArrayList<>(List.of(recipe.part("dedup")));
        against.forEach(run -> parts.add(run.dedup().fingerprint()));
        return Digests.sha256(parts.toArray(String[]::new));
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        int parts = context.input(AnnotateStage.NAME).parts();
        List<PartFiles> files = files(context);
        List<String> sources = files.stream().map(PartFiles::source).toList();
        Clusters.Found found =
                new Clusters(context.sparkWithCheckpoints(), context.recipe().dedup(), files).find();
        List<TaskResult> results = found.documents()
                .filter(part -> part.part() < parts)
                .map(part -> write(reference.open(), part, sources))
                .collect();
        context.spark().getPersistentRDDs().values().forEach(JavaRDD::unpersist);
        context.commit(
                parts,
                TaskResult.withoutCounts(results, name -> name.startsWith(LARGEST)),
                List.of(largest(context, results)),
                found.figures());
    }

    private List<PartFiles> files(StageContext context) {
        List<PartFiles> files = new ArrayList<>();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<MeasuredFiles> measured = Measured.byPart(context);
        List<String> signatures = context.input(SignaturesStage.NAME).pathsByPart("signatures");
        List<String> sources = Parts.sources(annotate);
        RunReference reference = context.reference();
        for (int part = 0; part < measured.size(); part++) {
            files.add(
                    new PartFiles(part, reference, sources.get(part), signatures.get(part), measured.get(part), null));
        }
        for (EarlierRun run : against) {
            List<String> theirSignatures = run.signatures().pathsByPart("signatures");
            List<String> theirDedup = run.dedup().pathsByPart("dedup");
            List<String> theirSources = Parts.sources(run.annotate());
            for (int part = 0; part < theirDedup.size(); part++) {
                files.add(new PartFiles(
                        files.size(),
                        run.reference(),
                        theirSources.get(part),
                        theirSignatures.get(part),
                        null,
                        theirDedup.get(part)));
            }
        }
        return files;
    }

    private static TaskResult write(RunDirectory run, PartDocuments documents, List<String> sources)
            throws IOException {
        int part = documents.part();
        String source = sources.get(part);
        TaskOutput output = new TaskOutput(run, NAME, part);
        TableWriter table = output.table("dedup", "stages/dedup/dedup", Tables.DEDUP);
        Ledger.Builder ledger = new Ledger.Builder();
        PriorityQueue<Integer> largest = new PriorityQueue<>(Comparator.<Integer>comparingLong(documents::weight)
                .thenComparing(documents::id, Comparator.reverseOrder()));
        for (int i = 0; i < documents.size(); i++) {
            Group row = table.row();
            row.append("row", documents.row(i));
            row.append("id", documents.id(i));
            Optional<DedupMethod> method = DedupMethod.numbered(documents.removedBy(i));
            if (method.isPresent()) {
                String reason = method.get().reason();
                row.append("removed_by", reason);
                row.append("duplicate_of", documents.duplicateId(i));
                row.append("cluster", documents.duplicateId(i));
                ledger.rejected(reason);
                String survivor = sources.get(Node.part(documents.duplicateOf(i)));
                output.count("removed/" + reason + "/" + source + "/" + survivor, 1);
            } else {
                long size = documents.weight(i);
                if (size > 1) {
                    row.append("cluster", documents.id(i));
                    output.count("cluster_size/" + Long.highestOneBit(size), 1);
                    largest.add(i);
                    if (largest.size() > LISTED) {
                        largest.poll();
                    }
                }
                row.append("cluster_size", size);
                ledger.out();
            }
            table.write(row);
        }
        largest.forEach(i -> output.count(
                LARGEST + documents.id(i) + "/" + source + "/" + part + "/" + documents.row(i), documents.weight(i)));
        output.ledger(source, ledger.build());
        return output.close();
    }

    /** The largest clusters, in a file of its own. */
    private static DataFile largest(StageContext context, List<TaskResult> results) throws IOException {
        List<Map<String, Object>> clusters = new ArrayList<>();
        results.forEach(result -> result.counts().forEach((name, size) -> {
            if (name.startsWith(LARGEST)) {
                String[] fields = name.substring(LARGEST.length()).split("/", -1);
                Map<String, Object> cluster = new LinkedHashMap<>();
                cluster.put("id", fields[0]);
                cluster.put("size", size);
                cluster.put("source", fields[1]);
                cluster.put("part", Integer.parseInt(fields[2]));
                cluster.put("row", Long.parseLong(fields[3]));
                clusters.add(cluster);
            }
        }));
        clusters.sort(Comparator.comparing((Map<String, Object> cluster) -> -(Long) cluster.get("size"))
                .thenComparing(cluster -> (String) cluster.get("id")));
        byte[] json =
                SealedJson.plain(SealedJson.JSON.valueToTree(clusters.subList(0, Math.min(LISTED, clusters.size()))));
        String name = "stages/dedup/clusters-" + Digests.sha256(json).substring(0, 12) + ".json";
        return context.place("clusters", name, json);
    }
}
