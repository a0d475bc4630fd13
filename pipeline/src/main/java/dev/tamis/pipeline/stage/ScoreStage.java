package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.model.LoadedModels;
import dev.tamis.pipeline.model.ScoreTable;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.table.Parts;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** Has every model of the recipe score every document, before anything is decided, so that rules can use the scores. */
final class ScoreStage implements Stage {
    static final String NAME = "score";

    /** Its table. */
    static final String SCORES = "scores";

    private ScoreStage() {}

    /** Loads every model once, so that one that is broken is told before any stage has run. */
    static ScoreStage plan(StagePlanner planner, Recipe recipe) throws IOException {
        for (ModelSpec model : recipe.models()) {
            LoadedModels.get(model, planner.run().conf());
        }
        return new ScoreStage();
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
        return recipe.part("models");
    }

    @Override
    public void run(StageContext context) throws IOException {
        RunReference reference = context.reference();
        Manifest annotate = context.input(AnnotateStage.NAME);
        List<String> documents = annotate.pathsByPart("documents");
        List<String> sources = Parts.sources(annotate);
        List<ModelSpec> models = context.recipe().models();
        List<TaskResult> results = context.parts(annotate.parts())
                .map(part -> ScoreTask.run(reference.open(), documents.get(part), part, sources.get(part), models))
                .collect();
        context.commit(
                annotate.parts(),
                TaskResult.withoutCounts(results, ScoreTable::isCount),
                List.of(distribution(context, models, results)));
    }

    /** How the scores are distributed, in a file of its own: many numbers that only a report reads. */
    private static DataFile distribution(StageContext context, List<ModelSpec> models, List<TaskResult> results)
            throws IOException {
        Map<String, Map<String, Boolean>> columns = new LinkedHashMap<>();
        for (ModelSpec model : models) {
            Map<String, Boolean> some = new LinkedHashMap<>();
            model.columns().keySet().forEach(column -> some.put(column, model.givesShares()));
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
