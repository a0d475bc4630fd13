package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.recipe.Recipe;
import dev.tamis.pipeline.run.RunDirectory;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerEvent;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run over images sends between tasks. */
final class ImageShuffleTest {
    private static final int IMAGES = 120;
    private static final int PAGES = 60;
    private static final int MOST_BYTES_AN_ITEM = 1024;

    @TempDir
    Path temp;

    /** Sums what tasks write for others, whatever the stage, and counts queries, whose plans could hold an Exchange. */
    private static final class Shuffled extends SparkListener {
        private final AtomicLong bytes = new AtomicLong();
        private final AtomicLong largestResult = new AtomicLong();
        private final AtomicLong queries = new AtomicLong();

        @Override
        public void onTaskEnd(SparkListenerTaskEnd task) {
            if (task.taskMetrics() != null) {
                bytes.addAndGet(task.taskMetrics().shuffleWriteMetrics().bytesWritten());
                largestResult.accumulateAndGet(task.taskMetrics().resultSize(), Math::max);
            }
        }

        @Override
        public void onOtherEvent(SparkListenerEvent event) {
            if (event.getClass().getSimpleName().startsWith("SparkListenerSQL")) {
                queries.incrementAndGet();
            }
        }
    }

    private static RunDirectory run(Recipe recipe, String until, Shuffled shuffled) throws Exception {
        RunDirectory run;
        // Listeners hear of everything before the context has stopped.
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            spark.sc().addSparkListener(shuffled);
            run = ImageShards.run(spark, recipe, until);
        }
        assertEquals(0, shuffled.queries.get(), "a query has a plan, which has to be looked at for an Exchange");
        return run;
    }

    @Test
    void bytesOfMediaNeverEnterAShuffle() throws Exception {
        long imageBytes = 0;
        for (int shard = 0; shard < 4; shard++) {
            List<Object> files = new ArrayList<>();
            for (int i = 0; i < IMAGES / 4; i++) {
                int seed = 1000 + shard * IMAGES + (i % 5 == 4 ? i - 1 : i);
                byte[] image = ImageShards.image(seed, 500, 400, "jpg");
                imageBytes += image.length;
                String key = String.format(Locale.ROOT, "%04d", i);
                files.addAll(List.of(key + ".jpg", image));
                files.addAll(List.of(key + ".txt", "a picture of number " + seed + " and of other things"));
                files.addAll(List.of(key + ".json", "{\"url\": \"" + url(shard, i) + "\"}"));
            }
            byte[] tar = ImageShards.tar(files.toArray());
            ImageShards.write(temp.resolve("wds/" + shard + ".tar"), shard % 2 == 0 ? tar : ImageShards.gzip(tar));
        }
        ByteArrayOutputStream pages = new ByteArrayOutputStream();
        for (int i = 0; i < PAGES; i++) {
            pages.writeBytes(InterleaveStageTest.page(i, List.of(url(i % 4, i / 4), url(i % 4, i / 4 + 1))));
        }
        ImageShards.write(temp.resolve("web/0.warc.gz"), pages.toByteArray());
        Recipe recipe = ImageShards.recipe(temp, """
                output = "%1$s/run"
                sources {
                  wds { kind = image, format = webdataset, paths = ["%1$s/wds/*"] }
                  pages { kind = web, format = warc, paths = ["%1$s/web/*"], images = [wds] }
                }
                rules = []
                dedup { url { enabled = true }, exact { enabled = true }, images { bytes = true, pixels = true, pdq { enabled = true } } }
                tokenizer { model_type = bpe, vocab_size = 500, byte_fallback = true, num_threads = 1, control_symbols = ["<image>"] }
                media { samples = 20 }
                budget { tokens = 30000 }
                mixture {
                  sequence_length = 512
                  max_epochs = 8
                  phases = [{ name = main, share = 1, weights { wds = 0.5, pages = 0.5 } }]
                }
                """.formatted(temp));

        Shuffled dedup = new Shuffled();
        RunDirectory run = run(recipe, "dedup", dedup);
        assertEquals(IMAGES, run.required("annotate").ledger().get("wds").out());
        assertTrue(run.required("dedup").ledger().get("wds").out() < IMAGES, "no duplicate was found");
        long most = (long) MOST_BYTES_AN_ITEM * (IMAGES + PAGES);
        assertTrue(imageBytes > 4 * most, "too small a test: images of " + imageBytes + " bytes");
        assertTrue(dedup.bytes.get() > 0, "nothing was shuffled at all");
        assertTrue(dedup.bytes.get() <= most, () -> dedup.bytes + " bytes shuffled up to dedup");
        assertTrue(dedup.largestResult.get() < most, () -> dedup.largestResult + " bytes in one result");

        Shuffled interleave = new Shuffled();
        run(recipe, "interleave", interleave);
        assertTrue(run.required("interleave").count("slots_kept/pages") >= PAGES, "pages have their images");
        assertTrue(interleave.bytes.get() > 0, "nothing was shuffled at all");
        assertTrue(interleave.bytes.get() <= most, () -> interleave.bytes + " bytes shuffled to interleave");

        // Texts are counted on their way to a tokenizer, and no media are read.
        run(recipe, "pack", new Shuffled());
        Shuffled media = new Shuffled();
        run(recipe, "media", media);
        assertTrue(run.required("media").count("samples/wds") > 0);
        assertTrue(media.bytes.get() > 0, "nothing was shuffled at all");
        assertTrue(media.bytes.get() <= most, () -> media.bytes + " bytes shuffled to write media");
        assertTrue(media.largestResult.get() < most, () -> media.largestResult + " bytes in one result");

        // Tokens are what emission is to shuffle, with the places of media.
        Shuffled emit = new Shuffled();
        run(recipe, "emit", emit);
        long emitted = 2 * run.required("emit").count("tokens")
                + MOST_BYTES_AN_ITEM * run.required("emit").count("runs");
        assertTrue(emit.bytes.get() > 0, "nothing was shuffled at all");
        assertTrue(emit.bytes.get() <= emitted, () -> emit.bytes + " bytes shuffled to emit " + emitted);
        assertTrue(imageBytes > 2 * emitted, "too small a test: " + emitted + " bytes may be emitted");
        assertEquals(List.of(), Verification.verify(run).problems());
    }

    private static String url(int shard, int i) {
        return "https://wds.example/" + shard + "/" + i % (IMAGES / 4) + ".jpg";
    }
}
