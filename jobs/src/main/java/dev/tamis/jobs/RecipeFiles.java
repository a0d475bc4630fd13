package dev.tamis.jobs;

import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.source.ShardListing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;

/** Finds and reads recipes and the rule files that are shipped with Tamis. */
final class RecipeFiles {
    private RecipeFiles() {}

    /** The folder that Tamis is installed in, if the launcher said so. */
    static Path installation() {
        String home = System.getProperty("tamis.home");
        return home == null ? null : Path.of(home);
    }

    static Recipe load(Path file, List<String> sets, String output, Configuration conf) throws RecipeException {
        ShardListing listing = new ShardListing(conf);
        PathCheck paths = PathCheck.local(path -> {
            try {
                return listing.matches(path) ? Optional.empty() : Optional.of("matches nothing");
            } catch (IOException e) {
                return Optional.of("cannot be listed: " + e.getMessage());
            }
        });
        return Recipes.load(file, sets, output, new RecipeContext(Signals.types(), installation(), paths));
    }
}
