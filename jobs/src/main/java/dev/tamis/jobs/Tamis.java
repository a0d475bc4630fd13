package dev.tamis.jobs;

import dev.tamis.models.ModelException;
import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.stage.RunFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
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
            ClassifierCommand.class,
            LmCommand.class,
            ModelsCommand.class,
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
        return execute(commandLine(), args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new Tamis())
                .setExecutionExceptionHandler(Tamis::explain)
                .setExitCodeExceptionMapper(Tamis::exitCode)
                .setCaseInsensitiveEnumValuesAllowed(true);
    }

    static int execute(CommandLine tamis, String... args) {
        int exit;
        try {
            exit = tamis.execute(args);
        } catch (Throwable error) {
            // Left to the JVM, an error would end in exit code 1, which means that the answer is no.
            return explain(error, tamis.getErr());
        }
        // System.out keeps a failed write to itself; what was printed is not all.
        if ((exit == DONE || exit == NO) && System.out.checkError()) {
            tamis.getErr().println("cannot write to standard output");
            return FAILED;
        }
        return exit;
    }

    /** Says what stopped the JVM's work rather than the command's. */
    private static int explain(Throwable error, PrintWriter err) {
        if (error instanceof OutOfMemoryError) {
            err.println("out of memory (" + error.getMessage()
                    + "): raise TAMIS_HEAP (such as TAMIS_HEAP=8g), -Xmx of java, or --driver-memory of spark-submit");
        } else {
            err.println("tamis failed: " + error);
            error.printStackTrace(err);
        }
        err.flush();
        return FAILED;
    }

    private static int exitCode(Throwable error) {
        return error instanceof RecipeException
                        || error instanceof ModelException
                        || error instanceof CommandLine.ParameterException
                ? USAGE
                : FAILED;
    }

    /** The message, with the reason where Java's own has only the file's name. */
    private static String message(Throwable error) {
        if (error instanceof UncheckedIOException
                && error.getCause() != null
                && error.getCause().toString().equals(error.getMessage())) {
            return message(error.getCause());
        }
        if (error instanceof NoSuchFileException missing) {
            return "no file or directory " + missing.getFile();
        }
        if (error instanceof AccessDeniedException denied) {
            return "no permission for " + denied.getFile();
        }
        if (error instanceof FileAlreadyExistsException there) {
            return there.getFile() + " is there already, and is no directory";
        }
        if (error instanceof CharacterCodingException) {
            return "a file is not UTF-8: " + error.getMessage();
        }
        return error.getMessage() == null ? error.toString() : error.getMessage();
    }

    /** Says what went wrong in one place: operators read messages, not stack traces, unless the fault is ours. */
    private static int explain(Exception error, CommandLine command, CommandLine.ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (error instanceof RecipeException
                || error instanceof RunFailedException
                || error instanceof IOException
                || error instanceof UncheckedIOException
                || error instanceof IllegalArgumentException) {
            err.println(message(error));
        } else {
            err.println("tamis " + command.getCommandName() + " failed: " + error);
            error.printStackTrace(err);
        }
        err.flush();
        return error instanceof IllegalArgumentException ? USAGE : exitCode(error);
    }
}
