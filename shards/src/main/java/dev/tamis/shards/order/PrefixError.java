package dev.tamis.shards.order;

import java.util.ArrayList;
import java.util.List;

/**
 * What a phase really draws against its target, at every prefix.
 *
 * @param phase name of the phase
 * @param sequences slots of the phase
 * @param largest greatest distance, in sequences, of any stock from its target at any prefix; below 1
 * @param stocks one for each stock that some step draws or was asked to, in the order of the plan
 */
public record PrefixError(String phase, long sequences, double largest, List<Curve> stocks) {

    /**
     * One stock over a phase.
     *
     * @param stock place of the stock in {@link MixturePlan#stocks}
     * @param largest greatest distance, in sequences, between count and target over all prefixes of the phase
     * @param at slots of the first prefix where it is so
     * @param points cumulative shares at evenly spaced prefixes, the last at the phase's end
     */
    public record Curve(int stock, double largest, long at, List<Point> points) {
        public Curve {
            points = List.copyOf(points);
        }
    }

    /**
     * Shares of the first slots of a phase.
     *
     * @param slots how many
     * @param realised share of the sequences that are of this stock
     * @param target the same by the staircase of the plan: {@link MixturePlan}'s contract
     * @param asked the same by the weights alone, before floors, ceilings and limits
     */
    public record Point(long slots, double realised, double target, double asked) {}

    public PrefixError {
        stocks = List.copyOf(stocks);
    }

    /**
     * Computes them. The largest distances are exact, over every prefix: a step's errors repeat with its period and are
     * nothing at its end, so one period a step is walked. Takes time and memory as the order of the phase does, step by
     * step: about a second for a phase of 64 long steps.
     *
     * @param phase place of the phase in {@link MixturePlan#phases}
     * @param points prefixes sampled, at least 1; fewer where the phase has fewer slots
     */
    public static PrefixError of(MixturePlan plan, int phase, int points) {
        if (points < 1) {
            throw new IllegalArgumentException("Invalid points: " + points + " (must be >= 1)");
        }
        MixturePlan.Phase planned = plan.phases().get(phase);
        Sums[] sums = new Sums[plan.stocks().size()];
        for (MixturePlan.Step step : planned.steps()) {
            for (MixturePlan.Draw draw : step.draws()) {
                if (sums[draw.stock()] == null) {
                    sums[draw.stock()] = new Sums(draw.stock());
                }
            }
        }
        long samples = Math.min(points, planned.sequences());
        long sample = 0;
        for (MixturePlan.Step step : planned.steps()) {
            SlotOrder order = step.slotOrder();
            walk(step, order, sums);
            long end = step.firstSlot() + step.sequences();
            for (; sample < samples; sample++) {
                // Evenly spaced without overflow: whole parts, then the rest spread over them.
                long at = planned.sequences() / samples * (sample + 1)
                        + planned.sequences() % samples * (sample + 1) / samples;
                if (at > end) {
                    break;
                }
                sample(step, order, at, sums);
            }
            for (MixturePlan.Draw draw : step.draws()) {
                sums[draw.stock()].count += draw.sequences();
                sums[draw.stock()].target += (double) draw.quanta() / step.period() * step.sequences();
                sums[draw.stock()].asked += draw.asked() * step.sequences();
            }
        }
        List<Curve> curves = new ArrayList<>();
        double largest = 0;
        for (Sums sum : sums) {
            if (sum != null) {
                curves.add(new Curve(sum.stock, sum.largest, sum.at, sum.points));
                largest = Math.max(largest, sum.largest);
            }
        }
        return new PrefixError(planned.name(), planned.sequences(), largest, curves);
    }

    /** What a stock has had before a step, and its worst so far. */
    private static final class Sums {
        private final int stock;
        private long count;
        private double target;
        private double asked;
        private double largest;
        private long at;
        private final List<Point> points = new ArrayList<>();

        Sums(int stock) {
            this.stock = stock;
        }

        /** The error after so many slots, as the step's period times what it is in sequences. */
        void error(long parts, int period, long slots) {
            double error = (double) Math.abs(parts) / period;
            if (error > largest) {
                largest = error;
                at = slots;
            }
        }
    }

    private static void walk(MixturePlan.Step step, SlotOrder order, Sums[] sums) {
        int period = step.period();
        long walked = Math.min(period, step.sequences());
        long[] counts = new long[step.draws().size()];
        for (long slot = 0; slot < walked; slot++) {
            // A stock is furthest behind just before it is served and furthest ahead just after.
            int d = order.sourceOf(slot);
            MixturePlan.Draw draw = step.draws().get(d);
            Sums sum = sums[draw.stock()];
            sum.error(counts[d] * period - draw.quanta() * slot, period, step.firstSlot() + slot);
            counts[d]++;
            sum.error(counts[d] * period - draw.quanta() * (slot + 1), period, step.firstSlot() + slot + 1);
        }
        for (int d = 0; d < counts.length; d++) {
            MixturePlan.Draw draw = step.draws().get(d);
            sums[draw.stock()].error(counts[d] * period - draw.quanta() * walked, period, step.firstSlot() + walked);
        }
    }

    private static void sample(MixturePlan.Step step, SlotOrder order, long at, Sums[] sums) {
        long within = at - step.firstSlot();
        boolean[] drawn = new boolean[sums.length];
        for (int d = 0; d < step.draws().size(); d++) {
            MixturePlan.Draw draw = step.draws().get(d);
            Sums sum = sums[draw.stock()];
            drawn[draw.stock()] = true;
            sum.points.add(new Point(
                    at,
                    (double) (sum.count + order.count(d, within)) / at,
                    (sum.target + (double) draw.quanta() / step.period() * within) / at,
                    (sum.asked + draw.asked() * within) / at));
        }
        for (Sums sum : sums) {
            if (sum != null && !drawn[sum.stock]) {
                sum.points.add(new Point(at, (double) sum.count / at, sum.target / at, sum.asked / at));
            }
        }
    }
}
