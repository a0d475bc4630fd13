package dev.tamis.jobs;

import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.train.TrainerOptions;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** SentencePiece without Spark. */
@Command(
        name = "tokenizer",
        mixinStandardHelpOptions = true,
        description = "Trains SentencePiece models on local files, and applies any SentencePiece model.",
        footer = {
            "",
            "Examples: tamis tokenizer train --input=a.txt,b.txt --model_prefix=my --vocab_size=8000",
            "          tamis tokenizer encode --model my.model < a.txt > a.ids"
        },
        subcommands = {TokenizerCommand.Train.class, TokenizerCommand.Encode.class, TokenizerCommand.Decode.class})
final class TokenizerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say which: train, encode or decode");
    }

    /** Trains a model on local files. */
    @Command(
            name = "train",
            mixinStandardHelpOptions = true,
            description = {
                "Trains a model; writes PREFIX.model and PREFIX.vocab.",
                "Takes spm_train's own options: --input, --model_prefix, --vocab_size, --model_type, --byte_fallback, ..."
            },
            footer = {"", "Example: tamis tokenizer train --input=a.txt --model_prefix=my --vocab_size=8000"})
    static final class Train implements Callable<Integer> {
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

    /** Encodes standard input. */
    @Command(
            name = "encode",
            mixinStandardHelpOptions = true,
            description = "Reads lines on standard input; writes the ids of each, separated by spaces, on a line.",
            footer = {"", "Example: tamis tokenizer encode --model my.model < a.txt"})
    static final class Encode implements Callable<Integer> {
        @Option(names = "--model", required = true, paramLabel = "M", description = "The .model file.")
        private Path model;

        @Option(
                names = {"--output-format", "--output_format"},
                paramLabel = "F",
                description = "id (default) or piece.")
        private TokenizerCommands.Format format = TokenizerCommands.Format.ID;

        @Override
        public Integer call() throws Exception {
            OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
            TokenizerCommands.encodeLines(System.in, out, encoder(model), format);
            out.flush();
            return Tamis.DONE;
        }
    }

    /** Decodes standard input. */
    @Command(
            name = "decode",
            mixinStandardHelpOptions = true,
            description = "Reads lines of ids (or pieces) on standard input; writes the text of each on a line.",
            footer = {"", "Example: tamis tokenizer decode --model my.model < a.ids"})
    static final class Decode implements Callable<Integer> {
        @Option(names = "--model", required = true, paramLabel = "M", description = "The .model file.")
        private Path model;

        @Option(
                names = {"--input-format", "--input_format"},
                paramLabel = "F",
                description = "id (default) or piece.")
        private TokenizerCommands.Format format = TokenizerCommands.Format.ID;

        @Override
        public Integer call() throws Exception {
            OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
            TokenizerCommands.decodeLines(System.in, out, encoder(model), format);
            out.flush();
            return Tamis.DONE;
        }
    }

    private static Encoder encoder(Path model) throws IOException {
        if (!Files.exists(model)) {
            throw new IOException("No model file " + model);
        }
        return new Encoder(SentencePieceModel.parse(Files.readAllBytes(model)));
    }
}
