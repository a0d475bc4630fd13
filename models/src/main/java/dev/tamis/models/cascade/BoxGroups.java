package dev.tamis.models.cascade;

import java.util.ArrayList;
import java.util.List;

/** Puts together boxes that show the same thing, as OpenCV's {@code groupRectangles} does. */
final class BoxGroups {
    /** How much boxes of one thing may differ, as a share of their sides. */
    private static final double EPS = 0.2;

    private BoxGroups() {}

    /**
     * The mean of each group of more than {@code neighbors} boxes, in the order in which groups begin; of groups within a much
     * better supported one, none. With 0 neighbours all boxes as they are.
     */
    static List<Box> of(List<Box> boxes, int neighbors) {
        if (neighbors <= 0 || boxes.isEmpty()) {
            return boxes;
        }
        int[] group = components(boxes);
        int groups = 0;
        for (int one : group) {
            groups = Math.max(groups, one + 1);
        }
        long[] sums = new long[4 * groups];
        int[] sizes = new int[groups];
        for (int i = 0; i < group.length; i++) {
            Box box = boxes.get(i);
            sums[4 * group[i]] += box.x();
            sums[4 * group[i] + 1] += box.y();
            sums[4 * group[i] + 2] += box.width();
            sums[4 * group[i] + 3] += box.height();
            sizes[group[i]]++;
        }
        List<Box> means = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            float share = 1f / sizes[g];
            means.add(new Box(
                    round(sums[4 * g] * share),
                    round(sums[4 * g + 1] * share),
                    round(sums[4 * g + 2] * share),
                    round(sums[4 * g + 3] * share)));
        }
        List<Box> kept = new ArrayList<>();
        for (int g = 0; g < groups; g++) {
            if (sizes[g] > neighbors && !isWithinAnother(means, sizes, g, neighbors)) {
                kept.add(means.get(g));
            }
        }
        return kept;
    }

    private static boolean isWithinAnother(List<Box> means, int[] sizes, int g, int neighbors) {
        Box small = means.get(g);
        for (int other = 0; other < sizes.length; other++) {
            if (other == g || sizes[other] <= neighbors) {
                continue;
            }
            Box large = means.get(other);
            int dx = round((float) (large.width() * EPS));
            int dy = round((float) (large.height() * EPS));
            if (small.x() >= large.x() - dx
                    && small.y() >= large.y() - dy
                    && small.x() + small.width() <= large.x() + large.width() + dx
                    && small.y() + small.height() <= large.y() + large.height() + dy
                    && (sizes[other] > Math.max(3, sizes[g]) || sizes[g] < 3)) {
                return true;
            }
        }
        return false;
    }

    /** Of each box its component, numbered in the order of their first boxes. */
    private static int[] components(List<Box> boxes) {
        int[] parent = new int[boxes.size()];
        for (int i = 0; i < parent.length; i++) {
            parent[i] = i;
        }
        for (int i = 0; i < parent.length; i++) {
            for (int j = 0; j < i; j++) {
                if (alike(boxes.get(i), boxes.get(j))) {
                    int a = root(parent, i);
                    int b = root(parent, j);
                    parent[Math.max(a, b)] = Math.min(a, b);
                }
            }
        }
        int[] number = new int[parent.length];
        int next = 0;
        for (int i = 0; i < parent.length; i++) {
            int root = root(parent, i);
            number[i] = root == i ? next++ : number[root];
        }
        return number;
    }

    private static int root(int[] parent, int i) {
        int root = i;
        while (parent[root] != root) {
            parent[root] = parent[parent[root]];
            root = parent[root];
        }
        return root;
    }

    private static boolean alike(Box a, Box b) {
        double delta = EPS * (Math.min(a.width(), b.width()) + Math.min(a.height(), b.height())) * 0.5;
        return Math.abs(a.x() - b.x()) <= delta
                && Math.abs(a.y() - b.y()) <= delta
                && Math.abs(a.x() + a.width() - b.x() - b.width()) <= delta
                && Math.abs(a.y() + a.height() - b.y() - b.height()) <= delta;
    }

    /** To the nearest, of two to the even one, as OpenCV's {@code cvRound}. */
    static int round(double value) {
        return (int) Math.rint(value);
    }
}
