package dev.tamis.jobs;

import dev.tamis.tokenizer.EncodeSettings;
import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.encode.Encoder;
import dev.tamis.tokenizer.encode.UnigramRules;
import dev.tamis.tokenizer.model.NormalizerField;
import dev.tamis.tokenizer.model.SentencePieceModel;
import dev.tamis.tokenizer.normalize.NormalizationRules;
import dev.tamis.tokenizer.normalize.TextNormalizer;
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
import picocli.CommandLine.ArgGroup;
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
        subcommands = {
            TokenizerCommand.Train.class,
            TokenizerCommand.Encode.class,
            TokenizerCommand.Decode.class,
            TokenizerCommand.Normalize.class
        })
final class TokenizerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say which: train, encode, decode or normalize");
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
            description = {
                "Reads lines on standard input; writes the ids of each, separated by spaces, on a line.",
                "Takes spm_encode's own options."
            },
            footer = {
                "",
                "Examples: tamis tokenizer encode --model my.model < a.txt",
                "          tamis tokenizer encode --model my.model --output_format nbest_piece --nbest_size 3 < a.txt"
            })
    static final class Encode implements Callable<Integer> {
        @Option(names = "--model", required = true, paramLabel = "M", description = "The .model file.")
        private Path model;

        @Option(
                names = {"--output-format", "--output_format"},
                paramLabel = "F",
                description =
                        "id (default), piece, nbest_id, nbest_piece, sample_id, sample_piece, or offset: JSON lines"
                                + " with each piece's bytes in the line.")
        private TokenizerCommands.Format format = TokenizerCommands.Format.ID;

        @Option(
                names = {"--nbest-size", "--nbest_size"},
                paramLabel = "N",
                defaultValue = "10",
                description = "Length of n-best lists; samples are drawn among as many, or among all with -1"
                        + " (default ${DEFAULT-VALUE}).")
        private int nbestSize;

        @Option(
                names = "--alpha",
                paramLabel = "A",
                defaultValue = "0.5",
                description = "For samples: the power of probabilities (unigram), the probability to skip a merge (BPE)"
                        + " (default ${DEFAULT-VALUE}).")
        private float alpha;

        @Option(
                names = {"--random-seed", "--random_seed"},
                paramLabel = "S",
                defaultValue = "0",
                description = "Samples repeat with the same seed (default ${DEFAULT-VALUE}).")
        private long seed;

        @Option(
                names = {"--extra-options", "--extra_options"},
                paramLabel = "E",
                defaultValue = "",
                description = "bos, eos, reverse and unk, separated by colons, done in that order.")
        private String extraOptions;

        @Option(
                names = {"--unigram-rules", "--unigram_rules"},
                paramLabel = "R",
                defaultValue = "v0_1",
                description = "Ties as SentencePiece up to 0.2.1 breaks them (v0_1) or from 0.2.2 on (v0_2_2)"
                        + " (default ${DEFAULT-VALUE}).")
        private UnigramRules rules;

        @Override
        public Integer call() throws Exception {
            OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
            SentencePieceModel read = read(model);
            EncodeSettings settings =
                    new EncodeSettings(format, nbestSize, alpha, seed, EncodeSettings.extraOptions(extraOptions, read));
            TokenizerCommands.encodeLines(System.in, out, new Encoder(read, rules), settings);
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
        /** What decoded lines are printed as. */
        enum Result {
            STRING,
            OFFSET
        }

        @Spec
        private CommandSpec spec;

        @Option(names = "--model", required = true, paramLabel = "M", description = "The .model file.")
        private Path model;

        @Option(
                names = {"--input-format", "--input_format"},
                paramLabel = "F",
                description = "id (default) or piece.")
        private TokenizerCommands.Format format = TokenizerCommands.Format.ID;

        @Option(
                names = {"--output-format", "--output_format"},
                paramLabel = "F",
                description = "string (default), or offset: JSON lines with each piece's bytes in the text; takes ids.")
        private Result result = Result.STRING;

        @Override
        public Integer call() throws Exception {
            boolean ids = format == TokenizerCommands.Format.ID;
            if (!ids && format != TokenizerCommands.Format.PIECE) {
                throw new ParameterException(spec.commandLine(), "--input_format takes id or piece");
            }
            if (result == Result.OFFSET && !ids) {
                throw new ParameterException(spec.commandLine(), "--output_format offset takes --input_format id");
            }
            OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
            Encoder encoder = new Encoder(read(model));
            if (result == Result.OFFSET) {
                TokenizerCommands.decodeLinesAligned(System.in, out, encoder);
            } else {
                TokenizerCommands.decodeLines(System.in, out, encoder, format);
            }
            out.flush();
            return Tamis.DONE;
        }
    }

    /** Normalises standard input. */
    @Command(
            name = "normalize",
            mixinStandardHelpOptions = true,
            description =
                    "Reads lines on standard input; writes each as a model's rules, or a named rule set, make it.",
            footer = {"", "Example: tamis tokenizer normalize --normalization_rule_name nfkc_cf < a.txt"})
    static final class Normalize implements Callable<Integer> {
        @ArgGroup(multiplicity = "1")
        private Rules rules;

        /** Where the rules come from. */
        static final class Rules {
            @Option(names = "--model", paramLabel = "M", description = "The .model file.")
            private Path model;

            @Option(
                    names = {"--normalization-rule-name", "--normalization_rule_name"},
                    paramLabel = "N",
                    description = "nmt_nfkc, nfkc, nmt_nfkc_cf, nfkc_cf or identity.")
            private String name;

            @Option(
                    names = {"--normalization-rule-tsv", "--normalization_rule_tsv"},
                    paramLabel = "F",
                    description = "A file of rules: code points in hex, TAB, code points in hex.")
            private Path tsv;
        }

        @Option(
                names = {"--use-internal-normalization", "--use_internal_normalization"},
                description = "Add the dummy prefix and show spaces as U+2581, as pieces are matched.")
        private boolean internal;

        @Option(
                names = {"--remove-extra-whitespaces", "--remove_extra_whitespaces"},
                paramLabel = "B",
                arity = "1",
                defaultValue = "true",
                description = "Drop leading, trailing and repeated spaces (default ${DEFAULT-VALUE}).")
        private boolean removeExtra;

        @Override
        public Integer call() throws Exception {
            var settings = rules.model != null
                    ? read(rules.model).normalizer()
                    : dev.tamis.tokenizer.model.Spec.empty(NormalizerField.class)
                            .with(
                                    NormalizerField.PRECOMPILED_CHARSMAP,
                                    rules.tsv != null
                                            ? NormalizationRules.compileTsv(Files.readAllLines(rules.tsv))
                                            : NormalizationRules.compiled(rules.name));
            if (!internal) {
                settings = settings.with(NormalizerField.ADD_DUMMY_PREFIX, false)
                        .with(NormalizerField.ESCAPE_WHITESPACES, false)
                        .with(NormalizerField.REMOVE_EXTRA_WHITESPACES, removeExtra);
            }
            OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
            TokenizerCommands.normalizeLines(System.in, out, new TextNormalizer(settings, false, List.of()));
            out.flush();
            return Tamis.DONE;
        }
    }

    private static SentencePieceModel read(Path model) throws IOException {
        if (!Files.exists(model)) {
            throw new IOException("No model file " + model);
        }
        return SentencePieceModel.parse(Files.readAllBytes(model));
    }
}
