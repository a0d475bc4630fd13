package dev.tamis.pipeline.dedup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.filters.embedding.Embedding;
import dev.tamis.pipeline.recipe.DedupSpec;
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
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.io.api.Binary;
import org.apache.spark.SparkException;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What is linked, against a comparison of all pairs, over stored signatures of made vectors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NearEmbeddingsTest {
    private static final int ALL = 20_000;

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

    /** @param embedding null for none */
    private record Made(String id, String lang, float[] embedding) {}

    private static List<Made> made(long seed, int count, int length, int centers, double spread) {
        SplittableRandom random = new SplittableRandom(seed);
        double[][] center = new double[centers][length];
        for (double[] one : center) {
            for (int i = 0; i < length; i++) {
                one[i] = random.nextDouble() - 0.5;
            }
        }
        List<Made> all = new ArrayList<>();
        for (int d = 0; d < count; d++) {
            float[] vector = new float[length];
            int from = random.nextInt(centers);
            for (int i = 0; i < length; i++) {
                vector[i] = (float) (center[from][i] + spread * (random.nextDouble() - 0.5));
            }
            all.add(new Made(id(seed, d), d % 3 == 0 ? "de" : "en", vector));
        }
        return all;
    }

    private static String id(long seed, int number) {
        return Digests.sha256(seed + "/" + number).substring(0, 32);
    }

    private final class Stored {
        final List<PartFiles> files = new ArrayList<>();
        final List<PartDocuments> documents = new ArrayList<>();

        void part(List<Made> rows, boolean earlier) throws IOException {
            String name = "signatures-" + tables++ + ".parquet";
            RunReference run = new RunReference(temp.toString(), spark.hadoopConfiguration());
            FileSystem fs = run.open().fs();
            DigestingOutputFile file = new DigestingOutputFile(fs, run.open().path(name), true);
            PartDocuments part = new PartDocuments(files.size(), earlier, 0);
            try (TableWriter table = new TableWriter(file, Tables.SIGNATURES, spark.hadoopConfiguration())) {
                for (int i = 0; i < rows.size(); i++) {
                    Made one = rows.get(i);
                    Group row = table.row();
                    row.append("row", 2L * i);
                    row.append("id", one.id());
                    row.append("lang", one.lang());
                    row.append("shingles", 0);
                    if (one.embedding() != null) {
                        row.append(
                                "embedding",
                                Binary.fromConstantByteArray(Embedding.bytes(one.embedding(), one.embedding().length)));
                    }
                    table.write(row);
                    part.add(2L * i, one.id(), one.lang(), new long[0], false, 0);
                }
            }
            documents.add(part.all());
            files.add(new PartFiles(
                    files.size(),
                    run,
                    "s" + files.size() % 2,
                    name,
                    earlier ? null : new MeasuredFiles("none", List.of()),
                    earlier ? "some" : null));
        }

        NearEmbeddings.Found find(DedupSpec.Semantic semantic, int tasks, int largest) throws IOException {
            JavaRDD<PartDocuments> rdd = spark.parallelize(documents, documents.size());
            return new NearEmbeddings(files, semantic, tasks, largest).find(rdd);
        }

        /** The smallest id of each document's cluster, by id. */
        SortedMap<String, String> clusters(NearEmbeddings.Found found) {
            TreeMap<String, String> clusters = new TreeMap<>();
            for (PartDocuments part : documents) {
                for (int i = 0; i < part.size(); i++) {
                    clusters.put(part.id(i), part.id(i));
                }
            }
            for (long[] array : found.links().collect()) {
                for (int at = 0; at < array.length; at += 2) {
                    join(clusters, id(array[at]), id(array[at + 1]));
                }
            }
            return rooted(clusters);
        }

        private String id(long node) {
            PartDocuments part = documents.get(Node.part(node));
            return part.id(part.find(Node.row(node)));
        }
    }

    private static void join(SortedMap<String, String> clusters, String a, String b) {
        String rootA = root(clusters, a);
        String rootB = root(clusters, b);
        if (rootA.compareTo(rootB) < 0) {
            clusters.put(rootB, rootA);
        } else {
            clusters.put(rootA, rootB);
        }
    }

    private static String root(SortedMap<String, String> clusters, String id) {
        String at = id;
        while (!clusters.get(at).equals(at)) {
            at = clusters.get(at);
        }
        return at;
    }

    private static SortedMap<String, String> rooted(SortedMap<String, String> clusters) {
        SortedMap<String, String> rooted = new TreeMap<>();
        clusters.keySet().forEach(id -> rooted.put(id, root(clusters, id)));
        return rooted;
    }

    private Stored tables(int parts, List<Made> rows) throws IOException {
        Stored tables = new Stored();
        for (int p = 0; p < parts; p++) {
            tables.part(rows.subList(rows.size() * p / parts, rows.size() * (p + 1) / parts), false);
        }
        return tables;
    }

    private static float[] unit(Made one) {
        float[] unit = new float[one.embedding().length];
        Embedding.unit(ByteBuffer.wrap(Embedding.bytes(one.embedding(), unit.length)), unit, 0);
        return unit;
    }

    private static double cosine(Made a, Made b) {
        float[] unitA = unit(a);
        float[] unitB = unit(b);
        double sum = 0;
        for (int i = 0; i < unitA.length; i++) {
            sum += (double) unitA[i] * unitB[i];
        }
        return sum;
    }

    /** All pairs: clusters, and how many pairs there are and how many of them some other clusters hold together. */
    private static double recall(
            List<Made> rows, double least, SortedMap<String, String> expected, SortedMap<String, String> found) {
        rows.forEach(one -> expected.put(one.id(), one.id()));
        long pairs = 0;
        long together = 0;
        for (int i = 0; i < rows.size(); i++) {
            for (int j = i + 1; j < rows.size(); j++) {
                if (cosine(rows.get(i), rows.get(j)) >= least) {
                    pairs++;
                    if (found.get(rows.get(i).id()).equals(found.get(rows.get(j).id()))) {
                        together++;
                    }
                    join(expected, rows.get(i).id(), rows.get(j).id());
                }
            }
        }
        SortedMap<String, String> rooted = rooted(expected);
        expected.putAll(rooted);
        return (double) together / pairs;
    }

    private static DedupSpec.Semantic semantic(int clusters, double similarity) {
        return new DedupSpec.Semantic(DedupSpec.Scope.CORPUS, clusters, similarity, null);
    }

    @Test
    void withOneClusterExactlyThePairsAtTheLimitOrAboveAreLinked() throws IOException {
        List<Made> rows = made(1, 700, 24, 120, 0.2);
        for (double least : new double[] {0.9, 0.95, 0.98}) {
            Stored tables = tables(3, rows);
            SortedMap<String, String> found = tables.clusters(tables.find(semantic(1, least), 2, ALL));
            SortedMap<String, String> expected = new TreeMap<>();
            assertEquals(1.0, recall(rows, least, expected, found));
            assertEquals(expected, found);
            assertTrue(expected.values().stream().distinct().count() < rows.size());
        }
    }

    @Test
    void withManyClustersNearlyAllPairsAreLinkedAndNoOther() throws IOException {
        List<Made> rows = made(2, 1500, 32, 300, 0.2);
        SortedMap<String, String> figures = new TreeMap<>();
        double worst = 1;
        for (int clusters : new int[] {1, 10, 50}) {
            for (int largest : new int[] {ALL, 100}) {
                Stored tables = tables(4, rows);
                NearEmbeddings.Found links = tables.find(semantic(clusters, 0.97), 2, largest);
                SortedMap<String, String> found = tables.clusters(links);
                SortedMap<String, String> expected = new TreeMap<>();
                double recall = recall(rows, 0.97, expected, found);
                // A cluster of theirs lies within one of all pairs: no link is false.
                SortedMap<String, String> outer = new TreeMap<>();
                found.forEach((id, root) ->
                        assertEquals(outer.computeIfAbsent(root, r -> expected.get(id)), expected.get(id)));
                assertTrue(links.figures().get("semantic_largest_cluster") <= largest);
                figures.put(clusters + "/" + largest, String.format(Locale.ROOT, "%.4f", recall));
                worst = Math.min(worst, recall);
            }
        }
        assertTrue(worst > 0.98, "recall by clusters and largest cluster: " + figures);
    }

    @Test
    void linksAreTheSameForAnyPartsOrderAndTasks() throws IOException {
        List<Made> rows = made(3, 900, 16, 60, 0.25);
        Stored first = tables(1, rows);
        NearEmbeddings.Found found = first.find(semantic(12, 0.95), 1, 60);
        SortedMap<String, String> clusters = first.clusters(found);
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 4; round++) {
            List<Made> shuffled = new ArrayList<>(rows);
            for (int i = shuffled.size(); i > 1; i--) {
                Collections.swap(shuffled, i - 1, random.nextInt(i));
            }
            Stored other = tables(1 + random.nextInt(7), shuffled);
            NearEmbeddings.Found again = other.find(semantic(12, 0.95), 1 + random.nextInt(5), 60);
            assertEquals(clusters, other.clusters(again));
            assertEquals(found.figures(), again.figures());
        }
    }

    @Test
    void documentsAreComparedWithinTheirScopeOnly() throws IOException {
        List<Made> rows = made(4, 300, 8, 4, 0.01);
        Stored tables = tables(2, rows);
        SortedMap<String, String> found = tables.clusters(
                tables.find(new DedupSpec.Semantic(DedupSpec.Scope.SOURCE_LANGUAGE, 3, 0.99, null), 2, ALL));
        SortedMap<String, String> domains = new TreeMap<>();
        for (int i = 0; i < rows.size(); i++) {
            domains.put(rows.get(i).id(), i / 150 + rows.get(i).lang());
        }
        found.forEach((id, root) -> assertEquals(domains.get(root), domains.get(id)));
        assertEquals(16, found.values().stream().distinct().count());
    }

    @Test
    void equalVectorsCostAComparisonOfOne() throws IOException {
        float[] same = {3f, 4f};
        List<Made> rows = new ArrayList<>();
        for (int i = 0; i < 300_000; i++) {
            rows.add(new Made(id(6, i), "en", same));
        }
        rows.add(new Made(id(7, 0), "en", new float[] {6f, 8f}));
        rows.add(new Made(id(7, 1), "en", new float[] {1f, 0f}));
        rows.add(new Made(id(7, 2), "en", null));
        Stored tables = tables(3, rows);
        NearEmbeddings.Found found = tables.find(semantic(2, 1.0), 2, ALL);
        assertEquals(300_002, found.figures().get("semantic_embeddings"));
        assertEquals(2, found.figures().get("semantic_distinct_embeddings"));
        assertEquals(300_000, found.links().map(array -> array.length / 2).reduce(Integer::sum));
    }

    @Test
    void vectorsThatKMeansCannotDivideAreCutIntoPieces() throws IOException {
        // So near each other that all float products are the same.
        SplittableRandom random = new SplittableRandom(8);
        List<Made> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            rows.add(new Made(id(8, i), "en", new float[] {1f, (float) (random.nextDouble() * 1e-6)}));
        }
        Stored tables = tables(2, rows);
        NearEmbeddings.Found found = tables.find(semantic(1, 0.99), 2, 50);
        long clusters = tables.clusters(found).values().stream().distinct().count();
        assertTrue(clusters >= 10 && clusters < 60, "clusters: " + clusters);
        Collections.reverse(rows);
        Stored other = tables(5, rows);
        assertEquals(tables.clusters(found), other.clusters(other.find(semantic(1, 0.99), 7, 50)));
    }

    @Test
    void aClusterIsCutOnlyWithinADomainThatIsTooLarge() throws IOException {
        SplittableRandom random = new SplittableRandom(11);
        List<Made> rows = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            float[] near = {1f, (float) (random.nextDouble() * 1e-6)};
            rows.add(new Made(id(11, i), i < 40 ? "de" : i < 80 ? "en" : "fr", near));
        }
        Stored tables = tables(2, rows);
        NearEmbeddings.Found found =
                tables.find(new DedupSpec.Semantic(DedupSpec.Scope.LANGUAGE, 1, 0.99, null), 3, 50);
        assertEquals(3, tables.clusters(found).values().stream().distinct().count());
    }

    @Test
    void onlyTheLinksStayPersistedAndTheyNeedNothingElse() throws IOException {
        Set<Integer> before = new TreeSet<>(spark.getPersistentRDDs().keySet());
        NearEmbeddings.Found found = tables(2, made(12, 200, 8, 20, 0.1)).find(semantic(3, 0.98), 2, ALL);
        Set<Integer> after = new TreeSet<>(spark.getPersistentRDDs().keySet());
        after.removeAll(before);
        assertEquals(Set.of(found.links().id()), after);
        int links = found.links().map(array -> array.length / 2).fold(0, Integer::sum);
        found.links().unpersist(true);
        assertTrue(links > 0);
        assertEquals(links, found.links().map(array -> array.length / 2).fold(0, Integer::sum));
        assertThrows(
                IOException.class,
                () -> tables(1, List.of(new Made(id(12, 0), "en", null))).find(semantic(1, 0.9), 2, ALL));
        // What others left may be given back at any time.
        assertTrue(before.containsAll(spark.getPersistentRDDs().keySet()));
    }

    /** Counts the files that are open. */
    public static final class CountedFiles extends RawLocalFileSystem {
        static final AtomicInteger OPENED = new AtomicInteger();
        static final AtomicInteger OPEN = new AtomicInteger();

        @Override
        public FSDataInputStream open(org.apache.hadoop.fs.Path path, int buffer) throws IOException {
            OPENED.incrementAndGet();
            OPEN.incrementAndGet();
            return new FSDataInputStream(super.open(path, buffer).getWrappedStream()) {
                private boolean closed;

                @Override
                public void close() throws IOException {
                    if (!closed) {
                        OPEN.decrementAndGet();
                    }
                    closed = true;
                    super.close();
                }
            };
        }
    }

    @Test
    void aFailedTaskClosesWhatItReads() throws IOException {
        Stored stored = tables(1, made(13, 9000, 768, 3, 0.1));
        Configuration conf = new Configuration(spark.hadoopConfiguration());
        conf.set("fs.file.impl", CountedFiles.class.getName());
        conf.set("fs.file.impl.disable.cache", "true");
        PartFiles file = stored.files.get(0);
        Embeddings embeddings = new Embeddings(
                List.of(new PartFiles(
                        0,
                        new RunReference(temp.toString(), conf),
                        "s0",
                        file.signatures(),
                        new MeasuredFiles("none", List.of()),
                        null)),
                DedupSpec.Scope.CORPUS);
        JavaRDD<PartDocuments> documents = spark.parallelize(stored.documents, 1);
        assertThrows(
                SparkException.class,
                () -> documents
                        .mapPartitions(some -> {
                            embeddings.blocks(some.next()).next();
                            throw new IllegalStateException("as a task may fail that has read one block");
                        })
                        .count());
        assertTrue(CountedFiles.OPENED.get() > 0);
        assertEquals(0, CountedFiles.OPEN.get());
    }

    @Test
    void documentsOfEarlierRunsAreLinkedToNewOnesButNotWithEachOther() throws IOException {
        Stored tables = new Stored();
        float[] a = {1f, 0f, 0f};
        float[] nearA = {1f, 0.01f, 0f};
        float[] b = {0f, 1f, 0f};
        float[] nearB = {0f, 1f, 0.01f};
        tables.part(List.of(new Made(id(9, 0), "en", nearA)), false);
        tables.part(
                List.of(new Made(id(9, 1), "en", a), new Made(id(9, 2), "en", b), new Made(id(9, 3), "en", nearB)),
                true);
        SortedMap<String, String> found = tables.clusters(tables.find(semantic(1, 0.99), 2, ALL));
        assertEquals(found.get(id(9, 0)), found.get(id(9, 1)));
        assertEquals(3, found.values().stream().distinct().count());
    }

    @Test
    void anEmbeddingOfAnotherLengthIsAnErrorThatNamesItsDocument() throws IOException {
        List<Made> rows = new ArrayList<>(made(10, 20, 5, 3, 0.1));
        rows.set(7, new Made(rows.get(7).id(), "en", new float[] {1f, 2f, 3f}));
        Stored tables = tables(2, rows);
        IOException error = assertThrows(IOException.class, () -> tables.find(semantic(1, 0.99), 2, ALL));
        assertEquals(
                "dedup.semantic: the embedding of document " + rows.get(7).id()
                        + " (source s0) has 3 numbers, those of 19 others have 5; embeddings of one run and the runs it"
                        + " is compared with have to be of one length",
                error.getMessage());
    }

    @Test
    void noEmbeddingAtAllAndTooManyClustersAreErrors() throws IOException {
        Stored none = tables(1, List.of(new Made(id(11, 0), "en", null)));
        IOException error = assertThrows(IOException.class, () -> none.find(semantic(1, 0.99), 2, ALL));
        assertTrue(error.getMessage().contains("no document has an embedding"));
        Stored some = tables(1, made(12, 3, 1000, 1, 0.1));
        error = assertThrows(IOException.class, () -> some.find(semantic(1_000_000, 0.99), 2, ALL));
        assertTrue(error.getMessage().endsWith("at most 33,554"), error.getMessage());
    }
}
