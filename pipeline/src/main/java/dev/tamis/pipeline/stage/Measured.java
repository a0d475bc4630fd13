package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.table.MeasuredFiles;
import java.util.ArrayList;
import java.util.List;

/** The stages that measure documents, and what they wrote: the signals, and where the recipe has models their scores. */
final class Measured {
    private Measured() {}

    /** The inputs of a stage that reads what was measured. */
    static List<String> inputs(Recipe recipe, String... further) {
        List<String> inputs = new ArrayList<>(List.of(AnnotateStage.NAME));
        if (!recipe.models().isEmpty()) {
            inputs.add(ScoreStage.NAME);
        }
        inputs.addAll(List.of(further));
        return inputs;
    }

    /** What was measured on the documents of each part, for a stage whose inputs are {@link #inputs}. */
    static List<MeasuredFiles> byPart(StageContext context) {
        List<MeasuredFiles.Layer> layers = new ArrayList<>();
        Recipe recipe = context.recipe();
        if (!recipe.models().isEmpty()) {
            layers.add(new MeasuredFiles.Layer(context.input(ScoreStage.NAME), ScoreStage.SCORES, recipe.scoreTypes()));
        }
        return MeasuredFiles.byPart(context.input(AnnotateStage.NAME), layers);
    }
}
