package dev.tamis.pipeline.mixture;

import java.util.Map;

/** Asked shares: from weights by path to the part that each domain has of the whole. */
final class Shares {

    private Shares() {}

    /**
     * The share of every node of the tree, 1 for the root. Nodes that no weight reaches have 0.
     *
     * @param tokens by node
     */
    static double[] of(DomainTree tree, double[] tokens, Map<String, Double> weights, Scheme scheme) {
        double[] shares = new double[tree.size()];
        shares[0] = 1;
        for (int node = 0; node < tree.size(); node++) {
            int[] children = tree.children(node);
            boolean named = false;
            for (int child : children) {
                named |= weights.containsKey(tree.path(child));
            }
            double sum = 0;
            double[] weight = new double[children.length];
            for (int i = 0; i < children.length; i++) {
                weight[i] =
                        named ? weights.getOrDefault(tree.path(children[i]), 0.0) : scheme.weight(tokens[children[i]]);
                sum += weight[i];
            }
            for (int i = 0; i < children.length; i++) {
                shares[children[i]] = sum > 0 ? shares[node] * (weight[i] / sum) : 0;
            }
        }
        return shares;
    }

    /** Shares so far along a ramp: {@code (1 - at) * from + at * to}. */
    static double[] between(double[] from, double[] to, double at) {
        double[] shares = new double[from.length];
        for (int i = 0; i < shares.length; i++) {
            shares[i] = from[i] == to[i] ? from[i] : (1 - at) * from[i] + at * to[i];
        }
        return shares;
    }
}
