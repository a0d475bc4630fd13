package dev.tamis.jobs;

import dev.tamis.models.fasttext.QuantizeOptions;
import dev.tamis.models.train.HeldOutSplit;
import dev.tamis.models.train.LabelledLines;
import dev.tamis.models.train.TrainOptions;
import dev.tamis.pipeline.classify.ClassifierBuild;
import dev.tamis.pipeline.classify.ClassifierFiles;
import dev.tamis.pipeline.classify.ClassifierReport;
import dev.tamis.pipeline.classify.LabelledDocuments;
import dev.tamis.pipeline.recipe.ClassifierSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.report.ClassifierPage;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.stage.River;
import dev.tamis.pipeline.wordcount.StoredTexts;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trains a classifier on labelled files, or on the texts that a recipe's run keeps. */
@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = {
            "Trains a classifier as fastText does, measures it on held-out texts, and says how to pin it in a recipe.",
            "On files of lines \"__label__x text\", or on the sources that a recipe's block classifier { labels { ... } }"
                    + " names.",
            "Writes model.bin, train.txt, held-out.txt, report.json and report.html; with --quantize also model.ftz.",
            "Lines are learnt in an order by the seed, not in that of the file."
        },
        footer = {
            "",
            "Examples: tamis classifier train --input labelled.txt --output quality --wordNgrams 2 --thread 2",
            "          tamis classifier train recipe.conf --output runs/quality",
            "          tamis classifier train recipe.conf --run runs/quickstart --stage dedup"
        })
final class ClassifierTrainCommand implements Callable<Integer> {
    private static final double HELD_OUT = 0.1;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "RECIPE", description = "A recipe with a block classifier { ... }.")
    private Path recipeFile;

    @Option(names = "--input", paramLabel = "FILE", description = "Labelled lines; may be repeated.")
    private List<Path> inputs = List.of();

    @Option(
            names = "--test",
            paramLabel = "FILE",
            description = "With --input: measure on this instead of holding out.")
    private List<Path> tests = List.of();

    @Option(
            names = "--output",
            paramLabel = "DIR",
            description = "With --input: where the files go. With a recipe: the run; the files go to its classifier/.")
    private String output;

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description = "With a recipe: take the texts of this run as it is; nothing is run.")
    private String run;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description =
                    "With --run: texts kept after annotate (all), decide (default), dedup, passages or decontaminate.")
    private String stage;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Changes one key of the recipe; may be repeated.")
    private List<String> sets = List.of();

    @Option(names = "--master", paramLabel = "URL", description = "Spark master; else spark-submit's, else local[*].")
    private String master;

    @Option(names = "--held-out", paramLabel = "X", description = "Share of the texts to measure with (0.1).")
    private Double heldOut;

    @Mixin
    private TrainingSettings settings;

    @Override
    public Integer call() throws Exception {
        if ((recipeFile == null) == inputs.isEmpty()) {
            throw usage("Say what to train on: either a RECIPE or --input");
        }
        if (heldOut != null && !(heldOut >= 0 && heldOut <= 0.9)) {
            throw usage("--held-out is " + heldOut + ", must be from 0 to 0.9");
        }
        if (recipeFile == null) {
            trainOnFiles();
        } else {
            trainOnRecipe();
        }
        return Tamis.DONE;
    }

    private void trainOnFiles() throws Exception {
        if (run != null || stage != null || !sets.isEmpty() || master != null) {
            throw usage("--run, --stage, --set and --master go with a recipe");
        }
        if (output == null) {
            throw usage("--output DIR says where the model goes");
        }
        if (!tests.isEmpty() && heldOut != null) {
            throw usage("--test and --held-out exclude each other");
        }
        for (Path file : Stream.concat(inputs.stream(), tests.stream()).toList()) {
            TokenizerCommand.checkReadable("--input", file);
        }
        TrainOptions options = settings.over(TrainOptions.DEFAULTS);
        Optional<QuantizeOptions> small = settings.over(Optional.empty());
        ClassifierFiles files = ClassifierFiles.in(Path.of(output));
        double share = !tests.isEmpty() ? 0 : heldOut == null ? HELD_OUT : heldOut;
        if (share == 0) {
            build(files, options, small, "Classifier", inputs, tests, null, null);
            return;
        }
        HeldOutSplit split = new HeldOutSplit(files.train(), files.heldOut(), files.places(), share, options.seed());
        try (split;
                LabelledLines lines = new LabelledLines(inputs)) {
            while (lines.next()) {
                split.addLine(lines.bytes(), lines.from(), lines.to(), lines.place());
            }
        }
        trainOnSplit(files, options, small, "Classifier", split);
    }

    private void trainOnRecipe() throws Exception {
        if (!tests.isEmpty()) {
            throw usage("--test goes with --input");
        }
        if (stage != null && run == null) {
            throw usage("--stage goes with --run; else the recipe is run until decide");
        }
        if (stage != null && !StoredTexts.STAGES.contains(stage)) {
            throw usage("--stage is \"" + stage + "\" (must be one of " + String.join(", ", StoredTexts.STAGES) + ")");
        }
        if (run != null && output != null) {
            throw usage("--run and --output exclude each other: the files go to the run's classifier/");
        }
        Configuration conf = HadoopSettings.configuration();
        Recipe recipe = RecipeFiles.load(recipeFile, sets, run == null ? output : run, conf);
        ClassifierSpec classifier = classifier(recipe, recipeFile);
        TrainOptions options = settings.over(classifier.options());
        Optional<QuantizeOptions> small = settings.over(classifier.quantize());
        double share = heldOut == null ? classifier.heldOut() : heldOut;
        try (JavaSparkContext spark = Engine.start(master)) {
            RunDirectory directory = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            if (!"file".equals(directory.fs().getUri().getScheme())) {
                throw new IOException(directory + " is not on a local disk; training needs one: run the recipe there"
                        + " first, and train with an --output of its own that is local");
            }
            if (run == null) {
                ConsoleProgress progress =
                        new ConsoleProgress(spec.commandLine().getErr());
                progress.begin(recipe, directory, spark);
                new River(spark, directory, recipe, sets, progress, Clock.systemUTC()).run("decide");
            }
            ClassifierFiles files = ClassifierFiles.in(
                    Path.of(directory.root().toUri().getPath()).resolve("classifier"));
            HeldOutSplit split =
                    new HeldOutSplit(files.train(), files.heldOut(), files.places(), share, options.seed());
            try (split) {
                StoredTexts texts = StoredTexts.of(directory, stage == null ? "decide" : stage);
                LabelledDocuments.write(spark, texts, classifier, options.seed(), split);
            }
            trainOnSplit(files, options, small, "Classifier of " + recipe.name(), split);
        }
    }

    /** The recipe's block, which must be there. */
    static ClassifierSpec classifier(Recipe recipe, Path file) throws IOException {
        return recipe.classifier()
                .orElseThrow(() -> new IOException(file
                        + " has no block classifier { labels { hq = [\"SOURCE\"], cc = [\"SOURCE\"] } }; see"
                        + " docs/classifiers.md"));
    }

    private void trainOnSplit(
            ClassifierFiles files,
            TrainOptions options,
            Optional<QuantizeOptions> small,
            String title,
            HeldOutSplit split)
            throws Exception {
        split.counts()
                .forEach((label, counts) -> err().printf(
                                Locale.ROOT,
                                "label %s: %,d texts to learn from, %,d held out%n",
                                label,
                                counts.train(),
                                counts.heldOut()));
        List<Path> measured = split.heldOut() == 0 ? List.of() : List.of(files.heldOut());
        build(files, options, small, title, List.of(files.train()), measured, files.places(), split);
    }

    private void build(
            ClassifierFiles files,
            TrainOptions options,
            Optional<QuantizeOptions> small,
            String title,
            List<Path> train,
            List<Path> measured,
            Path places,
            HeldOutSplit split)
            throws Exception {
        TrainingConsole console = new TrainingConsole(err(), options.thread());
        ClassifierBuild build = new ClassifierBuild(
                files, options, small, console, report -> Files.write(files.page(), ClassifierPage.html(report)));
        ClassifierReport report = build.build(title, train, measured, places, split);
        if (report.measured() != null) {
            ClassifierCommand.print(report.measured(), err());
        }
        err().printf("%nreport: %s%n", files.page());
        PrintWriter out = spec.commandLine().getOut();
        out.print(pinned(files, report));
        out.flush();
    }

    /** The block that names the model in a recipe. */
    private static String pinned(ClassifierFiles files, ClassifierReport report) {
        boolean isSmall = report.small() != null;
        Path file = isSmall ? files.small() : files.model();
        String sha256 =
                isSmall ? report.small().model().sha256() : report.model().sha256();
        String wanted = report.labels().contains("hq") ? "hq" : report.labels().get(0);
        return "models {\n  quality { type = fasttext, label = \"" + wanted + "\"\n            file = \""
                + file.toAbsolutePath().normalize() + "\"\n            sha256 = \"" + sha256 + "\" }\n}\n";
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
