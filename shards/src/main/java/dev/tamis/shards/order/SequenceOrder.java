package dev.tamis.shards.order;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which packed sequence stands in every slot of every phase, and in which slots a packed sequence stands: both
 * directions by arithmetic, without an index.
 *
 * <p>Slot to sequence: the {@link SlotOrder} of the slot's step names the stock and how many of its turns came before;
 * with those of earlier steps and phases that is draw number d of the stock; d / n is the epoch and the epoch's {@link
 * Permutation} sends d mod n to the sequence. Every sequence of a stock comes once before any comes twice. Takes time
 * in the logarithm of the steps. Safe for use by many threads.
 *
 * <p>The table of a step (12 bytes for each slot of its period) is built when it is first needed: some milliseconds, a
 * few hundred for the longest period. All are kept until together they would pass a quarter of the heap, or 200 MB if
 * that is more; then the ones not used for longest go first, and come back when asked for.
 */
public final class SequenceOrder {

    /**
     * What stands in a slot.
     *
     * @param stock place of the stock in {@link MixturePlan#stocks}
     * @param epoch how often the stock has been gone through before
     * @param sequence which packed sequence of the stock, from 0
     */
    public record Occurrence(int stock, long epoch, long sequence) {}

    /** Told each slot in which a sequence stands. */
    @FunctionalInterface
    public interface SlotConsumer {
        void accept(int phase, long slot, long epoch);
    }

    /** Epochs whose keys are kept; deriving them costs a SHA-512, more than the rest of a look-up. */
    private static final int KEPT_EPOCHS = 32;

    /** Slots of the tables kept at least, at 12 bytes each. */
    private static final long KEPT_SLOTS = 1L << 24;

    private static final int BYTES_OF_SLOT = 12;

    private final MixturePlan plan;
    private final Permutations permutations;

    /** By phase: the number of its first step, counted over all phases; and the number of all steps. */
    private final int[] firstStep;

    /** By phase and step: the step's first slot. */
    private final long[][] firstSlot;

    /** By step: its phase, the stock of each of its draws, and the draws of that stock before. */
    private final int[] phaseOf;

    private final int[][] stockOf;
    private final long[][] firstOf;

    /** By stock, for each step that takes any of it: the step, its place among the step's draws, and its first draw. */
    private final int[][] stepsOf;

    private final int[][] drawsOf;
    private final long[][] firstsOf;

    private final AtomicReferenceArray<SlotOrder> tables;
    private final long keptSlots;

    /** By step: when its table was last used, as far as {@link #clock} tells apart. */
    private final AtomicLongArray usedAt;

    /** Counts the tables built, not the look-ups: so these write only when another table came in between. */
    private volatile long clock;

    /** Steps whose tables are kept, in no order. */
    private final int[] held;

    private int heldCount;
    private long heldSlots;

    /** Prepares the order of a plan; builds no table yet. */
    public SequenceOrder(MixturePlan plan) {
        this(plan, Math.max(KEPT_SLOTS, Runtime.getRuntime().maxMemory() / 4 / BYTES_OF_SLOT));
    }

    /** @param keptSlots of the tables kept; the one in use is kept in any case */
    SequenceOrder(MixturePlan plan, long keptSlots) {
        this.plan = plan;
        this.keptSlots = keptSlots;
        int phases = plan.phases().size();
        int stocks = plan.stocks().size();
        permutations = new Permutations(plan);
        firstStep = new int[phases + 1];
        firstSlot = new long[phases][];
        for (int p = 0; p < phases; p++) {
            MixturePlan.Phase phase = plan.phases().get(p);
            firstStep[p + 1] = firstStep[p] + phase.steps().size();
            firstSlot[p] = phase.steps().stream()
                    .mapToLong(MixturePlan.Step::firstSlot)
                    .toArray();
        }
        int steps = firstStep[phases];
        tables = new AtomicReferenceArray<>(steps);
        usedAt = new AtomicLongArray(steps);
        held = new int[steps];
        phaseOf = new int[steps];
        stockOf = new int[steps][];
        firstOf = new long[steps][];
        int[] takes = new int[stocks];
        for (int p = 0; p < phases; p++) {
            for (int j = firstStep[p]; j < firstStep[p + 1]; j++) {
                MixturePlan.Step step = step(p, j);
                phaseOf[j] = p;
                stockOf[j] =
                        step.draws().stream().mapToInt(MixturePlan.Draw::stock).toArray();
                firstOf[j] =
                        step.draws().stream().mapToLong(MixturePlan.Draw::first).toArray();
                for (MixturePlan.Draw draw : step.draws()) {
                    takes[draw.stock()] += draw.sequences() > 0 ? 1 : 0;
                }
            }
        }
        stepsOf = new int[stocks][];
        drawsOf = new int[stocks][];
        firstsOf = new long[stocks][];
        for (int s = 0; s < stocks; s++) {
            stepsOf[s] = new int[takes[s]];
            drawsOf[s] = new int[takes[s]];
            firstsOf[s] = new long[takes[s]];
        }
        Arrays.fill(takes, 0);
        for (int j = 0; j < steps; j++) {
            MixturePlan.Step step = step(phaseOf[j], j);
            for (int d = 0; d < stockOf[j].length; d++) {
                int s = stockOf[j][d];
                if (step.draws().get(d).sequences() > 0) {
                    stepsOf[s][takes[s]] = j;
                    drawsOf[s][takes[s]] = d;
                    firstsOf[s][takes[s]] = firstOf[j][d];
                    takes[s]++;
                }
            }
        }
    }

    private MixturePlan.Step step(int phase, int step) {
        return plan.phases().get(phase).steps().get(step - firstStep[phase]);
    }

    /** The plan this order follows. */
    public MixturePlan plan() {
        return plan;
    }

    /**
     * What stands in a slot.
     *
     * @param phase place of the phase in {@link MixturePlan#phases}
     * @param slot from 0 to the phase's sequences
     * @throws IndexOutOfBoundsException if the phase has no such slot
     * @throws IllegalArgumentException if the plan's counts are not those that its quanta give
     */
    public Occurrence at(int phase, long slot) {
        MixturePlan.Phase planned = plan.phases().get(phase);
        if (slot < 0 || slot >= planned.sequences()) {
            throw new IndexOutOfBoundsException(
                    "Slot " + slot + " is outside of [0, " + planned.sequences() + ") of phase " + planned.name());
        }
        int step = floor(firstSlot[phase], slot);
        SlotOrder order = table(firstStep[phase] + step);
        long within = slot - firstSlot[phase][step];
        int draw = order.sourceOf(within);
        int stock = stockOf[firstStep[phase] + step][draw];
        long number = firstOf[firstStep[phase] + step][draw] + order.rankOf(within);
        long n = permutations.size(stock);
        long epoch = number / n;
        return new Occurrence(stock, epoch, permutations.of(stock, epoch).apply(number - epoch * n));
    }

    /**
     * Tells every slot in which a packed sequence stands, in the order of training. Takes time in proportion to epochs,
     * each a look-up.
     *
     * @param stock place of the stock in {@link MixturePlan#stocks}
     * @param sequence from 0 to the stock's sequences
     * @throws IndexOutOfBoundsException if the stock has no such sequence
     * @throws IllegalArgumentException if the plan's counts are not those that its quanta give
     */
    public void forEachOccurrence(int stock, long sequence, SlotConsumer consumer) {
        MixturePlan.Stock planned = plan.stocks().get(stock);
        long n = planned.sequences();
        if (sequence < 0 || sequence >= n) {
            throw new IndexOutOfBoundsException(
                    "Sequence " + sequence + " is outside of [0, " + n + ") of stock " + planned.name());
        }
        for (long epoch = 0; epoch * n < planned.drawn(); epoch++) {
            long number = epoch * n + permutations.of(stock, epoch).invert(sequence);
            if (number >= planned.drawn()) {
                return;
            }
            int at = floor(firstsOf[stock], number);
            int step = stepsOf[stock][at];
            int phase = phaseOf[step];
            long within = table(step).slotOf(drawsOf[stock][at], number - firstsOf[stock][at]);
            consumer.accept(phase, firstSlot[phase][step - firstStep[phase]] + within, epoch);
        }
    }

    /** The last place whose value is not above the given one; the first value is 0. */
    private static int floor(long[] ascending, long value) {
        int low = 0;
        int high = ascending.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (ascending[middle] <= value) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    private SlotOrder table(int step) {
        SlotOrder table = tables.get(step);
        if (table == null) {
            return build(step);
        }
        long now = clock;
        if (usedAt.getPlain(step) != now) {
            usedAt.setPlain(step, now);
        }
        return table;
    }

    private synchronized SlotOrder build(int step) {
        SlotOrder kept = tables.get(step);
        if (kept != null) {
            return kept;
        }
        MixturePlan.Phase phase = plan.phases().get(phaseOf[step]);
        MixturePlan.Step planned = step(phaseOf[step], step);
        SlotOrder table = planned.slotOrder();
        for (int d = 0; d < planned.draws().size(); d++) {
            long ordered = table.count(d, planned.sequences());
            if (ordered != planned.draws().get(d).sequences()) {
                throw new IllegalArgumentException("Invalid mixture plan: " + phase.name() + " draws "
                        + planned.draws().get(d).sequences() + " sequences of "
                        + plan.stocks().get(planned.draws().get(d).stock()).name() + " in step "
                        + (step - firstStep[phaseOf[step]]) + " (its quanta give " + ordered + ")");
            }
        }
        while (heldCount > 0 && heldSlots + table.period() > keptSlots) {
            drop();
        }
        held[heldCount++] = step;
        heldSlots += table.period();
        // Whatever is used from now on is used later than this and all before.
        usedAt.set(step, clock);
        clock = clock + 1;
        tables.set(step, table);
        return table;
    }

    /** Drops the table not used for longest. */
    private void drop() {
        int oldest = 0;
        for (int i = 1; i < heldCount; i++) {
            if (usedAt.get(held[i]) < usedAt.get(held[oldest])) {
                oldest = i;
            }
        }
        heldSlots -= tables.get(held[oldest]).period();
        tables.set(held[oldest], null);
        held[oldest] = held[--heldCount];
    }

    /** Whether the table of a step, counted over all phases, is kept. */
    boolean keeps(int step) {
        return tables.get(step) != null;
    }

    /** The shuffles of all stocks, with those of the first epochs kept. */
    private static final class Permutations {
        private final long seed;
        private final String[] names;
        private final long[] sizes;
        private final AtomicReferenceArray<Permutation> kept;

        Permutations(MixturePlan plan) {
            seed = plan.seed();
            names = plan.stocks().stream().map(MixturePlan.Stock::name).toArray(String[]::new);
            sizes = plan.stocks().stream()
                    .mapToLong(MixturePlan.Stock::sequences)
                    .toArray();
            kept = new AtomicReferenceArray<>(names.length * KEPT_EPOCHS);
        }

        long size(int stock) {
            return sizes[stock];
        }

        Permutation of(int stock, long epoch) {
            if (epoch >= KEPT_EPOCHS) {
                return new Permutation(seed, names[stock], epoch, sizes[stock]);
            }
            int at = stock * KEPT_EPOCHS + (int) epoch;
            Permutation permutation = kept.get(at);
            if (permutation == null) {
                permutation = new Permutation(seed, names[stock], epoch, sizes[stock]);
                kept.set(at, permutation);
            }
            return permutation;
        }
    }
}
