package dev.tamis.jobs;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.StageNames;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.stage.River;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a recipe. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a recipe from its shards to its report.",
            "Stages whose input, recipe part and code did not change since they were committed are skipped."
        },
        footer = {"", "Example: tamis run conf/quickstart.conf --set budget.tokens=5M --until dedup"})
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RECIPE", description = "The recipe (HOCON); see docs/recipes.md.")
    private Path recipeFile;

    @Option(names = "--output", paramLabel = "RUN", description = "The run directory; else the recipe's.")
    private String output;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Changes one key of the recipe; may be repeated.")
    private List<String> sets = List.of();

    @Option(names = "--master", paramLabel = "URL", description = "Spark master; else spark-submit's, else local[*].")
    private String master;

    @Option(
            names = "--until",
            paramLabel = "STAGE",
            description = "The last stage to run: ${COMPLETION-CANDIDATES}.",
            completionCandidates = Stages.class)
    private String until;

    /** The names of the stages, for the help text. */
    static final class Stages implements Iterable<String> {
        @Override
        public java.util.Iterator<String> iterator() {
            return StageNames.ALL.iterator();
        }
    }

    @Override
    public Integer call() throws Exception {
        if (until != null && !StageNames.ALL.contains(until)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--until: unknown stage \"" + until + "\" (stages: " + String.join(", ", StageNames.ALL) + ")");
        }
        Configuration conf = HadoopSettings.configuration();
        Recipe recipe = RecipeFiles.load(recipeFile, sets, output, conf);
        ConsoleProgress progress = new ConsoleProgress(spec.commandLine().getOut());
        long start = System.nanoTime();
        try (JavaSparkContext spark = Engine.start(master)) {
            RunDirectory run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            progress.begin(recipe, run, spark);
            new River(spark, run, recipe, sets, progress, Clock.systemUTC()).run(until);
            progress.end(run, System.nanoTime() - start);
        }
        return Tamis.DONE;
    }
}
