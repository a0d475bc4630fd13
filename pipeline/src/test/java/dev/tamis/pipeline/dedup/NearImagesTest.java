package dev.tamis.pipeline.dedup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.recipe.DedupSpec.Scope;
import dev.tamis.pipeline.run.Digests;
import dev.tamis.pipeline.run.RunReference;
import dev.tamis.pipeline.stage.Engine;
import dev.tamis.pipeline.table.DigestingOutputFile;
import dev.tamis.pipeline.table.MeasuredFiles;
import dev.tamis.pipeline.table.TableWriter;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which images are removed for which, against a walk over all of them, over stored tables of made hashes. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NearImagesTest {
    @TempDir
    static Path temp;

    private JavaSparkContext spark;
    private int tables;

    @BeforeAll
    void start() {
        spark = Engine.start("local[2]");
        spark.setCheckpointDir(temp.resolve("checkpoints").toString());
    }

    @AfterAll
    void stop() {
        spark.close();
    }

    /**
     * A document.
     *
     * @param hash null for none
     * @param width null where it is no image
     * @param bytes number that stands for the image's bytes
     * @param pixels number that stands for its pixels
     */
    private record Made(
            String id, String source, boolean earlier, long[] hash, Integer width, int length, int bytes, int pixels) {
        Made(String id, String source, boolean earlier, long[] hash, int width, int length, int number) {
            this(id, source, earlier, hash, width, length, number, number);
        }
    }

    private static String id(long seed, int number) {
        return Digests.sha256(seed + "/" + number).substring(0, 32);
    }

    private static long[] random(SplittableRandom random) {
        return new long[] {random.nextLong(), random.nextLong(), random.nextLong(), random.nextLong()};
    }

    private static long[] flipped(long[] hash, int bits, SplittableRandom random) {
        long[] flipped = hash.clone();
        for (int left = bits; left > 0; ) {
            int bit = random.nextInt(256);
            if (((flipped[bit / 64] ^ hash[bit / 64]) >>> bit & 1) == 0) {
                flipped[bit / 64] ^= 1L << bit;
                left--;
            }
        }
        return flipped;
    }

    private static int apart(long[] a, long[] b) {
        int bits = 0;
        for (int i = 0; i < a.length; i++) {
            bits += Long.bitCount(a[i] ^ b[i]);
        }
        return bits;
    }

    /** Images, two in three near another: at the distance, a bit below or beyond it; some equal, some in long chains. */
    private static List<Made> made(long seed, int count, int distance) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Made> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long[] hash = random(random);
            if (i > 0 && random.nextInt(3) > 0) {
                long[] of = all.get(random.nextInt(3) == 0 ? i - 1 : random.nextInt(i))
                        .hash();
                if (of != null) {
                    hash = flipped(of, Math.max(0, distance - 1 + random.nextInt(3)), random);
                }
            }
            all.add(new Made(
                    id(seed, i),
                    i % 3 == 0 ? "pics" : "web",
                    i % 5 == 0,
                    i % 17 == 16 ? null : hash,
                    100 + random.nextInt(4),
                    1000 + random.nextInt(3),
                    i));
        }
        return all;
    }

    /** Tables of documents, those of a source and run in parts. */
    private final class Stored {
        final List<PartFiles> files = new ArrayList<>();
        final List<PartDocuments> documents = new ArrayList<>();

        Stored(List<Made> all, int partsEach) throws IOException {
            for (boolean earlier : new boolean[] {false, true}) {
                for (String source : List.of("pics", "web")) {
                    List<Made> of = all.stream()
                            .filter(one ->
                                    one.earlier() == earlier && one.source().equals(source))
                            .toList();
                    for (int part = 0; part < partsEach; part++) {
                        part(
                                of.subList(of.size() * part / partsEach, of.size() * (part + 1) / partsEach),
                                source,
                                earlier);
                    }
                }
            }
        }

        private TableWriter writer(RunReference run, String name, MessageType schema) throws IOException {
            return new TableWriter(
                    new DigestingOutputFile(run.open().fs(), run.open().path(name), true),
                    schema,
                    spark.hadoopConfiguration());
        }

        private void part(List<Made> rows, String source, boolean earlier) throws IOException {
            int table = tables++;
            RunReference run = new RunReference(temp.toString(), spark.hadoopConfiguration());
            String signatures = "signatures-" + table + ".parquet";
            String documentsFile = "documents-" + table + ".parquet";
            String dedup = "dedup-" + table + ".parquet";
            PartDocuments part = new PartDocuments(files.size(), earlier, SurvivorOrder.SIZES);
            try (TableWriter signatureTable = writer(run, signatures, Tables.SIGNATURES);
                    TableWriter documentTable = writer(run, documentsFile, Tables.DOCUMENTS);
                    TableWriter dedupTable = writer(run, dedup, Tables.DEDUP)) {
                for (int i = 0; i < rows.size(); i++) {
                    Made one = rows.get(i);
                    signatureTable.write(signature(signatureTable.row(), i, one));
                    documentTable.write(document(documentTable.row(), one));
                    Group verdict = dedupTable.row();
                    verdict.append("row", (long) i);
                    verdict.append("id", one.id());
                    dedupTable.write(verdict);
                    long[] rank = earlier || one.width() == null
                            ? new long[SurvivorOrder.SIZES]
                            : new long[] {one.width() * 50L, one.length()};
                    part.add(i, one.id(), "en", rank, one.width() != null, 0);
                }
            }
            documents.add(part.all());
            files.add(new PartFiles(
                    files.size(),
                    run,
                    source,
                    signatures,
                    earlier ? null : new MeasuredFiles(documentsFile, List.of()),
                    earlier ? dedup : null));
        }

        private Group signature(Group row, int number, Made one) {
            row.append("row", (long) number);
            row.append("id", one.id());
            row.append("lang", "en");
            row.append("shingles", 0);
            if (one.width() == null) {
                row.append("text_key", key(one.bytes()));
                return row;
            }
            row.append("media_key", key(one.bytes()));
            row.append("pixel_key", key(one.pixels()));
            if (one.hash() != null) {
                ByteBuffer hash = ByteBuffer.allocate(32);
                hash.asLongBuffer().put(one.hash());
                row.append("pdq", Binary.fromConstantByteArray(hash.array()));
            }
            return row;
        }

        private Group document(Group row, Made one) {
            row.append("id", one.id());
            row.append("source", one.source());
            row.append("kind", one.width() == null ? "web" : "image");
            row.addGroup("origin").append("shard", "s").append("offset", 0L).append("length", 0L);
            row.append("text", "x");
            Group media = row.addGroup("media");
            if (one.width() != null) {
                media.addGroup(0)
                        .addGroup(0)
                        .append("width", one.width())
                        .append("height", 50)
                        .append("length", (long) one.length());
            }
            row.addGroup("signals");
            row.addGroup("meta");
            return row;
        }

        private Binary key(int number) {
            ByteBuffer key = ByteBuffer.allocate(16);
            key.putInt(number);
            return Binary.fromConstantByteArray(key.array());
        }

        NearImages.Found find(Scope scope, int distance, int tasks, int smallBlock, long edgesInOneTask) {
            return new NearImages(files, scope, distance, SurvivorOrder.SIZES, tasks, edgesInOneTask, smallBlock)
                    .find(spark.parallelize(documents, documents.size()));
        }

        /** For each image that is removed the one that stays in its place, by id. */
        SortedMap<String, String> removed(NearImages.Found found) {
            Map<Long, String> ids = new HashMap<>();
            for (PartDocuments part : documents) {
                for (int i = 0; i < part.size(); i++) {
                    ids.put(part.node(i), part.id(i));
                }
            }
            SortedMap<String, String> removed = new TreeMap<>();
            List<PartKeys> keys = found.keys().collect();
            for (int part = 0; part < keys.size(); part++) {
                for (int i = 0; i < keys.get(part).size(); i++) {
                    String id = documents.get(part).id(keys.get(part).document(i));
                    String stays = ids.get(keys.get(part).high(i));
                    if (!id.equals(stays)) {
                        removed.put(id, stays);
                    }
                }
            }
            return removed;
        }
    }

    /** The best first: what an earlier run has, the largest area, the most bytes, the smallest id. */
    private static final Comparator<Made> BEST_FIRST = Comparator.<Made, Boolean>comparing(one -> !one.earlier())
            .thenComparing(one -> one.earlier() ? 0 : -one.width())
            .thenComparing(one -> one.earlier() ? 0 : -one.length())
            .thenComparing(Made::id);

    /** The same by the definition: each image in turn goes if one that stays so far is within the distance. */
    private static SortedMap<String, String> expected(List<Made> all, Scope scope, int distance) {
        List<Made> stay = new ArrayList<>();
        SortedMap<String, String> removed = new TreeMap<>();
        for (Made one : all.stream().sorted(BEST_FIRST).toList()) {
            if (one.hash() == null) {
                continue;
            }
            Optional<Made> best = one.earlier()
                    ? Optional.empty()
                    : stay.stream()
                            .filter(other -> apart(one.hash(), other.hash()) <= distance
                                    && (scope == Scope.CORPUS || one.source().equals(other.source())))
                            .findFirst();
            if (best.isPresent()) {
                removed.put(one.id(), best.get().id());
            } else {
                stay.add(one);
            }
        }
        return removed;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 15, 16, 31})
    void anImageGoesOnlyWhereOneWithinTheDistanceStays(int distance) throws IOException {
        List<Made> all = made(distance, 900, distance);
        Stored stored = new Stored(all, 2);
        for (Scope scope : List.of(Scope.CORPUS, Scope.SOURCE)) {
            SortedMap<String, String> expected = expected(all, scope, distance);
            assertTrue(expected.size() > 100, expected.size() + " removed");
            NearImages.Found found = stored.find(scope, distance, 2, 1 << 17, 1 << 20);
            assertEquals(expected, stored.removed(found));
            assertEquals(
                    all.stream().filter(one -> one.hash() != null).count(),
                    found.figures().get("image_pdq_hashes"));
            assertEquals(
                    all.stream()
                            .filter(one -> one.hash() == null && !one.earlier())
                            .count(),
                    found.figures().get("image_pdq_without_hash"));
        }
    }

    @Test
    void neitherPartsNorTasksNorBlocksNorRoundsChangeWhatGoes() throws IOException {
        List<Made> all = made(77, 1500, 31);
        SortedMap<String, String> expected = expected(all, Scope.CORPUS, 31);
        SortedMap<String, Long> figures = null;
        for (int parts : new int[] {1, 4}) {
            Stored stored = new Stored(all, parts);
            for (int tasks : new int[] {1, 5}) {
                NearImages.Found found = stored.find(Scope.CORPUS, 31, tasks, 1 << 17, 1 << 20);
                assertEquals(expected, stored.removed(found));
                figures = figures == null ? found.figures() : figures;
                assertEquals(figures, found.figures(), parts + " parts, " + tasks + " tasks");
            }
            NearImages.Found many = stored.find(Scope.CORPUS, 31, 2, 100, 10);
            assertEquals(expected, stored.removed(many));
            assertEquals(figures.get("image_pdq_linked"), many.figures().get("image_pdq_linked"));
            assertEquals(figures.get("image_pdq_chained"), many.figures().get("image_pdq_chained"));
        }
    }

    @Test
    void aChainOfSmallChangesIsNoReasonToRemoveItsFarEnd() throws IOException {
        SplittableRandom random = new SplittableRandom(4);
        List<Made> chain = new ArrayList<>();
        long[] hash = random(random);
        for (int i = 0; i < 5; i++) {
            chain.add(new Made(id(4, i), "pics", false, hash.clone(), 100 - i, 1000, i));
            // Other bits each time: the ends are 80 apart.
            for (int bit = 0; bit < 20; bit++) {
                hash[(20 * i + bit) / 64] ^= 1L << (20 * i + bit);
            }
        }
        Stored stored = new Stored(chain, 1);
        NearImages.Found found = stored.find(Scope.CORPUS, 31, 2, 1 << 17, 1 << 20);
        SortedMap<String, String> expected = new TreeMap<>();
        expected.put(id(4, 1), id(4, 0));
        expected.put(id(4, 3), id(4, 2));
        assertEquals(expected, stored.removed(found));
        assertEquals(5L, found.figures().get("image_pdq_linked"));
        assertEquals(2L, found.figures().get("image_pdq_chained"));
    }

    @Test
    void bytesThenPixelsThenLooksAndNeverATextOfTheSameKey() throws IOException {
        SplittableRandom random = new SplittableRandom(6);
        long[] hash = random(random);
        List<Made> all = new ArrayList<>();
        all.add(new Made(id(6, 0), "pics", false, hash, 300, 1000, 1, 1));
        all.add(new Made(id(6, 1), "web", false, hash, 300, 1000, 1, 1));
        all.add(new Made(id(6, 2), "web", false, hash, 300, 2000, 2, 1));
        all.add(new Made(id(6, 3), "pics", false, flipped(hash, 31, random), 400, 500, 3, 3));
        all.add(new Made(id(6, 4), "pics", false, flipped(hash, 100, random), 400, 500, 4, 4));
        // A text with the key of an image's bytes.
        all.add(new Made(id(6, 5), "web", false, null, null, 0, 1, 1));
        // Without a hash of use, only bytes and pixels count.
        all.add(new Made(id(6, 6), "pics", false, null, 10, 10, 5, 5));
        all.add(new Made(id(6, 7), "web", false, null, 10, 10, 6, 5));
        all.add(new Made(id(6, 8), "web", true, random(random), 10, 10, 4, 9));
        Stored stored = new Stored(all, 1);
        DedupSpec spec = new DedupSpec(
                List.of("chars"),
                List.of(),
                Optional.empty(),
                Optional.of(Scope.CORPUS),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new DedupSpec.Images(Scope.CORPUS, List.of(), true, true, OptionalInt.of(31))));
        JavaRDD<PartDocuments> found =
                new Clusters(spark, spec, stored.files).find().documents();
        SortedMap<String, String> fates = new TreeMap<>();
        for (PartDocuments part : found.collect()) {
            for (int i = 0; i < part.size() && !part.earlier(); i++) {
                fates.put(
                        part.id(i),
                        DedupMethod.numbered(part.removedBy(i))
                                        .map(method -> method.reason() + " of ")
                                        .orElse("stands for " + part.weight(i))
                                + (part.removedBy(i) > 0 ? part.duplicateId(i) : ""));
            }
        }
        SortedMap<String, String> expected = new TreeMap<>();
        String best = id(6, 0).compareTo(id(6, 1)) < 0 ? id(6, 0) : id(6, 1);
        String other = best.equals(id(6, 0)) ? id(6, 1) : id(6, 0);
        expected.put(other, "image_bytes_duplicate of " + id(6, 3));
        expected.put(best, "image_pixels_duplicate of " + id(6, 3));
        expected.put(id(6, 2), "image_pdq_duplicate of " + id(6, 3));
        expected.put(id(6, 3), "stands for 4");
        expected.put(id(6, 4), "image_bytes_duplicate of " + id(6, 8));
        expected.put(id(6, 5), "stands for 1");
        String first = id(6, 6).compareTo(id(6, 7)) < 0 ? id(6, 6) : id(6, 7);
        expected.put(first, "stands for 2");
        expected.put(first.equals(id(6, 6)) ? id(6, 7) : id(6, 6), "image_pixels_duplicate of " + first);
        assertEquals(expected, fates);
    }

    @Test
    void theNumberOfBlocksGrowsWithTheHashesAndNotWithTheMachine() {
        assertEquals(1, NearImages.blocks(0, NearImages.SMALL_BLOCK));
        assertEquals(1, NearImages.blocks(131_072, NearImages.SMALL_BLOCK));
        assertEquals(8, NearImages.blocks(1_000_000, NearImages.SMALL_BLOCK));
        assertEquals(64, NearImages.blocks(100_000_000, NearImages.SMALL_BLOCK));
        assertEquals(477, NearImages.blocks(1_000_000_000, NearImages.SMALL_BLOCK));
    }
}
