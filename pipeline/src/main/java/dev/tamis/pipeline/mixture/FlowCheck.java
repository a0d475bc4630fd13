package dev.tamis.pipeline.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whether the tokens that a node of the tree gets at each step can be passed down to its leaves within all bounds, and
 * if not, what stands against it.
 *
 * <p>The question is one of flow: from each step down the tree within that step's floors and ceilings, then from each
 * leaf up the tree within epoch limits. By Hoffman's theorem (1960) there is such a flow unless for some set X of nodes
 * the least that must enter is more than the most that can leave; a largest flow finds such a set.
 */
final class FlowCheck {

    /** What an arc carries. */
    enum Kind {
        /** The tokens of a step, from outside into the node asked about. */
        STEP,
        /** What a node passes to a child at a step, within floor and ceiling. */
        SHARE,
        /** What a leaf takes at a step. */
        TAKE,
        /** What a node takes over all steps, within its epoch limit. */
        TOTAL,
        BACK
    }

    /** An arc across the edge of X; {@code out} if it leaves X. */
    record Crossing(Kind kind, int step, int node, boolean out) {}

    /** A set that must get more than it can give: the arcs across its edge. */
    record Cut(List<Crossing> crossings) {}

    private final DomainTree tree;
    private final double[][] asked;

    private int[] from = new int[64];
    private int[] to = new int[64];
    private double[] lower = new double[64];
    private double[] upper = new double[64];
    private final List<Crossing> labels = new ArrayList<>();
    private int arcs;

    /** @param asked by step and node: above 0 where weights reach the node */
    FlowCheck(DomainTree tree, double[][] asked) {
        this.tree = tree;
        this.asked = asked;
    }

    /**
     * Null if the tokens can be passed down; otherwise what stands against it.
     *
     * @param least tokens of each step that must be passed down
     * @param most tokens of each step that may be
     * @param lo least tokens by step and node
     * @param hi most tokens by step and node
     * @param capLo least tokens by node over all steps
     * @param capHi most tokens by node over all steps
     */
    Cut cut(int root, double[] least, double[] most, double[][] lo, double[][] hi, double[] capLo, double[] capHi) {
        arcs = 0;
        labels.clear();
        int steps = most.length;
        int last = root;
        while (last + 1 < tree.size() && tree.beneath(root, last + 1)) {
            last++;
        }
        int width = last - root + 1;
        int source = 0;
        int sink = 1;
        int nodes = 2 + width * (steps + 1);
        for (int node = root; node <= last; node++) {
            boolean top = node == root;
            arc(
                    2 + node - root,
                    top ? sink : 2 + tree.parent(node) - root,
                    top ? 0 : capLo[node],
                    top ? Double.POSITIVE_INFINITY : capHi[node],
                    Kind.TOTAL,
                    -1,
                    node);
        }
        for (int t = 0; t < steps; t++) {
            int base = 2 + width * (t + 1) - root;
            if (!(most[t] > 0)) {
                continue;
            }
            arc(source, base + root, least[t], most[t], Kind.STEP, t, root);
            for (int node = root; node <= last; node++) {
                if (asked[t][node] > 0) {
                    if (node > root) {
                        arc(base + tree.parent(node), base + node, lo[t][node], hi[t][node], Kind.SHARE, t, node);
                    }
                    if (tree.leaf(node)) {
                        arc(base + node, 2 + node - root, 0, Double.POSITIVE_INFINITY, Kind.TAKE, t, node);
                    }
                }
            }
        }
        arc(sink, source, 0, Double.POSITIVE_INFINITY, Kind.BACK, -1, -1);
        return hoffman(nodes);
    }

    private void arc(int a, int b, double least, double most, Kind kind, int step, int node) {
        if (arcs == from.length) {
            from = Arrays.copyOf(from, 2 * arcs);
            to = Arrays.copyOf(to, 2 * arcs);
            lower = Arrays.copyOf(lower, 2 * arcs);
            upper = Arrays.copyOf(upper, 2 * arcs);
        }
        from[arcs] = a;
        to[arcs] = b;
        lower[arcs] = least;
        upper[arcs] = Math.max(least, most);
        labels.add(new Crossing(kind, step, node, false));
        arcs++;
    }

    private Cut hoffman(int nodes) {
        double[] excess = new double[nodes];
        for (int a = 0; a < arcs; a++) {
            excess[to[a]] += lower[a];
            excess[from[a]] -= lower[a];
        }
        LargestFlow flow = new LargestFlow(nodes + 2, arcs + nodes);
        double demand = 0;
        for (int a = 0; a < arcs; a++) {
            flow.add(from[a], to[a], upper[a] - lower[a]);
        }
        for (int v = 0; v < nodes; v++) {
            if (excess[v] > 0) {
                flow.add(nodes, v, excess[v]);
                demand += excess[v];
            } else if (excess[v] < 0) {
                flow.add(v, nodes + 1, -excess[v]);
            }
        }
        double got = flow.run(nodes, nodes + 1, demand * 1e-15);
        if (demand - got <= demand * 1e-10) {
            return null;
        }
        boolean[] reached = flow.reached();
        List<Crossing> crossings = new ArrayList<>();
        for (int a = 0; a < arcs; a++) {
            if (reached[from[a]] != reached[to[a]]) {
                Crossing label = labels.get(a);
                crossings.add(new Crossing(label.kind, label.step, label.node, reached[from[a]]));
            }
        }
        return new Cut(crossings);
    }
}
