package dev.tamis.jobs;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** N-gram language models. */
@Command(
        name = "lm",
        mixinStandardHelpOptions = true,
        description =
                "Trains n-gram language models over the pieces of a tokenizer, and scores text by any ARPA model.",
        footer = {
            "",
            "Examples: tamis lm train --input en.txt --tokenizer en.model --output en.arpa.gz",
            "          tamis lm score --model en.arpa.gz --tokenizer en.model < lines.txt"
        },
        subcommands = {LmTrainCommand.class, LmScoreCommand.class})
final class LmCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say which: train or score");
    }
}
