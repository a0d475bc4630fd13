package dev.tamis.pipeline.cluster;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Iterator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import scala.Tuple2;

/**
 * Connected components of a graph given by its edges.
 *
 * <p>While there are more edges than one task should hold, rounds of large-star and small-star (Kiveris, Lattanzi,
 * Mirrokni, Rastogi and Vassilvitskii 2014, "Connected Components in MapReduce and Beyond") shrink the graph to stars,
 * each node linked to the least of its component; what is small enough is then finished by union-find in one task. Kiveris
 * et al. prove that O(log^2 n) rounds are enough for a variant and observe O(log n) for this one, which alternates; the
 * nodes are renumbered by a fixed mixing first, so that no order in which documents come makes a chain that is slow to
 * contract. Every round ends with a checkpoint.
 *
 * <p>The components do not depend on the partitions, on the order of the edges or on how much one task may hold.
 */
public final class Components {
    private static final int EDGE = 2;

    private final int tasks;
    private final long edgesInOneTask;

    /**
     * How components are to be found.
     *
     * @param tasks partitions to work with
     * @param edgesInOneTask most edges that one task finishes by itself; it needs some 160 bytes for each
     */
    public Components(int tasks, long edgesInOneTask) {
        this.tasks = tasks;
        this.edgesInOneTask = edgesInOneTask;
    }

    /** As many edges as one task should finish by itself in a heap of so many bytes: they take a quarter of it. */
    public static long edgesThatFit(long heap) {
        return heap / 4 / 160;
    }

    /**
     * What was found.
     *
     * @param roots rows of two: a node, and the node that stands for its component, which has a row too; a row may come
     *     more than once
     * @param rounds of large-star and small-star that it took
     */
    public record Found(JavaRDD<long[]> roots, int rounds) {}

    /**
     * Finds the components of a graph: of its nodes that are linked to another. The context has to have a checkpoint directory.
     *
     * @param edges rows of two nodes each, a loop says nothing; any number of rows in an array
     */
    public Found find(JavaRDD<long[]> edges) {
        JavaRDD<long[]> graph = edges.map(Components::scrambled);
        State state = State.of(graph);
        int rounds = 0;
        boolean starred = false;
        while (state.edges > edgesInOneTask && !starred) {
            int partitions = Exchange.partitions(2 * state.edges, EDGE, tasks);
            JavaRDD<long[]> next = smallStar(largeStar(graph, partitions), partitions);
            next.persist(StorageLevel.MEMORY_AND_DISK());
            next.checkpoint();
            State after = State.of(next);
            if (rounds > 0) {
                graph.unpersist();
            }
            starred = after.equals(state);
            graph = next;
            state = after;
            rounds++;
        }
        JavaRDD<long[]> roots = starred
                ? graph.map(Components::withRoots)
                : graph.coalesce(1).mapPartitions(arrays -> inOneTask(arrays).arrays());
        return new Found(roots.map(Components::unscrambled), rounds);
    }

    /** The number of edges and a sum over them that does not depend on their order. */
    private record State(long edges, long sum) {
        static State of(JavaRDD<long[]> graph) {
            Tuple2<Long, Long> state = graph.map(array -> {
                        long sum = 0;
                        for (int at = 0; at < array.length; at += EDGE) {
                            sum += Scramble.mix(array[at] ^ Scramble.mix(array[at + 1]));
                        }
                        return new Tuple2<>((long) array.length / EDGE, sum);
                    })
                    .fold(new Tuple2<>(0L, 0L), (a, b) -> new Tuple2<>(a._1() + b._1(), a._2() + b._2()));
            return new State(state._1(), state._2());
        }
    }

    private static JavaRDD<long[]> largeStar(JavaRDD<long[]> graph, int partitions) {
        return star(graph.map(Components::bothWays), partitions, Components::linkLarger);
    }

    private static JavaRDD<long[]> smallStar(JavaRDD<long[]> graph, int partitions) {
        return star(graph.map(Components::largerFirst), partitions, Components::linkSmaller);
    }

    /** What is made of one node and its neighbours: rows {@code from} to before {@code end}, neighbours in order. */
    @FunctionalInterface
    private interface Link extends Serializable {
        void link(LongRows rows, int from, int end, LongRows linked);
    }

    private static JavaRDD<long[]> star(JavaRDD<long[]> rows, int partitions, Link link) {
        return Exchange.divide(
                        rows.mapPartitionsToPair(arrays -> Exchange.send(
                                EDGE,
                                Exchange.feed(arrays, EDGE),
                                Components::once,
                                (values, at) -> Exchange.spread(values[at], partitions),
                                partitions)),
                        partitions)
                .mapPartitions(blocks -> {
                    LongRows received = Exchange.receive(blocks, EDGE);
                    received.sort(EDGE);
                    received.unique();
                    LongRows linked = new LongRows(EDGE);
                    for (int from = 0; from < received.size(); ) {
                        int end = received.endOfRun(from, 1);
                        link.link(received, from, end, linked);
                        from = end;
                    }
                    return linked.arrays();
                });
    }

    /** Drops repeated rows. */
    static void once(LongRows rows, LongRows unique) {
        rows.sort(rows.width());
        rows.unique();
        for (int row = 0; row < rows.size(); row++) {
            unique.addFrom(rows.values(), rows.at(row));
        }
    }

    /** Large-star: links the neighbours that are larger than the node to the least of node and neighbours. */
    private static void linkLarger(LongRows rows, int from, int end, LongRows linked) {
        long node = rows.get(from, 0);
        long least = least(node, rows.get(from, 1));
        for (int row = from; row < end; row++) {
            long neighbour = rows.get(row, 1);
            if (Long.compareUnsigned(neighbour, node) > 0) {
                linked.add(neighbour, least);
            }
        }
    }

    /** Small-star: links the node, and its neighbours, which are all smaller, to the least of these. */
    private static void linkSmaller(LongRows rows, int from, int end, LongRows linked) {
        long least = rows.get(from, 1);
        linked.add(rows.get(from, 0), least);
        for (int row = from + 1; row < end; row++) {
            linked.add(rows.get(row, 1), least);
        }
    }

    private static long least(long a, long b) {
        return Long.compareUnsigned(a, b) <= 0 ? a : b;
    }

    private static long[] bothWays(long[] edges) {
        long[] both = new long[edges.length * 2];
        for (int at = 0; at < edges.length; at += EDGE) {
            both[2 * at] = edges[at];
            both[2 * at + 1] = edges[at + 1];
            both[2 * at + 2] = edges[at + 1];
            both[2 * at + 3] = edges[at];
        }
        return both;
    }

    private static long[] largerFirst(long[] edges) {
        long[] ordered = edges.clone();
        for (int at = 0; at < edges.length; at += EDGE) {
            ordered[at + 1] = least(edges[at], edges[at + 1]);
            ordered[at] = edges[at] ^ edges[at + 1] ^ ordered[at + 1];
        }
        return ordered;
    }

    private static long[] withRoots(long[] edges) {
        long[] all = new long[edges.length * 2];
        for (int at = 0; at < edges.length; at += EDGE) {
            all[2 * at] = edges[at];
            all[2 * at + 1] = edges[at + 1];
            all[2 * at + 2] = edges[at + 1];
            all[2 * at + 3] = edges[at + 1];
        }
        return all;
    }

    /** The edges with other numbers for their nodes, and without loops. */
    private static long[] scrambled(long[] edges) {
        long[] scrambled = new long[edges.length];
        int to = 0;
        for (int at = 0; at < edges.length; at += EDGE) {
            if (edges[at] != edges[at + 1]) {
                scrambled[to] = Scramble.mix(edges[at]);
                scrambled[to + 1] = Scramble.mix(edges[at + 1]);
                to += EDGE;
            }
        }
        return Arrays.copyOf(scrambled, to);
    }

    private static long[] unscrambled(long[] edges) {
        long[] plain = new long[edges.length];
        for (int i = 0; i < edges.length; i++) {
            plain[i] = Scramble.unmix(edges[i]);
        }
        return plain;
    }

    /** Union-find over all edges that come: each node with the least of its component. */
    static LongRows inOneTask(Iterator<long[]> arrays) {
        LongRows edges = new LongRows(EDGE);
        LongRows nodes = new LongRows(1);
        while (arrays.hasNext()) {
            long[] array = arrays.next();
            for (int at = 0; at < array.length; at += EDGE) {
                edges.addFrom(array, at);
            }
        }
        edges.sort(EDGE);
        edges.unique();
        for (int i = 0; i < edges.size() * EDGE; i++) {
            nodes.addFrom(edges.values(), i);
        }
        nodes.sort(1);
        nodes.unique();
        int[] parent = new int[nodes.size()];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
        for (int row = 0; row < edges.size(); row++) {
            int a = top(parent, nodes.find(edges.get(row, 0)));
            int b = top(parent, nodes.find(edges.get(row, 1)));
            // The smaller index is the smaller node, so the top of a component is its least node.
            parent[Math.max(a, b)] = Math.min(a, b);
        }
        LongRows roots = new LongRows(EDGE);
        for (int i = 0; i < parent.length; i++) {
            roots.add(nodes.get(i, 0), nodes.get(top(parent, i), 0));
        }
        return roots;
    }

    private static int top(int[] parent, int node) {
        int at = node;
        while (parent[at] != at) {
            parent[at] = parent[parent[at]];
            at = parent[at];
        }
        return at;
    }
}
