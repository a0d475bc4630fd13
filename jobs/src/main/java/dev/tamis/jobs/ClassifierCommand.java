package dev.tamis.jobs;

import dev.tamis.models.evaluate.Evaluated;
import dev.tamis.models.measure.ClassifierFigures;
import dev.tamis.models.measure.LabelFigures;
import dev.tamis.models.measure.ThresholdRow;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** fastText classifiers. */
@Command(
        name = "classifier",
        mixinStandardHelpOptions = true,
        description =
                "Trains text classifiers as fastText does, on labelled files or on a run, and measures any of them.",
        footer = {
            "",
            "Examples: tamis classifier train --input labelled.txt --output quality --wordNgrams 2",
            "          tamis classifier train recipe.conf",
            "          tamis classifier eval --model quality/model.bin --input other.txt"
        },
        subcommands = {ClassifierTrainCommand.class, ClassifierEvalCommand.class})
final class ClassifierCommand implements Callable<Integer> {
    /** Labels whose thresholds are printed; all are in the JSON. */
    private static final int WITH_THRESHOLDS = 2;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "Say which: train or eval");
    }

    /** Prints the figures as a table. */
    static void print(Evaluated measured, PrintWriter out) {
        ClassifierFigures figures = measured.figures();
        out.printf(
                Locale.ROOT,
                "%,d texts measured; accuracy %s, mean F1 %s, mean AUC %s%n",
                figures.texts(),
                figure(figures.accuracy()),
                figure(figures.macroF1()),
                figure(figures.macroAuc()));
        if (measured.unlabelled() + measured.unknown() + measured.featureless() > 0) {
            out.printf(
                    Locale.ROOT,
                    "%,d lines without a label, %,d with labels unknown to the model, %,d texts without a"
                            + " feature; these are not measured%n",
                    measured.unlabelled(),
                    measured.unknown(),
                    measured.featureless());
        }
        out.printf(
                Locale.ROOT,
                "%n%-20s %10s %10s %9s %9s %9s %9s %9s %9s%n",
                "label",
                "texts",
                "predicted",
                "precision",
                "recall",
                "F1",
                "AUC",
                "Brier",
                "cal.error");
        for (LabelFigures label : figures.labels()) {
            out.printf(
                    Locale.ROOT,
                    "%-20s %,10d %,10d %9s %9s %9s %9s %9s %9s%n",
                    label.label(),
                    label.texts(),
                    label.predicted(),
                    figure(label.precision()),
                    figure(label.recall()),
                    figure(label.f1()),
                    figure(label.auc()),
                    figure(label.brier()),
                    figure(label.calibrationError()));
        }
        figures.labels().stream()
                .filter(label -> label.texts() > 0 && figures.labels().size() <= WITH_THRESHOLDS)
                .forEach(label -> thresholds(label, out));
    }

    private static void thresholds(LabelFigures label, PrintWriter out) {
        out.printf(
                Locale.ROOT,
                "%nkeeping %-12s %10s %9s %9s %9s %9s%n",
                label.label() + " >=",
                "kept",
                "share",
                "precision",
                "recall",
                "F1");
        for (ThresholdRow row : label.thresholds()) {
            out.printf(
                    Locale.ROOT,
                    "%20.6f %,10d %8.2f%% %9s %9s %9s%n",
                    row.threshold(),
                    row.kept(),
                    100 * row.share(),
                    figure(row.precision()),
                    figure(row.recall()),
                    figure(row.f1()));
        }
    }

    private static String figure(Double value) {
        return value == null ? "-" : String.format(Locale.ROOT, "%.4f", value);
    }
}
