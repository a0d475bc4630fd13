package dev.tamis.jobs;

import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks a run. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a run against its manifests: seals, checksums, row counts, ledgers, and that stages fit together.",
            "Exits with 1 when anything is off."
        },
        footer = {"", "Example: tamis verify runs/quickstart"})
final class VerifyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "RUN", description = "The run directory.")
    private String directory;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        RunDirectory run = new RunDirectory(directory, HadoopSettings.configuration());
        Verification.Result result = Verification.verify(run);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(SealedJson.JSON.writeValueAsString(result));
        } else {
            result.problems().forEach(out::println);
            result.notes().forEach(note -> out.println("note: " + note));
            out.printf(
                    Locale.ROOT,
                    "%s: %d stages, %,d files, %,d bytes checked, %d problems%n",
                    run,
                    result.stages(),
                    result.files(),
                    result.bytes(),
                    result.problems().size());
        }
        out.flush();
        return result.problems().isEmpty() ? Tamis.DONE : Tamis.NO;
    }
}
