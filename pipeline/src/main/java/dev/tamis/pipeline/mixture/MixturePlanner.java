package dev.tamis.pipeline.mixture;

import dev.tamis.pipeline.budget.Repetition;
import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.SlotOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Turns one request into its plan: first in real numbers (caps), then in whole ones (quanta), then by counting what the
 * order really draws and moving single quanta until no cap is crossed. Used once.
 */
public final class MixturePlanner {

    private final MixtureRequest request;
    private final List<MixtureRequest.Stock> stocks;
    private final List<MixtureRequest.Phase> phases;

    private final long total;
    /** Sequences that a source may give over all phases. */
    private final long[] cap;
    /** By phase, then source: share asked, sequences after caps (real), turns in a period, sequences drawn. */
    private final double[][] asked;

    private final double[][] amount;
    private final int[][] quanta;
    private final long[][] drawn;

    private final long[] phaseAsked;
    private final long[] phaseSequences;
    private final SlotOrder[] orders;
    private final boolean[] capped;
    private final List<String> notes = new ArrayList<>();

    private MixturePlanner(MixtureRequest request) {
        this.request = request;
        stocks = request.stocks().stream()
                .sorted(Comparator.comparing(MixtureRequest.Stock::name))
                .toList();
        phases = request.phases();
        total = request.tokens() / request.sequenceLength();
        int p = phases.size();
        int k = stocks.size();
        cap = new long[k];
        for (int i = 0; i < k; i++) {
            // The cast saturates; no budget comes near.
            cap[i] = (long) (stocks.get(i).maxEpochs() * stocks.get(i).sequences());
        }
        asked = new double[p][k];
        amount = new double[p][k];
        quanta = new int[p][k];
        drawn = new long[p][k];
        phaseAsked = LargestRemainder.split(
                total, phases.stream().mapToDouble(MixtureRequest.Phase::share).toArray());
        phaseSequences = phaseAsked.clone();
        orders = new SlotOrder[p];
        capped = new boolean[k];
    }

    /** Plans a request. A pure function: the same request gives the same plan on every machine. */
    public static MixturePlan plan(MixtureRequest request) {
        return new MixturePlanner(request).plan();
    }

    private MixturePlan plan() {
        normalise();
        applyCaps();
        for (int p = 0; p < phases.size(); p++) {
            quantise(p);
        }
        keepWithinCaps();
        return result();
    }

    private double weight(int p, int i) {
        return phases.get(p).weights().getOrDefault(stocks.get(i).name(), 0.0);
    }

    private void normalise() {
        double shares = 0;
        for (MixtureRequest.Phase phase : phases) {
            shares += phase.share();
        }
        if (Math.abs(shares - 1) > 1e-9) {
            notes.add("shares of the phases sum to " + number(shares) + ", not 1: each is divided by the sum");
        }
        for (int p = 0; p < phases.size(); p++) {
            double sum = 0;
            for (int i = 0; i < stocks.size(); i++) {
                sum += weight(p, i);
            }
            if (Math.abs(sum - 1) > 1e-9) {
                notes.add("weights of " + phases.get(p).name() + " sum to " + number(sum)
                        + ", not 1: each is divided by the sum");
            }
            for (int i = 0; i < stocks.size(); i++) {
                asked[p][i] = weight(p, i) / sum;
                amount[p][i] = asked[p][i] * phaseAsked[p];
            }
        }
    }

    /** The rule in {@link MixturePlan}. Each round fixes at least one more source, so there are at most K of them. */
    private void applyCaps() {
        int k = stocks.size();
        while (true) {
            boolean changed = false;
            for (int i = 0; i < k; i++) {
                double demand = 0;
                for (double[] phase : amount) {
                    demand += phase[i];
                }
                if (!capped[i] && demand > cap[i] * (1 + 1e-12)) {
                    for (double[] phase : amount) {
                        phase[i] *= cap[i] / demand;
                    }
                    capped[i] = true;
                    changed = true;
                }
            }
            if (!changed) {
                return;
            }
            for (int p = 0; p < phases.size(); p++) {
                redistribute(p);
            }
        }
    }

    private void redistribute(int p) {
        double fixed = 0;
        double open = 0;
        for (int i = 0; i < stocks.size(); i++) {
            fixed += capped[i] ? amount[p][i] : 0;
            open += capped[i] ? 0 : asked[p][i];
        }
        if (open == 0) {
            phaseSequences[p] = Math.min(phaseAsked[p], (long) (fixed + 1e-6));
            return;
        }
        double rest = Math.max(0, phaseAsked[p] - fixed);
        for (int i = 0; i < stocks.size(); i++) {
            if (!capped[i]) {
                amount[p][i] = asked[p][i] / open * rest;
            }
        }
    }

    /** A phase with a capped source gets the fine period: there a rounding error is a source's whole sequences. */
    private void quantise(int p) {
        // A phase too short for one sequence has no amounts; its quanta then say what was asked.
        double[] weights = phaseAsked[p] == 0 ? asked[p] : amount[p];
        int period = Quanta.periodFor(weights);
        for (int i = 0; i < stocks.size(); i++) {
            if (capped[i] && weights[i] > 0) {
                period = Quanta.FINE_PERIOD;
            }
        }
        quanta[p] = Quanta.of(weights, period);
        reorder(p);
    }

    private void reorder(int p) {
        orders[p] = new SlotOrder(quanta[p]);
        recount(p);
    }

    private void recount(int p) {
        for (int i = 0; i < stocks.size(); i++) {
            drawn[p][i] = orders[p].count(i, phaseSequences[p]);
        }
    }

    /**
     * Rounding can put a source some sequences above its cap. Quanta then go from it to the phase's largest source that
     * has room, and where there is none the phase ends at the slot where the source would cross its cap. A source that
     * gave quanta takes none, so this ends.
     */
    private void keepWithinCaps() {
        boolean[] closed = capped.clone();
        for (int i = firstOverCap(); i >= 0; i = firstOverCap()) {
            closed[i] = true;
            int p = phaseWithMost(i);
            int taker = -1;
            for (int j = 0; j < stocks.size(); j++) {
                if (!closed[j] && asked[p][j] > 0 && (taker < 0 || asked[p][j] > asked[p][taker])) {
                    taker = j;
                }
            }
            if (taker < 0) {
                phaseSequences[p] = orders[p].slotOf(i, Math.max(0, drawn[p][i] - excess(i)));
                recount(p);
                continue;
            }
            double slotsPerQuantum = (double) phaseSequences[p] / orders[p].period();
            long wanted = Math.max(1, (long) Math.ceil(excess(i) / slotsPerQuantum));
            int moved = (int) Math.min(wanted, quanta[p][i]);
            quanta[p][i] -= moved;
            quanta[p][taker] += moved;
            if (quanta[p][i] == 0) {
                notes.add(stocks.get(i).name() + " is left out of "
                        + phases.get(p).name() + ": its cap of " + cap[i] + " sequences is less than one turn in "
                        + orders[p].period());
            }
            reorder(p);
        }
    }

    private int firstOverCap() {
        for (int i = 0; i < stocks.size(); i++) {
            if (excess(i) > 0) {
                return i;
            }
        }
        return -1;
    }

    private long excess(int i) {
        long sum = 0;
        for (long[] phase : drawn) {
            sum += phase[i];
        }
        return sum - cap[i];
    }

    private int phaseWithMost(int i) {
        int most = 0;
        for (int p = 1; p < drawn.length; p++) {
            if (drawn[p][i] > drawn[most][i]) {
                most = p;
            }
        }
        return most;
    }

    private MixturePlan result() {
        long[] next = new long[stocks.size()];
        List<MixturePlan.Phase> planned = new ArrayList<>();
        for (int p = 0; p < phases.size(); p++) {
            MixtureRequest.Phase phase = phases.get(p);
            double sum = Arrays.stream(amount[p]).sum();
            List<MixturePlan.Draw> draws = new ArrayList<>();
            for (int i = 0; i < stocks.size(); i++) {
                if (asked[p][i] == 0) {
                    continue;
                }
                draws.add(new MixturePlan.Draw(
                        stocks.get(i).name(),
                        weight(p, i),
                        asked[p][i],
                        sum == 0 ? asked[p][i] : amount[p][i] / sum,
                        quanta[p][i],
                        drawn[p][i],
                        next[i],
                        phaseSequences[p] == 0 ? 0 : (double) drawn[p][i] / phaseSequences[p]));
                next[i] += drawn[p][i];
            }
            planned.add(new MixturePlan.Phase(
                    phase.name(), phase.share(), phaseAsked[p], phaseSequences[p], orders[p].period(), draws));
        }
        List<MixturePlan.Source> sources = new ArrayList<>();
        for (int i = 0; i < stocks.size(); i++) {
            MixtureRequest.Stock stock = stocks.get(i);
            double epochs = stock.sequences() == 0 ? 0 : (double) next[i] / stock.sequences();
            sources.add(new MixturePlan.Source(
                    stock.name(),
                    stock.tokens(),
                    stock.sequences(),
                    stock.maxEpochs(),
                    next[i],
                    epochs,
                    Repetition.effectiveEpochs(epochs),
                    capped[i]));
        }
        describe(planned);
        return new MixturePlan(
                request.tokens(),
                request.sequenceLength(),
                request.seed(),
                total,
                planned,
                sources,
                notes,
                warnings(sources));
    }

    private void describe(List<MixturePlan.Phase> planned) {
        for (MixturePlan.Phase phase : planned) {
            for (MixturePlan.Draw draw : phase.draws()) {
                int i = indexOf(draw.source());
                if (capped[i]) {
                    notes.add(draw.source() + " asked " + percent(draw.asked()) + " of " + phase.name() + ", capped at "
                            + number(stocks.get(i).maxEpochs()) + " epochs: " + percent(draw.realised()));
                }
            }
            if (phase.sequences() < phase.sequencesAsked()) {
                notes.add(phase.name() + " shrinks from " + phase.sequencesAsked() + " to " + phase.sequences()
                        + " sequences: every source in it is at its cap");
            } else if (phase.sequencesAsked() == 0) {
                notes.add(phase.name() + " has no sequences: its share of the budget is less than one");
            }
        }
        long sequences = Arrays.stream(phaseSequences).sum();
        if (sequences < total) {
            notes.add(String.format(
                    Locale.ROOT,
                    "asked %,d tokens, possible %,d within the caps (short by %,d): add data, raise max epochs or lower"
                            + " the budget",
                    request.tokens(),
                    sequences * request.sequenceLength(),
                    request.tokens() - sequences * request.sequenceLength()));
        }
    }

    private List<String> warnings(List<MixturePlan.Source> sources) {
        List<String> warnings = new ArrayList<>();
        for (MixturePlan.Source source : sources) {
            if (source.epochs() > Repetition.WARN_ABOVE_EPOCHS) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s is repeated for %.1f epochs, worth %.1f epochs of fresh data; by the end a token is worth"
                                + " %.0f %% of a fresh one (Muennighoff et al. 2023)",
                        source.name(),
                        source.epochs(),
                        source.effectiveEpochs(),
                        100 * Repetition.marginalValue(source.epochs())));
            }
        }
        return warnings;
    }

    private int indexOf(String name) {
        for (int i = 0; i < stocks.size(); i++) {
            if (stocks.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new AssertionError(name);
    }

    /** Up to four digits, without a trailing ".0". */
    private static String number(double value) {
        double rounded = Math.rint(value * 1e4) / 1e4;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }

    private static String percent(double share) {
        double percent = 100 * share;
        return String.format(Locale.ROOT, percent >= 10 ? "%.1f %%" : "%.3g %%", percent)
                .replace(".0 %", " %");
    }
}
