package dev.tamis.pipeline.mixture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How many tokens each step of each phase takes of each domain: the shares nearest to those asked within floors,
 * ceilings and epoch limits, in real numbers.
 *
 * <p>The rule: the budget is met first; where the limits make that impossible the phases that hang on them shrink, all
 * by one factor, and the shortfall is noted. Then the shares of the sources at each step are the Kullback-Leibler
 * projection of those asked on what is possible, then those of their children within each source, and so on down. Where
 * only epoch limits bind, in one phase, this is UniMax for equal weights (Chung et al. 2023, arXiv 2304.09151), and for
 * others the same filling of water: what is at its limit stays there, the rest in proportion to its weights.
 *
 * @param request what was asked
 * @param phases in training order
 * @param domains the leaves, sorted segment by segment
 * @param notes what had to differ from the request, for people
 */
public record MixtureTargets(MixtureRequest request, List<Phase> phases, List<Domain> domains, List<String> notes)
        implements Serializable {

    /** Steps of a ramp: shares move by at most 1/64 of the way at once. */
    static final int RAMP_STEPS = 64;

    /**
     * The steps of one phase.
     *
     * @param tokensAsked its share of the budget
     * @param tokens what the limits leave of it
     * @param steps one for constant weights; at most 64 for a ramp, each of at least one sequence
     */
    public record Phase(String name, int sequenceLength, double tokensAsked, double tokens, List<Step> steps)
            implements Serializable {
        public Phase {
            Objects.requireNonNull(name, "name");
            steps = List.copyOf(steps);
        }
    }

    /**
     * Constant shares for some tokens.
     *
     * @param shares of each leaf with a share asked, in the order of {@link #domains}
     */
    public record Step(double tokensAsked, double tokens, List<Share> shares) implements Serializable {
        public Step {
            shares = List.copyOf(shares);
        }
    }

    /**
     * What a step takes of a leaf.
     *
     * @param asked share of the step's tokens by the weights
     * @param solved share of the step's tokens within the limits; of a step without tokens the share asked
     */
    public record Share(String domain, double asked, double solved) implements Serializable {
        public Share {
            Objects.requireNonNull(domain, "domain");
        }
    }

    /**
     * What all phases take of one leaf.
     *
     * @param available tokens it has
     * @param tokens taken over all phases
     * @param epochs taken over available, 0 for an empty one
     * @param capped whether an epoch limit, its own or that of a path above it, held it back
     */
    public record Domain(String path, long available, double tokens, double epochs, boolean capped)
            implements Serializable {
        public Domain {
            Objects.requireNonNull(path, "path");
        }
    }

    public MixtureTargets {
        Objects.requireNonNull(request, "request");
        phases = List.copyOf(phases);
        domains = List.copyOf(domains);
        notes = List.copyOf(notes);
    }

    /**
     * Solves a request. A pure function; the order of domains in the request makes no difference.
     *
     * @throws IllegalArgumentException if floors ask for more tokens than epoch limits give, naming them
     */
    public static MixtureTargets of(MixtureRequest request) {
        StepTable table = StepTable.of(request);
        DomainTree tree = table.tree();
        MixtureSolver solver = table.solver(table.caps());
        table.refuseFloorsAgainstCaps(solver);
        solver.solve();
        boolean[] capped = table.capped(solver, table.caps());
        List<Phase> phases = new ArrayList<>();
        for (int p = 0; p < request.phases().size(); p++) {
            List<Step> steps = new ArrayList<>();
            double asked = 0;
            double tokens = 0;
            for (int t = table.firstStep(p); t < table.firstStep(p + 1); t++) {
                List<Share> shares = new ArrayList<>();
                for (int leaf : tree.leaves()) {
                    double share = table.asked()[t][leaf];
                    if (share > 0) {
                        shares.add(new Share(
                                tree.path(leaf),
                                share,
                                solver.rows()[t] > 0 ? solver.amount()[t][leaf] / solver.rows()[t] : share));
                    }
                }
                steps.add(new Step(table.rows()[t], solver.rows()[t], shares));
                asked += table.rows()[t];
                tokens += solver.rows()[t];
            }
            MixtureRequest.Phase phase = request.phases().get(p);
            phases.add(new Phase(phase.name(), phase.sequenceLength(), asked, tokens, steps));
        }
        List<Domain> domains = new ArrayList<>();
        for (int leaf : tree.leaves()) {
            double tokens = 0;
            for (double[] step : solver.amount()) {
                tokens += step[leaf];
            }
            long available = (long) table.available()[leaf];
            domains.add(new Domain(
                    tree.path(leaf), available, tokens, available == 0 ? 0 : tokens / available, capped[leaf]));
        }
        List<String> notes = notes(request, phases, domains);
        notes.addAll(solver.notes());
        return new MixtureTargets(request, phases, domains, notes);
    }

    private static List<String> notes(MixtureRequest request, List<Phase> phases, List<Domain> domains) {
        List<String> notes = new ArrayList<>();
        addShares(request, notes);
        double tokens = 0;
        for (Phase phase : phases) {
            Map<String, double[]> takes = new HashMap<>();
            for (Step step : phase.steps) {
                for (Share share : step.shares) {
                    double[] take = takes.computeIfAbsent(share.domain, d -> new double[2]);
                    take[0] += share.asked * step.tokensAsked;
                    take[1] += share.solved * step.tokens;
                }
            }
            for (Domain domain : domains) {
                double[] take = domain.capped ? takes.get(domain.path) : null;
                if (take != null && take[0] > 0) {
                    notes.add(domain.path + " asked " + percent(take[0] / phase.tokensAsked) + " of " + phase.name
                            + ", " + cap(request, domain.path) + ": "
                            + percent(phase.tokens > 0 ? take[1] / phase.tokens : 0));
                }
            }
            if (phase.tokens < phase.tokensAsked * (1 - 1e-9)) {
                notes.add(String.format(
                        Locale.ROOT,
                        "%s shrinks from %,.0f to %,.0f tokens: what its weights reach is used up",
                        phase.name,
                        phase.tokensAsked,
                        phase.tokens));
            }
            tokens += phase.tokens;
        }
        if (tokens < request.tokens() * (1 - 1e-9)) {
            notes.add(String.format(
                    Locale.ROOT,
                    "asked %,d tokens, possible %,.0f within the limits (short by %,.0f): add data, raise max epochs or"
                            + " lower the budget",
                    request.tokens(),
                    tokens,
                    request.tokens() - tokens));
        }
        return notes;
    }

    /** Notes shares of the phases that do not sum to one. */
    static void addShares(MixtureRequest request, List<String> notes) {
        double shares = request.shares();
        if (Math.abs(shares - 1) > 1e-9) {
            notes.add("shares of the phases sum to " + RequestCheck.number(shares)
                    + ", not 1: each is divided by the sum");
        }
    }

    /** The limit that a domain is under: its own, and those of paths above it where there are any. */
    static String cap(MixtureRequest request, String domain) {
        List<String> limits = new ArrayList<>();
        for (int end = domain.indexOf('/'); end >= 0; end = domain.indexOf('/', end + 1)) {
            String path = domain.substring(0, end);
            Double limit = request.maxEpochsByPath().get(path);
            if (limit != null) {
                limits.add(RequestCheck.number(limit) + " of " + path);
            }
        }
        String above = String.join(", ", limits);
        return "capped at " + RequestCheck.number(request.maxEpochs(domain)) + " epochs"
                + (above.isEmpty() ? "" : " (and " + above + ")");
    }

    static String percent(double share) {
        double percent = 100 * share;
        return String.format(Locale.ROOT, percent >= 10 ? "%.1f %%" : "%.3g %%", percent)
                .replace(".0 %", " %");
    }

    /**
     * The part of each domain's documents that is for each sequence length: in the proportion of the tokens that the
     * phases of each length take of it, so that no document is repeated in one phase before all were seen. Goes once
     * through all steps.
     *
     * @return by path of a leaf, then by length; above 0, summing to one for each leaf; empty for a leaf that nothing is
     *     taken of
     */
    public SortedMap<String, SortedMap<Integer, Double>> lengthShares() {
        SortedMap<String, SortedMap<Integer, Double>> tokens = new TreeMap<>();
        domains.forEach(domain -> tokens.put(domain.path, new TreeMap<>()));
        for (Phase phase : phases) {
            for (Step step : phase.steps) {
                for (Share share : step.shares) {
                    double taken = share.solved * step.tokens;
                    if (taken > 0) {
                        tokens.computeIfAbsent(share.domain, d -> new TreeMap<>())
                                .merge(phase.sequenceLength, taken, Double::sum);
                    }
                }
            }
        }
        tokens.replaceAll((path, lengths) -> {
            double all = lengths.values().stream().mapToDouble(taken -> taken).sum();
            lengths.replaceAll((length, taken) -> taken / all);
            return Collections.unmodifiableSortedMap(lengths);
        });
        return Collections.unmodifiableSortedMap(tokens);
    }

    /** Tokens taken over all phases. */
    public double tokens() {
        return phases.stream().mapToDouble(Phase::tokens).sum();
    }

    /** The targets as {@code targets.json}: UTF-8 text, fixed order of keys, the same bytes on every machine. */
    public String toJson() {
        return TargetsJson.write(this);
    }

    /**
     * Reads what {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if it is not JSON, a field is absent or of the wrong type, or the request in it
     *     is invalid
     */
    public static MixtureTargets fromJson(String json) {
        return TargetsJson.read(json);
    }
}
