package dev.tamis.jobs;

import dev.tamis.pipeline.report.Report;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Writes the report again. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes a run's report again from what is committed.",
        footer = {"", "Example: tamis report runs/quickstart"})
final class ReportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run directory.")
    private String directory;

    @Override
    public Integer call() throws Exception {
        RunDirectory run = new RunDirectory(directory, HadoopSettings.configuration());
        Report.writeAgain(run);
        spec.commandLine().getOut().println(run.path("report/index.html").toUri().getPath());
        return Tamis.DONE;
    }
}
