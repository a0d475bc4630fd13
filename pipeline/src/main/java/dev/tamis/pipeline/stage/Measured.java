package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.table.MeasuredFiles;
import java.util.ArrayList;
import java.util.List;

/** The stages that measure documents, and what they wrote: the signals, where the recipe has models their scores,
 * and where it has ranks those. */
final class Measured {
    private Measured() {}

    /** The inputs of a stage that reads what was measured. */
    static List<String> inputs(Recipe recipe, String... further) {
        List<String> inputs = unrankedInputs(recipe);
        if (recipe.isRanked()) {
            inputs.add(RankStage.NAME);
        }
        inputs.addAll(List.of(further));
        return inputs;
    }

    /** The inputs of a stage that reads what was measured on each document for itself. */
    static List<String> unrankedInputs(Recipe recipe) {
        List<String> inputs = new ArrayList<>(List.of(AnnotateStage.NAME));
        if (!recipe.models().isEmpty()) {
            inputs.add(ScoreStage.NAME);
        }
        return inputs;
    }

    /** What was measured on the documents of each part, for a stage whose inputs are {@link #inputs}. */
    static List<MeasuredFiles> byPart(StageContext context) {
        List<MeasuredFiles.Layer> layers = unranked(context);
        Recipe recipe = context.recipe();
        if (recipe.isRanked()) {
            layers.add(new MeasuredFiles.Layer(context.input(RankStage.NAME), RankStage.RANKS, recipe.rankTypes()));
        }
        return MeasuredFiles.byPart(context.input(AnnotateStage.NAME), layers);
    }

    /** The same without ranks, for a stage whose inputs are {@link #unrankedInputs}. */
    static List<MeasuredFiles> unrankedByPart(StageContext context) {
        return MeasuredFiles.byPart(context.input(AnnotateStage.NAME), unranked(context));
    }

    private static List<MeasuredFiles.Layer> unranked(StageContext context) {
        List<MeasuredFiles.Layer> layers = new ArrayList<>();
        Recipe recipe = context.recipe();
        if (!recipe.models().isEmpty()) {
            layers.add(new MeasuredFiles.Layer(context.input(ScoreStage.NAME), ScoreStage.SCORES, recipe.scoreTypes()));
        }
        return layers;
    }
}
