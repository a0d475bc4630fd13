package dev.tamis.pipeline.dedup;

import dev.tamis.filters.embedding.Centroids;
import dev.tamis.filters.embedding.ClusterSums;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/**
 * Spherical k-means on Spark (Dhillon and Modha 2001), the same for every partitioning: it begins at the vectors of the
 * smallest hashes, which is as good as random ones and counts equal vectors once, and adds exactly.
 *
 * <p>A cluster that is too large is divided by k-means among its own vectors, and so on.
 */
final class SphericalKMeans {
    /** Lloyd's iterations at most; fewer where no centroid moves any more. */
    static final int ITERATIONS = 10;

    /**
     * Components of all centroids that are found at the same time. A task needs eight bytes for each to add in, and four
     * for the centroid.
     */
    static final int MOST_COMPONENTS = 1 << 25;

    /** Divisions one below the other. */
    private static final int DEEPEST = 5;

    private final JavaSparkContext spark;
    private final JavaRDD<VectorBlock> vectors;
    private final int length;
    private int iterations;

    /**
     * K-means of some vectors.
     *
     * @param vectors all of one length, at hand, in as many partitions as there are to be tasks
     */
    SphericalKMeans(JavaSparkContext spark, JavaRDD<VectorBlock> vectors, int length) {
        this.spark = spark;
        this.vectors = vectors;
        this.length = length;
    }

    /** Iterations made so far. */
    int iterations() {
        return iterations;
    }

    /**
     * Finds clusters.
     *
     * @param clusters how many at first
     * @param largest vectors of a cluster above which it is divided into clusters of about half as many
     */
    CentroidTree find(int clusters, int largest) {
        CentroidTree tree = new CentroidTree(length);
        if (clusters > 1) {
            tree = divide(tree, new TreeMap<>(Map.of(0, clusters)));
        }
        while (true) {
            SortedMap<Integer, Integer> large = large(tree, largest);
            CentroidTree next = large.isEmpty() ? tree : divide(tree, large);
            if (next.nodes() == tree.nodes()) {
                return tree;
            }
            tree = next;
        }
    }

    /** The vectors in each node that has some. */
    SortedMap<Integer, Long> sizes(CentroidTree tree) {
        Broadcast<CentroidTree> shared = spark.broadcast(tree);
        TreeMap<Integer, Long> sizes = vectors.mapPartitions(blocks -> {
                    TreeMap<Integer, Long> counts = new TreeMap<>();
                    while (blocks.hasNext()) {
                        for (int leaf : shared.value().leaves(blocks.next())) {
                            counts.merge(leaf, 1L, Long::sum);
                        }
                    }
                    return List.of(counts).iterator();
                })
                .treeReduce((a, b) -> {
                    b.forEach((leaf, count) -> a.merge(leaf, count, Long::sum));
                    return a;
                });
        shared.destroy();
        return sizes;
    }

    /** The vectors of each domain in some leaves. */
    SortedMap<Integer, SortedMap<Long, Long>> sizesByDomain(CentroidTree tree, Set<Integer> leaves) {
        if (leaves.isEmpty()) {
            return new TreeMap<>();
        }
        TreeSet<Integer> wanted = new TreeSet<>(leaves);
        Broadcast<CentroidTree> shared = spark.broadcast(tree);
        TreeMap<Integer, SortedMap<Long, Long>> sizes = vectors.mapPartitions(blocks -> {
                    TreeMap<Integer, SortedMap<Long, Long>> counts = new TreeMap<>();
                    while (blocks.hasNext()) {
                        VectorBlock block = blocks.next();
                        int[] theirs = shared.value().leaves(block);
                        for (int i = 0; i < theirs.length; i++) {
                            if (wanted.contains(theirs[i])) {
                                counts.computeIfAbsent(theirs[i], leaf -> new TreeMap<>())
                                        .merge(block.domain(i), 1L, Long::sum);
                            }
                        }
                    }
                    return List.of(counts).iterator();
                })
                .treeReduce((a, b) -> {
                    b.forEach((leaf, domains) -> domains.forEach((domain, count) ->
                            a.computeIfAbsent(leaf, l -> new TreeMap<>()).merge(domain, count, Long::sum)));
                    return a;
                });
        shared.destroy();
        return sizes;
    }

    /** Into how many clusters to divide which leaves: as many of them as can be divided at the same time. */
    private SortedMap<Integer, Integer> large(CentroidTree tree, int largest) {
        SortedMap<Integer, Integer> large = new TreeMap<>();
        long room = Math.max(2, MOST_COMPONENTS / length);
        for (Map.Entry<Integer, Long> leaf : sizes(tree).entrySet()) {
            if (leaf.getValue() > largest && tree.depth(leaf.getKey()) < DEEPEST && room >= 2) {
                long clusters = Math.min(room, (2 * leaf.getValue() + largest - 1) / largest);
                large.put(leaf.getKey(), (int) clusters);
                room -= clusters;
            }
        }
        return large;
    }

    private CentroidTree divide(CentroidTree tree, SortedMap<Integer, Integer> clusters) {
        SortedMap<Integer, Centroids> centroids = first(tree, clusters);
        if (centroids.isEmpty()) {
            return tree;
        }
        CentroidTree divided = tree.divided(centroids);
        for (int i = 0; i < ITERATIONS; i++) {
            SortedMap<Integer, ClusterSums> sums = sums(divided, centroids);
            SortedMap<Integer, Centroids> moved = new TreeMap<>();
            boolean same = true;
            for (Map.Entry<Integer, Centroids> node : centroids.entrySet()) {
                Centroids next = node.getValue().moved(sums.get(node.getKey()));
                same &= next.same(node.getValue());
                moved.put(node.getKey(), next);
            }
            iterations++;
            if (same) {
                break;
            }
            centroids = moved;
            divided = divided.divided(centroids);
        }
        return divided;
    }

    /** The vectors of the smallest hashes in each of some leaves; a leaf of one vector has none. */
    private SortedMap<Integer, Centroids> first(CentroidTree tree, SortedMap<Integer, Integer> clusters) {
        TreeMap<Integer, Integer> wanted = new TreeMap<>(clusters);
        Broadcast<CentroidTree> shared = spark.broadcast(tree);
        TreeMap<Integer, SmallestHashes> smallest = vectors.mapPartitions(blocks -> {
                    TreeMap<Integer, SmallestHashes> some = new TreeMap<>();
                    wanted.forEach((leaf, count) -> some.put(leaf, new SmallestHashes(count)));
                    while (blocks.hasNext()) {
                        VectorBlock block = blocks.next();
                        int[] leaves = shared.value().leaves(block);
                        for (int i = 0; i < leaves.length; i++) {
                            SmallestHashes theirs = some.get(leaves[i]);
                            if (theirs != null) {
                                theirs.add(block.hash(i));
                            }
                        }
                    }
                    return List.of(some).iterator();
                })
                .treeReduce((a, b) -> {
                    b.forEach((leaf, hashes) -> a.get(leaf).merge(hashes));
                    return a;
                });
        TreeMap<Integer, long[]> hashes = new TreeMap<>();
        smallest.forEach((leaf, theirs) -> {
            long[] sorted = theirs.sorted();
            if (sorted.length > 1) {
                hashes.put(leaf, sorted);
            }
        });
        SortedMap<Integer, float[][]> smallestOf = new TreeMap<>();
        hashes.forEach((leaf, theirs) -> smallestOf.put(leaf, new float[theirs.length][]));
        Iterator<Seed> seeds = vectors.mapPartitions(blocks -> seeds(blocks, shared.value(), hashes))
                .collect()
                .iterator();
        while (seeds.hasNext()) {
            Seed seed = seeds.next();
            keepSmaller(smallestOf.get(seed.leaf()), seed.place(), seed.vector(), 0, length);
        }
        shared.destroy();
        SortedMap<Integer, Centroids> first = new TreeMap<>();
        smallestOf.forEach((leaf, theirs) -> {
            float[] components = new float[theirs.length * length];
            for (int place = 0; place < theirs.length; place++) {
                System.arraycopy(theirs[place], 0, components, place * length, length);
            }
            first.put(leaf, new Centroids(length, components));
        });
        return first;
    }

    /** Of vectors that share their 64 bits the smallest, so that which one is met first makes no difference. */
    private static void keepSmaller(float[][] kept, int place, float[] vectors, int from, int length) {
        if (kept[place] == null || Arrays.compare(vectors, from, from + length, kept[place], 0, length) < 0) {
            kept[place] = Arrays.copyOfRange(vectors, from, from + length);
        }
    }

    private record Seed(int leaf, int place, float[] vector) implements java.io.Serializable {}

    private static Iterator<Seed> seeds(
            Iterator<VectorBlock> blocks, CentroidTree tree, SortedMap<Integer, long[]> hashes) {
        SortedMap<Integer, float[][]> found = new TreeMap<>();
        hashes.forEach((leaf, theirs) -> found.put(leaf, new float[theirs.length][]));
        while (blocks.hasNext()) {
            VectorBlock block = blocks.next();
            int[] leaves = tree.leaves(block);
            for (int i = 0; i < leaves.length; i++) {
                long[] theirs = hashes.get(leaves[i]);
                int place = theirs == null ? -1 : Arrays.binarySearch(theirs, block.hash(i));
                if (place >= 0) {
                    keepSmaller(found.get(leaves[i]), place, block.components(), i * block.length(), block.length());
                }
            }
        }
        List<Seed> seeds = new ArrayList<>();
        found.forEach((leaf, theirs) -> {
            for (int place = 0; place < theirs.length; place++) {
                if (theirs[place] != null) {
                    seeds.add(new Seed(leaf, place, theirs[place]));
                }
            }
        });
        return seeds.iterator();
    }

    private SortedMap<Integer, ClusterSums> sums(CentroidTree tree, SortedMap<Integer, Centroids> centroids) {
        TreeMap<Integer, Integer> clusters = new TreeMap<>();
        centroids.forEach((node, theirs) -> clusters.put(node, theirs.size()));
        int each = length;
        Broadcast<CentroidTree> shared = spark.broadcast(tree);
        TreeMap<Integer, ClusterSums> sums = vectors.mapPartitions(blocks -> {
                    TreeMap<Integer, ClusterSums> some = new TreeMap<>();
                    clusters.forEach((node, count) -> some.put(node, new ClusterSums(count, each)));
                    while (blocks.hasNext()) {
                        VectorBlock block = blocks.next();
                        int[] leaves = shared.value().leaves(block);
                        for (int i = 0; i < leaves.length; i++) {
                            ClusterSums theirs = some.get(shared.value().parent(leaves[i]));
                            if (theirs != null) {
                                theirs.add(shared.value().place(leaves[i]), block.components(), i);
                            }
                        }
                    }
                    return List.of(some).iterator();
                })
                .treeReduce((a, b) -> {
                    b.forEach((node, theirs) -> a.get(node).merge(theirs));
                    return a;
                });
        shared.destroy();
        return sums;
    }
}
