package dev.tamis.jobs;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunRecord;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.stage.River;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Decides again. */
@Command(
        name = "decide",
        mixinStandardHelpOptions = true,
        description = {
            "Decides again, from the stored signals alone: no shard and no text is read.",
            "Reads the run's recipe and its rule files again, so edit a threshold there or give it with --set.",
            "Later stages stay as they are until `tamis run` brings them up to date."
        },
        footer = {"", "Example: tamis decide runs/quickstart --set 'overrides.gopher_word_count.keep=\"words >= 20\"'"})
final class DecideCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run directory.")
    private String directory;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Changes one key of the recipe; may be repeated.")
    private List<String> sets = List.of();

    @Option(
            names = "--recipe",
            paramLabel = "RECIPE",
            description = "The recipe, where it no longer stands where the run found it.")
    private Path recipeFile;

    @Option(names = "--master", paramLabel = "URL", description = "Spark master; else spark-submit's, else local[*].")
    private String master;

    @Override
    public Integer call() throws Exception {
        RunDirectory stored = new RunDirectory(directory, HadoopSettings.configuration());
        RunRecord record = RecipeFiles.record(stored);
        List<String> all = new ArrayList<>(record.sets());
        all.addAll(sets);
        Recipe recipe = RecipeFiles.ofRun(stored, record, all, recipeFile);
        ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getOut());
        try (JavaSparkContext spark = Engine.start(master)) {
            RunDirectory run = new RunDirectory(directory, spark.hadoopConfiguration());
            new River(spark, run, recipe, all, progress, Clock.systemUTC()).decideAgain();
        }
        return Tamis.DONE;
    }
}
