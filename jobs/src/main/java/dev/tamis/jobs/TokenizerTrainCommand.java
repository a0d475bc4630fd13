package dev.tamis.jobs;

import dev.tamis.pipeline.recipe.SampleSpec;
import dev.tamis.pipeline.recipe.TokenizerSpec;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.vocabulary.TokenizerTraining;
import dev.tamis.pipeline.wordcount.CountedWords;
import dev.tamis.pipeline.wordcount.GroupShare;
import dev.tamis.pipeline.wordcount.StoredTexts;
import dev.tamis.tokenizer.TokenizerCommands;
import dev.tamis.tokenizer.train.Progress;
import dev.tamis.tokenizer.train.TrainerOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Trains a model on local files, or on Spark over what a run holds. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a model on local files, or with --run on Spark over the texts of a run; writes PREFIX.model and"
                    + " PREFIX.vocab.",
            "Takes spm_train's own options: --input, --model_prefix, --vocab_size, --model_type, --byte_fallback, ..."
        },
        footer = {
            "",
            "Examples: tamis tokenizer train --input=a.txt --model_prefix=my --vocab_size=8000",
            "          tamis tokenizer train --run runs/quickstart --stage dedup --sample-by language"
                    + " --sample-exponent 0.3 --model_prefix=my --vocab_size=8000"
        })
final class TokenizerTrainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--run", paramLabel = "RUN", description = "Train on the texts of this run directory, on Spark.")
    private String run;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description =
                    "Take the texts kept after this stage: annotate (all), decide, dedup, interleave, passages or decontaminate;"
                            + " else after the last of them that is committed.")
    private String stage;

    @Option(
            names = "--sample-by",
            paramLabel = "GROUP",
            description = "What has a share of its own: source (default) or language.")
    private SampleSpec.By by;

    @Option(
            names = "--sample-exponent",
            paramLabel = "X",
            description = "Shares are proportional to bytes to this power, from 0 (all equal) to 1 (as they are).")
    private Double exponent;

    @Option(
            names = "--weights",
            paramLabel = "GROUP=W",
            split = ",",
            description = "Relative weights, such as web=3,code=1; a group left out counts nothing.")
    private Map<String, Double> weights;

    @Option(
            names = "--input-bytes-per-source",
            paramLabel = "N",
            description = "Most bytes of text taken from each source; all when left out.")
    private Long bytesPerSource;

    @Option(names = "--master", paramLabel = "URL", description = "Spark master; else spark-submit's, else local[*].")
    private String master;

    @Unmatched
    private List<String> options = new ArrayList<>();

    @Override
    public Integer call() throws Exception {
        Map<String, String> given = named(options);
        required(given, "model_prefix");
        PrintWriter err = spec.commandLine().getErr();
        Progress progress = line -> {
            err.println(line);
            err.flush();
        };
        if (run == null) {
            trainOnFiles(given, progress);
        } else {
            trainOnRun(given, progress);
        }
        return Tamis.DONE;
    }

    private void trainOnFiles(Map<String, String> given, Progress progress) throws IOException {
        if (stage != null
                || by != null
                || exponent != null
                || weights != null
                || bytesPerSource != null
                || master != null) {
            throw usage("--stage, --sample-by, --sample-exponent, --weights, --input-bytes-per-source and --master go"
                    + " with --run");
        }
        List<Path> files = Arrays.stream(required(given, "input").split(",", -1))
                .map(Path::of)
                .toList();
        for (Path file : files) {
            TokenizerCommand.checkReadable("--input", file);
        }
        TokenizerCommands.Trained trained =
                TokenizerCommands.trainFromFiles(files, TrainerOptions.parse(given), progress);
        progress.report(String.format(
                Locale.ROOT,
                "%,d sentences, %,d distinct words, %,d pieces; %,d sentences of %,d bytes were too long, %,d empty",
                trained.counted().sentences(),
                trained.words(),
                trained.model().size(),
                trained.counted().tooLong(),
                trained.counted().tooLongBytes(),
                trained.counted().empty()));
    }

    private void trainOnRun(Map<String, String> given, Progress progress) throws IOException {
        if (given.containsKey("input")) {
            throw usage("--input and --run exclude each other");
        }
        if (given.getOrDefault("input_format", "text").equals("tsv")) {
            throw usage("--input_format=tsv goes with files; the texts of a run are texts");
        }
        if (stage != null && !StoredTexts.STAGES.contains(stage)) {
            throw usage("--stage is \"" + stage + "\" (must be one of " + String.join(", ", StoredTexts.STAGES) + ")");
        }
        if (bytesPerSource != null && bytesPerSource < 1) {
            throw usage("--input-bytes-per-source is " + bytesPerSource + ", must be 1 or more");
        }
        CountedWords.Request request = new CountedWords.Request(
                TrainerOptions.parse(given), bytesPerSource == null ? TokenizerSpec.ALL : bytesPerSource, sample());
        try (JavaSparkContext spark = Engine.start(master)) {
            StoredTexts texts = StoredTexts.of(new RunDirectory(run, spark.hadoopConfiguration()), stage);
            progress.report("training on the texts of " + run + " after stage " + texts.stage());
            TokenizerTraining.Trained trained = TokenizerTraining.train(spark, texts, request, progress);
            TokenizerCommands.write(trained.model(), given.get("model_prefix"));
            print(trained, progress);
        }
    }

    private SampleSpec sample() {
        if (exponent != null && weights != null) {
            throw usage("--sample-exponent and --weights exclude each other");
        }
        SampleSpec.By group = by == null ? SampleSpec.By.SOURCE : by;
        if (exponent != null) {
            if (!(exponent >= 0 && exponent <= 1)) {
                throw usage("--sample-exponent is " + exponent + ", must be from 0 to 1");
            }
            return SampleSpec.flattened(group, exponent);
        }
        if (weights == null) {
            if (by != null) {
                throw usage("--sample-by goes with --sample-exponent or --weights");
            }
            return null;
        }
        SortedMap<String, Double> sorted = new TreeMap<>(weights);
        if (sorted.values().stream().anyMatch(weight -> !(weight >= 0 && weight <= 1e9))
                || sorted.values().stream().noneMatch(weight -> weight > 0)) {
            throw usage("--weights are " + sorted + ", must be from 0 to 1000000000 and one of them above 0");
        }
        return SampleSpec.weighted(group, sorted);
    }

    private static void print(TokenizerTraining.Trained trained, Progress progress) {
        SortedMap<String, Long> figures = trained.figures();
        progress.report(String.format(
                Locale.ROOT,
                "%,d sentences, %,d distinct words, %,d pieces; left out: %,d sentences of %,d bytes too long,"
                        + " %,d of %,d with U+2585, %,d of %,d not sampled, %,d empty",
                figures.get("sentences"),
                figures.get("distinct_words"),
                trained.model().size(),
                figures.get("too_long"),
                figures.get("too_long_bytes"),
                figures.get("reserved"),
                figures.get("reserved_bytes"),
                figures.get("not_sampled"),
                figures.get("not_sampled_bytes"),
                figures.get("empty")));
        progress.report(String.format(
                Locale.ROOT, "%-16s %14s %16s %8s %8s %10s", "", "sentences", "bytes", "asked", "realised", "factor"));
        for (GroupShare group : trained.groups()) {
            progress.report(String.format(
                    Locale.ROOT,
                    "%-16s %,14d %,16d %7.2f%% %7.2f%% %10.4f",
                    group.group(),
                    group.sentences(),
                    group.bytes(),
                    100 * group.asked(),
                    100 * group.realised(),
                    group.multiplier()));
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private String required(Map<String, String> given, String option) {
        String value = given.get(option);
        if (value == null || value.isEmpty()) {
            throw usage("--" + option + " is missing");
        }
        return value;
    }

    /** {@code --name=value}, {@code --name value} or {@code --name} for a flag, as spm_train takes them. */
    private Map<String, String> named(List<String> arguments) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (!argument.startsWith("--")) {
                throw usage("Not an option: " + argument);
            }
            int equals = argument.indexOf('=');
            String name = argument.substring(2, equals > 0 ? equals : argument.length());
            String value = "true";
            if (equals > 0) {
                value = argument.substring(equals + 1);
            } else if (i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--")) {
                value = arguments.get(++i);
            }
            if (named.putIfAbsent(name, value) != null) {
                throw usage("--" + name + " is given twice"
                        + (name.equals("input")
                                ? "; separate files by commas"
                                : "; an option that takes several has commas"));
            }
        }
        return named;
    }
}
