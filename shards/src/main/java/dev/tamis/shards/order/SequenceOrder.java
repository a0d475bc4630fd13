package dev.tamis.shards.order;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Which packed sequence stands in every slot of every phase, and in which slots a packed sequence stands: both
 * directions by arithmetic, without an index.
 *
 * <p>Slot to sequence: the phase's {@link SlotOrder} names the source and how many of its turns came before; with those
 * of earlier phases that is draw number d of the source; d / n is the epoch and the epoch's {@link Permutation} sends d
 * mod n to the sequence. Every sequence of a source comes once before any comes twice. Safe for use by many threads.
 * Holds 12 bytes for each slot of each phase's period: 0.8 or 12 MB a phase.
 */
public final class SequenceOrder {

    /**
     * What stands in a slot.
     *
     * @param source place of the source in {@link MixturePlan#sources}
     * @param epoch how often the source has been gone through before
     * @param sequence which packed sequence of the source, from 0
     */
    public record Occurrence(int source, long epoch, long sequence) {}

    /** Told each slot in which a sequence stands. */
    @FunctionalInterface
    public interface SlotConsumer {
        void accept(int phase, long slot, long epoch);
    }

    /** Epochs whose keys are kept; deriving them costs a SHA-512, more than the rest of a look-up. */
    private static final int KEPT_EPOCHS = 32;

    private final MixturePlan plan;
    private final SlotOrder[] orders;
    /** By phase and draw: the source's place in the plan. */
    private final int[][] sourceOf;
    /** By phase and source: the source's place in the phase's draws, or -1. */
    private final int[][] drawOf;

    private final AtomicReferenceArray<Permutation> permutations;

    /**
     * Builds the tables of every phase: some milliseconds each, up to a few hundred with the fine period.
     *
     * @throws IllegalArgumentException if a phase's counts are not those that its quanta give
     */
    public SequenceOrder(MixturePlan plan) {
        this.plan = plan;
        int phases = plan.phases().size();
        int sources = plan.sources().size();
        orders = new SlotOrder[phases];
        sourceOf = new int[phases][];
        drawOf = new int[phases][sources];
        for (int p = 0; p < phases; p++) {
            MixturePlan.Phase phase = plan.phases().get(p);
            orders[p] = phase.slotOrder();
            sourceOf[p] = new int[phase.draws().size()];
            Arrays.fill(drawOf[p], -1);
            for (int d = 0; d < sourceOf[p].length; d++) {
                int source = plan.sourceIndex(phase.draws().get(d).source());
                sourceOf[p][d] = source;
                drawOf[p][source] = d;
                long ordered = orders[p].count(d, phase.sequences());
                if (ordered != phase.draws().get(d).sequences()) {
                    throw new IllegalArgumentException("Invalid mixture plan: " + phase.name() + " draws "
                            + phase.draws().get(d).sequences() + " sequences of "
                            + phase.draws().get(d).source() + " (its quanta give " + ordered + ")");
                }
            }
        }
        permutations = new AtomicReferenceArray<>(sources * KEPT_EPOCHS);
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
     */
    public Occurrence at(int phase, long slot) {
        MixturePlan.Phase planned = plan.phases().get(phase);
        if (slot < 0 || slot >= planned.sequences()) {
            throw new IndexOutOfBoundsException(
                    "Slot " + slot + " is outside of [0, " + planned.sequences() + ") of phase " + planned.name());
        }
        int draw = orders[phase].sourceOf(slot);
        int source = sourceOf[phase][draw];
        long number = planned.draws().get(draw).first() + orders[phase].rankOf(slot);
        long n = plan.sources().get(source).sequences();
        long epoch = number / n;
        return new Occurrence(source, epoch, permutation(source, epoch).apply(number % n));
    }

    /**
     * Tells every slot in which a packed sequence stands, in the order of training. Takes time in proportion to epochs
     * plus phases.
     *
     * @param source place of the source in {@link MixturePlan#sources}
     * @param sequence from 0 to the source's sequences
     * @throws IndexOutOfBoundsException if the source has no such sequence
     */
    public void forEachOccurrence(int source, long sequence, SlotConsumer consumer) {
        MixturePlan.Source planned = plan.sources().get(source);
        long n = planned.sequences();
        if (sequence < 0 || sequence >= n) {
            throw new IndexOutOfBoundsException(
                    "Sequence " + sequence + " is outside of [0, " + n + ") of source " + planned.name());
        }
        int phase = 0;
        for (long epoch = 0; epoch * n < planned.drawn(); epoch++) {
            long number = epoch * n + permutation(source, epoch).invert(sequence);
            if (number >= planned.drawn()) {
                return;
            }
            while (number >= end(phase, source)) {
                phase++;
            }
            int draw = drawOf[phase][source];
            long rank = number - plan.phases().get(phase).draws().get(draw).first();
            consumer.accept(phase, orders[phase].slotOf(draw, rank), epoch);
        }
    }

    /** The draw of a source at which a phase ends, or 0 if the phase has nothing of it. */
    private long end(int phase, int source) {
        int draw = drawOf[phase][source];
        if (draw < 0) {
            return 0;
        }
        MixturePlan.Draw planned = plan.phases().get(phase).draws().get(draw);
        return planned.first() + planned.sequences();
    }

    private Permutation permutation(int source, long epoch) {
        MixturePlan.Source planned = plan.sources().get(source);
        if (epoch >= KEPT_EPOCHS) {
            return new Permutation(plan.seed(), planned.name(), epoch, planned.sequences());
        }
        int at = source * KEPT_EPOCHS + (int) epoch;
        Permutation kept = permutations.get(at);
        if (kept == null) {
            kept = new Permutation(plan.seed(), planned.name(), epoch, planned.sequences());
            permutations.set(at, kept);
        }
        return kept;
    }
}
