package dev.tamis.pipeline.stage;

import dev.tamis.filters.record.Limits;
import dev.tamis.filters.record.MediaLimits;
import dev.tamis.filters.signal.SignalType;
import dev.tamis.models.ModelException;
import dev.tamis.models.relevance.ImportanceModel;
import dev.tamis.models.relevance.NgramCounts;
import dev.tamis.pipeline.model.LoadedModels;
import dev.tamis.pipeline.model.ScoreTable;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.recipe.PinnedFile;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.relevance.RelevanceFit;
import dev.tamis.pipeline.relevance.TargetFiles;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.Parts;
import dev.tamis.pipeline.wordcount.StoredTexts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.hadoop.conf.Configuration;

/** Has every model of the recipe score every document, before anything is decided, so that rules can use the scores. */
final class ScoreStage implements Stage {
    static final String NAME = "score";

    /** Its table. */
    static final String SCORES = "scores";

    /** By model, the files that it is fitted on, and the fingerprint of each. */
    private final SortedMap<String, SortedMap<String, String>> targets;

    private ScoreStage(SortedMap<String, SortedMap<String, String>> targets) {
        this.targets = targets;
    }

    /** Loads every model once, so that one that is broken is told before any stage has run. */
    static ScoreStage plan(StagePlanner planner, Recipe recipe) throws IOException {
        Configuration conf = planner.run().conf();
        for (ModelSpec model : recipe.models()) {
            if (model.ready()) {
                LoadedModels.get(model, conf);
            } else if (model instanceof ModelSpec.Importance importance) {
                checkTarget(importance, recipe.limits(), conf);
            }
        }
        return unloaded(planner, recipe);
    }

    private static void checkTarget(ModelSpec.Importance model, Limits limits, Configuration conf) throws IOException {
        boolean words = !model.targetSources().isEmpty();
        try {
            for (String file : TargetFiles.list(model.target(), conf)) {
                words |= TargetFiles.hasWords(file, limits, conf);
            }
        } catch (IOException e) {
            throw new ModelException("models." + model.name() + ": " + e.getMessage(), e);
        }
        if (!words) {
            throw new ModelException("models." + model.name() + ": the files of its target have no words");
        }
    }

    /** The stage as far as its fingerprint needs it. */
    static ScoreStage unloaded(StagePlanner planner, Recipe recipe) throws IOException {
        Configuration conf = planner.run().conf();
        SortedMap<String, SortedMap<String, String>> targets = new TreeMap<>();
        for (ModelSpec model : recipe.models()) {
            if (model instanceof ModelSpec.Importance importance && !model.ready()) {
                SortedMap<String, String> files = new TreeMap<>();
                for (String file : TargetFiles.list(importance.target(), conf)) {
                    files.put(file, TargetFiles.fingerprint(file, conf));
                }
                targets.put(model.name(), files);
            }
        }
        return new ScoreStage(targets);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<String> inputs(Recipe recipe) {
        return List.of(AnnotateStage.NAME);
    }

    @Override
    public boolean wanted(Recipe recipe) {
        return !recipe.models().isEmpty();
    }

    @Override
    public String recipePart(Recipe recipe) {
        List<String> parts = new ArrayList<>(List.of(recipe.part("models")));
        targets.forEach((model, files) -> {
            parts.add(model);
            parts.addAll(files.values());
        });
        return Digests.sha256(parts.toArray(String[]::new));
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> sources = Parts.sources(annotate);
        List<DataFile> placed = new ArrayList<>();
        List<ModelSpec> models = new ArrayList<>();
        for (ModelSpec model : context.recipe().models()) {
            models.add(
                    model instanceof ModelSpec.Importance importance && !model.ready()
                            ? fitted(context, importance, placed)
                            : model);
        }
        MediaLimits limits = context.recipe().limits().media();
        List<TaskResult> results = context.parts(annotate.parts())
                .map(part ->
                        ScoreTask.run(reference.open(), documents.get(part), part, sources.get(part), models, limits))
                .collect();
        placed.add(distribution(context, models, results));
        context.commit(annotate.parts(), TaskResult.withoutCounts(results, ScoreTable::isCount), placed);
    }

    /**
     * Fits a model on the run's documents and its target. Tasks read it from among the attempts; when the stage commits, it
     * stays in the run, for later runs to use.
     */
    private ModelSpec fitted(StageContext context, ModelSpec.Importance model, List<DataFile> placed)
            throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        StoredTexts texts = StoredTexts.of(reference, annotate, annotate);
        Set<String> raw = new TreeSet<>(Parts.sources(annotate));
        Set<String> wanted = new TreeSet<>(model.targetSources());
        raw.removeAll(wanted);
        int ngrams = model.ngrams();
        int buckets = model.buckets();
        NgramCounts target = RelevanceFit.ofDocuments(context.spark(), texts, wanted, ngrams, buckets);
        List<String> files = List.copyOf(targets.get(model.name()).keySet());
        if (!files.isEmpty()) {
            target = target.plus(RelevanceFit.ofFiles(
                    context.spark(), reference, files, context.recipe().limits(), ngrams, buckets));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            new ImportanceModel(RelevanceFit.ofDocuments(context.spark(), texts, raw, ngrams, buckets), target)
                    .write(bytes);
        } catch (IllegalArgumentException e) {
            throw new IOException("models." + model.name() + " cannot be fitted: " + e.getMessage(), e);
        }
        String sha256 = Digests.sha256(new ByteArrayInputStream(bytes.toByteArray()));
        String file = model.name() + "-" + sha256.substring(0, 12) + ".dsir";
        String attempt = "attempts/" + NAME + "/" + file;
        context.run().writeAtomically(attempt, bytes.toByteArray());
        placed.add(context.place("model", "stages/score/" + file, bytes.toByteArray()));
        return model.fitted(new PinnedFile(context.run().path(attempt).toString(), sha256));
    }

    /** How the scores are distributed, in a file of its own: many numbers that only a report reads. */
    private static DataFile distribution(StageContext context, List<ModelSpec> models, List<TaskResult> results)
            throws IOException {
        Map<String, Map<String, Boolean>> columns = new LinkedHashMap<>();
        for (ModelSpec model : models) {
            Map<String, Boolean> some = new LinkedHashMap<>();
            // Whole numbers are counts beside a score, such as how long the text was.
            model.columns().forEach((column, type) -> {
                if (type != SignalType.LONG) {
                    some.put(column, model.givesShares());
                }
            });
            columns.put(model.name(), some);
        }
        SortedMap<String, Long> sums = TaskResult.counts(results, "");
        SortedSet<String> sources = new TreeSet<>();
        results.forEach(result -> sources.addAll(result.ledger().keySet()));
        byte[] json = SealedJson.plain(SealedJson.JSON.valueToTree(ScoreTable.of(columns, sources, sums)));
        String name = "stages/score/distribution-" + Digests.sha256(json).substring(0, 12) + ".json";
        return context.place(ScoreTable.TABLE, name, json);
    }
}
