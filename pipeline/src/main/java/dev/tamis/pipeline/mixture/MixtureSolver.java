package dev.tamis.pipeline.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Tokens of each step for each domain, as near to the asked shares as floors, ceilings and epoch limits let them be.
 *
 * <p>Near is meant in this order. First the tokens of the steps: all that were asked, or, where the limits make that
 * impossible, the projection of what was asked on what is possible (least {@code sum x ln(x/asked) - x + asked}), so
 * that one factor shortens whatever hangs on the same limit. Then the tokens of the root's children at each step: the
 * projection of their asked shares on what can be passed down to the leaves. Then those of their children, and so on
 * down the tree; so a source keeps its share when one of its languages runs out, and the siblings take up first.
 *
 * <p>What can be passed down is found by {@link FlowCheck}: where a solution can't be, it gives a bound on the sum of
 * some steps that the solution broke; this is added and the level solved again. There are finitely many such bounds.
 * Used once.
 */
final class MixtureSolver {

    /** A bound counts as tight within this part of it. */
    private static final double TIGHT = 1e-9;

    private static final int MOST_CUTS = 500;

    /** A bound that is missed by more than this part of it is told. */
    private static final double TOLD = 1e-6;

    private final DomainTree tree;
    private final double[] rows;
    private final double[][] asked;
    private final double[][] floors;
    private final double[][] ceilings;
    private final double[] capLo;
    private final double[] capHi;
    private final double[][] lo;
    private final double[][] hi;
    private final double[][] amount;
    private final FlowCheck flow;
    private final List<String> notes = new ArrayList<>();

    /**
     * @param rows tokens asked for each step
     * @param asked share of each node by step; 1 for the root
     * @param floors least share of each node by step, no less than those of its children together
     * @param ceilings greatest share of each node by step, no more than those of its children together
     * @param caps tokens by node over all steps, infinite where there is no limit
     */
    MixtureSolver(
            DomainTree tree, double[] rows, double[][] asked, double[][] floors, double[][] ceilings, double[] caps) {
        this.tree = tree;
        this.rows = rows.clone();
        this.asked = asked;
        this.floors = floors;
        this.ceilings = ceilings;
        capLo = new double[tree.size()];
        capHi = caps.clone();
        for (int node = tree.size() - 1; node >= 0; node--) {
            if (!tree.leaf(node)) {
                double beneath = Arrays.stream(tree.children(node))
                        .mapToDouble(c -> capHi[c])
                        .sum();
                capHi[node] = Math.min(capHi[node], beneath);
            }
        }
        lo = new double[rows.length][tree.size()];
        hi = new double[rows.length][tree.size()];
        amount = new double[rows.length][tree.size()];
        flow = new FlowCheck(tree, asked);
    }

    /** Solves. */
    void solve() {
        shorten();
        for (int t = 0; t < rows.length; t++) {
            amount[t][0] = rows[t];
        }
        for (int node = 0; node < tree.size(); node++) {
            if (!tree.leaf(node)) {
                divide(node);
            }
        }
    }

    /** Where the solution stayed off a bound when the rounds allowed were used up, and by how much; for people. */
    List<String> notes() {
        return notes;
    }

    private void missed(String what, double part) {
        if (part > TOLD) {
            notes.add(String.format(Locale.ROOT, "%s not settled: a bound is missed by %.2g of itself", what, part));
        }
    }

    /** Tokens of each step: as asked, or less. */
    double[] rows() {
        return rows;
    }

    /** Tokens by step and node. */
    double[][] amount() {
        return amount;
    }

    /**
     * What stands against the floors if every step may be as short as its floors, or null.
     *
     * @return the cut whose crossings are floors to be met and limits in their way
     */
    FlowCheck.Cut floorsAgainstCaps() {
        bounds();
        return flow.cut(0, new double[rows.length], rows, lo, hi, capLo, capHi);
    }

    /** Greatest tokens of a node over all steps by the limits at and beneath it. */
    double cap(int node) {
        return capHi[node];
    }

    private void bounds() {
        for (int t = 0; t < rows.length; t++) {
            for (int node = 0; node < tree.size(); node++) {
                lo[t][node] = floors[t][node] * rows[t];
                // A floor above a ceiling by a rounding error is the ceiling.
                hi[t][node] = Math.max(lo[t][node], ceilings[t][node] * rows[t]);
            }
        }
    }

    /** A bound on the tokens of steps: {@code sum coefficient * tokens <= most}. */
    private static final class Shortening {
        private final FlowCheck.Cut cut;
        private final double[] coefficients;
        private double most;
        private double dual;

        Shortening(FlowCheck.Cut cut, int steps) {
            this.cut = cut;
            coefficients = new double[steps];
        }

        double sum(double[] tokens) {
            double sum = 0;
            for (int t = 0; t < tokens.length; t++) {
                sum += coefficients[t] * tokens[t];
            }
            return sum;
        }
    }

    private void shorten() {
        double[] full = rows.clone();
        List<Shortening> shortenings = new ArrayList<>();
        bounds();
        while (shortenings.size() < MOST_CUTS) {
            if (proportional(0, rows)) {
                break;
            }
            FlowCheck.Cut cut = flow.cut(0, rows, rows, lo, hi, capLo, capHi);
            if (cut == null) {
                break;
            }
            Shortening shortening = shortening(cut);
            if (!(shortening.sum(rows) > shortening.most)) {
                break;
            }
            shortenings.add(shortening);
            shorten(full, shortenings);
            bounds();
        }
        if (shortenings.size() == MOST_CUTS) {
            FlowCheck.Cut cut = flow.cut(0, rows, rows, lo, hi, capLo, capHi);
            if (cut != null) {
                Shortening left = shortening(cut);
                missed("the lengths of the steps are", (left.sum(rows) - left.most) / Math.max(1, left.most));
            }
        }
        for (Shortening shortening : shortenings) {
            if (shortening.sum(rows) >= shortening.most * (1 - TIGHT)) {
                fix(shortening.cut);
            }
        }
    }

    private Shortening shortening(FlowCheck.Cut cut) {
        Shortening shortening = new Shortening(cut, rows.length);
        for (FlowCheck.Crossing crossing : cut.crossings()) {
            int t = crossing.step();
            int node = crossing.node();
            switch (crossing.kind()) {
                case STEP -> shortening.coefficients[t] += crossing.out() ? -1 : 1;
                case SHARE -> shortening.coefficients[t] += crossing.out() ? -ceilings[t][node] : floors[t][node];
                case TOTAL -> shortening.most += crossing.out() ? capHi[node] : 0;
                default -> {
                    // Without bounds of its own.
                }
            }
        }
        return shortening;
    }

    /** The projection of the steps asked on all bounds found so far, one bound at a time until all hold. */
    private void shorten(double[] full, List<Shortening> shortenings) {
        for (int sweep = 0; sweep < 10_000; sweep++) {
            boolean met = true;
            for (Shortening one : shortenings) {
                double before = one.dual;
                one.dual = 0;
                tokens(full, shortenings);
                if (one.sum(rows) > one.most) {
                    one.dual = dual(one);
                }
                met &= Math.abs(one.dual - before) <= 1e-13 * Math.max(1, before);
            }
            tokens(full, shortenings);
            if (met) {
                return;
            }
        }
    }

    private void tokens(double[] full, List<Shortening> shortenings) {
        for (int t = 0; t < rows.length; t++) {
            double exponent = 0;
            for (Shortening one : shortenings) {
                // A bound that a longer step would loosen shortens the others only.
                exponent += one.dual * Math.max(0, one.coefficients[t]);
            }
            rows[t] = full[t] * StrictMath.exp(-exponent);
        }
    }

    /** The dual at which the bound is just met, the others as they are; bisection, for it is done rarely. */
    private double dual(Shortening one) {
        double low = 0;
        double high = 1;
        while (high < 1e6 && sum(one, high) > one.most) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < 200 && low < high; i++) {
            double middle = (low + high) / 2;
            if (middle <= low || middle >= high) {
                break;
            }
            if (sum(one, middle) > one.most) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    private double sum(Shortening one, double dual) {
        double sum = 0;
        for (int t = 0; t < rows.length; t++) {
            double coefficient = one.coefficients[t];
            sum += coefficient * rows[t] * StrictMath.exp(-dual * Math.max(0, coefficient));
        }
        return sum;
    }

    /** Where a cut is tight, all that crosses its edge is at its bound in every solution. */
    private void fix(FlowCheck.Cut cut) {
        for (FlowCheck.Crossing crossing : cut.crossings()) {
            int t = crossing.step();
            int node = crossing.node();
            switch (crossing.kind()) {
                case SHARE -> {
                    if (crossing.out()) {
                        lo[t][node] = hi[t][node];
                    } else {
                        hi[t][node] = lo[t][node];
                    }
                }
                case TAKE -> {
                    if (!crossing.out()) {
                        lo[t][node] = 0;
                        hi[t][node] = 0;
                    }
                }
                case TOTAL -> {
                    if (crossing.out()) {
                        capLo[node] = capHi[node];
                    } else {
                        capHi[node] = capLo[node];
                    }
                }
                default -> {
                    // The steps themselves are given here.
                }
            }
        }
    }

    /** Whether the asked shares of all beneath a node keep every bound when it gets these tokens. */
    private boolean proportional(int root, double[] tokens) {
        double[] totals = new double[tree.size()];
        for (int t = 0; t < rows.length; t++) {
            if (tokens[t] > 0 && dead(t, root)) {
                return false;
            }
            for (int node = root + 1; node < tree.size() && tree.beneath(root, node); node++) {
                double share = asked[t][node] > 0 ? asked[t][node] / asked[t][root] * tokens[t] : 0;
                if (share < lo[t][node] * (1 - 1e-14) || share > hi[t][node] * (1 + 1e-14)) {
                    return false;
                }
                totals[node] += share;
            }
        }
        for (int node = root + 1; node < tree.size() && tree.beneath(root, node); node++) {
            if (totals[node] < capLo[node] || totals[node] > capHi[node]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a node can pass nothing down at a step: the weights reach it, but none of its children has any. */
    private boolean dead(int t, int node) {
        return !tree.leaf(node) && Arrays.stream(tree.children(node)).allMatch(c -> asked[t][c] == 0);
    }

    /** Divides what a node takes at each step among its children. */
    private void divide(int node) {
        int[] children = tree.children(node);
        int steps = rows.length;
        double[] tokens = new double[steps];
        double[][] base = new double[steps][children.length];
        double[][] least = new double[steps][children.length];
        double[][] most = new double[steps][children.length];
        for (int t = 0; t < steps; t++) {
            tokens[t] = amount[t][node];
            for (int c = 0; c < children.length; c++) {
                if (asked[t][children[c]] > 0) {
                    base[t][c] = asked[t][children[c]] / asked[t][node] * tokens[t];
                    least[t][c] = lo[t][children[c]];
                    most[t][c] = hi[t][children[c]];
                }
            }
        }
        Scaling scaling = new Scaling(tokens, base, least, most);
        boolean[] all = new boolean[steps];
        Arrays.fill(all, true);
        for (int c = 0; c < children.length; c++) {
            if (capHi[children[c]] < Double.POSITIVE_INFINITY) {
                scaling.range(c, all, capLo[children[c]], capHi[children[c]]);
            }
        }
        List<FlowCheck.Cut> cuts = new ArrayList<>();
        boolean passed = false;
        while (!passed) {
            scaling.solve();
            passed = true;
            for (int c = 0; c < children.length && cuts.size() < MOST_CUTS; c++) {
                double[] taken = column(scaling.x, c);
                if (tree.leaf(children[c]) || proportional(children[c], taken)) {
                    continue;
                }
                FlowCheck.Cut cut = flow.cut(children[c], taken, taken, lo, hi, capLo, capHi);
                if (cut != null && addRange(scaling, c, taken, cut)) {
                    cuts.add(cut);
                    passed = false;
                }
            }
        }
        String where = "the shares within " + (node == 0 ? "the mixture" : tree.path(node)) + " are";
        for (int t = 0; t < steps; t++) {
            for (int c = 0; c < children.length; c++) {
                amount[t][children[c]] = scaling.x[t][c];
            }
        }
        missed(where, scaling.residual());
        for (int c = 0; c < children.length && cuts.size() == MOST_CUTS; c++) {
            double[] taken = column(scaling.x, c);
            if (!tree.leaf(children[c]) && !proportional(children[c], taken)) {
                FlowCheck.Cut cut = flow.cut(children[c], taken, taken, lo, hi, capLo, capHi);
                if (cut != null) {
                    double[] sums = sums(cut, amount);
                    missed(where, Math.abs(sums[0] - sums[1]) / Math.max(1, sums[1]));
                }
            }
        }
        for (FlowCheck.Cut cut : cuts) {
            double[] sums = sums(cut, amount);
            if (Math.abs(sums[0] - sums[1]) <= TIGHT * sums[1]) {
                fix(cut);
            }
        }
    }

    private static double[] column(double[][] x, int c) {
        double[] column = new double[x.length];
        for (int t = 0; t < x.length; t++) {
            column[t] = x[t][c];
        }
        return column;
    }

    /** The sum of the steps that a cut bounds, and the bound. */
    private double[] sums(FlowCheck.Cut cut, double[][] tokens) {
        double sum = 0;
        double bound = 0;
        for (FlowCheck.Crossing crossing : cut.crossings()) {
            int t = crossing.step();
            int node = crossing.node();
            switch (crossing.kind()) {
                case STEP -> sum += crossing.out() ? -tokens[t][node] : tokens[t][node];
                case SHARE -> bound += crossing.out() ? hi[t][node] : -lo[t][node];
                case TOTAL -> bound += crossing.out() ? capHi[node] : -capLo[node];
                default -> {
                    // Without bounds of its own.
                }
            }
        }
        return sum < 0 || (sum == 0 && bound < 0) ? new double[] {-sum, -bound} : new double[] {sum, bound};
    }

    /** Turns a cut into a bound on the tokens that a child takes; false if it is no news. */
    private boolean addRange(Scaling scaling, int child, double[] taken, FlowCheck.Cut cut) {
        boolean[] steps = new boolean[taken.length];
        boolean upper = true;
        double bound = 0;
        double sum = 0;
        for (FlowCheck.Crossing crossing : cut.crossings()) {
            int t = crossing.step();
            int node = crossing.node();
            switch (crossing.kind()) {
                case STEP -> {
                    steps[t] = true;
                    upper = !crossing.out();
                    sum += taken[t];
                }
                case SHARE -> bound += crossing.out() ? hi[t][node] : -lo[t][node];
                case TOTAL -> bound += crossing.out() ? capHi[node] : -capLo[node];
                default -> {
                    // Without bounds of its own.
                }
            }
        }
        if (upper && bound < sum) {
            scaling.range(child, steps, 0, Math.max(0, bound));
            return true;
        }
        if (!upper && -bound > sum) {
            scaling.range(child, steps, -bound, Double.POSITIVE_INFINITY);
            return true;
        }
        return false;
    }
}
