package dev.tamis.jobs;

import com.typesafe.config.ConfigUtil;
import dev.tamis.filters.language.Guess;
import dev.tamis.models.ngram.train.Estimation;
import dev.tamis.pipeline.ngram.FileTexts;
import dev.tamis.pipeline.ngram.NgramTraining;
import dev.tamis.pipeline.ngram.RunTexts;
import dev.tamis.pipeline.ngram.TrainingTexts;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.wordcount.StoredTexts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Trains n-gram models on Spark. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains an n-gram model with interpolated modified Kneser-Ney smoothing on Spark, over the lines of files or the"
                    + " documents of a run, cut by a SentencePiece model; writes an ARPA file.",
            "Prints the block for a recipe's `models`."
        },
        footer = {
            "",
            "Examples: tamis lm train --input en.txt --tokenizer en.model --output en.arpa.gz --prune \"0 0 1\"",
            "          tamis lm train --run runs/quickstart --lang en --tokenizer en.model --output en.arpa.gz",
            "          tamis lm train --run runs/quickstart --by-language --tokenizer all.model --output lm"
        })
final class LmTrainCommand implements Callable<Integer> {
    /** What the texts of a run call the language of documents that have none; models are asked for no language there. */
    private static final String UNDETERMINED = Guess.UNDETERMINED.language();

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            split = ",",
            description = "Files of lines, plain or .gz, on any Hadoop filesystem; with commas or repeated.")
    private List<String> inputs = List.of();

    @Option(names = "--run", paramLabel = "RUN", description = "Train on the documents of this run directory.")
    private String run;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description =
                    "Take the texts kept after this stage: annotate (all), decide, dedup, interleave, passages or decontaminate;"
                            + " else after the last of them that is committed.")
    private String stage;

    @Option(names = "--source", paramLabel = "SOURCE", description = "Of the run: documents of this source alone.")
    private String source;

    @Option(names = "--lang", paramLabel = "CODE", description = "Of the run: documents of this language alone.")
    private String language;

    @Option(
            names = "--by-language",
            description = "Of the run: a model for each language; --output is then a directory.")
    private boolean byLanguage;

    @Option(
            names = "--tokenizer",
            required = true,
            paramLabel = "T",
            description = "A SentencePiece model, whose pieces are the model's words.")
    private Path tokenizer;

    @Option(
            names = "--order",
            paramLabel = "N",
            defaultValue = "5",
            description = "Pieces of the longest n-grams, 1 to 6 (default ${DEFAULT-VALUE}).")
    private int order;

    @Option(
            names = "--prune",
            paramLabel = "\"N N ...\"",
            description = "By order, how often an n-gram may occur and be left out still; the last holds for all orders"
                    + " above (default 0, none).")
    private String prune = "0";

    @Option(
            names = {"--discount-fallback", "--discount_fallback"},
            paramLabel = "\"D1 D2 D3\"",
            arity = "0..1",
            fallbackValue = "0.5 1 1.5",
            description = "Discounts for orders where the text allows none (${FALLBACK-VALUE} where none are given).")
    private String fallback;

    @Option(
            names = "--normalize",
            paramLabel = "N",
            defaultValue = "none",
            description =
                    "What is done to a text first: none (each line is a sentence) or ccnet (default ${DEFAULT-VALUE}).")
    private String normalize;

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "The ARPA file; gzip if it ends in .gz. With --by-language a directory of LANG.arpa.gz.")
    private Path output;

    @Option(names = "--master", paramLabel = "URL", description = "Spark master; else spark-submit's, else local[*].")
    private String master;

    @Override
    public Integer call() throws Exception {
        NgramTraining.Request request =
                new NgramTraining.Request(settings(), LmScoreCommand.normalization(spec, normalize));
        if ((run == null) == inputs.isEmpty()) {
            throw usage("Say what to train on: either --input or --run");
        }
        if (run == null && (stage != null || source != null || language != null || byLanguage)) {
            throw usage("--stage, --source, --lang and --by-language go with --run");
        }
        if (byLanguage && language != null) {
            throw usage("--lang and --by-language exclude each other");
        }
        if (UNDETERMINED.equals(language)) {
            throw usage(
                    "--lang is \"" + language + "\": documents whose language could not be told are scored by the model"
                            + " for all languages alone, which is trained without --lang");
        }
        if (stage != null && !StoredTexts.STAGES.contains(stage)) {
            throw usage("--stage is \"" + stage + "\" (must be one of " + String.join(", ", StoredTexts.STAGES) + ")");
        }
        byte[] bytes = TokenizerCommand.bytes("--tokenizer", tokenizer);
        if (byLanguage) {
            Files.createDirectories(output);
        } else {
            TokenizerCommand.checkWritable("--output", output);
        }
        try (JavaSparkContext spark = Engine.start(master)) {
            if (run == null) {
                train(spark, new FileTexts(inputs, spark.hadoopConfiguration()), bytes, request, output);
                print(Map.of("", output));
            } else {
                trainOnRun(spark, bytes, request);
            }
        }
        return Tamis.DONE;
    }

    private void trainOnRun(JavaSparkContext spark, byte[] bytes, NgramTraining.Request request) throws IOException {
        StoredTexts texts = StoredTexts.of(new RunDirectory(run, spark.hadoopConfiguration()), stage);
        if (source != null && !texts.kept().containsKey(source)) {
            throw usage("--source is \"" + source + "\" (the run has "
                    + String.join(", ", texts.kept().keySet()) + ")");
        }
        report("training on the texts of " + run + " after stage " + texts.stage());
        SortedMap<String, RunTexts.Size> sizes = RunTexts.sizesByLanguage(spark, texts, source);
        if (byLanguage) {
            trainEach(spark, texts, sizes, bytes, request);
            return;
        }
        long size = language == null
                ? sizes.values().stream().mapToLong(RunTexts.Size::bytes).sum()
                : sizes.getOrDefault(language, RunTexts.Size.NONE).bytes();
        if (size == 0) {
            throw new IllegalArgumentException("there is no text" + (language == null ? "" : " in " + shown(language))
                    + "; its languages are "
                    + sizes.keySet().stream().map(LmTrainCommand::shown).collect(Collectors.joining(", ")));
        }
        train(spark, new RunTexts(texts, source, language, size), bytes, request, output);
        print(Map.of(language == null ? "" : language, output));
    }

    private void trainEach(
            JavaSparkContext spark,
            StoredTexts texts,
            SortedMap<String, RunTexts.Size> sizes,
            byte[] bytes,
            NgramTraining.Request request)
            throws IOException {
        SortedMap<String, Path> made = new TreeMap<>();
        for (Map.Entry<String, RunTexts.Size> one : sizes.entrySet()) {
            String code = one.getKey();
            RunTexts.Size size = one.getValue();
            if (code.equals(UNDETERMINED)) {
                report(String.format(
                        Locale.ROOT,
                        "left out %,d documents whose language could not be told: no model of a language scores these",
                        size.documents()));
                continue;
            }
            if (!isFileName(code)) {
                report(String.format(
                        Locale.ROOT,
                        "no model of %s, %,d documents: the code cannot be the name of a file (letters, digits, - and _);"
                                + " train it by --lang",
                        shown(code),
                        size.documents()));
                continue;
            }
            Path file = output.resolve(code + ".arpa.gz");
            report(code + ":");
            try {
                train(spark, new RunTexts(texts, source, code, size.bytes()), bytes, request, file);
                made.put(code, file);
            } catch (IllegalArgumentException e) {
                // A few documents in a language are no reason to have no model of the others.
                report("no model of " + code + ": " + e.getMessage());
            }
        }
        if (made.isEmpty()) {
            throw new IllegalArgumentException("no language has text enough for a model");
        }
        print(made);
    }

    private void train(
            JavaSparkContext spark, TrainingTexts texts, byte[] bytes, NgramTraining.Request request, Path file)
            throws IOException {
        NgramTraining.Trained trained = NgramTraining.train(spark, texts, bytes, request, file, this::report);
        for (int n = 1; n <= order; n++) {
            report(String.format(
                    Locale.ROOT,
                    "%d-grams %,13d kept of %,13d  D1=%.4f D2=%.4f D3+=%.4f",
                    n,
                    trained.counts().kept(n),
                    trained.counts().all(n),
                    trained.discounts().of(n, 1),
                    trained.discounts().of(n, 2),
                    trained.discounts().of(n, 3)));
        }
    }

    private void print(Map<String, Path> made) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        out.print(block(normalize, made, tokenizer));
        out.flush();
    }

    /**
     * The block to paste in a recipe.
     *
     * @param made files by language, or the one for all under ""
     */
    static String block(String normalize, Map<String, Path> made, Path tokenizer) throws IOException {
        StringBuilder block =
                new StringBuilder("models {\n  ppl {\n    type = ngram\n    normalize = " + normalize + "\n");
        boolean all = made.containsKey("");
        block.append(all ? "" : "    languages {\n");
        for (Map.Entry<String, Path> one : made.entrySet()) {
            String indent = all ? "    " : "        ";
            block.append(all ? "" : "      " + ConfigUtil.quoteString(one.getKey()) + " {\n");
            pinned(block, indent, "file", "sha256", one.getValue());
            pinned(block, indent, "tokenizer", "tokenizer_sha256", tokenizer);
            block.append(all ? "" : "      }\n");
        }
        return block.append(all ? "" : "    }\n").append("  }\n}\n").toString();
    }

    private static void pinned(StringBuilder block, String indent, String key, String pin, Path file)
            throws IOException {
        block.append(indent)
                .append(key)
                .append(" = ")
                .append(ConfigUtil.quoteString(file.toString()))
                .append('\n');
        block.append(indent)
                .append(pin)
                .append(" = \"")
                .append(Digests.sha256(file))
                .append("\"\n");
    }

    /**
     * Whether a language's code may be the name of a file. Codes are what a model or a source calls a language, so they may be
     * anything; those of letters, digits, "-" and "_" are taken, such as {@code zh-Hant} and {@code eng_Latn}.
     */
    static boolean isFileName(String code) {
        return !code.isEmpty()
                && code.chars()
                        .allMatch(c -> (c >= 'a' && c <= 'z')
                                || (c >= 'A' && c <= 'Z')
                                || (c >= '0' && c <= '9')
                                || c == '-'
                                || c == '_');
    }

    private static String shown(String code) {
        return isFileName(code) ? code : ConfigUtil.quoteString(code);
    }

    private Estimation settings() {
        List<Long> thresholds = new ArrayList<>();
        List<Float> discounts = new ArrayList<>();
        try {
            for (String number : prune.trim().split(" +", -1)) {
                thresholds.add(Long.valueOf(number));
            }
            for (String number : (fallback == null ? "" : fallback).trim().split(" +", -1)) {
                if (fallback != null) {
                    discounts.add(Float.valueOf(number));
                }
            }
        } catch (NumberFormatException e) {
            throw new ParameterException(
                    spec.commandLine(), "--prune and --discount-fallback are numbers with spaces between them", e);
        }
        try {
            return new Estimation(order, thresholds, fallback == null ? null : discounts);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--" + e.getMessage(), e);
        }
    }

    private void report(String line) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(line);
        err.flush();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
