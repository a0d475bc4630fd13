package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.model.LoadedModels;
import dev.tamis.pipeline.recipe.ModelSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.table.Parts;
import java.io.IOException;
import java.util.List;

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
        context.commit(annotate.parts(), results);
    }
}
