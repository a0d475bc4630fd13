package dev.tamis.jobs;

import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.hocon.Problems;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.rule.Rule;
import dev.tamis.pipeline.rule.RuleFiles;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunRecord;
import dev.tamis.pipeline.source.ShardListing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;

/** Finds and reads recipes and the rule files that are shipped with Tamis. */
final class RecipeFiles {
    private RecipeFiles() {}

    /** The folder that Tamis is installed in, if the launcher said so. */
    static Path installation() {
        String home = System.getProperty("tamis.home");
        return home == null ? null : Path.of(home);
    }

    /**
     * All rules of {@code conf/rules}, by file and then as they stand there, but for those of files that need columns which
     * only a recipe has.
     */
    static List<Rule> shippedRules() throws IOException {
        Path home = installation();
        if (home == null) {
            throw new IOException("The shipped rules are in the installation's conf/rules, and the system property"
                    + " tamis.home does not say where that is; name a recipe with --conf");
        }
        List<Path> files;
        try (Stream<Path> all = Files.list(home.resolve("conf/rules"))) {
            files = all.filter(file -> file.toString().endsWith(".conf"))
                    .sorted()
                    .toList();
        }
        Problems problems = new Problems();
        List<Rule> rules = new ArrayList<>();
        for (Path file : files) {
            RuleFiles reader = new RuleFiles(Signals.types(), problems);
            List<Rule> read = reader.parse(file);
            if (reader.needs().isEmpty()) {
                rules.addAll(read);
            }
        }
        if (!problems.isEmpty()) {
            throw new IOException(problems.list().stream().map(Object::toString).collect(Collectors.joining("\n")));
        }
        return rules;
    }

    /**
     * The recipe of a run: read again from where the run found it, or from {@code moved}.
     *
     * @param moved another place of the recipe, or null
     */
    static Recipe ofRun(RunDirectory run, RunRecord record, List<String> sets, Path moved)
            throws IOException, RecipeException {
        Path file = moved != null ? moved : Path.of(record.recipeFile());
        if (!Files.exists(file)) {
            throw new IOException("The run's recipe " + file + " is not here; name it with --recipe");
        }
        return Recipes.load(
                file, sets, run.toString(), new RecipeContext(Signals.types(), installation(), PathCheck.none()));
    }

    /** How a run came to be. */
    static RunRecord record(RunDirectory run) throws IOException {
        return RunRecord.read(run)
                .orElseThrow(
                        () -> new IOException(run + " holds no " + RunRecord.FILE + ": it is not a run directory"));
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
