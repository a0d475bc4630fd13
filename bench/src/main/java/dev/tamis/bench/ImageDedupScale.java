package dev.tamis.bench;

import dev.tamis.pipeline.dedup.Clusters;
import dev.tamis.pipeline.dedup.PartDocuments;
import dev.tamis.pipeline.dedup.PartFiles;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.table.DigestingOutputFile;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskEnd;

/**
 * Dedup of made images from stored tables on: bytes, pixels and perceptual hashes within 31 bits. One image in five is near
 * another, 1 to 31 bits away, one in twenty has its very pixels, one in twenty its bytes, and one in a hundred is a copy of one
 * image, up to 15 bits away. Says time, shuffled bytes an image and what was found, and leaves the hashes in {@code hashes.bin}
 * for peers.
 *
 * <pre>java -Xmx2g ... dev.tamis.bench.ImageDedupScale IMAGES FOLDER [local[2]]</pre>
 */
public final class ImageDedupScale {
    private static final int PARTS = 8;

    private ImageDedupScale() {}

    /** Takes the number of images, a folder to work in and the master. */
    public static void main(String[] arguments) throws IOException {
        int images = Integer.parseInt(arguments[0]);
        Path folder =
                Files.createDirectories(Path.of(arguments[1]).toAbsolutePath().resolve("i" + images));
        try (JavaSparkContext spark = Engine.start(arguments.length > 2 ? arguments[2] : "local[2]")) {
            spark.setCheckpointDir(folder.resolve("checkpoints").toString());
            RunReference run = new RunReference(folder.toString(), spark.hadoopConfiguration());
            List<PartFiles> files = write(images, folder, run, spark);
            AtomicLong shuffled = new AtomicLong();
            spark.sc().addSparkListener(new SparkListener() {
                @Override
                public void onTaskEnd(SparkListenerTaskEnd end) {
                    shuffled.addAndGet(end.taskMetrics().shuffleWriteMetrics().bytesWritten());
                }
            });
            for (boolean looks : new boolean[] {false, true}) {
                DedupSpec spec = new DedupSpec(
                        List.of("chars"),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(new DedupSpec.Images(
                                DedupSpec.Scope.CORPUS,
                                List.of(),
                                true,
                                true,
                                looks ? OptionalInt.of(31) : OptionalInt.empty())));
                long before = shuffled.get();
                long cpu = cpu();
                long start = System.nanoTime();
                Clusters.Found found = new Clusters(spark, spec, files).find();
                long kept = found.documents().map(ImageDedupScale::kept).fold(0L, Long::sum);
                System.out.printf(
                        Locale.ROOT,
                        "%,d images, %s: %.1f s, cpu %.1f s, %,d kept, %.0f bytes shuffled an image, %s%n",
                        images,
                        looks ? "bytes, pixels and looks" : "bytes and pixels",
                        (System.nanoTime() - start) / 1e9,
                        (cpu() - cpu) / 1e9,
                        kept,
                        (double) (shuffled.get() - before) / images,
                        found.figures());
                spark.getPersistentRDDs().values().forEach(JavaRDD::unpersist);
            }
        }
    }

    private static long kept(PartDocuments part) {
        long kept = 0;
        for (int i = 0; i < part.size(); i++) {
            kept += part.kept(i) ? 1 : 0;
        }
        return kept;
    }

    private static long cpu() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    private static List<PartFiles> write(int images, Path folder, RunReference run, JavaSparkContext spark)
            throws IOException {
        List<PartFiles> files = new ArrayList<>();
        for (int part = 0; part < PARTS; part++) {
            files.add(new PartFiles(
                    part,
                    run,
                    "pics",
                    "signatures-" + part + ".parquet",
                    new MeasuredFiles("documents-" + part + ".parquet", List.of()),
                    null));
        }
        long[] hashes = hashes(images);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(folder.resolve("hashes.bin")))) {
            for (int i = 0; i < images; i++) {
                out.write(bytes(hashes, i));
            }
        }
        for (PartFiles part : files) {
            try (TableWriter signatures = table(part.signatures(), Tables.SIGNATURES, run, spark);
                    TableWriter documents = table(part.measured().documents(), Tables.DOCUMENTS, run, spark)) {
                int row = 0;
                for (int i = part.part(); i < images; i += PARTS) {
                    SplittableRandom own = new SplittableRandom(i);
                    String id = String.format(Locale.ROOT, "%016x%016x", own.nextLong(), own.nextLong());
                    // The one before it but one round of parts, so that both lie in the same part as seldom as not.
                    int like = i > 9 && i % 20 < 2 ? i - 9 : i;
                    Group signature = signatures.row();
                    signature.append("row", (long) row);
                    signature.append("id", id);
                    signature.append("shingles", 0);
                    signature.append("media_key", key(i % 20 == 0 ? like : i));
                    signature.append("pixel_key", key(like));
                    signature.append("pdq", Binary.fromConstantByteArray(bytes(hashes, i)));
                    signatures.write(signature);
                    Group document = documents.row();
                    document.append("id", id);
                    document.append("source", "pics");
                    document.append("kind", "image");
                    document.addGroup("origin")
                            .append("shard", "s")
                            .append("offset", 0L)
                            .append("length", 0L);
                    document.append("text", "");
                    document.addGroup("media")
                            .addGroup(0)
                            .addGroup(0)
                            .append("width", own.nextInt(100, 2000))
                            .append("height", own.nextInt(100, 2000))
                            .append("length", own.nextLong(1000, 100_000));
                    document.addGroup("signals");
                    document.addGroup("meta");
                    documents.write(document);
                    row++;
                }
            }
        }
        return files;
    }

    private static TableWriter table(String name, MessageType schema, RunReference run, JavaSparkContext spark)
            throws IOException {
        return new TableWriter(
                new DigestingOutputFile(run.open().fs(), run.open().path(name), true),
                schema,
                spark.hadoopConfiguration());
    }

    private static Binary key(int number) {
        SplittableRandom random = new SplittableRandom(number ^ 0x5EED_0000_0000L);
        return Binary.fromConstantByteArray(ByteBuffer.allocate(16)
                .putLong(random.nextLong())
                .putLong(random.nextLong())
                .array());
    }

    private static byte[] bytes(long[] hashes, int image) {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        bytes.asLongBuffer().put(hashes, image * 4, 4);
        return bytes.array();
    }

    private static long[] hashes(int images) {
        SplittableRandom random = new SplittableRandom(8);
        long[] hashes = new long[images * 4];
        for (int i = 0; i < images; i++) {
            int like = i > 9 && i % 20 < 2 ? i - 9 : i % 100 == 50 ? 50 : i > 9 && i % 5 == 4 ? i - 7 : i;
            if (like == i) {
                for (int at = 0; at < 4; at++) {
                    hashes[i * 4 + at] = random.nextLong();
                }
            } else {
                System.arraycopy(hashes, like * 4, hashes, i * 4, 4);
                int bits = i % 20 < 2 ? 0 : like == 50 ? random.nextInt(8) : random.nextInt(1, 32);
                for (int bit = 0; bit < bits; bit++) {
                    int flipped = random.nextInt(256);
                    hashes[i * 4 + flipped / 64] ^= 1L << flipped;
                }
            }
        }
        return hashes;
    }
}
