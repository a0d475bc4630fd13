package dev.tamis.bench;

import dev.tamis.filters.signal.Signals;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.recipe.RecipeContext;
import dev.tamis.pipeline.recipe.RecipeException;
import dev.tamis.pipeline.recipe.Recipes;
import dev.tamis.pipeline.run.Manifest;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.stage.Progress;
import dev.tamis.pipeline.stage.River;
import dev.tamis.pipeline.stage.RunFailedException;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * A skewed set of made documents through MinHash dedup: so many short documents, three in ten of which are near copies of one,
 * and of the others every third has a near copy. Says time, shuffled bytes and what is kept, stage by stage.
 *
 * <p>{@code -Dwords=700} makes them as long as web pages; one word in each sixty is changed in near copies.
 *
 * <pre>java -Xmx2g ... dev.tamis.bench.DedupScale DOCUMENTS FOLDER [local[2] [RECIPE TEXT]]</pre>
 */
public final class DedupScale {
    private static final int SHARDS = 16;
    private static final int WORDS = Integer.getInteger("words", 60);
    private static final int VOCABULARY = 50_000;

    private DedupScale() {}

    /** Takes the number of documents, a folder to work in, the master, and more text of the recipe. */
    public static void main(String[] arguments) throws IOException, RecipeException, RunFailedException {
        int documents = Integer.parseInt(arguments[0]);
        Path folder = Path.of(arguments[1]).toAbsolutePath().resolve("d" + documents + "x" + WORDS);
        String master = arguments.length > 2 ? arguments[2] : "local[2]";
        String more = arguments.length > 3 ? arguments[3] : "";
        if (!Files.exists(folder.resolve("input"))) {
            write(documents, Files.createDirectories(folder.resolve("input")));
        }
        Path file = folder.resolve("recipe.conf");
        Files.writeString(file, """
                output = "%s/run-%s"
                sources { web { kind = web, format = jsonl, paths = ["%s/input/*.jsonl"] } }
                dedup { minhash { enabled = true } }
                %s
                """.formatted(folder, Long.toHexString(System.nanoTime()), folder, more));
        Recipe recipe = Recipes.load(file, List.of(), null, RecipeContext.local(Signals.types(), null));
        try (JavaSparkContext spark = Engine.start(master)) {
            AtomicLong shuffled = new AtomicLong();
            AtomicLong spilled = new AtomicLong();
            spark.sc().addSparkListener(new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    shuffled.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
                    spilled.addAndGet(end.taskMetrics().diskBytesSpilled());
                }
            });
            RunDirectory run = new RunDirectory(recipe.output(), spark.hadoopConfiguration());
            new River(spark, run, recipe, List.of(), printing(shuffled, spilled), Clock.systemUTC()).run("dedup");
        }
    }

    private static Progress printing(AtomicLong shuffled, AtomicLong spilled) {
        return new Progress() {
            private long before;
            private long cpuBefore = cpu();

            @Override
            public void finished(String stage, Manifest manifest, long millis) {
                long now = shuffled.get();
                System.out.printf(
                        Locale.ROOT,
                        "%-11s %8.1f s  cpu %8.1f s  in %,9d  out %,9d  shuffled %,13d bytes  spilled %,d  %s%n",
                        stage,
                        millis / 1e3,
                        (cpu() - cpuBefore) / 1e9,
                        manifest.total().in(),
                        manifest.total().out(),
                        now - before,
                        spilled.get(),
                        stage.equals("signatures")
                                ? manifest.counts()
                                : manifest.total().rejected());
                before = now;
                cpuBefore = cpu();
            }
        };
    }

    /** CPU time of the whole process so far, its compiler and collector included, in nanoseconds. */
    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static void write(int documents, Path folder) throws IOException {
        String[] vocabulary = new String[VOCABULARY];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < VOCABULARY; i++) {
            StringBuilder word = new StringBuilder();
            for (int letter = random.nextInt(2, 10); letter > 0; letter--) {
                word.append((char) ('a' + random.nextInt(26)));
            }
            vocabulary[i] = word.toString();
        }
        String[] hot = words(new SplittableRandom(2), vocabulary);
        for (int shard = 0; shard < SHARDS; shard++) {
            try (BufferedWriter out = Files.newBufferedWriter(folder.resolve("part" + shard + ".jsonl"))) {
                for (int i = shard; i < documents; i += SHARDS) {
                    SplittableRandom own = new SplittableRandom(i);
                    String[] words;
                    if (i % 10 < 3) {
                        words = hot.clone();
                    } else {
                        // Every third has the words of the one before it.
                        words = words(new SplittableRandom((i % 3 == 0 ? i - 1 : i) + 1_000_000_007L), vocabulary);
                    }
                    for (int changed = 0; changed < WORDS; changed += 60) {
                        words[own.nextInt(WORDS)] = vocabulary[own.nextInt(VOCABULARY)];
                    }
                    out.write("{\"text\": \"" + String.join(" ", words) + "\"}\n");
                }
            }
        }
    }

    private static String[] words(SplittableRandom random, String[] vocabulary) {
        String[] words = new String[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = vocabulary[random.nextInt(VOCABULARY)];
        }
        return words;
    }
}
