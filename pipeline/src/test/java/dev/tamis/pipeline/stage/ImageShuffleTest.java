package dev.tamis.pipeline.stage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.inspect.Verification;
import dev.tamis.pipeline.run.RunDirectory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final int MOST_BYTES_AN_IMAGE = 1024;

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

    @Test
    void bytesOfMediaNeverEnterAShuffle() throws Exception {
        long imageBytes = 0;
        for (int shard = 0; shard < 4; shard++) {
            List<Object> files = new ArrayList<>();
            for (int i = 0; i < IMAGES / 4; i++) {
                int seed = 1000 + shard * IMAGES + (i % 5 == 4 ? i - 1 : i);
                byte[] image = ImageShards.image(seed, 500, 400, "jpg");
                imageBytes += image.length;
                files.add(String.format(java.util.Locale.ROOT, "%04d.jpg", i));
                files.add(image);
                files.add(String.format(java.util.Locale.ROOT, "%04d.txt", i));
                files.add("a picture of number " + seed + " and of other things");
            }
            byte[] tar = ImageShards.tar(files.toArray());
            ImageShards.write(temp.resolve("wds/" + shard + ".tar"), shard % 2 == 0 ? tar : ImageShards.gzip(tar));
        }
        Shuffled shuffled = new Shuffled();
        try (JavaSparkContext spark = Engine.start("local[2]")) {
            spark.sc().addSparkListener(shuffled);
            RunDirectory run = ImageShards.run(spark, ImageShards.recipe(temp, """
                output = "%1$s/run"
                sources.wds { kind = image, format = webdataset, paths = ["%1$s/wds/*"] }
                rules = []
                dedup { url { enabled = true }, exact { enabled = true }, images { bytes = true, pixels = true, pdq { enabled = true } } }
                """.formatted(temp)), "dedup");
            assertEquals(List.of(), Verification.verify(run).problems());
            assertEquals(IMAGES, run.required("annotate").total().out());
            assertTrue(run.required("dedup").total().out() < IMAGES, "no duplicate was found");
        }
        // Listeners hear of everything before the context has stopped.
        long most = (long) MOST_BYTES_AN_IMAGE * IMAGES;
        assertTrue(imageBytes > 4 * most, () -> "too small a test: " + shuffled.bytes);
        assertTrue(shuffled.bytes.get() > 0, "nothing was shuffled at all");
        assertTrue(shuffled.bytes.get() <= most, () -> shuffled.bytes + " bytes shuffled for " + IMAGES + " images");
        assertEquals(0, shuffled.queries.get(), "a query has a plan, which has to be looked at for an Exchange");
        assertTrue(shuffled.largestResult.get() < most, () -> shuffled.largestResult + " bytes in one result");
    }
}
