package dev.tamis.pipeline.mixture;

import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.SlotOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whole turns of each stock in each step.
 *
 * <p>A step of at most 2^16 slots has as many slots as its period, so a turn is a sequence; turns are given on the sums
 * over the steps so far, so that at each step's end every stock is less than one sequence from its sum (earliest
 * deadline first: a turn may be given from the step where the sum, rounded up, reaches it, and must be given by the
 * step where the sum, rounded down, does). A longer step that another follows has a whole number of equal periods of at
 * most 2^16 slots. The last or only step of a phase has the period 2^16, or 2^20 where a stock would have fewer than 200
 * turns of 2^16 or a limit holds one back, and ends where it ends.
 *
 * <p>Where a stock would have fewer than 200 turns of 2^20 too, so that a turn more or less is over 0.5 % of it, the last
 * or only step is divided: into {@value #SPREAD} parts of equal length, then ever shorter ones, each of whole periods of
 * 2^20 slots, and two last parts of one period each. Each part's turns are rounded on what the phase owes so far,
 * and no stock gets more than its whole phase is to give it; so the last parts, where a turn is a sequence, even out what
 * the longer ones could not give, and the phase gives each stock what is planned to about a sequence. A stock may
 * have no turn in a part, or in none if it is to have less than one sequence.
 */
final class StepQuanta {

    /**
     * Stocks that together may not give more tokens, padding included.
     *
     * @param stocks places among the stocks
     */
    record Limit(String name, int[] stocks, long tokens) {}

    /** Slots of a period for ordinary shares. */
    static final int PERIOD = 1 << 16;

    /** Slots of a period for small ones. */
    static final int FINE_PERIOD = MixturePlan.MAX_PERIOD;

    /** Turns of which one is 0.5 %. */
    private static final int ENOUGH_TURNS = 200;

    /** Long parts of a step that is divided: a stock of few sequences has them in this many places at least. */
    static final int SPREAD = 16;

    private final MixtureRequest request;
    private final List<StockCount> stocks;
    /** By phase: the first of its steps here; and the number of all. */
    private final int[] firstStep;

    private final List<Part> parts = new ArrayList<>();
    /** Tokens drawn by stock. */
    private final long[] tokens;

    /** A step of the plan: one of the table's, or a part of it. */
    private static final class Part {
        private final int phase;
        private final int step;
        private final int length;
        /** Sequences by stock, real numbers that sum to the slots. */
        private final double[] amounts;

        private long slots;
        private int period;
        private int[] quanta;
        private final long[] drawn;

        Part(int phase, int step, int length, long slots, int period, double[] amounts) {
            this.phase = phase;
            this.step = step;
            this.length = length;
            this.slots = slots;
            this.period = period;
            this.amounts = amounts;
            quanta = new int[amounts.length];
            drawn = new long[amounts.length];
        }
    }

    StepQuanta(
            MixtureRequest request,
            StepTable table,
            MixtureSolver solver,
            boolean[] capped,
            List<StockCount> stocks,
            long[][] asked) {
        this.request = request;
        this.stocks = stocks;
        tokens = new long[stocks.size()];
        firstStep = new int[asked.length + 1];
        int[] nodes = stocks.stream().mapToInt(table::stockNode).toArray();
        for (int p = 0; p < asked.length; p++) {
            size(p, asked[p], table.firstStep(p), solver, capped, nodes);
            firstStep[p + 1] = parts.size();
            apportion(parts.subList(firstStep[p], firstStep[p + 1]));
        }
    }

    /** Slots of each step of a phase, and how many of them each stock is to have. */
    private void size(int p, long[] asked, int from, MixtureSolver solver, boolean[] capped, int[] nodes) {
        int length = request.phases().get(p).sequenceLength();
        double[][] amounts = new double[asked.length][nodes.length];
        double[] sums = new double[asked.length];
        long[] slots = new long[asked.length];
        double until = 0;
        long given = 0;
        int last = 0;
        for (int j = 0; j < asked.length; j++) {
            double row = solver.rows()[from + j];
            double full = asked[j] * (double) length;
            // A step that nothing shortened keeps its whole number, whatever its tokens round to.
            until += row >= full * (1 - 1e-12) ? asked[j] : row / length;
            slots[j] = (long) (until + 1e-6) - given;
            given += slots[j];
            for (int s = 0; s < nodes.length; s++) {
                amounts[j][s] = solver.amount()[from + j][nodes[s]];
                sums[j] += amounts[j][s];
            }
            last = sums[j] > 0 ? j : last;
        }
        double[] whole = new double[nodes.length];
        long carried = 0;
        for (int j = 0; j < asked.length; j++) {
            if (sums[j] == 0) {
                // Nothing can be drawn here; what earlier steps left over goes to the next one that can.
                continue;
            }
            slots[j] += carried;
            long periods = j < last && slots[j] > PERIOD ? (slots[j] + PERIOD - 1) / PERIOD : 1;
            carried = slots[j] % periods;
            slots[j] -= carried;
            for (int s = 0; s < nodes.length; s++) {
                amounts[j][s] = amounts[j][s] / sums[j] * slots[j];
                whole[s] += amounts[j][s];
            }
            if (slots[j] == 0) {
                continue;
            }
            if (j < last || slots[j] <= PERIOD) {
                add(p, from + j, slots[j], (int) (slots[j] / periods), amounts[j], slots[j]);
            } else {
                last(p, from + j, slots[j], amounts[j], whole, capped, nodes);
            }
        }
    }

    private void add(int p, int step, long slots, int period, double[] amounts, long of) {
        double[] own = slots == of
                ? amounts
                : Arrays.stream(amounts).map(amount -> amount / of * slots).toArray();
        parts.add(new Part(p, step, request.phases().get(p).sequenceLength(), slots, period, own));
    }

    /**
     * Adds a long step that no other follows.
     *
     * @param whole sequences of each stock in the whole phase
     */
    private void last(int p, int step, long slots, double[] amounts, double[] whole, boolean[] capped, int[] nodes) {
        boolean fine = false;
        boolean divided = false;
        for (int s = 0; s < nodes.length; s++) {
            if (whole[s] > 0) {
                fine |= capped[nodes[s]] || whole[s] < (double) ENOUGH_TURNS / PERIOD * slots;
                divided |= whole[s] < (double) ENOUGH_TURNS / FINE_PERIOD * slots;
            }
        }
        if (!divided || slots <= FINE_PERIOD) {
            add(p, step, slots, (int) Math.min(slots, fine ? FINE_PERIOD : PERIOD), amounts, slots);
            return;
        }
        long left = slots / FINE_PERIOD - 1;
        long longest = (left + SPREAD - 1) / SPREAD;
        while (left > 0) {
            long periods = Math.min(longest, (left + 1) / 2);
            add(p, step, periods * FINE_PERIOD, FINE_PERIOD, amounts, slots);
            left -= periods;
        }
        long rest = FINE_PERIOD + slots % FINE_PERIOD;
        add(p, step, rest / 2, (int) (rest / 2), amounts, slots);
        add(p, step, rest - rest / 2, (int) (rest - rest / 2), amounts, slots);
    }

    /** Gives the turns of a phase. */
    private void apportion(List<Part> of) {
        double[][] sums = new double[of.size()][stocks.size()];
        for (int t = 0; t < of.size(); t++) {
            for (int s = 0; s < stocks.size(); s++) {
                sums[t][s] = (t == 0 ? 0 : sums[t - 1][s]) + of.get(t).amounts[s];
            }
        }
        long[] sofar = new long[stocks.size()];
        boolean exact = true;
        for (int t = 0; t < of.size(); t++) {
            Part part = of.get(t);
            if (part.slots == part.period && exact) {
                part.quanta = earliest(sums, t, sofar, part.period, part.amounts);
            } else {
                exact = false;
                part.quanta = owed(part, sums[t], sofar, sums[of.size() - 1]);
            }
            recount(part);
            for (int s = 0; s < sofar.length; s++) {
                sofar[s] += part.drawn[s];
            }
        }
    }

    /**
     * Turns of a part by what each stock is owed, by largest remainder; equal remainders go to the lower place. A turn
     * more than owed is given only within what the whole phase owes. The stocks owed most bear what is left or lacking.
     *
     * @param sums sequences that each stock is to have by the end of the part
     * @param sofar sequences that it had before
     * @param whole sequences that it is to have by the end of the phase
     */
    private int[] owed(Part part, double[] sums, long[] sofar, double[] whole) {
        double periods = (double) part.slots / part.period;
        double[] exact = new double[sums.length];
        int[] turns = new int[sums.length];
        long left = part.period;
        List<Integer> order = new ArrayList<>();
        for (int s = 0; s < exact.length; s++) {
            if (part.amounts[s] > 0) {
                exact[s] = Math.max(0, sums[s] - sofar[s]) / periods;
                turns[s] = (int) Math.min(part.period, exact[s] + 1e-9);
                left -= turns[s];
                order.add(s);
            }
        }
        order.sort((a, b) -> {
            int byRemainder = Double.compare(exact[b] - turns[b], exact[a] - turns[a]);
            return byRemainder == 0 ? Integer.compare(a, b) : byRemainder;
        });
        for (int i = 0; i < order.size() && left > 0; i++) {
            int s = order.get(i);
            if (exact[s] > turns[s] && sofar[s] + (turns[s] + 1) * periods <= up(whole[s]) + 1e-6) {
                turns[s]++;
                left--;
            }
        }
        order.sort((a, b) -> {
            int byAmount = Double.compare(part.amounts[b], part.amounts[a]);
            return byAmount == 0 ? Integer.compare(a, b) : byAmount;
        });
        if (left > 0) {
            turns[order.get(0)] += (int) left;
        }
        for (int i = 0; left < 0; i++) {
            int taken = (int) Math.min(turns[order.get(i)], -left);
            turns[order.get(i)] -= taken;
            left += taken;
        }
        return turns;
    }

    /** Turns of a step whose slots are its period, by earliest deadline on the sums. */
    private int[] earliest(double[][] sums, int step, long[] sofar, int slots, double[] amounts) {
        int k = amounts.length;
        int[] turns = new int[k];
        long left = slots;
        for (int s = 0; s < k; s++) {
            turns[s] = amounts[s] > 0 ? (int) Math.max(0, down(sums[step][s]) - sofar[s]) : 0;
            left -= turns[s];
        }
        List<Integer> open = new ArrayList<>();
        int[] deadline = new int[k];
        for (int s = 0; s < k; s++) {
            long next = sofar[s] + turns[s] + 1;
            if (amounts[s] > 0 && up(sums[step][s]) >= next) {
                open.add(s);
                deadline[s] = step;
                while (deadline[s] < sums.length && down(sums[deadline[s]][s]) < next) {
                    deadline[s]++;
                }
            }
        }
        open.sort((a, b) -> {
            if (deadline[a] != deadline[b]) {
                return Integer.compare(deadline[a], deadline[b]);
            }
            double behindA = sums[step][a] - sofar[a] - turns[a];
            double behindB = sums[step][b] - sofar[b] - turns[b];
            return behindA == behindB ? Integer.compare(a, b) : Double.compare(behindB, behindA);
        });
        for (int i = 0; i < open.size() && left > 0; i++, left--) {
            turns[open.get(i)]++;
        }
        // Rounding can leave a turn over or take one too many; the largest bears it.
        while (left != 0) {
            int largest = 0;
            for (int s = 1; s < k; s++) {
                if (amounts[s] > 0 && (turns[s] > turns[largest] || amounts[largest] == 0)) {
                    largest = s;
                }
            }
            turns[largest] += left > 0 ? 1 : -1;
            left -= left > 0 ? 1 : -1;
        }
        return turns;
    }

    private static double slack(double value) {
        return Math.max(1e-7, 1e-12 * value);
    }

    private static long down(double value) {
        return (long) Math.floor(value + slack(Math.abs(value)));
    }

    private static long up(double value) {
        return (long) Math.ceil(value - slack(Math.abs(value)));
    }

    /** The most that each stock can have in a step: exact in whole periods, rounded up in a part of one. */
    private void recount(Part step) {
        long whole = step.slots / step.period;
        long part = step.slots % step.period;
        for (int s = 0; s < tokens.length; s++) {
            set(step, s, whole * step.quanta[s] + (part * step.quanta[s] + step.period - 1) / step.period);
        }
    }

    private void set(Part step, int s, long drawn) {
        tokens[s] += (drawn - step.drawn[s]) * step.length;
        step.drawn[s] = drawn;
    }

    /** What each stock really has in a step that ends within a period. */
    private void count(Part step) {
        if (step.slots % step.period != 0) {
            SlotOrder order = new SlotOrder(step.quanta);
            for (int s = 0; s < tokens.length; s++) {
                set(step, s, order.count(s, step.slots));
            }
        }
    }

    /**
     * Rounding can put a stock some sequences above its limit. Turns then go from it, in the step where that gives back
     * the least beyond the excess, to the step's largest stock that has room, and where there is none the step ends
     * before the slot where it would cross the limit. A stock that gave turns takes none, so this ends. A step that ends
     * within a period is taken to hold the most that it can.
     */
    void keepWithin(List<Limit> limits, List<String> notes) {
        boolean[] closed = new boolean[stocks.size()];
        for (Limit limit : limits) {
            if (excess(limit) >= 0) {
                close(closed, limit);
            }
        }
        for (Limit over = firstOver(limits); over != null; over = firstOver(limits)) {
            close(closed, over);
            long overdrawn = excess(over);
            int giver = -1;
            Part step = null;
            for (int s : over.stocks) {
                for (Part one : parts) {
                    if (one.drawn[s] > 0 && (step == null || suitsBetter(one, s, step, giver, overdrawn))) {
                        giver = s;
                        step = one;
                    }
                }
            }
            long excess = (overdrawn + step.length - 1) / step.length;
            int taker = taker(step, closed);
            if (taker < 0) {
                shorten(step, giver, Math.max(0, step.drawn[giver] - excess));
                continue;
            }
            double slotsPerTurn = (double) step.slots / step.period;
            long wanted = Math.max(1, (long) Math.ceil(excess / slotsPerTurn));
            int moved = (int) Math.min(wanted, step.quanta[giver]);
            step.quanta[giver] -= moved;
            step.quanta[taker] += moved;
            if (step.quanta[giver] == 0) {
                notes.add(stocks.get(giver).name() + " has no turn in a step of phase "
                        + request.phases().get(step.phase).name() + ": what the limit of " + over.name
                        + " leaves is less than one");
            }
            recount(step);
        }
        for (Part step : parts) {
            count(step);
        }
    }

    /** Whether a step gives back less than another beyond the excess, or as much and draws more of its stock. */
    private static boolean suitsBetter(Part one, int s, Part than, int giver, long excess) {
        long beyond = beyond(one, s, excess);
        long other = beyond(than, giver, excess);
        return beyond == other ? one.drawn[s] * one.length > than.drawn[giver] * than.length : beyond < other;
    }

    /** Sequences that whole turns give back beyond an excess of tokens; of a step that has too few, as a long one. */
    private static long beyond(Part step, int s, long excess) {
        long sequences = (excess + step.length - 1) / step.length;
        long perTurn = (step.slots + step.period - 1) / step.period;
        return step.drawn[s] < sequences ? perTurn : (sequences + perTurn - 1) / perTurn * perTurn - sequences;
    }

    private int taker(Part step, boolean[] closed) {
        int taker = -1;
        for (int s = 0; s < closed.length; s++) {
            if (!closed[s] && step.amounts[s] > 0 && (taker < 0 || step.amounts[s] > step.amounts[taker])) {
                taker = s;
            }
        }
        return taker;
    }

    /** Ends a step before the giver's turn of a number. A step that another follows ends at a period. */
    private void shorten(Part step, int giver, long turn) {
        int at = parts.indexOf(step);
        boolean last = at == parts.size() - 1 || parts.get(at + 1).phase != step.phase;
        if (!last && step.slots == step.period) {
            // The giver gives back a turn and the step is a slot shorter; the rest stays exact.
            long fewer = step.drawn[giver] - turn;
            step.quanta[giver] -= (int) fewer;
            step.slots -= fewer;
            step.period = (int) Math.max(1, step.slots);
        } else {
            // No turn comes before the slot at which it is due.
            step.slots = turn / step.quanta[giver] * step.period
                    + turn % step.quanta[giver] * step.period / step.quanta[giver];
            if (!last) {
                step.slots -= step.slots % step.period;
            }
        }
        if (step.slots == 0) {
            Arrays.fill(step.quanta, 0);
            step.period = 1;
        }
        recount(step);
    }

    private static void close(boolean[] closed, Limit limit) {
        for (int s : limit.stocks) {
            closed[s] = true;
        }
    }

    private Limit firstOver(List<Limit> limits) {
        for (Limit limit : limits) {
            if (excess(limit) > 0) {
                return limit;
            }
        }
        return null;
    }

    /** Tokens drawn above the limit; negative below it. */
    private long excess(Limit limit) {
        long sum = -limit.tokens;
        for (int s : limit.stocks) {
            sum += tokens[s];
        }
        return sum;
    }

    /** Of a phase: the first of its steps, of those of all phases; of the phase after the last, their number. */
    int firstStep(int phase) {
        return firstStep[phase];
    }

    /** Which step of the table a step is, or is a part of. */
    int tableStep(int step) {
        return parts.get(step).step;
    }

    long slots(int step) {
        return parts.get(step).slots;
    }

    int period(int step) {
        return parts.get(step).period;
    }

    int quanta(int step, int stock) {
        return parts.get(step).quanta[stock];
    }

    long drawn(int step, int stock) {
        return parts.get(step).drawn[stock];
    }

    /** Sequences that a step was to draw of a stock, before rounding. */
    double amount(int step, int stock) {
        return parts.get(step).amounts[stock];
    }
}
