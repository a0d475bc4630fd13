package dev.tamis.pipeline.stage;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.CodeVersion;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.RunRecord;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.run.StageNames;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaSparkContext;

/** Runs the stages of a recipe one after another, skipping those whose output is already there. */
public final class River {
    /** Below this many quarantined units a high share says little: a trial of ten pages may hold two broken ones. */
    private static final long FEWEST_QUARANTINED = 100;

    private final JavaSparkContext spark;
    private final RunDirectory run;
    private final Recipe recipe;
    private final List<String> sets;
    private final Progress progress;
    private final Clock clock;

    public River(
            JavaSparkContext spark,
            RunDirectory run,
            Recipe recipe,
            List<String> sets,
            Progress progress,
            Clock clock) {
        this.spark = spark;
        this.run = run;
        this.recipe = recipe;
        this.sets = List.copyOf(sets);
        this.progress = progress;
        this.clock = clock;
    }

    /**
     * Runs up to and with a stage.
     *
     * @param until name of the last stage to run, or null for all
     */
    public void run(String until) throws IOException, RunFailedException {
        int last = until == null ? StageNames.ALL.size() - 1 : StageNames.ALL.indexOf(until);
        List<Stage> stages = new ArrayList<>();
        stages.add(AnnotateStage.plan(new StagePlanner(spark, run), recipe));
        stages.addAll(List.of(
                ScoreStage.plan(new StagePlanner(spark, run), recipe),
                new RankStage(),
                new DecideStage(),
                new SignaturesStage(),
                DedupStage.plan(new StagePlanner(spark, run), recipe),
                new InterleaveStage(),
                new PassagesStage(),
                DecontaminateStage.plan(new StagePlanner(spark, run), recipe),
                TokenizerStage.plan(new StagePlanner(spark, run), recipe),
                new TokenizeStage(),
                EvaluateStage.plan(new StagePlanner(spark, run), recipe),
                new MixStage(),
                new PackStage(),
                new MediaStage(),
                new EmitStage(),
                new ReportStage()));
        run(stages.subList(0, last + 1).stream()
                .filter(stage -> stage.wanted(recipe))
                .toList());
    }

    /** Decides again, from the stored signals alone. */
    public void decideAgain() throws IOException, RunFailedException {
        Manifest annotate = run.required(AnnotateStage.NAME);
        if (!recipe.models().isEmpty()) {
            Stage score = ScoreStage.unloaded(new StagePlanner(spark, run), recipe);
            SortedMap<String, Manifest> inputs = new TreeMap<>(Map.of(AnnotateStage.NAME, annotate));
            if (committed(score, fingerprint(score, inputs)).isEmpty()) {
                throw new RunFailedException(run + " was not scored by the models that the recipe has now: "
                        + "have them score it with `tamis run RECIPE --until score`");
            }
        }
        List<Stage> stages = List.of(new RankStage(), new DecideStage());
        run(stages.stream().filter(stage -> stage.wanted(recipe)).toList());
    }

    private void run(List<Stage> stages) throws IOException, RunFailedException {
        Map<String, RunRecord.StageLine> lines = new LinkedHashMap<>();
        RunRecord.read(run).ifPresent(record -> record.stages().forEach(line -> lines.put(line.stage(), line)));
        for (Stage stage : stages) {
            SortedMap<String, Manifest> inputs = new TreeMap<>();
            for (String input : stage.inputs(recipe)) {
                Optional<Manifest> manifest = run.manifest(input);
                if (manifest.isPresent()) {
                    inputs.put(input, manifest.get());
                } else if (!stage.name().equals(ReportStage.NAME)) {
                    run.required(input);
                }
            }
            String fingerprint = fingerprint(stage, inputs);
            Optional<Manifest> committed = committed(stage, fingerprint);
            if (committed.isPresent()) {
                progress.skipped(stage.name(), committed.get());
            } else {
                progress.started(stage.name());
                run.clearAttempts(stage.name());
                long start = clock.millis();
                stage.run(new StageContext(stage, spark, run, recipe, fingerprint, inputs, progress));
                Manifest manifest = run.required(stage.name());
                long millis = clock.millis() - start;
                lines.put(stage.name(), line(manifest, millis));
                record(lines).write(run);
                progress.finished(stage.name(), manifest, millis);
            }
            if (stage.name().equals(AnnotateStage.NAME)) {
                checkQuarantine(run.required(AnnotateStage.NAME).total());
            }
        }
        record(lines).write(run);
    }

    private String fingerprint(Stage stage, SortedMap<String, Manifest> inputs) {
        List<String> parts = new ArrayList<>(List.of(stage.name(), CodeVersion.current(), stage.recipePart(recipe)));
        inputs.forEach((name, manifest) -> parts.add(name + "=" + manifest.fingerprint()));
        return Digests.sha256(parts.toArray(String[]::new));
    }

    /** The manifest of a stage that was made from the same inputs, if all its files are still there. */
    private Optional<Manifest> committed(Stage stage, String fingerprint) throws IOException {
        Optional<Manifest> manifest = run.manifest(stage.name());
        if (manifest.isEmpty() || !manifest.get().fingerprint().equals(fingerprint)) {
            return Optional.empty();
        }
        for (DataFile file : manifest.get().files()) {
            try {
                if (run.fs().getFileStatus(run.path(file.path())).getLen() != file.bytes()) {
                    return Optional.empty();
                }
            } catch (FileNotFoundException e) {
                return Optional.empty();
            }
        }
        return manifest;
    }

    private void checkQuarantine(Ledger ledger) throws RunFailedException {
        long quarantined = ledger.quarantinedTotal();
        double share = ledger.in() == 0 ? 0 : (double) quarantined / ledger.in();
        if (quarantined >= FEWEST_QUARANTINED && share > recipe.quarantineShare()) {
            throw new RunFailedException(String.format(
                    Locale.ROOT,
                    "%,d of %,d units (%.2f %%) could not be read, more than limits.quarantine_share allows (%.2f %%): %s%n"
                            + "See what they are with `tamis inspect %s --quarantined`; if they are to be expected,"
                            + " raise the limit with --set limits.quarantine_share=%.2f",
                    quarantined,
                    ledger.in(),
                    100 * share,
                    100 * recipe.quarantineShare(),
                    ledger.quarantined(),
                    run,
                    Math.ceil(100 * share) / 100));
        }
    }

    private RunRecord.StageLine line(Manifest manifest, long millis) {
        Ledger total = manifest.total();
        return new RunRecord.StageLine(
                manifest.stage(),
                manifest.fingerprint(),
                total.in(),
                total.out(),
                total.rejectedTotal(),
                total.quarantinedTotal(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString(),
                millis);
    }

    private RunRecord record(Map<String, RunRecord.StageLine> lines) throws IOException {
        List<RunRecord.StageLine> inOrder = StageNames.ALL.stream()
                .filter(lines::containsKey)
                .map(lines::get)
                .toList();
        String version = Optional.ofNullable(River.class.getPackage().getImplementationVersion())
                .orElse("development");
        return new RunRecord(
                version,
                CodeVersion.current(),
                spark.version(),
                Runtime.version().toString(),
                recipe.file(),
                sets,
                recipe.seed(),
                inOrder,
                SealedJson.JSON.readTree(recipe.canonicalJson()));
    }
}
