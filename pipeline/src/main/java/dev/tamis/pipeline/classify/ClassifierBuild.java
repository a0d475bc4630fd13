package dev.tamis.pipeline.classify;

import dev.tamis.models.evaluate.ClassifierEvaluation;
import dev.tamis.models.evaluate.Evaluated;
import dev.tamis.models.evaluate.Mistake;
import dev.tamis.models.fasttext.FastTextModel;
import dev.tamis.models.fasttext.QuantizeOptions;
import dev.tamis.models.measure.ClassifierFigures;
import dev.tamis.models.train.ClassifierTraining;
import dev.tamis.models.train.HeldOutSplit;
import dev.tamis.models.train.TrainOptions;
import dev.tamis.models.train.TrainProgress;
import dev.tamis.pipeline.run.SealedJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Trains a classifier on written-out texts, measures it on those held out, and writes the model and its figures. */
public final class ClassifierBuild {
    /** Most mistakes that a report shows. */
    public static final int MISTAKES = 30;

    /** Takes a report; a later one stands in for those before. */
    public interface Output {
        void write(ClassifierReport report) throws IOException;
    }

    private final ClassifierFiles files;
    private final TrainOptions options;
    private final Optional<QuantizeOptions> quantize;
    private final TrainProgress progress;
    private final Output pages;

    /** @param pages gets the report of the whole model, and then, if there is one, that with the small copy */
    public ClassifierBuild(
            ClassifierFiles files,
            TrainOptions options,
            Optional<QuantizeOptions> quantize,
            TrainProgress progress,
            Output pages) {
        this.files = files;
        this.options = options;
        this.quantize = quantize;
        this.progress = progress;
        this.pages = pages;
    }

    /**
     * Trains, measures and writes. The model and its report are written before the small copy is made, whose failure
     * loses neither.
     *
     * @param train files in fastText's form
     * @param heldOut files to measure with; empty for none
     * @param places names of the held-out texts, a line each, or null to name them by file and line
     * @param split how the files were made, or null where they were given
     */
    public ClassifierReport build(String title, List<Path> train, List<Path> heldOut, Path places, HeldOutSplit split)
            throws IOException, InterruptedException {
        try (ClassifierTraining training =
                new ClassifierTraining(train, options, files.directory(), examplesMemory(), progress)) {
            FastTextModel model = training.train(quantize);
            if (Files.exists(files.model())) {
                progress.note("replacing " + files.model() + ", whose SHA-256 was "
                        + ModelPin.of(files.model()).sha256());
            }
            // A small copy of an earlier model must not stand beside this one.
            ModelPin.delete(files.small());
            ModelPin pin = ModelPin.write(model, files.model());
            ClassifierReport.Training trained = new ClassifierReport.Training(
                    training.texts(),
                    training.tokens(),
                    model.dictionary().words(),
                    training.loss(),
                    split == null ? 0 : split.labelWords(),
                    split == null ? new TreeMap<>() : split.counts(),
                    settings());
            Evaluated measured = heldOut.isEmpty() ? null : measured(model, heldOut, places);
            List<String> labels = model.dictionary().shortLabels();
            ClassifierReport report = new ClassifierReport(title, pin, labels, trained, measured, null);
            write(report);
            if (quantize.isPresent()) {
                progress.note("quantising");
                ClassifierReport.Small small = small(training.quantize(quantize.get()), heldOut);
                report = new ClassifierReport(title, pin, labels, trained, measured, small);
                write(report);
            }
            return report;
        }
    }

    private ClassifierReport.Small small(FastTextModel model, List<Path> heldOut) throws IOException {
        ModelPin pin = ModelPin.write(model, files.small());
        ClassifierFigures figures = heldOut.isEmpty()
                ? null
                : new ClassifierEvaluation(model, 0, lines -> "").of(heldOut).figures();
        return new ClassifierReport.Small(pin, figures);
    }

    private void write(ClassifierReport report) throws IOException {
        Files.write(files.json(), SealedJson.plain(report));
        pages.write(report);
    }

    /** Features take a quarter of the heap at most; more are held in a file. */
    private static long examplesMemory() {
        return Runtime.getRuntime().maxMemory() / 4;
    }

    /** Measures a model on files in fastText's form. */
    public static Evaluated measured(FastTextModel model, List<Path> files, Path places) throws IOException {
        Evaluated measured = new ClassifierEvaluation(
                        model,
                        MISTAKES,
                        line -> places == null
                                ? line.file().getFileName() + ":" + line.number()
                                : Long.toString(line.number()))
                .of(files);
        return places == null ? measured : named(measured, places);
    }

    /** Names mistakes by the lines of a file instead of by their numbers. */
    private static Evaluated named(Evaluated measured, Path places) throws IOException {
        TreeSet<Long> wanted = new TreeSet<>();
        measured.mistakes().forEach(mistake -> wanted.add(Long.parseLong(mistake.place())));
        Map<Long, String> names = new TreeMap<>();
        try (BufferedReader reader = Files.newBufferedReader(places, StandardCharsets.UTF_8)) {
            String line = reader.readLine();
            for (long number = 1; line != null && !wanted.isEmpty() && number <= wanted.last(); number++) {
                if (wanted.contains(number)) {
                    names.put(number, line);
                }
                line = reader.readLine();
            }
        }
        List<Mistake> mistakes = new ArrayList<>();
        for (Mistake mistake : measured.mistakes()) {
            mistakes.add(new Mistake(
                    names.get(Long.parseLong(mistake.place())),
                    mistake.truth(),
                    mistake.predicted(),
                    mistake.score(),
                    mistake.text()));
        }
        return new Evaluated(
                measured.lines(),
                measured.unlabelled(),
                measured.unknown(),
                measured.featureless(),
                measured.figures(),
                measured.features(),
                mistakes);
    }

    private SortedMap<String, String> settings() {
        SortedMap<String, String> settings = new TreeMap<>();
        settings.put("lr", Double.toString(options.lr()));
        settings.put("dim", Integer.toString(options.dim()));
        settings.put("epoch", Integer.toString(options.epoch()));
        settings.put("wordNgrams", Integer.toString(options.wordNgrams()));
        settings.put("minCount", Integer.toString(options.minCount()));
        settings.put("minCountLabel", Integer.toString(options.minCountLabel()));
        settings.put("bucket", Integer.toString(options.buckets()));
        settings.put("minn", Integer.toString(options.minn()));
        settings.put("maxn", Integer.toString(options.maxn()));
        settings.put("loss", options.loss().name().toLowerCase(java.util.Locale.ROOT));
        settings.put("seed", Long.toString(options.seed()));
        quantize.ifPresent(small -> {
            settings.put("cutoff", Integer.toString(small.cutoff()));
            settings.put("retrain", Boolean.toString(small.retrain()));
            settings.put("qnorm", Boolean.toString(small.qnorm()));
            settings.put("qout", Boolean.toString(small.qout()));
            settings.put("dsub", Integer.toString(small.dsub()));
        });
        return settings;
    }
}
