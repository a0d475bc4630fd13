package dev.tamis.pipeline.dedup;

import dev.tamis.filters.embedding.Centroids;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;

/**
 * Clusters within clusters. Node 0 holds every vector; a node that was divided has its centroids, and its children, one a
 * centroid, are numbered one after the other.
 */
final class CentroidTree implements Serializable {
    private static final long serialVersionUID = 1L;

    private final int length;

    /** By node; null for one that was not divided. */
    private final ArrayList<Centroids> centroids;

    private final ArrayList<Integer> firstChild;
    private final ArrayList<Integer> parents;

    /** A tree of one node. */
    CentroidTree(int length) {
        this(length, new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        addLeaf(-1);
    }

    private CentroidTree(int length, List<Centroids> centroids, List<Integer> firstChild, List<Integer> parents) {
        this.length = length;
        this.centroids = new ArrayList<>(centroids);
        this.firstChild = new ArrayList<>(firstChild);
        this.parents = new ArrayList<>(parents);
    }

    private void addLeaf(int parent) {
        centroids.add(null);
        firstChild.add(-1);
        parents.add(parent);
    }

    /** This tree with some leaves divided, or with other centroids for nodes that were, as many as before. */
    CentroidTree divided(SortedMap<Integer, Centroids> byNode) {
        CentroidTree tree = new CentroidTree(length, centroids, firstChild, parents);
        byNode.forEach((node, theirs) -> {
            if (tree.centroids.get(node) == null) {
                tree.firstChild.set(node, tree.centroids.size());
                for (int i = 0; i < theirs.size(); i++) {
                    tree.addLeaf(node);
                }
            }
            tree.centroids.set(node, theirs);
        });
        return tree;
    }

    int nodes() {
        return centroids.size();
    }

    boolean isLeaf(int node) {
        return centroids.get(node) == null;
    }

    int parent(int node) {
        return parents.get(node);
    }

    /** Which child of its parent a node is, from 0. */
    int place(int node) {
        return node - firstChild.get(parents.get(node));
    }

    /** Nodes above a node. */
    int depth(int node) {
        int depth = 0;
        for (int at = node; parents.get(at) >= 0; at = parents.get(at)) {
            depth++;
        }
        return depth;
    }

    /** The leaf of each vector of a block. */
    int[] leaves(VectorBlock block) {
        int[] leaves = new int[block.size()];
        int[] all = new int[block.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = i;
        }
        descend(0, block.components(), all, leaves);
        return leaves;
    }

    /** @param vectors those of the block that are in the node, one after the other; {@code which} has their numbers */
    private void descend(int node, float[] vectors, int[] which, int[] leaves) {
        if (isLeaf(node)) {
            for (int vector : which) {
                leaves[vector] = node;
            }
            return;
        }
        Centroids theirs = centroids.get(node);
        int[] child = new int[which.length];
        theirs.assign(vectors, which.length, child);
        int[] sizes = new int[theirs.size()];
        for (int place : child) {
            sizes[place]++;
        }
        for (int place = 0; place < sizes.length; place++) {
            int at = firstChild.get(node) + place;
            if (sizes[place] == 0) {
                continue;
            }
            boolean leaf = isLeaf(at);
            int[] some = new int[sizes[place]];
            float[] gathered = new float[leaf ? 0 : sizes[place] * length];
            int n = 0;
            for (int i = 0; i < which.length; i++) {
                if (child[i] == place) {
                    if (!leaf) {
                        System.arraycopy(vectors, i * length, gathered, n * length, length);
                    }
                    some[n++] = which[i];
                }
            }
            descend(at, gathered, some, leaves);
        }
    }
}
