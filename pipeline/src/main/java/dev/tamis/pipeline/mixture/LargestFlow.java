package dev.tamis.pipeline.mixture;

import java.util.Arrays;

/** A largest flow through a network of real capacities, by Dinic's algorithm (1970). Used once. */
final class LargestFlow {

    private final int[] head;
    private final int[] next;
    private final int[] to;
    private final double[] room;
    private int arcs;
    private final int[] level;
    private final int[] at;
    private double least;

    LargestFlow(int nodes, int arcs) {
        head = new int[nodes];
        Arrays.fill(head, -1);
        level = new int[nodes];
        at = new int[nodes];
        next = new int[2 * arcs];
        to = new int[2 * arcs];
        room = new double[2 * arcs];
    }

    void add(int a, int b, double capacity) {
        half(a, b, capacity);
        half(b, a, 0);
    }

    private void half(int a, int b, double capacity) {
        to[arcs] = b;
        room[arcs] = capacity;
        next[arcs] = head[a];
        head[a] = arcs++;
    }

    /** The flow from a to b; room of {@code least} or below counts as none. */
    double run(int a, int b, double least) {
        this.least = least;
        double total = 0;
        while (levels(a, b)) {
            System.arraycopy(head, 0, at, 0, at.length);
            for (double sent = push(a, b); sent > 0; sent = push(a, b)) {
                total += sent;
            }
        }
        return total;
    }

    /** After a run: nodes to which there is room from its start. */
    boolean[] reached() {
        boolean[] reached = new boolean[level.length];
        for (int v = 0; v < reached.length; v++) {
            reached[v] = level[v] >= 0;
        }
        return reached;
    }

    private boolean levels(int a, int b) {
        Arrays.fill(level, -1);
        int[] queue = new int[level.length];
        int size = 0;
        level[a] = 0;
        queue[size++] = a;
        for (int i = 0; i < size; i++) {
            for (int arc = head[queue[i]]; arc >= 0; arc = next[arc]) {
                if (room[arc] > least && level[to[arc]] < 0) {
                    level[to[arc]] = level[queue[i]] + 1;
                    queue[size++] = to[arc];
                }
            }
        }
        return level[b] >= 0;
    }

    /** Sends flow along one shortest path, or returns 0. */
    private double push(int a, int b) {
        // The path is as long as the tree is deep, twice, so its nodes are kept here and not on the stack.
        int[] path = new int[level.length];
        int length = 0;
        int v = a;
        while (v != b) {
            int arc = at[v];
            while (arc >= 0 && !(room[arc] > least && level[to[arc]] == level[v] + 1)) {
                arc = next[arc];
            }
            at[v] = arc;
            if (arc >= 0) {
                path[length++] = arc;
                v = to[arc];
            } else if (length == 0) {
                return 0;
            } else {
                int back = path[--length];
                v = to[back ^ 1];
                at[v] = next[back];
            }
        }
        double sent = Double.POSITIVE_INFINITY;
        for (int i = 0; i < length; i++) {
            sent = Math.min(sent, room[path[i]]);
        }
        for (int i = 0; i < length; i++) {
            room[path[i]] -= sent;
            room[path[i] ^ 1] += sent;
        }
        return sent;
    }
}
