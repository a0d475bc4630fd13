package dev.tamis.shards.read;

/**
 * Which sequences make up which global batch. Steps count from 0 over the phases, in their order; a batch lies within
 * one phase, and its sequences are consecutive slots of it. All of it is arithmetic: step t is found without t-1.
 * Immutable.
 *
 * <p>A phase whose sequences the batch size doesn't divide ends in a rest. By default it is left out, so that all steps
 * are of one size and every worker has its part in each: a short batch would change the shape that a trainer has
 * compiled for, or leave workers without a row in a collective operation. {@link #leftOut} says how much that is; keep
 * it where every sequence counts.
 */
public final class BatchSchedule {

    private final int[] phases;
    private final int[] sizes;
    private final long[] sequences;
    /** First step of each phase, and the number of all steps. */
    private final long[] firstStep;

    private BatchSchedule(int[] phases, int[] sizes, long[] sequences, boolean keepRest) {
        this.phases = phases;
        this.sizes = sizes;
        this.sequences = sequences;
        firstStep = new long[phases.length + 1];
        for (int i = 0; i < phases.length; i++) {
            long steps = sequences[i] / sizes[i];
            if (keepRest && sequences[i] % sizes[i] != 0) {
                steps++;
            }
            firstStep[i + 1] = firstStep[i] + steps;
        }
    }

    /**
     * The schedule of a corpus.
     *
     * @param phases their places, in order
     * @param batchSequences sequences of a global batch, or 0 if {@code batchTokens} is given
     * @param batchTokens tokens of a global batch, a multiple of each phase's sequence length, or 0
     * @param keepRest whether the rest of each phase is a short batch
     * @throws IllegalArgumentException if the size is none, or the tokens are no whole sequences in some phase
     */
    static BatchSchedule of(TokenCorpus corpus, int[] phases, int batchSequences, long batchTokens, boolean keepRest) {
        if (batchSequences < 0 || batchTokens < 0 || (batchSequences == 0) == (batchTokens == 0)) {
            throw new IllegalArgumentException("Invalid batch size: " + batchSequences + " sequences, " + batchTokens
                    + " tokens (one of the two must be above 0)");
        }
        int[] sizes = new int[phases.length];
        long[] sequences = new long[phases.length];
        for (int i = 0; i < phases.length; i++) {
            int length = corpus.sequenceLength(phases[i]);
            if (batchTokens % length != 0 || batchTokens / length > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("Invalid batch size: " + batchTokens
                        + " tokens (must be a multiple of phase "
                        + corpus.index().phases().get(phases[i]).name() + "'s sequence length " + length + ")");
            }
            sizes[i] = batchTokens == 0 ? batchSequences : (int) (batchTokens / length);
            sequences[i] = corpus.sequences(phases[i]);
            if (!keepRest && sequences[i] > 0 && sequences[i] < sizes[i]) {
                throw new IllegalArgumentException("Invalid batch size: " + sizes[i] + " sequences (phase "
                        + corpus.index().phases().get(phases[i]).name() + " has " + sequences[i]
                        + ", and all of it would be left out: take a smaller size, or keep the rest)");
            }
        }
        return new BatchSchedule(phases.clone(), sizes, sequences, keepRest);
    }

    /**
     * Refuses batches whose rows do not fit the arrays of one worker.
     *
     * @throws IllegalArgumentException if in some phase a worker's part has more tokens than an array may
     */
    void checkRows(TokenCorpus corpus, int workers) {
        for (int i = 0; i < phases.length; i++) {
            if (firstStep[i + 1] > firstStep[i]) {
                long size = Math.min(sizes[i], sequences[i]);
                long rows = (size + workers - 1) / workers;
                int length = corpus.sequenceLength(phases[i]);
                if (size > Batch.MOST || rows * length > Batch.MOST) {
                    throw new IllegalArgumentException("Invalid batch size: " + size + " sequences of " + length
                            + " tokens in phase "
                            + corpus.index().phases().get(phases[i]).name() + " are " + rows * length
                            + " tokens for one of " + workers + " workers (must be at most " + Batch.MOST
                            + "): take a smaller batch or more workers");
                }
            }
        }
    }

    /** Number of steps over all phases. */
    public long steps() {
        return firstStep[phases.length];
    }

    /** Sequences of all phases that are in no batch. */
    public long leftOut() {
        long left = 0;
        for (int i = 0; i < phases.length; i++) {
            left += Math.max(0, sequences[i] - (firstStep[i + 1] - firstStep[i]) * sizes[i]);
        }
        return left;
    }

    private int at(long step) {
        if (step < 0 || step >= steps()) {
            throw new IndexOutOfBoundsException("Step " + step + " is outside of [0, " + steps() + ")");
        }
        // The last phase that begins at the step or before: one without steps begins where the next one does.
        int low = 0;
        int high = phases.length - 1;
        while (low < high) {
            int middle = (low + high + 1) >>> 1;
            if (firstStep[middle] <= step) {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        return low;
    }

    /** Place of a step's phase in the corpus. */
    public int phase(long step) {
        return phases[at(step)];
    }

    /** Slot, in its phase, of the first sequence of a step. */
    public long firstSlot(long step) {
        int i = at(step);
        return (step - firstStep[i]) * sizes[i];
    }

    /** Sequences of a step's global batch. */
    public int size(long step) {
        int i = at(step);
        return (int) Math.min(sizes[i], sequences[i] - (step - firstStep[i]) * sizes[i]);
    }

    /** Sequences of the largest batch; 0 if there is no step. */
    int largest() {
        int most = 0;
        for (int i = 0; i < phases.length; i++) {
            if (firstStep[i + 1] > firstStep[i]) {
                most = Math.max(most, (int) Math.min(sizes[i], sequences[i]));
            }
        }
        return most;
    }

    /** Sequences of the smallest batch; 0 if there is no step. */
    int smallest() {
        int least = Integer.MAX_VALUE;
        for (int i = 0; i < phases.length; i++) {
            if (firstStep[i + 1] > firstStep[i]) {
                least = Math.min(least, size(firstStep[i + 1] - 1));
            }
        }
        return least == Integer.MAX_VALUE ? 0 : least;
    }
}
