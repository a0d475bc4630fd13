package dev.tamis.shards.order;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * How many packed sequences of each stock every phase draws, in which steps, where in the stock each step begins, and
 * what had to differ from what was asked. Together with the seed it fixes the whole order; see {@link SequenceOrder}.
 *
 * <p><b>The contract.</b> A phase is a staircase of steps with constant shares; those of a stock are {@code quanta /
 * period}, exact fractions. The target of a stock after n slots of a phase is the sum over the steps of these shares
 * times the slots of the step that n covers. At <em>every</em> n the count of sequences drawn is less than one from the
 * target, and equal to it after each whole period of a step. A step that another follows in the same phase consists of
 * whole periods, so errors of steps do not add up.
 *
 * @param tokensAsked the budget
 * @param seed of every epoch's shuffle
 * @param phases in training order, at most {@value #MAX_PHASES}
 * @param stocks sorted by domain, then length, at most {@value #MAX_STOCKS}; {@link Draw#stock} counts in them
 * @param domains sorted by name; each stock's domain is one of them
 * @param notes what the plan changed against the request, for people
 * @param warnings what the plan does as asked, but may harm
 */
public record MixturePlan(
        long tokensAsked,
        long seed,
        List<Phase> phases,
        List<Stock> stocks,
        List<Domain> domains,
        List<String> notes,
        List<String> warnings)
        implements Serializable {

    /** How messages of plans that contradict themselves begin. */
    static final String INVALID = "Invalid mixture plan: ";

    /** The sidecars of shards number stocks in two bytes. */
    public static final int MAX_STOCKS = 1 << 16;

    public static final int MAX_PHASES = 1 << 10;

    /** Steps of a phase: a ramp has up to 64, and the last may be divided into about 60 at most for rare stocks. */
    public static final int MAX_STEPS = 128;

    /** Slots of a period: bounds the tables of an order to 12 MiB a step. */
    public static final int MAX_PERIOD = 1 << 20;

    /** Draws over all steps: bounds what a plan from elsewhere can make a reader hold. */
    public static final int MAX_DRAWS = 1 << 22;

    private static final long MAX_TOKENS = 1L << 62;

    /**
     * A stretch of training with sequences of one length.
     *
     * @param sequenceLength tokens of a packed sequence
     * @param shareAsked of the budget, as the request had it
     * @param sequencesAsked the phase's part of the budget
     * @param sequences slots of the phase: what is drawn in all; below {@code sequencesAsked} where caps shrank it
     * @param steps one after the other, without gaps; none in a phase without sequences
     */
    public record Phase(
            String name, int sequenceLength, double shareAsked, long sequencesAsked, long sequences, List<Step> steps)
            implements Serializable {
        public Phase {
            Objects.requireNonNull(name, "name");
            steps = List.copyOf(steps);
        }
    }

    /**
     * A stretch of a phase with constant shares.
     *
     * @param firstSlot of the step within the phase
     * @param sequences slots of the step
     * @param period slots after which the order of stocks repeats; the sum of the quanta
     * @param draws sorted by stock; one for each stock with a share above zero, and one for each that had a share asked
     */
    public record Step(long firstSlot, long sequences, int period, List<Draw> draws) implements Serializable {
        public Step {
            draws = List.copyOf(draws);
        }

        /** The order of stocks in this step; stocks are numbered by their place in {@link #draws}. */
        public SlotOrder slotOrder() {
            return new SlotOrder(draws.stream().mapToInt(Draw::quanta).toArray());
        }
    }

    /**
     * What one step takes of one stock.
     *
     * @param stock place of the stock in {@link MixturePlan#stocks}
     * @param asked share of the step's tokens by the weights alone, 0 to 1
     * @param planned share of the step's sequences within floors, ceilings and epoch limits, before rounding
     * @param quanta turns in a period of the step: the share that the order keeps
     * @param sequences drawn in the step
     * @param first draws of this stock in earlier steps of all phases: where this step goes on. Draw number d, counted
     *     from 0 over all phases, is in epoch {@code d / stock.sequences}
     * @param realised share of the step's sequences
     */
    public record Draw(int stock, double asked, double planned, int quanta, long sequences, long first, double realised)
            implements Serializable {}

    /**
     * The packed sequences of one length of one domain.
     *
     * @param domain its path, such as {@code web/en}
     * @param sequenceLength tokens of each sequence
     * @param sequences it has
     * @param tokens in them, without padding
     * @param drawn sequences over all phases
     */
    public record Stock(String domain, int sequenceLength, long sequences, long tokens, long drawn)
            implements Serializable {
        public Stock {
            Objects.requireNonNull(domain, "domain");
        }

        /** Its name, {@code domain@length}; the key of its shuffle. */
        public String name() {
            return stockName(domain, sequenceLength);
        }
    }

    /** Name of the stock of a domain at a length. */
    public static String stockName(String domain, int sequenceLength) {
        return domain + "@" + sequenceLength;
    }

    /**
     * What all phases take of one domain.
     *
     * @param name its path
     * @param tokens it has, before packing
     * @param maxEpochs as the request had it
     * @param epochs drawn tokens over tokens in its stocks, or 0 for a domain without any
     * @param effectiveEpochs epochs of fresh data that these are worth (Muennighoff et al. 2023)
     * @param capped whether an epoch limit, its own or that of a path above it, held it back
     */
    public record Domain(
            String name, long tokens, double maxEpochs, double epochs, double effectiveEpochs, boolean capped)
            implements Serializable {
        public Domain {
            Objects.requireNonNull(name, "name");
        }
    }

    /** @throws IllegalArgumentException if the parts contradict each other, naming the field */
    public MixturePlan {
        phases = List.copyOf(phases);
        stocks = List.copyOf(stocks);
        domains = List.copyOf(domains);
        notes = List.copyOf(notes);
        warnings = List.copyOf(warnings);
        check(tokensAsked >= 0, "tokens_asked " + tokensAsked, "must be >= 0");
        check(phases.size() <= MAX_PHASES, "phases: " + phases.size(), "must be at most " + MAX_PHASES);
        check(stocks.size() <= MAX_STOCKS, "stocks: " + stocks.size(), "must be at most " + MAX_STOCKS);
        checkStocks(stocks, domains);
        Set<String> phaseNames = new HashSet<>();
        long[] drawn = new long[stocks.size()];
        long draws = 0;
        long tokens = 0;
        for (Phase phase : phases) {
            check(phaseNames.add(phase.name), "phase " + phase.name, "is given twice");
            draws += phase.steps.stream().mapToLong(step -> step.draws.size()).sum();
            check(draws <= MAX_DRAWS, "draws: " + draws, "must be at most " + MAX_DRAWS);
            checkPhase(phase, stocks, drawn);
            tokens += Math.max(phase.sequences, phase.sequencesAsked) * phase.sequenceLength;
            check(
                    tokens >= 0 && tokens <= MAX_TOKENS,
                    phase.name + ".sequences",
                    "all phases must be below 2^62 tokens");
        }
        for (int s = 0; s < drawn.length; s++) {
            Stock stock = stocks.get(s);
            check(stock.drawn == drawn[s], stock.name() + ".drawn " + stock.drawn, "must be " + drawn[s]);
        }
    }

    private static void checkStocks(List<Stock> stocks, List<Domain> domains) {
        Set<String> domainNames = new HashSet<>();
        for (Domain domain : domains) {
            check(domainNames.add(domain.name), "domain " + domain.name, "is given twice");
            check(domain.tokens >= 0, domain.name + ".tokens " + domain.tokens, "must be >= 0");
        }
        Set<String> names = new HashSet<>();
        for (Stock stock : stocks) {
            String name = stock.name();
            check(names.add(name), "stock " + name, "is given twice");
            check(domainNames.contains(stock.domain), "stock " + name, "names no domain of the plan");
            checkLength(name, stock.sequenceLength);
            check(
                    stock.sequences >= 0 && stock.sequences <= MAX_TOKENS / stock.sequenceLength,
                    name + ".sequences " + stock.sequences,
                    "must be >= 0 and below 2^62 tokens");
            check(
                    stock.tokens >= 0 && stock.tokens <= stock.sequences * stock.sequenceLength,
                    name + ".tokens " + stock.tokens,
                    "must be from 0 to sequences times length");
        }
    }

    private static void checkLength(String where, int length) {
        check(length >= 1 && length <= 1 << 28, where + ".sequence_length " + length, "must be from 1 to 2^28");
    }

    /** Checks a phase and adds its draws to those of the phases before. */
    private static void checkPhase(Phase phase, List<Stock> stocks, long[] drawn) {
        checkLength(phase.name, phase.sequenceLength);
        check(phase.sequencesAsked >= 0, phase.name + ".sequences_asked " + phase.sequencesAsked, "must be >= 0");
        check(
                phase.sequences >= 0 && phase.sequences <= MAX_TOKENS / phase.sequenceLength,
                phase.name + ".sequences " + phase.sequences,
                "must be >= 0 and below 2^62 tokens");
        check(
                phase.steps.size() <= MAX_STEPS,
                phase.name + ".steps: " + phase.steps.size(),
                "must be at most " + MAX_STEPS);
        long slot = 0;
        for (int j = 0; j < phase.steps.size(); j++) {
            Step step = phase.steps.get(j);
            String where = phase.name + ".steps[" + j + "]";
            check(step.firstSlot == slot, where + ".first_slot " + step.firstSlot, "must be " + slot);
            check(
                    step.sequences >= 1 && step.sequences <= phase.sequences - slot,
                    where + ".sequences " + step.sequences,
                    "must be from 1 to what is left of the phase, " + (phase.sequences - slot));
            check(
                    step.period >= 1 && step.period <= MAX_PERIOD,
                    where + ".period " + step.period,
                    "must be from 1 to " + MAX_PERIOD);
            check(
                    j == phase.steps.size() - 1 || step.sequences % step.period == 0,
                    where + ".sequences " + step.sequences,
                    "must be whole periods of " + step.period + ", for another step follows");
            checkDraws(where, phase, step, stocks, drawn);
            slot += step.sequences;
        }
        check(slot == phase.sequences, phase.name + ".sequences " + phase.sequences, "must be the steps' sum, " + slot);
    }

    /** There may be millions of draws, so nothing here is put into words unless it is wrong. */
    private static void checkDraws(String where, Phase phase, Step step, List<Stock> stocks, long[] drawn) {
        long quanta = 0;
        long sequences = 0;
        int before = -1;
        long whole = step.sequences / step.period;
        long part = step.sequences % step.period;
        for (Draw draw : step.draws) {
            if (draw.stock <= before || draw.stock >= stocks.size()) {
                throw invalid(
                        where + ".stock " + draw.stock, "must be above " + before + " and below " + stocks.size());
            }
            before = draw.stock;
            Stock stock = stocks.get(draw.stock);
            if (stock.sequenceLength != phase.sequenceLength) {
                throw invalid(where + "." + stock.name(), "the phase has sequences of " + phase.sequenceLength);
            }
            if (draw.quanta < 0 || draw.quanta > step.period || (draw.quanta > 0 && stock.sequences == 0)) {
                throw invalid(
                        where + "." + stock.name() + ".quanta " + draw.quanta,
                        "must be from 0 to the period, " + step.period + ", and 0 for an empty stock");
            }
            // Of a part of a period the turns are known to less than one.
            long low = whole * draw.quanta;
            long off = (draw.sequences - low) * step.period - part * draw.quanta;
            if (draw.sequences < low
                    || draw.sequences > low + step.period
                    || (part == 0 ? off != 0 : Math.abs(off) >= step.period)) {
                throw invalid(
                        where + "." + stock.name() + ".sequences " + draw.sequences, "is not what its quanta give");
            }
            if (draw.first != drawn[draw.stock]) {
                throw invalid(where + "." + stock.name() + ".first " + draw.first, "must be " + drawn[draw.stock]);
            }
            drawn[draw.stock] += draw.sequences;
            quanta += draw.quanta;
            sequences += draw.sequences;
        }
        check(quanta == step.period, where + ".period " + step.period, "must be the sum of the quanta, " + quanta);
        check(
                sequences == step.sequences,
                where + ".sequences " + step.sequences,
                "must be the sum of the draws, " + sequences);
    }

    private static void check(boolean holds, String what, String bound) {
        if (!holds) {
            throw invalid(what, bound);
        }
    }

    private static IllegalArgumentException invalid(String what, String bound) {
        return new IllegalArgumentException(INVALID + what + " (" + bound + ")");
    }

    /** Tokens that are drawn over all phases, padding included: sequences times length. */
    public long tokensPlanned() {
        return phases.stream()
                .mapToLong(phase -> phase.sequences * phase.sequenceLength)
                .sum();
    }

    /**
     * Tokens of the budget, in whole sequences, that the caps left unfilled: 0 where it is met. What is left of the
     * budget after the last whole sequence is not counted.
     */
    public long shortfall() {
        return phases.stream()
                .mapToLong(phase -> (phase.sequencesAsked - phase.sequences) * phase.sequenceLength)
                .sum();
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
