package dev.tamis.pipeline.mixture;

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
 * most 2^16 slots. The last or only step of a phase has the period 2^16, or 2^20 where a share is below 2^-12 or a limit
 * holds one back, and ends where it ends.
 */
final class StepQuanta {

    /**
     * Stocks that together may not give more tokens, padding included.
     *
     * @param stocks places among the stocks
     */
    record Limit(String name, int[] stocks, long tokens) {}

    private final List<StockCount> stocks;
    private final StepTable table;
    private final boolean[] capped;
    private final int steps;
    private final int[] phaseOf;
    private final int[] lengths;
    private final long[] slots;
    /** Whole periods of a step that another follows; 0 of one that ends where it ends. */
    private final long[] whole;

    private final int[] periods;
    private final int[][] quanta;
    private final long[][] drawn;
    /** Sequences by step and stock, real numbers that sum to the step's slots. */
    private final double[][] amounts;

    StepQuanta(
            MixtureRequest request,
            StepTable table,
            MixtureSolver solver,
            boolean[] capped,
            List<StockCount> stocks,
            long[][] asked) {
        this.stocks = stocks;
        this.capped = capped;
        this.table = table;
        steps = solver.rows().length;
        phaseOf = new int[steps];
        lengths = new int[steps];
        slots = new long[steps];
        whole = new long[steps];
        periods = new int[steps];
        quanta = new int[steps][stocks.size()];
        drawn = new long[steps][stocks.size()];
        amounts = new double[steps][stocks.size()];
        for (int p = 0; p < asked.length; p++) {
            size(p, asked[p], request.phases().get(p).sequenceLength(), solver);
        }
        for (int p = 0; p < asked.length; p++) {
            apportion(table.firstStep(p), table.firstStep(p + 1));
        }
    }

    /** Slots of each step of a phase, and how many of them each stock is to have. */
    private void size(int p, long[] asked, int length, MixtureSolver solver) {
        int from = table.firstStep(p);
        double until = 0;
        long given = 0;
        for (int j = 0; j < asked.length; j++) {
            int t = from + j;
            double full = asked[j] * (double) length;
            // A step that nothing shortened keeps its whole number, whatever its tokens round to.
            until += solver.rows()[t] >= full * (1 - 1e-12) ? asked[j] : solver.rows()[t] / length;
            slots[t] = (long) (until + 1e-6) - given;
            given += slots[t];
        }
        double[] sums = new double[asked.length];
        int lastStep = 0;
        for (int j = 0; j < asked.length; j++) {
            phaseOf[from + j] = p;
            lengths[from + j] = length;
            for (int s = 0; s < stocks.size(); s++) {
                amounts[from + j][s] = solver.amount()[from + j][table.stockNode(stocks.get(s))];
                sums[j] += amounts[from + j][s];
            }
            lastStep = sums[j] > 0 ? j : lastStep;
        }
        long carried = 0;
        for (int j = 0; j < asked.length; j++) {
            int t = from + j;
            if (sums[j] == 0) {
                // Nothing can be drawn here; what earlier steps left over goes to the next one that can.
                slots[t] = 0;
                continue;
            }
            slots[t] += carried;
            carried = 0;
            if (j < lastStep && slots[t] > Quanta.PERIOD) {
                whole[t] = (slots[t] + Quanta.PERIOD - 1) / Quanta.PERIOD;
                carried = slots[t] % whole[t];
                slots[t] -= carried;
            }
            for (int s = 0; s < stocks.size(); s++) {
                amounts[t][s] = amounts[t][s] / sums[j] * slots[t];
            }
        }
    }

    /** Gives the turns of a phase. */
    private void apportion(int from, int to) {
        double[][] sums = new double[to - from][stocks.size()];
        for (int t = from; t < to; t++) {
            for (int s = 0; s < stocks.size(); s++) {
                sums[t - from][s] = (t == from ? 0 : sums[t - from - 1][s]) + amounts[t][s];
            }
        }
        long[] sofar = new long[stocks.size()];
        boolean exact = true;
        for (int t = from; t < to; t++) {
            if (slots[t] == 0) {
                periods[t] = 1;
                continue;
            }
            double[] due = new double[stocks.size()];
            for (int s = 0; s < due.length; s++) {
                due[s] = amounts[t][s] > 0 ? Math.max(0, sums[t - from][s] - sofar[s]) : 0;
            }
            boolean last = t == to - 1;
            periods[t] = period(t, last);
            if (slots[t] == periods[t] && exact) {
                quanta[t] = earliest(sums, t - from, sofar, (int) slots[t], amounts[t]);
            } else {
                exact = false;
                quanta[t] = last && slots[t] > periods[t]
                        ? Quanta.of(anyAbove(due) ? due : amounts[t], periods[t])
                        : whole(LargestRemainder.split(periods[t], anyAbove(due) ? due : amounts[t]));
            }
            recount(t);
            for (int s = 0; s < sofar.length; s++) {
                sofar[s] += drawn[t][s];
            }
        }
    }

    private static boolean anyAbove(double[] values) {
        return Arrays.stream(values).anyMatch(value -> value > 0);
    }

    private static int[] whole(long[] values) {
        return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
    }

    private int period(int t, boolean last) {
        if (slots[t] <= Quanta.PERIOD) {
            return (int) slots[t];
        }
        if (whole[t] > 0) {
            // Not counted anew: the slots that were carried on may have been those of one period more.
            return (int) (slots[t] / whole[t]);
        }
        boolean fine = Quanta.periodFor(amounts[t]) == Quanta.FINE_PERIOD;
        for (int s = 0; s < stocks.size(); s++) {
            fine |= amounts[t][s] > 0 && capped[table.stockNode(stocks.get(s))];
        }
        return (int) Math.min(slots[t], fine ? Quanta.FINE_PERIOD : Quanta.PERIOD);
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
    private void recount(int t) {
        long whole = slots[t] / periods[t];
        long part = slots[t] % periods[t];
        for (int s = 0; s < stocks.size(); s++) {
            drawn[t][s] = whole * quanta[t][s] + (part * quanta[t][s] + periods[t] - 1) / periods[t];
        }
    }

    /** What each stock really has in a step that ends within a period. */
    private void count(int t) {
        if (slots[t] % periods[t] != 0) {
            SlotOrder order = new SlotOrder(quanta[t]);
            for (int s = 0; s < stocks.size(); s++) {
                drawn[t][s] = order.count(s, slots[t]);
            }
        }
    }

    /**
     * Rounding can put a stock some sequences above its limit. Turns then go from it to the step's largest stock that
     * has room, and where there is none the step ends before the slot where it would cross the limit. A stock that
     * gave turns takes none, so this ends. A step that ends within a period is taken to hold the most that it can.
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
            int giver = -1;
            int step = -1;
            for (int s : over.stocks) {
                for (int t = 0; t < steps; t++) {
                    if (giver < 0 || drawn[t][s] * lengths[t] > drawn[step][giver] * lengths[step]) {
                        giver = s;
                        step = t;
                    }
                }
            }
            long excess = (excess(over) + lengths[step] - 1) / lengths[step];
            int taker = taker(step, closed);
            if (taker < 0) {
                shorten(step, giver, Math.max(0, drawn[step][giver] - excess));
                continue;
            }
            double slotsPerTurn = (double) slots[step] / periods[step];
            long wanted = Math.max(1, (long) Math.ceil(excess / slotsPerTurn));
            int moved = (int) Math.min(wanted, quanta[step][giver]);
            quanta[step][giver] -= moved;
            quanta[step][taker] += moved;
            if (quanta[step][giver] == 0) {
                notes.add(stocks.get(giver).name() + " has no turn in a step of phase " + (phaseOf[step] + 1)
                        + ": what the limit of " + over.name + " leaves is less than one");
            }
            recount(step);
        }
        for (int t = 0; t < steps; t++) {
            count(t);
        }
    }

    private int taker(int step, boolean[] closed) {
        int taker = -1;
        for (int s = 0; s < closed.length; s++) {
            if (!closed[s] && amounts[step][s] > 0 && (taker < 0 || amounts[step][s] > amounts[step][taker])) {
                taker = s;
            }
        }
        return taker;
    }

    /** Ends a step before the giver's turn of a number. A step that another follows ends at a period. */
    private void shorten(int step, int giver, long turn) {
        boolean last = step == steps - 1 || phaseOf[step + 1] != phaseOf[step];
        if (!last && slots[step] == periods[step]) {
            // The giver gives back a turn and the step is a slot shorter; the rest stays exact.
            long fewer = drawn[step][giver] - turn;
            quanta[step][giver] -= (int) fewer;
            slots[step] -= fewer;
            periods[step] = (int) Math.max(1, slots[step]);
        } else {
            // No turn comes before the slot at which it is due.
            slots[step] = turn / quanta[step][giver] * periods[step]
                    + turn % quanta[step][giver] * periods[step] / quanta[step][giver];
            if (!last) {
                slots[step] -= slots[step] % periods[step];
            }
        }
        if (slots[step] == 0) {
            Arrays.fill(quanta[step], 0);
            Arrays.fill(drawn[step], 0);
            periods[step] = 1;
        } else {
            recount(step);
        }
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
            for (int t = 0; t < steps; t++) {
                sum += drawn[t][s] * lengths[t];
            }
        }
        return sum;
    }

    long slots(int step) {
        return slots[step];
    }

    int period(int step) {
        return periods[step];
    }

    int quanta(int step, int stock) {
        return quanta[step][stock];
    }

    long drawn(int step, int stock) {
        return drawn[step][stock];
    }
}
