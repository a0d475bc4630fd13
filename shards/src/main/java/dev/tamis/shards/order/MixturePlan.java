package dev.tamis.shards.order;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How many packed sequences of each source every phase draws, where in the source each phase begins, and what had to
 * differ from what was asked. Together with the seed it fixes the whole order; see {@link SequenceOrder}.
 *
 * <p><b>Caps.</b> No source is drawn more often than its max epochs allow. Where the asked weights would do so, the
 * source's shares are scaled by one factor in all phases, so that it just fits, and are then fixed; in each phase the
 * other sources take up what it gave back in proportion to their asked weights. This is repeated until every source
 * fits. A phase in which every source is fixed has nobody left to take up the rest: it shrinks, and the shortfall is
 * reported. With equal weights in one phase this is UniMax (Chung et al. 2023, arXiv 2304.09151).
 *
 * @param tokensAsked the budget
 * @param sequenceLength tokens of a packed sequence
 * @param seed of every epoch's shuffle
 * @param sequencesAsked {@code floor(tokensAsked / sequenceLength)}
 * @param phases in training order
 * @param sources sorted by name; {@link Draw#source} names them
 * @param notes what the plan changed against the request, for people
 * @param warnings what the plan does as asked, but may harm
 */
public record MixturePlan(
        long tokensAsked,
        int sequenceLength,
        long seed,
        long sequencesAsked,
        List<Phase> phases,
        List<Source> sources,
        List<String> notes,
        List<String> warnings)
        implements Serializable {

    /**
     * A stretch of training with fixed weights.
     *
     * @param shareAsked of the budget, as the request had it
     * @param sequencesAsked the phase's part of the budget
     * @param sequences slots of the phase: what is drawn in all; below {@code sequencesAsked} where caps shrank it
     * @param period slots after which the order of sources repeats; the sum of the quanta
     * @param draws one for each source with a weight above zero, sorted by name
     */
    public record Phase(
            String name, double shareAsked, long sequencesAsked, long sequences, int period, List<Draw> draws)
            implements Serializable {
        public Phase {
            Objects.requireNonNull(name, "name");
            draws = List.copyOf(draws);
        }

        /** The order of sources in this phase; sources are numbered by their place in {@link #draws}. */
        public SlotOrder slotOrder() {
            return new SlotOrder(draws.stream().mapToInt(Draw::quanta).toArray());
        }
    }

    /**
     * What one phase takes of one source.
     *
     * @param weight as the request had it
     * @param asked share of the phase: the weight over the sum of the phase's weights
     * @param planned share after caps
     * @param quanta turns in a period of the phase: the share that the order keeps
     * @param sequences drawn in the phase
     * @param first draws of this source in earlier phases: where this phase goes on. Draw number d, counted from 0
     *     over all phases, is in epoch {@code d / source.sequences}
     * @param realised share of the phase's sequences, or 0 in a phase without any
     */
    public record Draw(
            String source,
            double weight,
            double asked,
            double planned,
            int quanta,
            long sequences,
            long first,
            double realised)
            implements Serializable {
        public Draw {
            Objects.requireNonNull(source, "source");
        }
    }

    /**
     * What all phases take of one source.
     *
     * @param tokens it has, before packing
     * @param sequences it has
     * @param maxEpochs as the request had it
     * @param drawn sequences over all phases
     * @param epochs drawn / sequences, or 0 for a source without any
     * @param effectiveEpochs epochs of fresh data that these are worth (Muennighoff et al. 2023)
     * @param capped whether {@code maxEpochs} held it back
     */
    public record Source(
            String name,
            long tokens,
            long sequences,
            double maxEpochs,
            long drawn,
            double epochs,
            double effectiveEpochs,
            boolean capped)
            implements Serializable {
        public Source {
            Objects.requireNonNull(name, "name");
        }
    }

    /** @throws IllegalArgumentException if the parts contradict each other */
    public MixturePlan {
        phases = List.copyOf(phases);
        sources = List.copyOf(sources);
        notes = List.copyOf(notes);
        warnings = List.copyOf(warnings);
        check(sequenceLength >= 1 && tokensAsked >= 0, "sequence length " + sequenceLength, "must be >= 1");
        long[] drawn = new long[sources.size()];
        Set<String> names = new HashSet<>();
        for (Source source : sources) {
            check(names.add(source.name), "source " + source.name, "is given twice");
            check(source.sequences >= 0, source.name + ".sequences " + source.sequences, "must be >= 0");
        }
        Set<String> phaseNames = new HashSet<>();
        for (Phase phase : phases) {
            check(phaseNames.add(phase.name), "phase " + phase.name, "is given twice");
            long quanta = 0;
            long sequences = 0;
            Set<String> inPhase = new HashSet<>();
            for (Draw draw : phase.draws) {
                String where = phase.name + "." + draw.source;
                int s = indexOf(sources, draw.source);
                check(s >= 0, where, "names no source of the plan");
                check(inPhase.add(draw.source), where, "is given twice");
                check(draw.quanta >= 0, where + ".quanta " + draw.quanta, "must be >= 0");
                check(draw.sequences >= 0, where + ".sequences " + draw.sequences, "must be >= 0");
                check(
                        draw.sequences == 0 || (draw.quanta > 0 && sources.get(s).sequences > 0),
                        where + ".sequences " + draw.sequences,
                        "must be 0 without quanta or stock");
                check(draw.first == drawn[s], where + ".first " + draw.first, "must be " + drawn[s]);
                drawn[s] += draw.sequences;
                quanta += draw.quanta;
                sequences += draw.sequences;
            }
            check(
                    phase.period >= 1 && quanta == phase.period,
                    phase.name + ".period " + phase.period,
                    "must be the sum of the quanta, " + quanta);
            check(
                    sequences == phase.sequences,
                    phase.name + ".sequences " + phase.sequences,
                    "must be the sum of the draws, " + sequences);
        }
        for (int s = 0; s < drawn.length; s++) {
            Source source = sources.get(s);
            check(source.drawn == drawn[s], source.name + ".drawn " + source.drawn, "must be " + drawn[s]);
        }
    }

    private static void check(boolean holds, String what, String bound) {
        if (!holds) {
            throw new IllegalArgumentException("Invalid mixture plan: " + what + " (" + bound + ")");
        }
    }

    private static int indexOf(List<Source> sources, String name) {
        for (int i = 0; i < sources.size(); i++) {
            if (sources.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Place of a source in {@link #sources}, or -1 if the plan has none of this name. */
    public int sourceIndex(String name) {
        return indexOf(sources, name);
    }

    /** Place of a phase in {@link #phases}, or -1 if the plan has none of this name. */
    public int phaseIndex(String name) {
        for (int i = 0; i < phases.size(); i++) {
            if (phases.get(i).name.equals(name)) {
                return i;
            }
        }
        return -1;
    }

    /** Sequences that are drawn over all phases. */
    public long sequencesPlanned() {
        return phases.stream().mapToLong(Phase::sequences).sum();
    }

    /** Tokens that are drawn over all phases. */
    public long tokensPlanned() {
        return sequencesPlanned() * sequenceLength;
    }

    /** Sequences that the caps left unfilled: 0 where the budget is met. */
    public long shortfall() {
        return sequencesAsked - sequencesPlanned();
    }

    /** The plan as {@code plan.json}: UTF-8 text, fixed order of keys, the same bytes on every machine. */
    public String toJson() {
        return PlanJson.write(this);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is not JSON, a field is absent or of the wrong type, or the parts
     *     contradict each other
     */
    public static MixturePlan fromJson(String json) {
        return PlanJson.read(json);
    }
}
