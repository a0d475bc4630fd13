package dev.tamis.jobs;

import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.stage.RunFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The {@code tamis} command. */
@Command(
        name = "tamis",
        mixinStandardHelpOptions = true,
        versionProvider = Tamis.Version.class,
        description = "Curates pretraining corpora on Spark: shards of pages, books and code in, token shards out.",
        footer = {
            "",
            "Try it:  tamis run conf/quickstart.conf",
            "",
            "Exit codes: 0 done, 1 the answer is no, 2 bad usage or recipe, 3 failed."
        },
        subcommands = {
            RunCommand.class,
            DecideCommand.class,
            ReportCommand.class,
            InspectCommand.class,
            ExplainCommand.class,
            VerifyCommand.class,
            TraceCommand.class,
            PlanCommand.class,
            RulesCommand.class,
            TokenizerCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Tamis implements Runnable {
    static final int DONE = 0;
    static final int NO = 1;
    static final int USAGE = 2;
    static final int FAILED = 3;

    @Spec
    private CommandSpec spec;

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Tamis.class.getPackage().getImplementationVersion();
            return new String[] {"tamis " + (version == null ? "(development)" : version)};
        }
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    public static void main(String[] args) {
        System.exit(execute(args));
    }

    /** Runs a command line and gives its exit code. */
    static int execute(String... args) {
        return new CommandLine(new Tamis())
                .setExecutionExceptionHandler(Tamis::explain)
                .setExitCodeExceptionMapper(Tamis::exitCode)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    private static int exitCode(Throwable error) {
        return error instanceof RecipeException || error instanceof CommandLine.ParameterException ? USAGE : FAILED;
    }

    /** Says what went wrong in one place: operators read messages, not stack traces, unless the fault is ours. */
    private static int explain(Exception error, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (error instanceof RecipeException
                || error instanceof RunFailedException
                || error instanceof IOException
                || error instanceof UncheckedIOException
                || error instanceof IllegalArgumentException) {
            err.println(error.getMessage() == null ? error.toString() : error.getMessage());
        } else {
            err.println("tamis " + command.getCommandName() + " failed: " + error);
            error.printStackTrace(err);
        }
        err.flush();
        return error instanceof IllegalArgumentException ? USAGE : exitCode(error);
    }
}
