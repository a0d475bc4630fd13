package dev.tamis.jobs;

import dev.tamis.pipeline.report.Report;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunRecord;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report of what is committed. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes a run's report from what is committed, however far the run got.",
        footer = {"", "Example: tamis report runs/quickstart"})
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run directory.")
    private String directory;

    @Option(
            names = "--recipe",
            paramLabel = "RECIPE",
            description = "The recipe, where it no longer stands where the run found it.")
    private Path recipeFile;

    @Override
    public Integer call() throws Exception {
        RunDirectory run = new RunDirectory(directory, HadoopSettings.configuration());
        RunRecord record = RecipeFiles.record(run);
        Report.writeAgain(run, RecipeFiles.ofRun(run, record, record.sets(), recipeFile));
        spec.commandLine()
                .getOut()
                .println(run.path("report/index.html").toUri().getPath());
        return Tamis.DONE;
    }
}
