package dev.tamis.jobs;

import dev.tamis.models.evaluate.Evaluated;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.train.HeldOutSplit;
import dev.tamis.pipeline.classify.ClassifierBuild;
import dev.tamis.pipeline.classify.ClassifierFiles;
import dev.tamis.pipeline.classify.ClassifierReport;
import dev.tamis.pipeline.classify.LabelledDocuments;
import dev.tamis.pipeline.classify.ModelPin;
import dev.tamis.pipeline.recipe.ClassifierSpec;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.report.ClassifierPage;
import dev.tamis.pipeline.run.HadoopSettings;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.wordcount.StoredTexts;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.api.java.JavaSparkContext;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Measures a classifier on labelled files or on the labelled sources of a run. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description = {
            "Measures a fastText classifier, .bin or .ftz, wherever it comes from.",
            "Precision, recall and F1 by label, confusion, AUC, calibration, what each threshold keeps, what the model"
                    + " goes by, and its surest mistakes."
        },
        footer = {
            "",
            "Examples: tamis classifier eval --model quality/model.bin --input labelled.txt --html quality.html",
            "          tamis classifier eval --model quality/model.bin recipe.conf --run runs/quickstart"
        })
final class ClassifierEvalCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "RECIPE",
            description = "With --run: a recipe whose block classifier { labels { ... } } says which source has which"
                    + " label.")
    private Path recipeFile;

    @Option(names = "--model", required = true, paramLabel = "M", description = "The model, .bin or .ftz.")
    private Path model;

    @Option(names = "--input", paramLabel = "FILE", description = "Lines \"__label__x text\"; may be repeated.")
    private List<Path> inputs = List.of();

    @Option(names = "--run", paramLabel = "RUN", description = "Measure on the texts of this run.")
    private String run;

    @Option(
            names = "--stage",
            paramLabel = "STAGE",
            description =
                    "With --run: texts kept after annotate (all), decide (default), dedup, passages or decontaminate.")
    private String stage;

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Changes one key of the recipe; may be repeated.")
    private List<String> sets = List.of();

    @Option(names = "--master", paramLabel = "URL", description = "Of the run: Spark master; else local[*].")
    private String master;

    @Option(names = "--json", paramLabel = "FILE", description = "Writes all figures as JSON.")
    private Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes a page with charts.")
    private Path html;

    @Override
    public Integer call() throws Exception {
        if ((run == null) == inputs.isEmpty()) {
            throw usage("Say what to measure on: either --input, or a RECIPE with --run");
        }
        if ((run == null) != (recipeFile == null)) {
            throw usage("A RECIPE and --run go together: the recipe says which source has which label");
        }
        if (run == null && (stage != null || !sets.isEmpty() || master != null)) {
            throw usage("--stage, --set and --master go with --run");
        }
        if (stage != null && !StoredTexts.STAGES.contains(stage)) {
            throw usage("--stage is \"" + stage + "\" (must be one of " + String.join(", ", StoredTexts.STAGES) + ")");
        }
        TokenizerCommand.checkReadable("--model", model);
        for (Path input : inputs) {
            TokenizerCommand.checkReadable("--input", input);
        }
        TokenizerCommand.checkWritable("--json", json);
        TokenizerCommand.checkWritable("--html", html);
        FastTextModel read = read();
        if (read.args().task() != dev.tamis.models.fasttext.Task.SUPERVISED) {
            throw new IOException(model + " holds word vectors, not a classifier");
        }
        Evaluated measured = run == null ? ClassifierBuild.measured(read, inputs, null) : measuredOnRun(read);
        if (measured.figures().texts() == 0) {
            throw new IOException("No text has a label and a feature that the model knows; its labels are "
                    + String.join(", ", read.dictionary().shortLabels()) + " (" + measured.lines() + " lines read, "
                    + measured.unlabelled() + " without a label, " + measured.featureless() + " without a feature)");
        }
        ClassifierReport report = new ClassifierReport(
                "Classifier " + model.getFileName(),
                ModelPin.of(model),
                read.dictionary().shortLabels(),
                null,
                measured,
                null);
        PrintWriter out = spec.commandLine().getOut();
        ClassifierCommand.print(measured, out);
        out.flush();
        if (json != null) {
            Files.write(json, SealedJson.plain(report));
        }
        if (html != null) {
            Files.write(html, ClassifierPage.html(report));
        }
        return Tamis.DONE;
    }

    private FastTextModel read() throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(model), 1 << 16)) {
            return FastTextModel.read(in, Files.size(model), model.toString());
        }
    }

    private Evaluated measuredOnRun(FastTextModel read) throws Exception {
        Configuration conf = HadoopSettings.configuration();
        Recipe recipe = RecipeFiles.load(recipeFile, sets, run, conf);
        ClassifierSpec classifier = ClassifierTrainCommand.classifier(recipe, recipeFile);
        Path temporary = Files.createTempDirectory("tamis-classifier");
        try (JavaSparkContext spark = Engine.start(master)) {
            ClassifierFiles files = new ClassifierFiles(temporary);
            StoredTexts texts = StoredTexts.of(
                    new RunDirectory(run, spark.hadoopConfiguration()), stage == null ? "decide" : stage);
            // All are measured: the side to learn from is left empty.
            try (HeldOutSplit split = new HeldOutSplit(
                    files.train(), files.heldOut(), files.places(), Math.nextDown(1.0), recipe.seed())) {
                LabelledDocuments.write(spark, texts, classifier, recipe.seed(), split);
            }
            return ClassifierBuild.measured(read, List.of(files.heldOut()), files.places());
        } finally {
            for (Path file : List.of(
                    temporary.resolve("train.txt"),
                    temporary.resolve("held-out.txt"),
                    temporary.resolve("held-out.ids"))) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(temporary);
        }
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
