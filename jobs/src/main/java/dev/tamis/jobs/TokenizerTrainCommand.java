package dev.tamis.jobs;

import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.train.TrainerOptions;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Trains a model on local files. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model; writes PREFIX.model and PREFIX.vocab.",
            "Takes spm_train's own options: --input, --model_prefix, --vocab_size, --model_type, --byte_fallback, ..."
        },
        footer = {"", "Example: tamis tokenizer train --input=a.txt --model_prefix=my --vocab_size=8000"})
final class TokenizerTrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Unmatched
    private List<String> options = List.of();

    @Override
    public Integer call() throws Exception {
        Map<String, String> given = named(options);
        String input = required(given, "input");
        required(given, "model_prefix");
        List<Path> files = Arrays.stream(input.split(",", -1)).map(Path::of).toList();
        PrintWriter err = spec.commandLine().getErr();
        TokenizerCommands.Trained trained =
                TokenizerCommands.trainFromFiles(files, TrainerOptions.parse(given), line -> {
                    err.println(line);
                    err.flush();
                });
        err.printf(
                Locale.ROOT,
                "%,d sentences, %,d distinct words, %,d pieces; %,d sentences of %,d bytes were too long, %,d empty%n",
                trained.counted().sentences(),
                trained.words(),
                trained.model().size(),
                trained.counted().tooLong(),
                trained.counted().tooLongBytes(),
                trained.counted().empty());
        err.flush();
        return Tamis.DONE;
    }

    private String required(Map<String, String> given, String option) {
        String value = given.get(option);
        if (value == null || value.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--" + option + " is missing");
        }
        return value;
    }

    /** {@code --name=value}, {@code --name value} or {@code --name} for a flag, as spm_train takes them. */
    private Map<String, String> named(List<String> arguments) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                throw new ParameterException(spec.commandLine(), "Not an option: " + argument);
            }
            int equals = argument.indexOf('=');
            if (equals > 0) {
                named.put(argument.substring(2, equals), argument.substring(equals + 1));
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                named.put(argument.substring(2), arguments.get(++i));
            } else {
                named.put(argument.substring(2), "true");
            }
        }
        return named;
    }
}
