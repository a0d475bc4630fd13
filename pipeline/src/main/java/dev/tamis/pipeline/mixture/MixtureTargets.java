package dev.tamis.pipeline.mixture;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

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
        return new MixtureTargets(request, phases, domains, notes(request, phases, domains));
    }

    private static List<String> notes(MixtureRequest request, List<Phase> phases, List<Domain> domains) {
        List<String> notes = new ArrayList<>();
        double shares = request.phases().stream()
                .mapToDouble(MixtureRequest.Phase::share)
                .sum();
        if (Math.abs(shares - 1) > 1e-9) {
            notes.add("shares of the phases sum to " + RequestCheck.number(shares)
                    + ", not 1: each is divided by the sum");
        }
        double tokens = 0;
        for (Phase phase : phases) {
            for (Domain domain : domains) {
                if (domain.capped) {
                    double asked = 0;
                    double solved = 0;
                    for (Step step : phase.steps) {
                        for (Share share : step.shares) {
                            if (share.domain.equals(domain.path)) {
                                asked += share.asked * step.tokensAsked;
                                solved += share.solved * step.tokens;
                            }
                        }
                    }
                    if (asked > 0) {
                        notes.add(domain.path + " asked " + percent(asked / phase.tokensAsked) + " of " + phase.name
                                + ", " + cap(request, domain.path) + ": "
                                + percent(phase.tokens > 0 ? solved / phase.tokens : 0));
                    }
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

    /** The limit that a domain is under: its own, and those of paths above it where there are any. */
    static String cap(MixtureRequest request, String domain) {
        String above = request.maxEpochsByPath().entrySet().stream()
                .filter(limit -> domain.startsWith(limit.getKey() + "/"))
                .map(limit -> RequestCheck.number(limit.getValue()) + " of " + limit.getKey())
                .collect(Collectors.joining(", "));
        return "capped at " + RequestCheck.number(request.maxEpochs(domain)) + " epochs"
                + (above.isEmpty() ? "" : " (and " + above + ")");
    }

    static String percent(double share) {
        double percent = 100 * share;
        return String.format(Locale.ROOT, percent >= 10 ? "%.1f %%" : "%.3g %%", percent)
                .replace(".0 %", " %");
    }

    /**
     * The part of a domain's documents that is for each sequence length: in the proportion of the tokens that the
     * phases of each length take of it, so that no document is repeated in one phase before all were seen.
     *
     * @param domain path of a leaf
     * @return by length, above 0, summing to one; empty for a domain that nothing is taken of
     * @throws IllegalArgumentException if there is no such leaf
     */
    public SortedMap<Integer, Double> lengthShares(String domain) {
        if (domains.stream().noneMatch(d -> d.path.equals(domain))) {
            throw new IllegalArgumentException("Unknown domain: \"" + domain + "\"");
        }
        SortedMap<Integer, Double> tokens = new TreeMap<>();
        double sum = 0;
        for (Phase phase : phases) {
            for (Step step : phase.steps) {
                for (Share share : step.shares) {
                    double taken = share.domain.equals(domain) ? share.solved * step.tokens : 0;
                    if (taken > 0) {
                        tokens.merge(phase.sequenceLength, taken, Double::sum);
                        sum += taken;
                    }
                }
            }
        }
        double all = sum;
        tokens.replaceAll((length, taken) -> taken / all);
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
