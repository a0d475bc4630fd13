package dev.tamis.bench;

import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.recipe.PathCheck;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.DataFile;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.run.SealedJson;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.stage.Progress;
import dev.tamis.pipeline.stage.River;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageCompleted;
import org.apache.spark.scheduler.StageInfo;

/**
 * How fast the stage {@code passages} is on one core, by Spark stage: over web pages from the folder named by {@code
 * tamis.data} and over books, verses and made-up text with repeats planted in them. It runs some rounds, each with another
 * {@code drop_share} so that nothing is skipped, and prints the last.
 */
public final class PassageSpeed {
    private static final int ROUNDS = 4;
    private static final int WORDS = 120;

    private PassageSpeed() {}

    /** Takes a folder to work in. */
    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]).toAbsolutePath();
        Files.createDirectories(folder);
        plant(folder.resolve("texts.jsonl"));
        List<StageInfo> stages = new ArrayList<>();
        try (JavaSparkContext spark = Engine.start("local[1]")) {
            spark.sc().addSparkListener(new SparkListener() {
                @Override
                public void onStageCompleted(SparkListenerStageCompleted completed) {
                    synchronized (stages) {
                        stages.add(completed.stageInfo());
                    }
                }
            });
            for (String method : List.of("lines", "paragraphs", "substring")) {
                RunDirectory run = null;
                long nanos = 0;
                for (int round = 0; round < ROUNDS; round++) {
                    Recipe recipe = recipe(folder, method, 0.8 + 0.01 * round);
                    run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
                    River river = new River(spark, run, recipe, List.of(), Progress.SILENT, Clock.systemUTC());
                    river.run("dedup");
                    synchronized (stages) {
                        stages.clear();
                    }
                    long begin = System.nanoTime();
                    river.run("passages");
                    nanos = System.nanoTime() - begin;
                }
                Thread.sleep(500);
                print(run, method, nanos, stages);
            }
        }
    }

    private static void print(RunDirectory run, String method, long nanos, List<StageInfo> stages) throws IOException {
        long bytes = textBytes(run);
        Manifest manifest = run.required("passages");
        System.out.printf(
                Locale.ROOT,
                "%s: %,d documents, %.1f MB of text, %.2f s of the clock, %.1f MB/s%n",
                method,
                manifest.total().in(),
                bytes / 1e6,
                nanos / 1e9,
                bytes * 1e3 / nanos);
        long shuffled = 0;
        long all = 0;
        synchronized (stages) {
            for (StageInfo stage : stages) {
                long cpu = stage.taskMetrics().executorCpuTime();
                all += cpu;
                long written = stage.taskMetrics().shuffleWriteMetrics().bytesWritten();
                shuffled += written;
                System.out.printf(
                        Locale.ROOT,
                        "  %6d ms of CPU time, %8.1f MB/s, %,d bytes shuffled: %s%n",
                        cpu / 1_000_000,
                        bytes * 1e3 / Math.max(1, cpu),
                        written,
                        stage.name());
            }
        }
        System.out.printf(
                Locale.ROOT,
                "  all: %.2f s of CPU time, %.1f MB/s, %.4f bytes shuffled a byte of text%n",
                all / 1e9,
                bytes * 1e3 / all,
                (double) shuffled / bytes);
        manifest.counts().forEach((name, count) -> System.out.printf(Locale.ROOT, "  %s %,d%n", name, count));
    }

    private static long textBytes(RunDirectory run) throws IOException {
        long bytes = 0;
        for (DataFile file : run.required("annotate").table("documents")) {
            try (TableReader reader =
                    new TableReader(run.path(file.path()), Tables.project(Tables.DOCUMENTS, "text"), run.conf())) {
                for (Group row = reader.next(); row != null; row = reader.next()) {
                    bytes += row.getBinary("text", 0).length();
                }
            }
        }
        return bytes;
    }

    private static Recipe recipe(Path folder, String method, double dropShare) throws Exception {
        Path file = folder.resolve("recipe.conf");
        Files.writeString(
                file,
                String.format(
                        Locale.ROOT,
                        """
                output = "%s/run"
                sources {
                  pages { kind = web, format = warc, paths = ["%s/web/pages-*.warc.gz"] }
                  texts { kind = web, format = jsonl, paths = ["%s/texts.jsonl"] }
                }
                dedup { exact { enabled = true } }
                passages { %s { enabled = true }, drop_share = %.2f }
                """,
                        folder,
                        Path.of(System.getProperty("tamis.data", "../shared/data"))
                                .toAbsolutePath(),
                        folder,
                        method,
                        dropShare));
        return Recipes.load(
                file, List.of(), null, new RecipeContext(Signals.types(), null, PathCheck.local(PathCheck.none())));
    }

    /** Writes texts of which every third holds a line that others hold too, and every tenth a passage of another. */
    private static void plant(Path file) throws IOException {
        List<String> texts = new ArrayList<>(Corpora.english());
        texts.addAll(Corpora.languages());
        texts.addAll(Corpora.made());
        SplittableRandom random = new SplittableRandom(1);
        try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            for (int i = 0; i < texts.size(); i++) {
                StringBuilder text = new StringBuilder(texts.get(i));
                if (i % 3 == 0) {
                    text.append("\nThis line is the same at the foot of many texts, number ")
                            .append((char) ('a' + random.nextInt(20)))
                            .append('\n');
                }
                if (i % 10 == 0) {
                    String[] words = texts.get(random.nextInt(texts.size())).split(" ");
                    int from = random.nextInt(Math.max(1, words.length - WORDS));
                    for (int word = from; word < Math.min(words.length, from + WORDS); word++) {
                        text.append(' ').append(words[word]);
                    }
                }
                out.write("{\"text\": " + SealedJson.JSON.writeValueAsString(text.toString()) + "}\n");
            }
        }
    }
}
