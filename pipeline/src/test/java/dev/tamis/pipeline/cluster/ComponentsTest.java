package dev.tamis.pipeline.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.stage.Engine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real local Spark, with nothing left to one task unless said otherwise. */
final class ComponentsTest {
    @TempDir
    static Path temp;

    private static JavaSparkContext spark;

    @BeforeAll
    static void start() {
        spark = Engine.start("local[2]");
        spark.setCheckpointDir(temp.resolve("checkpoints").toString());
    }

    @AfterAll
    static void stop() {
        spark.close();
    }

    private static JavaRDD<long[]> edges(List<long[]> edges, int partitions) {
        List<long[]> arrays = new ArrayList<>();
        int each = Math.max(1, edges.size() / (3 * partitions));
        for (int from = 0; from < edges.size(); from += each) {
            LongRows rows = new LongRows(2);
            for (long[] edge : edges.subList(from, Math.min(edges.size(), from + each))) {
                rows.add(edge[0], edge[1]);
            }
            rows.arrays().forEachRemaining(arrays::add);
        }
        return spark.parallelize(arrays, partitions);
    }

    /** The components by breadth-first labelling: each node with the least of its component. */
    private static Map<Long, Long> brute(List<long[]> all) {
        Map<Long, Long> least = new HashMap<>();
        // A loop links a node to nothing else.
        List<long[]> edges = all.stream().filter(edge -> edge[0] != edge[1]).toList();
        for (long[] edge : edges) {
            least.put(edge[0], edge[0]);
            least.put(edge[1], edge[1]);
        }
        Map<Long, List<Long>> neighbours = new HashMap<>();
        for (long[] edge : edges) {
            neighbours.computeIfAbsent(edge[0], n -> new ArrayList<>()).add(edge[1]);
            neighbours.computeIfAbsent(edge[1], n -> new ArrayList<>()).add(edge[0]);
        }
        Map<Long, Long> label = new HashMap<>();
        for (Long node : least.keySet().stream().sorted().toList()) {
            List<Long> open = new ArrayList<>(List.of(node));
            while (!open.isEmpty()) {
                Long next = open.remove(open.size() - 1);
                if (label.putIfAbsent(next, node) == null) {
                    open.addAll(neighbours.get(next));
                }
            }
        }
        return label;
    }

    /** Labels made comparable: each component by its least node. */
    private static Map<Long, Long> canonical(Map<Long, Long> roots) {
        Map<Long, Long> least = new HashMap<>();
        roots.forEach((node, root) -> least.merge(root, node, Math::min));
        Map<Long, Long> canonical = new HashMap<>();
        roots.forEach((node, root) -> canonical.put(node, least.get(root)));
        return canonical;
    }

    private static int assertComponents(List<long[]> edges, long edgesInOneTask, int partitions) {
        Components.Found found = new Components(partitions, edgesInOneTask).find(edges(edges, partitions));
        Map<Long, Long> roots = new HashMap<>();
        for (long[] array : found.roots().collect()) {
            for (int at = 0; at < array.length; at += 2) {
                Long before = roots.put(array[at], array[at + 1]);
                assertTrue(before == null || before == array[at + 1], "two roots of one node");
            }
        }
        assertEquals(brute(edges), canonical(roots));
        roots.values().forEach(root -> assertEquals(root, roots.get(root), "a root stands for itself"));
        return found.rounds();
    }

    private static List<long[]> path(int nodes, boolean shuffled) {
        long[] order = new long[nodes];
        SplittableRandom random = new SplittableRandom(nodes);
        for (int i = 0; i < nodes; i++) {
            int j = shuffled ? random.nextInt(i + 1) : i;
            order[i] = order[j];
            order[j] = i;
        }
        List<long[]> edges = new ArrayList<>();
        for (int i = 1; i < nodes; i++) {
            edges.add(new long[] {order[i - 1], order[i]});
        }
        return edges;
    }

    @Test
    void randomGraphsHaveTheComponentsOfASearch() {
        SplittableRandom random = new SplittableRandom(8);
        for (int trial = 0; trial < 12; trial++) {
            int nodes = random.nextInt(2, 400);
            List<long[]> edges = new ArrayList<>();
            for (int i = random.nextInt(1, nodes + 1); i > 0; i--) {
                // A loop and a repeated edge now and then, and nodes with high parts.
                edges.add(new long[] {
                    ((long) random.nextInt(nodes)) << ((trial % 3) * 20),
                    ((long) random.nextInt(nodes)) << ((trial % 3) * 20)
                });
            }
            assertComponents(edges, trial % 2 == 0 ? 0 : 1000, 1 + trial % 3);
        }
    }

    @Test
    void chainsOfAnyOrderAreContractedInRoundsThatGrowWithTheirLogarithm() {
        for (boolean shuffled : new boolean[] {false, true}) {
            int small = assertComponents(path(1 << 6, shuffled), 0, 2);
            int large = assertComponents(path(1 << 12, shuffled), 0, 2);
            assertTrue(large <= 12 + 2, large + " rounds for a chain of 2^12");
            assertTrue(large - small <= 6 + 1, small + " rounds for 2^6, " + large + " for 2^12");
        }
    }

    @Test
    void starsTreesAndGridsAreContractedInFewRounds() {
        List<long[]> star = new ArrayList<>();
        List<long[]> tree = new ArrayList<>();
        List<long[]> caterpillar = new ArrayList<>();
        for (int i = 1; i < 1 << 11; i++) {
            star.add(new long[] {700, i});
            tree.add(new long[] {i, i / 2});
            caterpillar.add(new long[] {i, i < 500 ? i - 1 : i % 500});
        }
        List<long[]> grid = new ArrayList<>();
        for (int i = 0; i < 40 * 40; i++) {
            grid.add(new long[] {i, i % 40 == 39 ? i : i + 1});
            grid.add(new long[] {i, i >= 39 * 40 ? i : i + 40});
        }
        assertTrue(assertComponents(star, 0, 2) <= 3);
        assertTrue(assertComponents(tree, 0, 2) <= 12);
        assertTrue(assertComponents(caterpillar, 0, 2) <= 12);
        assertTrue(assertComponents(grid, 0, 2) <= 12);
    }

    @Test
    void noEdgesHaveNoComponents() {
        assertEquals(0, assertComponents(List.of(), 0, 2));
        assertEquals(0, assertComponents(List.of(), 100, 2));
    }
}
