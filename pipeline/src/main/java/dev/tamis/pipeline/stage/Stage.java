package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import java.io.IOException;
import java.util.List;

/** One step of the river. */
interface Stage {
    /** The name in manifests, in paths and after {@code --until}. */
    String name();

    /** The stages whose output it reads. */
    List<String> inputs(Recipe recipe);

    /** The part of the recipe, in a canonical form, that its output depends on. */
    String recipePart(Recipe recipe);

    /** Whether the recipe asks for it at all. */
    default boolean wanted(Recipe recipe) {
        return true;
    }

    /** Does the work and commits it. */
    void run(StageContext context) throws IOException;
}
