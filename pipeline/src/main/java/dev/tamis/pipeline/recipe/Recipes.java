package dev.tamis.pipeline.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValueFactory;
import dev.tamis.pipeline.hocon.Block;
import dev.tamis.pipeline.hocon.HoconFile;
import dev.tamis.pipeline.hocon.Problems;
import java.nio.file.Path;
import java.util.List;

/** Loads recipes. Nothing of Spark is started for it. */
public final class Recipes {

    private Recipes() {}

    /**
     * The checked recipe of a file.
     *
     * @param sets {@code key=value} texts that take precedence over the file, the last one first
     * @param outputOverride another run directory, or null
     * @throws RecipeException with every problem of the recipe and its rule files
     */
    public static Recipe load(Path file, List<String> sets, String outputOverride, RecipeContext context)
            throws RecipeException {
        Problems problems = new Problems();
        Config content = HoconFile.parse(file, problems);
        // A file that cannot be parsed looks empty; telling what else is missing from it would only mislead.
        refuse(problems);
        Config changes = ConfigFactory.empty();
        for (String set : sets) {
            changes = HoconFile.assignment(set, "--set", problems).withFallback(changes);
        }
        if (outputOverride != null) {
            changes = changes.withValue("output", ConfigValueFactory.fromAnyRef(outputOverride, "--output"));
        }
        int before = problems.count();
        ConfigObject resolved = HoconFile.resolve(changes.withFallback(content), file.toString(), problems);
        if (problems.count() > before) {
            refuse(problems);
        }
        Recipe recipe = new RecipeReader(file, Block.root(resolved, RecipeKeys.SCHEMA, problems), context).read();
        refuse(problems);
        return recipe;
    }

    private static void refuse(Problems problems) throws RecipeException {
        if (!problems.isEmpty()) {
            throw new RecipeException(problems.list());
        }
    }
}
