package dev.tamis.pipeline.dedup;

import dev.tamis.pipeline.cluster.Components;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.recipe.DedupSpec;
import dev.tamis.pipeline.run.RunDirectory;
import dev.tamis.pipeline.table.TableReader;
import dev.tamis.pipeline.table.Tables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.parquet.example.data.Group;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.storage.StorageLevel;

/** Finds the clusters of a corpus and their survivors, method by method, each among the documents the one before left. */
public final class Clusters {
    /** A setting of Spark's: from how many links on clusters are found in rounds on many tasks and not in one. */
    static final String EDGES_IN_ONE_TASK = "spark.tamis.dedup.edgesInOneTask";

    /** Mixed into the keys of images: a page and an image at one address are no duplicates. */
    private static final long IMAGES = 0x9FB2_1C65_1E98_DF25L;

    private static final int ROOT = 2;

    private final JavaSparkContext spark;
    private final DedupSpec spec;
    private final List<PartFiles> parts;
    private final SortedMap<String, Long> figures = new TreeMap<>();
    private final int tasks;
    private final long edgesInOneTask;

    /**
     * Clusters of a corpus.
     *
     * @param spark with a checkpoint directory
     * @param parts those of this run, then those of earlier ones
     */
    public Clusters(JavaSparkContext spark, DedupSpec spec, List<PartFiles> parts) {
        this.spark = spark;
        this.spec = spec;
        this.parts = List.copyOf(parts);
        this.tasks = spark.defaultParallelism();
        this.edgesInOneTask = spark.getConf().getLong(EDGES_IN_ONE_TASK, Components.edgesThatFit(heap(spark)));
    }

    /** The heap of an executor, in bytes. */
    private static long heap(JavaSparkContext spark) {
        return spark.isLocal()
                ? Runtime.getRuntime().maxMemory()
                : spark.getConf().getSizeAsBytes("spark.executor.memory", "1g");
    }

    /**
     * What became of the documents of every part.
     *
     * @param documents one object a partition, by part
     * @param figures counts by name, the same for every partitioning: of pairs that were verified
     */
    public record Found(JavaRDD<PartDocuments> documents, SortedMap<String, Long> figures) {}

    /**
     * Runs the methods that the recipe asks for.
     *
     * @throws IOException where embeddings cannot be compared with each other
     */
    public Found find() throws IOException {
        SurvivorOrder order = SurvivorOrder.of(spec);
        JavaRDD<PartDocuments> documents =
                kept(spark.parallelize(parts, parts.size()).map(files -> read(files, order)), Optional.empty());
        long count = documents.map(part -> (long) part.size()).fold(0L, Long::sum);
        int methods = 0;
        for (DedupMethod method : DedupMethod.values()) {
            int number = method.number();
            JavaRDD<PartDocuments> seen = documents.map(part -> part.seenBy(number));
            Optional<JavaRDD<PartKeys>> keys = keys(method, seen, count);
            if (keys.isPresent()) {
                JavaRDD<PartDocuments> after =
                        new Survivors(tasks, order.each()).choose(seen, keys.get(), number, count);
                documents = kept(after, Optional.of(documents));
                methods++;
            }
        }
        for (int step = 1; step < methods; step++) {
            documents = kept(Chains.follow(documents), Optional.of(documents));
        }
        return new Found(documents, figures);
    }

    private Optional<JavaRDD<PartKeys>> keys(DedupMethod method, JavaRDD<PartDocuments> documents, long count)
            throws IOException {
        return switch (method) {
            case URL -> spec.url().map(scope -> stored(documents, "url_key", scope));
            case EXACT -> spec.exact().map(scope -> stored(documents, "text_key", scope));
            case MINHASH -> spec.minhash().map(minhash -> clustered(documents, near(minhash, documents, count)));
            case SEMANTIC ->
                spec.semantic().isEmpty()
                        ? Optional.empty()
                        : Optional.of(clustered(documents, alike(spec.semantic().get(), documents)));
            case IMAGE_BYTES ->
                spec.images()
                        .filter(DedupSpec.Images::bytes)
                        .map(images -> stored(documents, "media_key", images.scope()));
            case IMAGE_PIXELS ->
                spec.images()
                        .filter(DedupSpec.Images::pixels)
                        .map(images -> stored(documents, "pixel_key", images.scope()));
            case IMAGE_PDQ ->
                spec.images()
                        .filter(images -> images.distance().isPresent())
                        .map(images -> nearImages(images, documents));
        };
    }

    /** Keeps what was computed at hand, and forgets how, and what it was computed from. */
    private static JavaRDD<PartDocuments> kept(
            JavaRDD<PartDocuments> documents, Optional<JavaRDD<PartDocuments>> from) {
        documents.persist(StorageLevel.MEMORY_AND_DISK());
        from.ifPresent(f -> documents.checkpoint());
        documents.count();
        from.ifPresent(JavaRDD::unpersist);
        return documents;
    }

    private static PartDocuments read(PartFiles files, SurvivorOrder order) throws IOException {
        RunDirectory run = files.run().open();
        return files.earlier() ? earlier(files, run, order.each()) : RankedDocuments.read(files, run, order);
    }

    /** Documents of an earlier run go by the id of what survived there, for that is what was published. */
    private static PartDocuments earlier(PartFiles files, RunDirectory run, int ranks) throws IOException {
        PartDocuments part = new PartDocuments(files.part(), true, ranks);
        long[] rank = new long[ranks];
        try (TableReader signatures = new TableReader(
                        run.path(files.signatures()),
                        Tables.project(Tables.SIGNATURES, "row", "lang", "media_key"),
                        run.conf());
                TableReader dedup = new TableReader(
                        run.path(files.dedup()),
                        Tables.project(Tables.DEDUP, "row", "id", "removed_by", "duplicate_of"),
                        run.conf())) {
            for (Group row = signatures.next(); row != null; row = signatures.next()) {
                Group verdict = dedup.next();
                if (verdict == null || verdict.getLong("row", 0) != row.getLong("row", 0)) {
                    throw new IOException(files.dedup() + " of " + run + " does not fit " + files.signatures()
                            + ": run `tamis verify " + run + "`");
                }
                String survivor = TableReader.string(verdict, "duplicate_of");
                part.add(
                        row.getLong("row", 0),
                        survivor == null ? verdict.getString("id", 0) : survivor,
                        RankedDocuments.language(row),
                        rank,
                        row.getFieldRepetitionCount("media_key") > 0,
                        DedupMethod.removing(TableReader.string(verdict, "removed_by")));
            }
        }
        return part.all();
    }

    /** Keys of 128 bits from a column of the signatures. */
    private JavaRDD<PartKeys> stored(JavaRDD<PartDocuments> documents, String column, DedupSpec.Scope scope) {
        List<PartFiles> files = parts;
        return documents.map(part -> {
            PartFiles own = files.get(part.part());
            RunDirectory run = own.run().open();
            Domains domains = new Domains(scope, own.source(), part);
            PartKeys keys = new PartKeys();
            try (TableReader signatures = new TableReader(
                    run.path(own.signatures()), Tables.project(Tables.SIGNATURES, column), run.conf())) {
                for (int document = 0; document < part.size(); document++) {
                    Group row = signatures.next();
                    if (part.kept(document) && row.getFieldRepetitionCount(column) > 0) {
                        ByteBuffer key = row.getBinary(column, 0).toByteBuffer();
                        long domain = domains.of(document) ^ (part.image(document) ? IMAGES : 0);
                        keys.add(document, key.getLong() ^ domain, key.getLong());
                    }
                }
            }
            return keys;
        });
    }

    private JavaRDD<long[]> near(DedupSpec.MinHash minhash, JavaRDD<PartDocuments> documents, long count) {
        long rows = count * minhash.settings().bands();
        Bands bands = new Bands(parts, minhash.scope());
        if (minhash.verify().isEmpty()) {
            return NearCopies.stars(documents, some -> bands.feed(some.next(), false), rows, tasks);
        }
        JavaRDD<long[]> candidates =
                NearCopies.candidates(documents, bands, rows, tasks).persist(StorageLevel.MEMORY_AND_DISK());
        VerifiedPairs.Links verified = new VerifiedPairs(
                        parts, minhash.settings().ngram(), minhash.verify().getAsDouble())
                .links(candidates);
        figures.put("minhash_pairs_compared", verified.compared());
        figures.put("minhash_pairs_alike", verified.alike());
        figures.put("minhash_pairs_not_compared", verified.notCompared());
        figures.put("minhash_pairs_left_out", verified.leftOut());
        return verified.links();
    }

    private JavaRDD<long[]> alike(DedupSpec.Semantic semantic, JavaRDD<PartDocuments> documents) throws IOException {
        NearEmbeddings.Found found =
                new NearEmbeddings(parts, semantic, tasks, NearEmbeddings.LARGEST_CLUSTER).find(documents);
        figures.putAll(found.figures());
        return found.links();
    }

    private JavaRDD<PartKeys> nearImages(DedupSpec.Images images, JavaRDD<PartDocuments> documents) {
        NearImages.Found found = new NearImages(
                        parts,
                        images.scope(),
                        images.distance().getAsInt(),
                        SurvivorOrder.of(spec).each(),
                        tasks,
                        edgesInOneTask,
                        NearImages.SMALL_BLOCK)
                .find(documents);
        figures.putAll(found.figures());
        return found.keys();
    }

    /** The component of each document that is linked to another. */
    private JavaRDD<PartKeys> clustered(JavaRDD<PartDocuments> documents, JavaRDD<long[]> links) {
        links.persist(StorageLevel.MEMORY_AND_DISK());
        Components.Found found = new Components(tasks, edgesInOneTask).find(links);
        int all = parts.size();
        JavaPairRDD<Integer, byte[]> roots = found.roots()
                .mapPartitionsToPair(arrays -> Exchange.send(
                        ROOT, Exchange.feed(arrays, ROOT), null, (values, at) -> Node.part(values[at]), all));
        JavaRDD<PartKeys> keys = documents.zipPartitions(Exchange.divide(roots, all), (some, blocks) -> {
            PartDocuments part = some.next();
            LongRows received = Exchange.receive(blocks, ROOT);
            received.sort(ROOT);
            received.unique();
            PartKeys own = new PartKeys();
            for (int i = 0; i < received.size(); i++) {
                own.add(part.find(Node.row(received.get(i, 0))), received.get(i, 1), 0);
            }
            return List.of(own).iterator();
        });
        keys.persist(StorageLevel.MEMORY_AND_DISK());
        keys.count();
        links.unpersist();
        return keys;
    }
}
