package dev.tamis.pipeline.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The Kullback-Leibler projection of a table on bounds: of all tables x (steps by children) that keep them, the one
 * with the least {@code sum x ln(x / asked)}.
 *
 * <p>Bounds are the sum of each row, a least and greatest value of each cell, and ranges for sums over steps of one
 * child. The solution has the form {@code clamp(asked * row factor * range factors, least, greatest)}; the factor of a
 * range is one unless the range is tight. Rows and ranges are met in turn, each exactly with its factor alone, until
 * all hold at once: ascent of the concave dual by blocks (Bregman 1967, with Hildreth's memory for inequalities), which
 * converges to the projection if there is any table within the bounds. Between sweeps Newton's method on the factors of
 * the tight ranges is tried, and kept where it comes nearer: ranges over nearly the same steps, and cells that all
 * bounds together force to nothing, make the sweeps slow.
 */
final class Scaling {

    /** Bounds hold to this part of themselves; all sums are of nonnegative terms. */
    private static final double PRECISION = 1e-12;

    private static final int MOST_SWEEPS = 2_000;

    /** A bound that is less than this part of its steps is met to this part of them, not of itself. */
    private static final double NOTHING = 1e-6;

    /** Sweeps without getting nearer after which bounds that miss each other by rounding are left as they are. */
    private static final int PATIENCE = 30;

    private final double[][] asked;
    private final double[][] lo;
    private final double[][] hi;
    private final double[] rows;
    private final double[] rowFactor;
    private final List<List<Range>> ranges = new ArrayList<>();

    private double residual;

    /** The solution, by step and child. */
    final double[][] x;

    /** A bound on the sum over some steps of one child. */
    private static final class Range {
        private final boolean[] steps;
        private final int child;
        private double least;
        private double most;
        private double factor = 1;
        /** What the sum is to be while the range is tight; NaN while it is not. */
        private double bound = Double.NaN;

        Range(int child, boolean[] steps, double least, double most) {
            this.child = child;
            this.steps = steps;
            this.least = least;
            this.most = most;
        }
    }

    /** @param asked by step and child, as are lo and hi; the rows of {@code asked} need not sum to {@code rows} */
    Scaling(double[] rows, double[][] asked, double[][] lo, double[][] hi) {
        this.rows = rows;
        this.asked = asked;
        this.lo = lo;
        this.hi = hi;
        int children = asked.length == 0 ? 0 : asked[0].length;
        rowFactor = new double[rows.length];
        Arrays.fill(rowFactor, 1);
        for (int c = 0; c < children; c++) {
            ranges.add(new ArrayList<>());
        }
        x = new double[rows.length][children];
    }

    /** Adds a bound on a child's sum over steps; bounds on the same steps are joined. */
    void range(int child, boolean[] steps, double least, double most) {
        double tokens = 0;
        for (int t = 0; t < rows.length; t++) {
            tokens += steps[t] ? rows[t] : 0;
        }
        if (most <= PRECISION * tokens) {
            for (int t = 0; t < rows.length; t++) {
                hi[t][child] = steps[t] ? Math.min(lo[t][child], hi[t][child]) : hi[t][child];
            }
            return;
        }
        for (Range range : ranges.get(child)) {
            if (Arrays.equals(range.steps, steps)) {
                range.least = Math.max(range.least, least);
                range.most = Math.min(range.most, most);
                return;
            }
        }
        ranges.get(child).add(new Range(child, steps, least, most));
    }

    /** Solves; goes on from where an earlier call left if ranges were added since. */
    void solve() {
        double nearest = Double.POSITIVE_INFINITY;
        int since = 0;
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            rows();
            double off = meetRanges();
            residual = off;
            if (off <= PRECISION) {
                break;
            }
            while (newton()) {
                since = 0;
            }
            since = off < 0.9 * nearest ? 0 : since + 1;
            nearest = Math.min(nearest, off);
            if (since > PATIENCE && nearest < 1e-8) {
                break;
            }
        }
        rows();
    }

    /**
     * How far, at most, a range was from its bound when {@link #solve} ended, as a part of the bound. Above {@code 1e-8}
     * only where the sweeps allowed did not do.
     */
    double residual() {
        return residual;
    }

    private void rows() {
        for (int t = 0; t < rows.length; t++) {
            row(t);
        }
    }

    /** The tight ranges, and by how much the sum of each is short of its bound, with the rows as they are. */
    private List<Range> tight() {
        List<Range> tight = new ArrayList<>();
        ranges.forEach(
                of -> of.stream().filter(range -> !Double.isNaN(range.bound)).forEach(tight::add));
        return tight;
    }

    private double sum(Range range) {
        double sum = 0;
        for (int t = 0; t < rows.length; t++) {
            sum += range.steps[t] ? x[t][range.child] : 0;
        }
        return sum;
    }

    private double off(List<Range> tight) {
        double off = 0;
        for (Range range : tight) {
            off = Math.max(off, Math.abs(range.bound - sum(range)) / scale(range));
        }
        return off;
    }

    private double scale(Range range) {
        double tokens = 0;
        for (int t = 0; t < rows.length; t++) {
            tokens += range.steps[t] ? rows[t] : 0;
        }
        return Math.max(range.bound, NOTHING * tokens);
    }

    /** One step of Newton's method on the factors of the tight ranges; false, and undone, if it does not help. */
    private boolean newton() {
        List<Range> tight = tight();
        rows();
        double before = off(tight);
        if (tight.isEmpty() || before <= PRECISION) {
            return false;
        }
        int k = tight.size();
        double[][] matrix = new double[k][k + 1];
        double[] part = new double[k];
        for (int t = 0; t < rows.length; t++) {
            double free = 0;
            for (int c = 0; c < x[t].length; c++) {
                free += free(t, c);
            }
            if (!(free > 0)) {
                continue;
            }
            for (int i = 0; i < k; i++) {
                part[i] = tight.get(i).steps[t] ? free(t, tight.get(i).child) : 0;
            }
            for (int i = 0; i < k; i++) {
                for (int j = 0; part[i] > 0 && j < k; j++) {
                    boolean same = tight.get(i).child == tight.get(j).child;
                    matrix[i][j] += (same ? Math.min(part[i], part[j]) : 0) - part[i] * (part[j] / free);
                }
            }
        }
        for (int i = 0; i < k; i++) {
            matrix[i][k] = tight.get(i).bound - sum(tight.get(i));
            // Where the rows leave no choice the matrix is singular; this keeps the least change.
            matrix[i][i] = matrix[i][i] * (1 + 1e-10) + 1e-300;
        }
        double[] step = solved(matrix);
        double[] factors = new double[k];
        double[] rowFactors = rowFactor.clone();
        for (int i = 0; i < k; i++) {
            Range range = tight.get(i);
            factors[i] = range.factor;
            double change = Math.max(-5, Math.min(5, step[i]));
            double factor = range.factor * StrictMath.exp(change);
            boolean upper = range.bound == range.most;
            boolean lower = range.bound == range.least;
            range.factor = upper && !lower ? Math.min(1, factor) : lower && !upper ? Math.max(1, factor) : factor;
        }
        rows();
        if (off(tight) < 0.5 * before) {
            return true;
        }
        for (int i = 0; i < k; i++) {
            tight.get(i).factor = factors[i];
        }
        System.arraycopy(rowFactors, 0, rowFactor, 0, rowFactor.length);
        return false;
    }

    /** What a cell that is at neither of its bounds holds. */
    private double free(int t, int c) {
        return x[t][c] > lo[t][c] && x[t][c] < hi[t][c] ? x[t][c] : 0;
    }

    /** The solution of a positive semidefinite system, its right side in the last column; by elimination. */
    private static double[] solved(double[][] matrix) {
        int n = matrix.length;
        for (int i = 0; i < n; i++) {
            if (!(matrix[i][i] > 1e-300)) {
                matrix[i][i] = Double.POSITIVE_INFINITY;
            }
            for (int r = i + 1; r < n; r++) {
                double times = matrix[r][i] / matrix[i][i];
                if (times != 0) {
                    for (int c = i + 1; c <= n; c++) {
                        matrix[r][c] -= times * matrix[i][c];
                    }
                }
            }
        }
        double[] solution = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            double value = matrix[i][n];
            for (int c = i + 1; c < n; c++) {
                value -= matrix[i][c] * solution[c];
            }
            solution[i] = value / matrix[i][i];
        }
        return solution;
    }

    private double weight(int t, int c) {
        double weight = asked[t][c];
        for (Range range : ranges.get(c)) {
            if (range.steps[t]) {
                weight *= range.factor;
            }
        }
        return weight;
    }

    private void row(int t) {
        int n = x[t].length;
        double[] weights = new double[n];
        for (int c = 0; c < n; c++) {
            weights[c] = weight(t, c);
        }
        rowFactor[t] = factor(weights, lo[t], hi[t], n, rows[t], rowFactor[t]);
        for (int c = 0; c < n; c++) {
            x[t][c] = clamp(weights[c] * rowFactor[t], lo[t][c], hi[t][c]);
        }
    }

    /** Sets the factor of each range anew; returns how far, at most, one was from its bound or from having none. */
    private double meetRanges() {
        double off = 0;
        double[] weights = new double[rows.length];
        double[] least = new double[rows.length];
        double[] most = new double[rows.length];
        for (int c = 0; c < ranges.size(); c++) {
            for (Range range : ranges.get(c)) {
                int n = 0;
                double sum = 0;
                double free = 0;
                for (int t = 0; t < rows.length; t++) {
                    if (range.steps[t]) {
                        double weight = weight(t, c) * rowFactor[t];
                        least[n] = lo[t][c];
                        most[n] = hi[t][c];
                        sum += clamp(weight, least[n], most[n]);
                        // An infinite row factor is that of a row at its ceilings, which no factor here moves.
                        weights[n] = weight / range.factor;
                        free += clamp(weights[n], least[n], most[n]);
                        n++;
                    }
                }
                double bound = free > range.most ? range.most : free < range.least ? range.least : Double.NaN;
                range.bound = bound;
                double factor;
                if (Double.isNaN(bound)) {
                    off = Math.max(off, free > 0 ? Math.abs(free - sum) / free : 0);
                    factor = 1;
                } else {
                    off = Math.max(off, Math.abs(sum - bound) / scale(range));
                    factor = factor(weights, least, most, n, bound, range.factor);
                }
                range.factor = factor;
            }
        }
        return off;
    }

    private static double clamp(double value, double lo, double hi) {
        return value < lo ? lo : value > hi ? hi : value;
    }

    /**
     * The f for which {@code sum clamp(f * w, lo, hi)} is the target; the nearest there is if none gives it. The sum
     * grows with f, in straight pieces, so Newton's method between brackets ends.
     *
     * @param start a guess above 0
     */
    static double factor(double[] w, double[] lo, double[] hi, int n, double target, double start) {
        double low = 0;
        double high = Double.POSITIVE_INFINITY;
        double f = start > 0 && start < 1e300 ? start : 1;
        for (int round = 0; round < 400; round++) {
            double sum = 0;
            double slope = 0;
            double up = Double.POSITIVE_INFINITY;
            double down = 0;
            for (int i = 0; i < n; i++) {
                double value = f * w[i];
                if (value < lo[i]) {
                    sum += lo[i];
                    if (w[i] > 0 && lo[i] < hi[i]) {
                        up = Math.min(up, lo[i] / w[i]);
                    }
                } else if (value > hi[i]) {
                    sum += hi[i];
                    if (lo[i] < hi[i]) {
                        down = Math.max(down, hi[i] / w[i]);
                    }
                } else {
                    sum += value;
                    if (lo[i] < hi[i]) {
                        slope += w[i];
                    }
                }
            }
            double short_ = target - sum;
            if (Math.abs(short_) <= 1e-15 * target) {
                return f;
            }
            if (short_ > 0) {
                low = f;
            } else {
                high = f;
            }
            double next = slope > 0 ? f + short_ / slope : short_ > 0 ? up * (1 + 1e-15) : down * (1 - 1e-15);
            if (slope == 0 && !(next > 0 && next < Double.POSITIVE_INFINITY)) {
                return f;
            }
            if (!(next > low && next < high)) {
                if (high == Double.POSITIVE_INFINITY) {
                    next = 2 * f;
                } else {
                    next = low > 0 ? Math.sqrt(low) * Math.sqrt(high) : high / 2;
                }
                if (!(next > low && next < high) || next < 1e-300) {
                    return f;
                }
            }
            f = next;
        }
        return f;
    }
}
