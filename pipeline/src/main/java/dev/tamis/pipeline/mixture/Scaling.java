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
 * converges to the projection if there is any table within the bounds.
 */
final class Scaling {

    /** Bounds hold to this part of themselves; all sums are of nonnegative terms. */
    private static final double PRECISION = 1e-12;

    private static final int MOST_SWEEPS = 20_000;

    private final double[][] asked;
    private final double[][] lo;
    private final double[][] hi;
    private final double[] rows;
    private final double[] rowFactor;
    private final List<List<Range>> ranges = new ArrayList<>();

    /** The solution, by step and child. */
    final double[][] x;

    /** A bound on the sum over some steps of one child. */
    private static final class Range {
        private final boolean[] steps;
        private double least;
        private double most;
        private double factor = 1;

        Range(boolean[] steps, double least, double most) {
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
        for (Range range : ranges.get(child)) {
            if (Arrays.equals(range.steps, steps)) {
                range.least = Math.max(range.least, least);
                range.most = Math.min(range.most, most);
                return;
            }
        }
        ranges.get(child).add(new Range(steps, least, most));
    }

    /** Solves; goes on from where an earlier call left if ranges were added since. */
    void solve() {
        for (int sweep = 0; sweep < MOST_SWEEPS; sweep++) {
            for (int t = 0; t < rows.length; t++) {
                row(t);
            }
            if (meetRanges()) {
                return;
            }
        }
        for (int t = 0; t < rows.length; t++) {
            row(t);
        }
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

    /** Whether all ranges held, and those with a factor were tight, before this set their factors anew. */
    private boolean meetRanges() {
        boolean met = true;
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
                double factor;
                if (Double.isNaN(bound)) {
                    met &= range.factor == 1 || Math.abs(free - sum) <= PRECISION * free;
                    factor = 1;
                } else {
                    met &= Math.abs(sum - bound) <= PRECISION * bound;
                    factor = factor(weights, least, most, n, bound, range.factor);
                }
                range.factor = factor;
            }
        }
        return met;
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
