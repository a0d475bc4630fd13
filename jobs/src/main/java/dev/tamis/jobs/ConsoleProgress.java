package dev.tamis.jobs;

import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.Ledger;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.stage.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Tells on the terminal how a run goes on: one line a stage, and on a terminal, while a stage runs, a bar of its tasks
 * that the line then replaces.
 */
final class ConsoleProgress implements Progress {
    private static final int BAR = 30;

    private final PrintWriter out;
    private final boolean terminal = Boolean.getBoolean("tamis.terminal");
    private String stage = "";
    private int tasks;
    private int done;

    ConsoleProgress(PrintWriter out) {
        this.out = out;
    }

    void begin(Recipe recipe, RunDirectory run, JavaSparkContext spark) {
        out.printf("%s -> %s on %s%n", recipe.name(), run, spark.master());
        out.flush();
        if (terminal) {
            spark.sc().addSparkListener(new SparkListener() {
                @Override
                public void onStageSubmitted(SparkListenerStageSubmitted submitted) {
                    bar(submitted.stageInfo().numTasks(), 0);
                }

                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    bar(tasks, done + 1);
                }
            });
        }
    }

    private synchronized void bar(int of, int now) {
        tasks = of;
        done = now;
        if (stage.isEmpty() || tasks == 0) {
            return;
        }
        int filled = Math.min(BAR, BAR * done / tasks);
        out.printf(
                Locale.ROOT,
                "\r%-9s [%s%s] %d of %d tasks",
                stage,
                "=".repeat(filled),
                " ".repeat(BAR - filled),
                done,
                tasks);
        out.flush();
    }

    @Override
    public synchronized void started(String name) {
        stage = name;
        if (!terminal) {
            out.printf("%-9s ...%n", name);
            out.flush();
        }
    }

    @Override
    public synchronized void skipped(String name, Manifest manifest) {
        out.printf("%-9s unchanged: %s%n", name, figures(manifest));
        out.flush();
    }

    @Override
    public synchronized void finished(String name, Manifest manifest, long millis) {
        stage = "";
        out.printf(
                Locale.ROOT, "%s%-9s %s (%.1f s)%n", terminal ? "\r\033[K" : "", name, figures(manifest), millis / 1e3);
        out.flush();
    }

    @Override
    public synchronized void note(String line) {
        out.println((terminal ? "\r\033[K" : "") + "          " + line);
        out.flush();
    }

    void end(RunDirectory run, long nanos) throws IOException {
        out.printf(Locale.ROOT, "done in %.1f s%n", nanos / 1e9);
        if (run.exists("report/index.html")) {
            out.println("report: " + run.path("report/index.html").toUri().getPath());
        }
        out.flush();
    }

    private static String figures(Manifest manifest) {
        Ledger total = manifest.total();
        if (total.in() == 0) {
            return manifest.files().size() + " files";
        }
        return String.format(
                Locale.ROOT,
                "%,d %s in, %,d out, %,d rejected, %,d quarantined",
                total.in(),
                manifest.stage().equals("emit")
                        ? "tokens"
                        : manifest.stage().equals("annotate") ? "units" : "documents",
                total.out(),
                total.rejectedTotal(),
                total.quarantinedTotal());
    }
}
