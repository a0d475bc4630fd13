package dev.tamis.pipeline.mixture;

import dev.tamis.pipeline.budget.Repetition;
import dev.tamis.shards.order.MixturePlan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Turns targets and the sequences that were packed into a plan in whole sequences. Used once.
 *
 * <p>The sequences of a phase: what its share of the budget holds of its length, where what does not fill a sequence is
 * carried over to the next phase. The request is then solved again over stocks, for packing gives a little less than
 * was counted, and the shares become whole turns; see {@link StepQuanta}. At last single turns move until no epoch limit
 * is crossed by what the order really draws.
 */
public final class MixturePlanner {

    /** Share of padding above which a phase has a warning; documents of a large corpus leave a hundredth of it. */
    private static final double MOST_PADDING = 0.01;

    /** Domains that notes of one kind name; what became of the others is in the plan. */
    private static final int LISTED = 4;

    /** Sequences that a stock may be off in a phase beside half a percent, without a note. */
    private static final double MOST_OFF = 1.5;

    private final MixtureTargets targets;
    private final MixtureRequest request;
    private final List<StockCount> stocks;
    private final List<String> notes = new ArrayList<>();

    private MixturePlanner(MixtureTargets targets, List<StockCount> stocks) {
        this.targets = targets;
        request = targets.request();
        this.stocks = stocks.stream()
                .sorted(Comparator.comparing(StockCount::domain).thenComparing(StockCount::sequenceLength))
                .toList();
    }

    /**
     * Plans. A pure function: the same targets and stocks give the same plan on every machine and in any order.
     *
     * @param stocks what each domain gives at each length that phases have; one left out gives nothing
     * @throws IllegalArgumentException if a stock is given twice, is of no domain, or of a length that no phase has; or
     *     if a floor asks for over 1 % more than the packed sequences give within the epoch limits
     */
    public static MixturePlan plan(MixtureTargets targets, List<StockCount> stocks) {
        return new MixturePlanner(targets, stocks).plan();
    }

    private MixturePlan plan() {
        checkStocks();
        double shares = request.shares();
        MixtureTargets.addShares(request, notes);
        long[] asked = sequencesAsked(request, shares);
        long[][] slots = new long[asked.length][];
        for (int p = 0; p < asked.length; p++) {
            slots[p] = split(asked[p], targets.phases().get(p).steps().size());
        }
        StepTable table = StepTable.of(request).overStocks(stocks, slots);
        double[] caps = wholeCaps(table);
        notes.addAll(table.lowerFloors(caps));
        MixtureSolver solver = table.solver(caps);
        solver.solve();
        notes.addAll(solver.notes());
        boolean[] capped = table.capped(solver, caps);
        StepQuanta quanta = new StepQuanta(request, table, solver, capped, stocks, slots);
        quanta.keepWithin(limits(), notes);
        return result(table, capped, solver, quanta, asked);
    }

    private void checkStocks() {
        Set<String> paths =
                request.domains().stream().map(MixtureRequest.Domain::path).collect(Collectors.toSet());
        Set<Integer> lengths = request.phases().stream()
                .map(MixtureRequest.Phase::sequenceLength)
                .collect(Collectors.toSet());
        for (int s = 0; s < stocks.size(); s++) {
            StockCount stock = stocks.get(s);
            if (s > 0 && stocks.get(s - 1).name().equals(stock.name())) {
                throw new IllegalArgumentException("Invalid stocks: " + stock.name() + " is given twice");
            }
            if (!paths.contains(stock.domain())) {
                throw new IllegalArgumentException("Invalid stocks: " + stock.name() + " is of no domain");
            }
            if (!lengths.contains(stock.sequenceLength())) {
                throw new IllegalArgumentException(
                        "Invalid stocks: no phase has the sequence length of " + stock.name());
            }
        }
    }

    /** By the rule above; the last phase ends at the budget whatever the shares' sum rounds to. */
    static long[] sequencesAsked(MixtureRequest request, double shares) {
        int phases = request.phases().size();
        long[] sequences = new long[phases];
        long given = 0;
        double share = 0;
        for (int p = 0; p < phases; p++) {
            MixtureRequest.Phase phase = request.phases().get(p);
            share += phase.share();
            double until = p == phases - 1 ? request.tokens() : request.tokens() * (share / shares);
            // A share in decimals can fall short of a whole sequence by its rounding error.
            sequences[p] = (long) Math.max(0, (until - given) / phase.sequenceLength() + 1e-6);
            given += sequences[p] * phase.sequenceLength();
        }
        return sequences;
    }

    /** Steps of a phase, as even as they can be; at least one sequence each. */
    private static long[] split(long sequences, int steps) {
        int count = (int) Math.min(steps, sequences);
        long[] parts = new long[count];
        for (int j = 0; j < count; j++) {
            // floor(sequences * (j + 1) / count) - floor(sequences * j / count), without the product.
            long rest = sequences % count;
            parts[j] = sequences / count + rest * (j + 1) / count - rest * j / count;
        }
        return parts;
    }

    /** The limits in whole sequences of stocks, and of paths as they are. */
    private double[] wholeCaps(StepTable table) {
        double[] caps = table.caps();
        for (StockCount stock : stocks) {
            caps[table.stockNode(stock)] = wholeCap(stock) * (double) stock.sequenceLength();
        }
        return caps;
    }

    /** Sequences that a stock may give: no sequence is drawn more than ceil(max epochs) times. */
    private long wholeCap(StockCount stock) {
        // The cast saturates; no budget comes near.
        return Math.min(
                (1L << 60) / stock.sequenceLength(), (long) (request.maxEpochs(stock.domain()) * stock.sequences()));
    }

    /** What no draws may cross: each stock's limit, and those of paths that hold several domains. */
    private List<StepQuanta.Limit> limits() {
        List<StepQuanta.Limit> limits = new ArrayList<>();
        for (int s = 0; s < stocks.size(); s++) {
            StockCount stock = stocks.get(s);
            limits.add(new StepQuanta.Limit(stock.name(), new int[] {s}, wholeCap(stock) * stock.sequenceLength()));
        }
        Map<String, List<Integer>> beneath = new HashMap<>();
        for (int s = 0; s < stocks.size(); s++) {
            String domain = stocks.get(s).domain();
            for (int end = domain.indexOf('/'); end >= 0; end = domain.indexOf('/', end + 1)) {
                beneath.computeIfAbsent(domain.substring(0, end), path -> new ArrayList<>())
                        .add(s);
            }
        }
        request.maxEpochsByPath().forEach((path, epochs) -> {
            int[] members = beneath.getOrDefault(path, List.of()).stream()
                    .mapToInt(s -> s)
                    .toArray();
            double tokens = 0;
            for (int s : members) {
                tokens += stocks.get(s).sequences() * (double) stocks.get(s).sequenceLength();
            }
            if (members.length > 0) {
                limits.add(new StepQuanta.Limit(path, members, (long) Math.min(1L << 60, epochs * tokens)));
            }
        });
        return limits;
    }

    private MixturePlan result(
            StepTable table, boolean[] capped, MixtureSolver solver, StepQuanta quanta, long[] asked) {
        long[] drawn = new long[stocks.size()];
        List<MixturePlan.Phase> phases = new ArrayList<>();
        double shares = request.shares();
        for (int p = 0; p < asked.length; p++) {
            MixtureRequest.Phase phase = request.phases().get(p);
            List<MixturePlan.Step> steps = new ArrayList<>();
            long slot = 0;
            for (int step = quanta.firstStep(p); step < quanta.firstStep(p + 1); step++) {
                if (quanta.slots(step) == 0) {
                    continue;
                }
                int t = quanta.tableStep(step);
                List<MixturePlan.Draw> draws = new ArrayList<>();
                for (int s = 0; s < stocks.size(); s++) {
                    double wanted = table.shareAsked(t, stocks.get(s));
                    if (wanted > 0 || quanta.quanta(step, s) > 0) {
                        double planned = solver.rows()[t] > 0
                                ? solver.amount()[t][table.stockNode(stocks.get(s))] / solver.rows()[t]
                                : 0;
                        draws.add(new MixturePlan.Draw(
                                s,
                                wanted,
                                planned,
                                quanta.quanta(step, s),
                                quanta.drawn(step, s),
                                drawn[s],
                                (double) quanta.drawn(step, s) / quanta.slots(step)));
                        drawn[s] += quanta.drawn(step, s);
                    }
                }
                steps.add(new MixturePlan.Step(slot, quanta.slots(step), quanta.period(step), draws));
                slot += quanta.slots(step);
            }
            phases.add(new MixturePlan.Phase(
                    phase.name(), phase.sequenceLength(), phase.share() / shares, asked[p], slot, steps));
        }
        List<MixturePlan.Domain> domains = domains(table, capped, drawn);
        List<MixturePlan.Stock> planned = new ArrayList<>();
        for (int s = 0; s < stocks.size(); s++) {
            StockCount stock = stocks.get(s);
            planned.add(new MixturePlan.Stock(
                    stock.domain(), stock.sequenceLength(), stock.sequences(), stock.tokens(), drawn[s]));
        }
        describe(table, capped, phases, domains);
        long possible = phases.stream()
                .mapToLong(phase -> phase.sequences() * phase.sequenceLength())
                .sum();
        if (phases.stream().anyMatch(phase -> phase.sequences() < phase.sequencesAsked())) {
            notes.add(String.format(
                    Locale.ROOT,
                    "asked %,d tokens, possible %,d within the limits (short by %,d): add data, raise max epochs or"
                            + " lower the budget",
                    request.tokens(),
                    possible,
                    request.tokens() - possible));
        }
        return new MixturePlan(
                request.tokens(), request.seed(), phases, planned, domains, notes, warnings(phases, planned, domains));
    }

    private List<MixturePlan.Domain> domains(StepTable table, boolean[] capped, long[] drawn) {
        Map<String, Long> tokens = new TreeMap<>();
        request.domains().forEach(domain -> tokens.put(domain.path(), domain.tokens()));
        Map<String, List<Integer>> of = new HashMap<>();
        for (int s = 0; s < stocks.size(); s++) {
            of.computeIfAbsent(stocks.get(s).domain(), path -> new ArrayList<>())
                    .add(s);
        }
        List<MixturePlan.Domain> domains = new ArrayList<>();
        tokens.forEach((path, available) -> {
            double taken = 0;
            double packed = 0;
            boolean held = false;
            for (int s : of.getOrDefault(path, List.of())) {
                StockCount stock = stocks.get(s);
                double fill = stock.sequences() == 0 ? 0 : (double) stock.tokens() / stock.sequences();
                taken += drawn[s] * fill;
                packed += stock.tokens();
                held |= capped[table.stockNode(stock)];
            }
            double epochs = packed == 0 ? 0 : taken / packed;
            domains.add(new MixturePlan.Domain(
                    path, available, request.maxEpochs(path), epochs, Repetition.effectiveEpochs(epochs), held));
        });
        return domains;
    }

    private void describe(
            StepTable table, boolean[] capped, List<MixturePlan.Phase> phases, List<MixturePlan.Domain> domains) {
        for (int p = 0; p < phases.size(); p++) {
            MixturePlan.Phase phase = phases.get(p);
            Map<String, Double> wanted = new TreeMap<>();
            Map<String, Long> got = new TreeMap<>();
            for (MixturePlan.Step step : phase.steps()) {
                for (MixturePlan.Draw draw : step.draws()) {
                    String domain = stocks.get(draw.stock()).domain();
                    wanted.merge(domain, draw.asked() * step.sequences(), Double::sum);
                    got.merge(domain, draw.sequences(), Long::sum);
                }
            }
            // A domain may be at its limit at one length and not at another.
            Set<String> bound = stocks.stream()
                    .filter(stock -> stock.sequenceLength() == phase.sequenceLength() && capped[table.stockNode(stock)])
                    .map(StockCount::domain)
                    .collect(Collectors.toSet());
            int held = 0;
            for (MixturePlan.Domain domain : domains) {
                double before = wanted.getOrDefault(domain.name(), 0.0) / phase.sequences();
                double after = (double) got.getOrDefault(domain.name(), 0L) / phase.sequences();
                boolean less = after < before || phase.sequences() < phase.sequencesAsked();
                if (bound.contains(domain.name()) && before > 0 && less && ++held <= LISTED) {
                    notes.add(domain.name() + " asked " + MixtureTargets.percent(before) + " of " + phase.name() + ", "
                            + MixtureTargets.cap(request, domain.name()) + ": " + MixtureTargets.percent(after));
                }
            }
            if (held > LISTED) {
                notes.add("and " + (held - LISTED) + " more domains of " + phase.name()
                        + " are held back by the epochs allowed");
            }
            // What the targets took none of was not packed for this phase; that is no loss of packing.
            Set<String> targeted = targeted(p);
            List<String> empty =
                    table.without(p).stream().filter(targeted::contains).toList();
            if (!empty.isEmpty()) {
                notes.add(String.join(", ", empty.subList(0, Math.min(LISTED, empty.size())))
                        + (empty.size() > LISTED ? " and " + (empty.size() - LISTED) + " more" : "")
                        + (empty.size() == 1 ? " is" : " are") + " left out of " + phase.name()
                        + ": not one sequence of " + phase.sequenceLength() + " tokens was packed of "
                        + (empty.size() == 1 ? "it" : "them"));
            }
            MixtureRequest.Phase given = request.phases().get(p);
            for (String domain : empty) {
                double floor = given.floors().getOrDefault(domain, 0.0);
                if (floor > 0) {
                    notes.add("the floor of " + domain + " in " + phase.name() + ", " + MixtureTargets.percent(floor)
                            + ", is not met: nothing was packed of it");
                }
            }
            noteRounding(phase, domains);
            if (phase.sequencesAsked() == 0) {
                notes.add(phase.name() + " has no sequences: its share of the budget is less than one");
            } else if (phase.sequences() < phase.sequencesAsked()) {
                notes.add(phase.name() + " shrinks from " + phase.sequencesAsked() + " to " + phase.sequences()
                        + " sequences: every domain in it is at its limit");
            }
        }
    }

    /** Domains that the targets take a token or more of in a phase. */
    private Set<String> targeted(int phase) {
        Map<String, Double> taken = new HashMap<>();
        for (MixtureTargets.Step step : targets.phases().get(phase).steps()) {
            step.shares().forEach(share -> taken.merge(share.domain(), share.solved() * step.tokens(), Double::sum));
        }
        taken.values().removeIf(tokens -> tokens < 1);
        return taken.keySet();
    }

    /** What whole sequences could not hold of the planned shares of a phase, beside what limits held back. */
    private void noteRounding(MixturePlan.Phase phase, List<MixturePlan.Domain> domains) {
        Map<Integer, double[]> planned = new TreeMap<>();
        for (MixturePlan.Step step : phase.steps()) {
            for (MixturePlan.Draw draw : step.draws()) {
                double[] sums = planned.computeIfAbsent(draw.stock(), s -> new double[2]);
                sums[0] += draw.planned() * step.sequences();
                sums[1] += draw.sequences();
            }
        }
        Set<String> capped = domains.stream()
                .filter(MixturePlan.Domain::capped)
                .map(MixturePlan.Domain::name)
                .collect(Collectors.toSet());
        List<String> none = new ArrayList<>();
        List<String> off = new ArrayList<>();
        planned.forEach((stock, sums) -> {
            String domain = stocks.get(stock).domain();
            if (sums[0] > 1e-6 && sums[1] == 0) {
                none.add(domain);
            } else if (!capped.contains(domain) && Math.abs(sums[1] - sums[0]) > MOST_OFF + 0.005 * sums[0]) {
                off.add(String.format(
                        Locale.ROOT,
                        "%s has %,.0f sequences of %s for %,.1f planned: its share is too small for the steps",
                        domain,
                        sums[1],
                        phase.name(),
                        sums[0]));
            }
        });
        if (!none.isEmpty()) {
            notes.add(String.join(", ", none.subList(0, Math.min(LISTED, none.size())))
                    + (none.size() > LISTED ? " and " + (none.size() - LISTED) + " more" : "")
                    + (none.size() == 1 ? " has" : " have") + " no sequence of " + phase.name()
                    + ": the share planned is about one sequence or less");
        }
        notes.addAll(off.subList(0, Math.min(LISTED, off.size())));
        if (off.size() > LISTED) {
            notes.add("and " + (off.size() - LISTED) + " more domains of " + phase.name() + " likewise");
        }
    }

    private static List<String> warnings(
            List<MixturePlan.Phase> phases, List<MixturePlan.Stock> stocks, List<MixturePlan.Domain> domains) {
        List<String> warnings = new ArrayList<>();
        for (MixturePlan.Phase phase : phases) {
            double tokens = 0;
            for (MixturePlan.Step step : phase.steps()) {
                for (MixturePlan.Draw draw : step.draws()) {
                    MixturePlan.Stock stock = stocks.get(draw.stock());
                    tokens += stock.sequences() == 0
                            ? 0
                            : draw.sequences() * ((double) stock.tokens() / stock.sequences());
                }
            }
            double places = phase.sequences() * (double) phase.sequenceLength();
            if (tokens < places * (1 - MOST_PADDING)) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%.1f %% of %s is padding: some domains have too few documents to fill sequences of %d tokens;"
                                + " shorten them, divide the sources less, or pack by concat",
                        100 * (1 - tokens / places),
                        phase.name(),
                        phase.sequenceLength()));
            }
        }
        for (MixturePlan.Domain domain : domains) {
            if (domain.epochs() > Repetition.WARN_ABOVE_EPOCHS) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s is repeated for %.1f epochs, worth %.1f epochs of fresh data; by the end a token is worth"
                                + " %.0f %% of a fresh one (Muennighoff et al. 2023)",
                        domain.name(),
                        domain.epochs(),
                        domain.effectiveEpochs(),
                        100 * Repetition.marginalValue(domain.epochs())));
            }
        }
        return warnings;
    }
}
