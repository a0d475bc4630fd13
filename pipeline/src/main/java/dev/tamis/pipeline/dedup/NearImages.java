package dev.tamis.pipeline.dedup;

import dev.tamis.filters.dedup.HammingIndex;
import dev.tamis.pipeline.cluster.Components;
import dev.tamis.pipeline.cluster.Exchange;
import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.recipe.DedupSpec;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.rdd.PartitionPruningRDD;
import org.apache.spark.rdd.RDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;
import scala.runtime.AbstractFunction1;

/**
 * Finds, for each image whose perceptual hash lies near that of a better one, which image stays in its place.
 *
 * <p>Each hash travels once, to its block; a task for each pair of blocks links what is near. Links make clusters, as for
 * texts. But likeness is not passed on: of A near B near C, A and C may be two images. So in each cluster images are taken up
 * from the best to the worst, and one is removed only where an image that stays lies within the distance; else it stays
 * itself. Images of earlier runs come first and all stay.
 */
final class NearImages implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Hashes of a block, while there are few blocks: a task of two takes about a second. */
    static final int SMALL_BLOCK = 1 << 17;

    /** Hashes of the largest block: a task holds two, of 100 MB each, and some bytes a hash besides. */
    static final int LARGE_BLOCK = 1 << 21;

    /** Blocks from which on they rather grow: each pair of them is a task. */
    private static final int MANY_BLOCKS = 64;

    private static final int EDGE = NearCopies.EDGE;

    private final List<PartFiles> parts;
    private final PixelHashes hashes;
    private final int distance;
    private final int ranksEach;
    private final int tasks;
    private final long edgesInOneTask;
    private final int smallBlock;

    /**
     * The near images of a corpus.
     *
     * @param parts by number
     * @param distance most bits in which two hashes may differ
     * @param ranksEach numbers that rank an image
     */
    NearImages(
            List<PartFiles> parts,
            DedupSpec.Scope scope,
            int distance,
            int ranksEach,
            int tasks,
            long edgesInOneTask,
            int smallBlock) {
        this.parts = parts;
        this.hashes = new PixelHashes(parts, scope);
        this.distance = distance;
        this.ranksEach = ranksEach;
        this.tasks = tasks;
        this.edgesInOneTask = edgesInOneTask;
        this.smallBlock = smallBlock;
    }

    /**
     * What was found.
     *
     * @param keys of each image that is removed, and of the one that stays in its place: the latter's node
     * @param figures counts by name
     */
    record Found(JavaRDD<PartKeys> keys, SortedMap<String, Long> figures) {}

    /** How many blocks hashes are divided into. The number hangs on that of the hashes alone, and so do the counts. */
    static int blocks(long count, int smallBlock) {
        long small = (count + smallBlock - 1) / smallBlock;
        long large = (count + LARGE_BLOCK - 1) / LARGE_BLOCK;
        return (int) Math.max(1, Math.max(Math.min(MANY_BLOCKS, small), large));
    }

    /** Finds near images. The checkpoint directory has to be set. */
    Found find(JavaRDD<PartDocuments> documents) {
        Tuple2<Long, Long> counted = documents
                .map(this::count)
                .fold(new Tuple2<>(0L, 0L), (a, b) -> new Tuple2<>(a._1() + b._1(), a._2() + b._2()));
        long count = counted._1();
        JavaRDD<HashBlock> blocks = blocks(documents, blocks(count, smallBlock));
        JavaRDD<HashBlock.Links> found = pairs(blocks).persist(StorageLevel.MEMORY_AND_DISK());
        // Or a lost block would have all compared once more.
        found.checkpoint();
        SortedMap<String, Long> figures = new TreeMap<>();
        figures.put("image_pdq_hashes", count);
        figures.put("image_pdq_without_hash", counted._2());
        figures.put(
                "image_pdq_pairs_compared", found.map(HashBlock.Links::compared).fold(0L, Long::sum));
        figures.put(
                "image_pdq_distinct_hashes",
                blocks.map(block -> (long) block.size()).fold(0L, Long::sum));
        blocks.unpersist();
        JavaRDD<long[]> roots = new Components(tasks, edgesInOneTask)
                .find(found.map(HashBlock.Links::links))
                .roots();
        JavaRDD<Stand> stands = stands(documents, roots, count).persist(StorageLevel.MEMORY_AND_DISK());
        JavaRDD<PartKeys> keys = keys(documents, stands).persist(StorageLevel.MEMORY_AND_DISK());
        keys.count();
        figures.put(
                "image_pdq_linked",
                stands.map(some -> (long) some.rows.length / EDGE).fold(0L, Long::sum));
        figures.put("image_pdq_chained", stands.map(some -> some.chained).fold(0L, Long::sum));
        stands.unpersist();
        found.unpersist();
        return new Found(keys, figures);
    }

    /** Hashes of a part, and images of this run that are kept and have none. */
    private Tuple2<Long, Long> count(PartDocuments part) throws IOException {
        LongRows rows = new LongRows(HashBlock.WIDTH);
        Exchange.Feed feed = hashes.feed(part);
        long count = 0;
        while (feed.feed(rows)) {
            count += rows.size();
            rows.clear();
        }
        long images = 0;
        for (int i = 0; i < part.size(); i++) {
            images += part.image(i) && part.kept(i) ? 1 : 0;
        }
        return new Tuple2<>(count, part.earlier() ? 0 : images - count);
    }

    private JavaRDD<HashBlock> blocks(JavaRDD<PartDocuments> documents, int blocks) {
        int firstEarlier = (int) parts.stream().filter(part -> !part.earlier()).count();
        int width = HashBlock.WIDTH;
        PixelHashes stored = hashes;
        JavaPairRDD<Integer, byte[]> sent = documents.mapPartitionsToPair(some -> Exchange.send(
                width,
                stored.feed(some.next()),
                HashBlock::combine,
                (values, at) -> Exchange.spread(HashBlock.place(values, at), blocks),
                blocks));
        return Exchange.divide(sent, blocks)
                .mapPartitionsWithIndex(
                        (number, rows) -> List.of(HashBlock.of(number, Exchange.receive(rows, width), firstEarlier))
                                .iterator(),
                        true)
                .persist(StorageLevel.MEMORY_AND_DISK());
    }

    /** Links of each block, and of each two, without a shuffle: a task reads the blocks where they are. */
    private JavaRDD<HashBlock.Links> pairs(JavaRDD<HashBlock> blocks) {
        int most = distance;
        RDD<Tuple2<HashBlock, HashBlock>> all = blocks.cartesian(blocks).rdd();
        RDD<Tuple2<HashBlock, HashBlock>> once =
                PartitionPruningRDD.create(all, new OncePerPair(blocks.getNumPartitions()));
        return once.toJavaRDD().map(pair -> pair._1().links(pair._2(), most));
    }

    /** Of the partitions of a product those of a block and one that is not before it. */
    private static final class OncePerPair extends AbstractFunction1<Object, Object> implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int blocks;

        OncePerPair(int blocks) {
            this.blocks = blocks;
        }

        @Override
        public Object apply(Object partition) {
            return (Integer) partition / blocks <= (Integer) partition % blocks;
        }
    }

    /**
     * What stands for what in some clusters.
     *
     * @param rows of two: the node of an image, and of the one that stays in its place, which may be itself
     * @param chained images of this run that stay though a better one of their cluster does
     */
    private record Stand(long[] rows, long chained) implements Serializable {}

    /** Who stands for whom in each cluster. */
    private JavaRDD<Stand> stands(JavaRDD<PartDocuments> documents, JavaRDD<long[]> roots, long count) {
        int all = parts.size();
        int ranks = ranksEach;
        int most = distance;
        int order = 1 + Standing.columns(ranks);
        int width = order + PixelHashes.LONGS;
        int partitions = Exchange.partitions(count, width, tasks);
        PixelHashes stored = hashes;
        JavaPairRDD<Integer, byte[]> toParts = roots.mapPartitionsToPair(arrays ->
                Exchange.send(EDGE, Exchange.feed(arrays, EDGE), null, (values, at) -> Node.part(values[at]), all));
        JavaPairRDD<Integer, byte[]> members = documents
                .zipPartitions(Exchange.divide(toParts, all), (some, blocks) -> {
                    PartDocuments part = some.next();
                    LongRows clustered = Exchange.receive(blocks, EDGE);
                    clustered.sort(1);
                    return Exchange.send(
                            width,
                            members(stored, part, clustered, ranks),
                            null,
                            (values, at) -> Exchange.spread(values[at], partitions),
                            partitions);
                })
                .mapToPair(block -> block);
        return Exchange.divide(members, partitions).mapPartitions(blocks -> {
            LongRows received = Exchange.receive(blocks, width);
            received.sort(order);
            return List.of(check(received, order, most)).iterator();
        });
    }

    /** Rows of a cluster, what orders its images from the best to the worst, the last of it the node, and the hash. */
    private static Exchange.Feed members(PixelHashes stored, PartDocuments part, LongRows clustered, int ranks)
            throws IOException {
        int order = 1 + Standing.columns(ranks);
        return stored.feed(
                part,
                order + PixelHashes.LONGS,
                order,
                document -> clustered.find(part.node(document)) >= 0,
                (document, row) -> {
                    row[0] = clustered.get(clustered.find(part.node(document)), 1);
                    Standing.write(part, document, row, 1);
                    // The larger comes first there, and the smaller here: rows are sorted unsigned.
                    row[1] = 1 - row[1];
                    for (int rank = 2; rank < 2 + ranks; rank++) {
                        row[rank] = ~(row[rank] ^ Long.MIN_VALUE);
                    }
                });
    }

    private static Stand check(LongRows members, int order, int distance) {
        LongRows stands = new LongRows(EDGE);
        long chained = 0;
        for (int from = 0; from < members.size(); ) {
            int end = members.endOfRun(from, 1);
            HammingIndex staying = new HammingIndex(distance);
            LongRows nodes = new LongRows(1);
            for (int i = from; i < end; i++) {
                long node = members.get(i, order - 1);
                boolean earlier = members.get(i, 1) == 0;
                int best = earlier ? -1 : staying.first(members.values(), members.at(i) + order);
                if (best < 0) {
                    chained += !earlier && staying.size() > 0 ? 1 : 0;
                    staying.add(members.values(), members.at(i) + order);
                    nodes.addFrom(members.values(), members.at(i) + order - 1);
                }
                stands.add(node, best < 0 ? node : nodes.get(best, 0));
            }
            from = end;
        }
        return new Stand(Arrays.copyOf(stands.values(), stands.size() * EDGE), chained);
    }

    private JavaRDD<PartKeys> keys(JavaRDD<PartDocuments> documents, JavaRDD<Stand> stands) {
        int all = parts.size();
        JavaPairRDD<Integer, byte[]> sent = stands.map(some -> some.rows)
                .mapPartitionsToPair(arrays -> Exchange.send(
                        EDGE, Exchange.feed(arrays, EDGE), null, (values, at) -> Node.part(values[at]), all));
        return documents.zipPartitions(Exchange.divide(sent, all), (some, blocks) -> {
            PartDocuments part = some.next();
            LongRows received = Exchange.receive(blocks, EDGE);
            received.sort(EDGE);
            PartKeys own = new PartKeys();
            for (int i = 0; i < received.size(); i++) {
                own.add(part.find(Node.row(received.get(i, 0))), received.get(i, 1), 0);
            }
            return List.of(own).iterator();
        });
    }
}
