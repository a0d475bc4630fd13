package dev.tamis.pipeline.dedup;

import dev.tamis.filters.embedding.SimilarPairs;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.recipe.DedupSpec;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Links the documents whose embeddings are alike (SemDeDup: Abbas, Tirumala, Simig, Ganguli and Morcos 2023): k-means
 * divides the vectors into clusters, and within one all are compared.
 *
 * <p>Equal vectors are linked first, by their hashes, and go on as one; two different ones of the same 64-bit hash would be
 * taken for equal, which among a billion vectors is expected of 0.03 pairs. Then each vector travels once, to the task of
 * its domain and cluster.
 */
final class NearEmbeddings implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Vectors of a cluster above which it is divided further: all pairs of them, of 768 numbers each, take some 25 seconds. */
    static final int LARGEST_CLUSTER = 20_000;

    /** Components of the vectors that one comparison holds: 128 MiB. */
    private static final int MOST_COMPONENTS = 1 << 25;

    private static final int EDGE = NearCopies.EDGE;

    /** Domain, cluster, hash and node, before the vector. */
    private static final int HEADER = 4;

    private final List<PartFiles> parts;
    private final DedupSpec.Semantic semantic;
    private final int tasks;
    private final int largestCluster;

    /** @param parts by number */
    NearEmbeddings(List<PartFiles> parts, DedupSpec.Semantic semantic, int tasks, int largestCluster) {
        this.parts = parts;
        this.semantic = semantic;
        this.tasks = tasks;
        this.largestCluster = largestCluster;
    }

    /**
     * What was found.
     *
     * @param links rows of two nodes, at hand
     * @param figures counts by name
     */
    record Found(JavaRDD<long[]> links, SortedMap<String, Long> figures) {}

    /**
     * Finds links.
     *
     * @throws IOException where no document has an embedding, or not all have the same length, or there are to be too many
     *     clusters for vectors of that length
     */
    Found find(JavaRDD<PartDocuments> documents) throws IOException {
        SortedMap<String, Long> figures = new TreeMap<>();
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(documents.context());
        Embeddings embeddings = new Embeddings(parts, semantic.scope());
        JavaRDD<VectorBlock> all =
                documents.mapPartitions(some -> embeddings.blocks(some.next())).persist(StorageLevel.MEMORY_AND_DISK());
        SortedMap<Integer, Long> lengths = lengths(all);
        if (lengths.isEmpty()) {
            if (documents.filter(part -> part.size() > 0).isEmpty()) {
                return new Found(spark.emptyRDD(), figures);
            }
            throw new IOException(
                    "dedup.semantic: no document has an embedding; is sources.<source>.embedding_field right?");
        }
        if (lengths.size() > 1) {
            throw new IOException(differing(lengths, documents, all));
        }
        int length = lengths.firstKey();
        long count = lengths.get(length);
        long mostClusters = Math.max(1, SphericalKMeans.MOST_COMPONENTS / length);
        if (semantic.clusters() > mostClusters) {
            throw new IOException(String.format(
                    Locale.ROOT,
                    "dedup.semantic.clusters: %,d are too many for embeddings of %,d numbers, at most %,d",
                    semantic.clusters(),
                    length,
                    mostClusters));
        }
        JavaRDD<long[]> stars =
                NearCopies.stars(all, NearEmbeddings::hashes, count, tasks).persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<VectorBlock> distinct = withoutRepeated(all, stars).persist(StorageLevel.MEMORY_AND_DISK());
        long vectors = distinct.map(block -> (long) block.size()).fold(0L, Long::sum);
        all.unpersist();

        SphericalKMeans kMeans = new SphericalKMeans(spark, distinct.coalesce(tasks), length);
        int largest = Math.max(1, Math.min(largestCluster, MOST_COMPONENTS / length));
        CentroidTree tree = kMeans.find(semantic.clusters(), largest);
        SortedMap<Integer, Long> sizes = kMeans.sizes(tree);
        Broadcast<CentroidTree> shared = spark.broadcast(tree);
        JavaRDD<long[]> links =
                stars.union(pairs(distinct, shared, length, vectors, largest)).persist(StorageLevel.MEMORY_AND_DISK());
        links.count();
        distinct.unpersist();
        stars.unpersist();
        figures.put("semantic_embeddings", count);
        figures.put("semantic_distinct_embeddings", vectors);
        figures.put("semantic_clusters", (long) sizes.size());
        figures.put(
                "semantic_largest_cluster",
                sizes.values().stream().max(Long::compare).orElse(0L));
        figures.put("semantic_iterations", (long) kMeans.iterations());
        return new Found(links, figures);
    }

    /** How many vectors there are of each length. */
    private static SortedMap<Integer, Long> lengths(JavaRDD<VectorBlock> vectors) {
        return vectors.mapPartitions(blocks -> {
                    TreeMap<Integer, Long> counts = new TreeMap<>();
                    while (blocks.hasNext()) {
                        VectorBlock block = blocks.next();
                        counts.merge(block.length(), (long) block.size(), Long::sum);
                    }
                    return List.of(counts).iterator();
                })
                .fold(new TreeMap<>(), (a, b) -> {
                    TreeMap<Integer, Long> sum = new TreeMap<>(a);
                    b.forEach((length, count) -> sum.merge(length, count, Long::sum));
                    return sum;
                });
    }

    /** Says which document, of the smallest id, has another length than most. */
    private String differing(
            SortedMap<Integer, Long> lengths, JavaRDD<PartDocuments> documents, JavaRDD<VectorBlock> vectors) {
        int usual = lengths.firstKey();
        for (Map.Entry<Integer, Long> length : lengths.entrySet()) {
            if (length.getValue() > lengths.get(usual)) {
                usual = length.getKey();
            }
        }
        int most = usual;
        Tuple2<String, String> first = documents
                .zipPartitions(vectors, (some, blocks) -> {
                    PartDocuments part = some.next();
                    List<Tuple2<String, String>> others = new ArrayList<>();
                    while (blocks.hasNext()) {
                        VectorBlock block = blocks.next();
                        for (int i = 0; i < block.size() && block.length() != most; i++) {
                            others.add(new Tuple2<>(
                                    part.id(part.find(Node.row(block.node(i)))),
                                    "(source " + parts.get(part.part()).source() + ") has " + block.length()));
                        }
                    }
                    return others.iterator();
                })
                .reduce((a, b) -> a._1().compareTo(b._1()) <= 0 ? a : b);
        return String.format(
                Locale.ROOT,
                "dedup.semantic: the embedding of document %s %s numbers, those of %,d others have %d;"
                        + " embeddings of one run and the runs it is compared with have to be of one length",
                first._1(),
                first._2(),
                lengths.get(most),
                most);
    }

    private static Exchange.Feed hashes(Iterator<VectorBlock> blocks) {
        return rows -> {
            if (!blocks.hasNext()) {
                return false;
            }
            VectorBlock block = blocks.next();
            for (int i = 0; i < block.size(); i++) {
                rows.add(block.hash(i) ^ block.domain(i), block.node(i));
            }
            return true;
        };
    }

    /** Of equal vectors only that of the least node. */
    private JavaRDD<VectorBlock> withoutRepeated(JavaRDD<VectorBlock> vectors, JavaRDD<long[]> stars) {
        int all = parts.size();
        JavaPairRDD<Integer, byte[]> repeated = stars.mapPartitionsToPair(arrays ->
                Exchange.send(EDGE, Exchange.feed(arrays, EDGE), null, (values, at) -> Node.part(values[at]), all));
        return vectors.zipPartitions(Exchange.divide(repeated, all), (blocks, sent) -> {
            LongRows nodes = Exchange.receive(sent, EDGE);
            nodes.sort(1);
            return new Iterator<VectorBlock>() {
                @Override
                public boolean hasNext() {
                    return blocks.hasNext();
                }

                @Override
                public VectorBlock next() {
                    VectorBlock block = blocks.next();
                    return block.only(i -> nodes.find(block.node(i)) < 0);
                }
            };
        });
    }

    private JavaRDD<long[]> pairs(
            JavaRDD<VectorBlock> vectors, Broadcast<CentroidTree> tree, int length, long count, int largest) {
        int width = HEADER + (length + 1) / 2;
        int partitions = Exchange.partitions(count, width, tasks);
        JavaPairRDD<Integer, byte[]> sent = vectors.mapPartitionsToPair(blocks -> Exchange.send(
                width,
                rows(blocks, tree, width),
                null,
                // Odd, so that the clusters of one domain go to many tasks, and those of many domains too.
                (values, at) -> Exchange.spread(values[at] + values[at + 1] * 0x9E37_79B9_7F4A_7C15L, partitions),
                partitions));
        return Exchange.divide(sent, partitions)
                .mapPartitions(blocks -> links(Exchange.receive(blocks, width), length, largest));
    }

    private static Exchange.Feed rows(Iterator<VectorBlock> blocks, Broadcast<CentroidTree> tree, int width) {
        long[] row = new long[width];
        return rows -> {
            if (!blocks.hasNext()) {
                return false;
            }
            VectorBlock block = blocks.next();
            int[] leaves = tree.value().leaves(block);
            float[] components = block.components();
            for (int i = 0; i < leaves.length; i++) {
                row[0] = block.domain(i);
                row[1] = leaves[i];
                row[2] = block.hash(i);
                row[3] = block.node(i);
                int from = i * block.length();
                for (int at = 0; at < block.length(); at += 2) {
                    long high = Float.floatToRawIntBits(components[from + at]) & 0xFFFF_FFFFL;
                    long low = at + 1 < block.length()
                            ? Float.floatToRawIntBits(components[from + at + 1]) & 0xFFFF_FFFFL
                            : 0;
                    row[HEADER + at / 2] = high << 32 | low;
                }
                rows.addFrom(row, 0);
            }
            return true;
        };
    }

    /** Compares the vectors of each domain and cluster. In order of their hashes, which no partition changes. */
    private Iterator<long[]> links(LongRows received, int length, int largest) {
        LongRows order = new LongRows(HEADER);
        for (int i = 0; i < received.size(); i++) {
            order.add(received.get(i, 0), received.get(i, 1), received.get(i, 2), i);
        }
        order.sort(HEADER - 1);
        SimilarPairs similar = new SimilarPairs(length, semantic.similarity());
        LongRows links = new LongRows(EDGE);
        float[] vectors = new float[0];
        for (int from = 0; from < order.size(); ) {
            // A cluster that k-means could not divide is cut: what it holds in two pieces is not compared.
            int end = Math.min(order.endOfRun(from, 2), from + largest);
            int size = end - from;
            if (vectors.length < size * length) {
                vectors = new float[size * length];
            }
            long[] nodes = new long[size];
            boolean[] earlier = new boolean[size];
            for (int i = 0; i < size; i++) {
                int row = (int) order.get(from + i, HEADER - 1);
                nodes[i] = received.get(row, HEADER - 1);
                earlier[i] = parts.get(Node.part(nodes[i])).earlier();
                unpack(received, row, vectors, i * length, length);
            }
            similar.join(vectors, 0, size, i -> earlier[i], (a, b) -> links.add(nodes[a], nodes[b]));
            from = end;
        }
        return links.arrays();
    }

    private static void unpack(LongRows rows, int row, float[] vectors, int to, int length) {
        for (int at = 0; at < length; at++) {
            long both = rows.get(row, HEADER + at / 2);
            vectors[to + at] = Float.intBitsToFloat((int) (at % 2 == 0 ? both >>> 32 : both));
        }
    }
}
