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
import java.util.TreeSet;
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
 * <p>Equal vectors are linked first and go on as one. Then each vector travels once, to the task of its domain and cluster.
 */
final class NearEmbeddings implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Vectors of a cluster above which it is divided further: all pairs of them, of 768 numbers each, take some 25 seconds. */
    static final int LARGEST_CLUSTER = 20_000;

    /** Vectors a cluster below which no more clusters are made: comparing so few is cheap, and each border parts some pairs. */
    static final int WORTH_DIVIDING = 1000;

    /** Components of the vectors that one comparison holds: 128 MiB. */
    private static final int MOST_COMPONENTS = 1 << 25;

    private static final int EDGE = NearCopies.EDGE;

    /** Domain, cluster, slice, hash in two halves, and node, before the vector. */
    private static final int HEADER = 6;

    /** Domain, cluster and slice: what vectors have in common that are compared. */
    private static final int KEY = 3;

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
     * @param links rows of two nodes, persisted and checkpointed: they need nothing of what they were computed from
     * @param figures counts by name
     */
    record Found(JavaRDD<long[]> links, SortedMap<String, Long> figures) {}

    /**
     * Finds links. The checkpoint directory has to be set.
     *
     * @throws IOException where no document has an embedding, or not all have the same length, or there are to be too many
     *     clusters for vectors of that length
     */
    Found find(JavaRDD<PartDocuments> documents) throws IOException {
        Embeddings embeddings = new Embeddings(parts, semantic.scope());
        JavaRDD<VectorBlock> all =
                documents.mapPartitions(some -> embeddings.blocks(some.next())).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            SortedMap<Integer, Long> lengths = lengths(all);
            if (lengths.isEmpty()) {
                if (documents.filter(part -> part.size() > 0).isEmpty()) {
                    return new Found(
                            JavaSparkContext.fromSparkContext(documents.context())
                                    .emptyRDD(),
                            new TreeMap<>());
                }
                throw new IOException(
                        "dedup.semantic: no document has an embedding; is sources.<source>.embedding_field or dedup.semantic.model right?");
            }
            if (lengths.size() > 1) {
                throw new IOException(differing(lengths, documents, all));
            }
            int length = lengths.firstKey();
            long mostClusters = Math.max(1, SphericalKMeans.MOST_COMPONENTS / length);
            if (semantic.clusters() > mostClusters) {
                throw new IOException(String.format(
                        Locale.ROOT,
                        "dedup.semantic.clusters: %,d are too many for embeddings of %,d numbers, at most %,d",
                        semantic.clusters(),
                        length,
                        mostClusters));
            }
            return find(all, length, lengths.get(length));
        } finally {
            all.unpersist();
        }
    }

    private Found find(JavaRDD<VectorBlock> all, int length, long count) {
        JavaRDD<long[]> equal = EqualVectors.links(all, count, tasks).persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<VectorBlock> distinct = withoutRepeated(all, equal).persist(StorageLevel.MEMORY_AND_DISK());
        try {
            long vectors = distinct.map(block -> (long) block.size()).fold(0L, Long::sum);
            all.unpersist();
            return find(equal, distinct, length, count, vectors);
        } finally {
            distinct.unpersist();
            equal.unpersist();
        }
    }

    private Found find(JavaRDD<long[]> equal, JavaRDD<VectorBlock> distinct, int length, long count, long vectors) {
        JavaSparkContext spark = JavaSparkContext.fromSparkContext(distinct.context());
        SphericalKMeans kMeans = new SphericalKMeans(spark, distinct.coalesce(tasks), length);
        int largest = Math.max(1, Math.min(largestCluster, MOST_COMPONENTS / length));
        int clusters =
                (int) Math.min(semantic.clusters(), (Math.max(1, vectors) + WORTH_DIVIDING - 1) / WORTH_DIVIDING);
        CentroidTree tree = kMeans.find(clusters, largest);
        SortedMap<Integer, Long> sizes = kMeans.sizes(tree);
        TreeSet<Integer> undivided = new TreeSet<>(sizes.keySet());
        undivided.removeIf(leaf -> sizes.get(leaf) <= largest);
        int width = HEADER + (length + 1) / 2;
        int partitions = Exchange.partitions(vectors, width, tasks);
        VectorRoutes routes = new VectorRoutes(sizes, kMeans.sizesByDomain(tree, undivided), largest, partitions);
        Broadcast<CentroidTree> sharedTree = spark.broadcast(tree);
        Broadcast<VectorRoutes> sharedRoutes = spark.broadcast(routes);
        JavaRDD<long[]> links = equal.union(pairs(distinct, sharedTree, sharedRoutes, length, largest, partitions))
                .persist(StorageLevel.MEMORY_AND_DISK());
        try {
            // Or a lost block would ask for what is destroyed below.
            links.checkpoint();
            links.count();
        } finally {
            sharedTree.destroy();
            sharedRoutes.destroy();
        }
        SortedMap<String, Long> figures = new TreeMap<>();
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

    /** Of equal vectors only that of the least node. */
    private JavaRDD<VectorBlock> withoutRepeated(JavaRDD<VectorBlock> vectors, JavaRDD<long[]> equal) {
        int all = parts.size();
        JavaPairRDD<Integer, byte[]> repeated = equal.mapPartitionsToPair(arrays ->
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
            JavaRDD<VectorBlock> vectors,
            Broadcast<CentroidTree> tree,
            Broadcast<VectorRoutes> routes,
            int length,
            int largest,
            int partitions) {
        int width = HEADER + (length + 1) / 2;
        JavaPairRDD<Integer, byte[]> sent = vectors.mapPartitionsToPair(blocks -> Exchange.send(
                width,
                rows(blocks, tree.value(), routes.value(), width),
                null,
                (values, at) -> routes.value().partition((int) values[at + 1], values[at], (int) values[at + 2]),
                partitions));
        return Exchange.divide(sent, partitions)
                .mapPartitions(blocks -> links(Exchange.receive(blocks, width), length, largest));
    }

    private static Exchange.Feed rows(Iterator<VectorBlock> blocks, CentroidTree tree, VectorRoutes routes, int width) {
        long[] row = new long[width];
        return rows -> {
            if (!blocks.hasNext()) {
                return false;
            }
            VectorBlock block = blocks.next();
            int[] leaves = tree.leaves(block);
            float[] components = block.components();
            for (int i = 0; i < leaves.length; i++) {
                row[0] = block.domain(i);
                row[1] = leaves[i];
                row[2] = routes.slice(leaves[i], block.domain(i), block.hash(i));
                row[3] = block.hash(i);
                row[4] = block.lowHash(i);
                row[5] = block.node(i);
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

    /** Compares the vectors of each domain, cluster and slice. In order of their hashes, which no partition changes. */
    private Iterator<long[]> links(LongRows received, int length, int largest) {
        LongRows order = new LongRows(HEADER);
        long[] row = new long[HEADER];
        for (int i = 0; i < received.size(); i++) {
            System.arraycopy(received.values(), received.at(i), row, 0, HEADER - 1);
            row[HEADER - 1] = i;
            order.addFrom(row, 0);
        }
        order.sort(HEADER - 1);
        LongRows links = new LongRows(EDGE);
        Comparison comparison = new Comparison(received, order, length, links);
        for (int from = 0; from < order.size(); ) {
            int end = order.endOfRun(from, KEY);
            // A slice may turn out too large too: it is cut evenly, and what it holds in two pieces is not compared.
            int size = end - from;
            int pieces = (size + largest - 1) / largest;
            for (int piece = 0; piece < pieces; piece++) {
                comparison.compare(
                        from + (int) ((long) size * piece / pieces), from + (int) ((long) size * (piece + 1) / pieces));
            }
            from = end;
        }
        return links.arrays();
    }

    private final class Comparison {
        private final LongRows received;
        private final LongRows order;
        private final int length;
        private final LongRows links;
        private final SimilarPairs similar;
        private float[] vectors = new float[0];

        Comparison(LongRows received, LongRows order, int length, LongRows links) {
            this.received = received;
            this.order = order;
            this.length = length;
            this.links = links;
            this.similar = new SimilarPairs(length, semantic.similarity());
        }

        /** Links those from one place in the order to before another. */
        void compare(int from, int end) {
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
        }
    }

    private static void unpack(LongRows rows, int row, float[] vectors, int to, int length) {
        for (int at = 0; at < length; at++) {
            long both = rows.get(row, HEADER + at / 2);
            vectors[to + at] = Float.intBitsToFloat((int) (at % 2 == 0 ? both >>> 32 : both));
        }
    }
}
