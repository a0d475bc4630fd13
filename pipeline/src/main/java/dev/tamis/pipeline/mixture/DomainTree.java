package dev.tamis.pipeline.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Paths of domains as a tree: node 0 is the root, a parent comes before its children, siblings are sorted by name. The
 * same paths give the same tree in whatever order they come.
 */
final class DomainTree {

    /** By node: its path ("" for the root), its parent (-1 for the root), its children. */
    private final List<String> paths = new ArrayList<>();

    private final List<Integer> parents = new ArrayList<>();
    private final int[][] children;
    private final int[] leaves;
    private final Map<String, Integer> nodes = new HashMap<>();

    /** @param leafPaths none the beginning of another's path; no path twice */
    DomainTree(Collection<String> leafPaths) {
        Branch root = new Branch();
        for (String path : leafPaths) {
            Branch at = root;
            for (String segment : path.split("/", -1)) {
                at = at.children.computeIfAbsent(segment, s -> new Branch());
            }
        }
        add(root, "", -1);
        List<List<Integer>> of = new ArrayList<>();
        List<Integer> found = new ArrayList<>();
        for (int node = 0; node < paths.size(); node++) {
            of.add(new ArrayList<>());
            if (node > 0) {
                of.get(parents.get(node)).add(node);
            }
        }
        children = new int[paths.size()][];
        for (int node = 0; node < paths.size(); node++) {
            children[node] = of.get(node).stream().mapToInt(i -> i).toArray();
            if (children[node].length == 0) {
                found.add(node);
            }
        }
        leaves = found.stream().mapToInt(i -> i).toArray();
    }

    private static final class Branch {
        private final TreeMap<String, Branch> children = new TreeMap<>();
    }

    private void add(Branch branch, String path, int parent) {
        int node = paths.size();
        paths.add(path);
        parents.add(parent);
        nodes.put(path, node);
        branch.children.forEach((segment, child) -> add(child, path.isEmpty() ? segment : path + "/" + segment, node));
    }

    int size() {
        return paths.size();
    }

    String path(int node) {
        return paths.get(node);
    }

    int parent(int node) {
        return parents.get(node);
    }

    int[] children(int node) {
        return children[node];
    }

    boolean leaf(int node) {
        return children[node].length == 0;
    }

    /** Whether a node is a root or beneath it; takes time in the depth. */
    boolean beneath(int root, int node) {
        int at = node;
        while (at > root) {
            at = parents.get(at);
        }
        return at == root;
    }

    /** Leaves in the order of their nodes: sorted segment by segment. */
    int[] leaves() {
        return leaves;
    }

    /** The node of a path, or -1. */
    int node(String path) {
        return Objects.requireNonNullElse(nodes.get(path), -1);
    }

    /** Values given for the leaves, summed up the tree: the value of each node. */
    double[] sums(double[] values) {
        double[] sums = values.clone();
        for (int node = size() - 1; node >= 0; node--) {
            if (!leaf(node)) {
                sums[node] =
                        Arrays.stream(children[node]).mapToDouble(c -> sums[c]).sum();
            }
        }
        return sums;
    }
}
