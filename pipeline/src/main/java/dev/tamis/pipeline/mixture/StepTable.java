package dev.tamis.pipeline.mixture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A request laid out for the solver: its tree, its steps one after the other, and what each asks of each node. */
final class StepTable {

    /** A floor that gets less than this part of itself stands against the epoch limits. */
    private static final double MOST_LOST = 0.99;

    /** Each takes a cut out of the way; there are no more of them than floors at their limits. */
    private static final int MOST_LOWERINGS = 1000;

    private final MixtureRequest request;
    private final DomainTree tree;
    private final double[] available;
    /** By phase: the first of its steps; and the number of all. */
    private final int[] firstStep;

    private final double[] rows;
    private final double[][] asked;
    private final double[][] floors;
    private final double[][] ceilings;
    /** Of a table over stocks: shares of the domains by step, before packing; and the tree that they count in. */
    private double[][] domainShares;

    private DomainTree domains;

    private StepTable(MixtureRequest request, DomainTree tree, double[] available, int[] firstStep) {
        this.request = request;
        this.tree = tree;
        this.available = available;
        this.firstStep = firstStep;
        int steps = firstStep[firstStep.length - 1];
        rows = new double[steps];
        asked = new double[steps][];
        floors = new double[steps][];
        ceilings = new double[steps][];
    }

    /** The request in tokens. */
    static StepTable of(MixtureRequest request) {
        DomainTree tree = new DomainTree(
                request.domains().stream().map(MixtureRequest.Domain::path).toList());
        double[] available = available(request, tree);
        double shares = request.shares();
        int[] firstStep = new int[request.phases().size() + 1];
        double[] tokens = new double[request.phases().size()];
        for (int p = 0; p < tokens.length; p++) {
            MixtureRequest.Phase phase = request.phases().get(p);
            tokens[p] = request.tokens() * (phase.share() / shares);
            double sequences = tokens[p] / phase.sequenceLength();
            firstStep[p + 1] = firstStep[p]
                    + (phase.ramped() ? (int) Math.max(1, Math.min(MixtureTargets.RAMP_STEPS, sequences)) : 1);
        }
        StepTable table = new StepTable(request, tree, available, firstStep);
        for (int p = 0; p < tokens.length; p++) {
            int steps = firstStep[p + 1] - firstStep[p];
            for (int j = 0; j < steps; j++) {
                int t = firstStep[p] + j;
                table.rows[t] = tokens[p] / steps;
                table.asked[t] = table.shares(p, (j + 0.5) / steps);
            }
            table.bound(p, request.phases().get(p).floors());
        }
        return table;
    }

    private static double[] available(MixtureRequest request, DomainTree tree) {
        Map<String, Long> tokens = new HashMap<>();
        request.domains().forEach(domain -> tokens.put(domain.path(), domain.tokens()));
        double[] available = new double[tree.size()];
        for (int leaf : tree.leaves()) {
            available[leaf] = tokens.getOrDefault(tree.path(leaf), 0L);
        }
        return tree.sums(available);
    }

    /** Shares of the request's own nodes so far along a phase. */
    private double[] shares(int phase, double at) {
        MixtureRequest.Phase one = request.phases().get(phase);
        double[] from = Shares.of(tree, available, one.weights(), one.scheme());
        return one.ramped() ? Shares.between(from, Shares.of(tree, available, one.rampTo(), one.scheme()), at) : from;
    }

    private void bound(int p, SortedMap<String, Double> floorsByPath) {
        MixtureRequest.Phase phase = request.phases().get(p);
        double[] least = RequestCheck.floors(tree, floorsByPath);
        for (int t = firstStep[p]; t < firstStep[p + 1]; t++) {
            floors[t] = least;
            ceilings[t] = RequestCheck.ceilings(tree, phase.ceilings(), asked[t]);
        }
    }

    /**
     * The same request over stocks: beneath each leaf its stocks, in tokens with padding.
     *
     * @param slots whole sequences of each step of each phase
     */
    StepTable overStocks(List<StockCount> stocks, long[][] slots) {
        Map<String, StockCount> byName = new TreeMap<>();
        Map<String, String> paths = new TreeMap<>();
        for (int leaf : tree.leaves()) {
            paths.put(tree.path(leaf), tree.path(leaf));
        }
        for (StockCount stock : stocks) {
            String path = path(stock);
            byName.put(path, stock);
            paths.remove(stock.domain());
            paths.put(path, path);
        }
        DomainTree wide = new DomainTree(paths.keySet());
        double[] tokens = new double[wide.size()];
        byName.forEach((path, stock) -> tokens[wide.node(path)] = stock.sequences() * (double) stock.sequenceLength());
        int[] first = new int[firstStep.length];
        for (int p = 0; p < slots.length; p++) {
            first[p + 1] = first[p] + slots[p].length;
        }
        StepTable table = new StepTable(request, wide, wide.sums(tokens), first);
        table.domains = tree;
        table.domainShares = new double[table.rows.length][];
        for (int p = 0; p < slots.length; p++) {
            MixtureRequest.Phase phase = request.phases().get(p);
            for (int j = 0; j < slots[p].length; j++) {
                int t = first[p] + j;
                table.rows[t] = slots[p][j] * (double) phase.sequenceLength();
                table.domainShares[t] = shares(p, (j + 0.5) / slots[p].length);
                table.asked[t] = overStocks(wide, byName, table.domainShares[t], phase);
            }
            table.bound(p, request.phases().get(p).floors());
        }
        return table;
    }

    private double[] overStocks(
            DomainTree wide, Map<String, StockCount> byName, double[] shares, MixtureRequest.Phase phase) {
        double[] leaves = new double[wide.size()];
        double sum = 0;
        for (Map.Entry<String, StockCount> entry : byName.entrySet()) {
            StockCount stock = entry.getValue();
            if (stock.sequenceLength() == phase.sequenceLength() && stock.sequences() > 0) {
                double share = shares[tree.node(stock.domain())];
                // A sequence holds less than its length of the domain's tokens, so a share of tokens takes more of
                // them.
                leaves[wide.node(entry.getKey())] =
                        share * stock.sequences() * stock.sequenceLength() / Math.max(1, stock.tokens());
                sum += leaves[wide.node(entry.getKey())];
            }
        }
        if (sum > 0) {
            for (int i = 0; i < leaves.length; i++) {
                leaves[i] /= sum;
            }
        }
        double[] all = wide.sums(leaves);
        all[0] = 1;
        return all;
    }

    private static String path(StockCount stock) {
        return stock.domain() + "/@" + stock.sequenceLength();
    }

    /** Of a table over stocks: the node of a stock. */
    int stockNode(StockCount stock) {
        return tree.node(path(stock));
    }

    private int phaseOf(int step) {
        int phase = 0;
        while (step >= firstStep[phase + 1]) {
            phase++;
        }
        return phase;
    }

    /** Of a table over stocks: the share of a step's tokens that the weights ask of a stock. */
    double shareAsked(int step, StockCount stock) {
        return stock.sequenceLength() == request.phases().get(phaseOf(step)).sequenceLength()
                ? domainShares[step][domains.node(stock.domain())]
                : 0;
    }

    /** Of a table over stocks: domains that a phase asks for and that have no sequence of its length. */
    List<String> without(int phase) {
        return Arrays.stream(domains.leaves())
                .filter(leaf -> {
                    int node = tree.node(domains.path(leaf) + "/@"
                            + request.phases().get(phase).sequenceLength());
                    boolean empty = node < 0 || available[node] == 0;
                    boolean wanted = false;
                    for (int t = firstStep[phase]; t < firstStep[phase + 1]; t++) {
                        wanted |= domainShares[t][leaf] > 0;
                    }
                    return empty && wanted;
                })
                .mapToObj(domains::path)
                .toList();
    }

    MixtureSolver solver(double[] caps) {
        return new MixtureSolver(tree, rows, asked, floors, ceilings, caps);
    }

    /**
     * Lowers the floors that what was packed does not reach, each to what it gives, and leaves the others. Packing gives
     * up to a sequence less of a stock than was counted, so a floor at its limit can miss by as much.
     *
     * @return what was lowered, for people
     * @throws IllegalArgumentException if a floor misses more than packing can have cost it: it then stands against the
     *     epoch limits
     */
    List<String> lowerFloors(double[] caps) {
        List<SortedMap<String, Double>> lowered = new ArrayList<>();
        request.phases().forEach(phase -> lowered.add(new TreeMap<>(phase.floors())));
        for (int round = 0; round < MOST_LOWERINGS; round++) {
            MixtureSolver solver = solver(caps);
            FlowCheck.Cut cut = solver.floorsAgainstCaps();
            if (cut == null) {
                break;
            }
            List<Set<String>> paths = new ArrayList<>();
            lowered.forEach(phase -> paths.add(new TreeSet<>()));
            double least = 0;
            double most = 0;
            for (FlowCheck.Crossing crossing : cut.crossings()) {
                int t = crossing.step();
                int node = crossing.node();
                switch (crossing.kind()) {
                    case STEP -> most += crossing.out() ? rows[t] : 0;
                    case SHARE -> {
                        if (crossing.out()) {
                            most += Math.max(floors[t][node], ceilings[t][node]) * rows[t];
                        } else if (floors[t][node] > 0) {
                            least += floors[t][node] * rows[t];
                            binding(node, lowered.get(phaseOf(t)), floors[t], paths.get(phaseOf(t)));
                        }
                    }
                    case TOTAL -> most += crossing.out() ? solver.cap(node) : 0;
                    default -> {
                        // Without bounds of its own.
                    }
                }
            }
            // A little less at least, so that this ends where rounding alone makes the cut.
            double factor = Math.min(1 - 1e-9, most / least);
            for (int p = 0; p < paths.size(); p++) {
                SortedMap<String, Double> of = lowered.get(p);
                paths.get(p).forEach(path -> of.computeIfPresent(path, (same, floor) -> floor * factor));
                bound(p, of);
            }
        }
        return loweredFloors(lowered);
    }

    /** The named floors that make up a node's: its own, or those of its children where they sum to as much. */
    private void binding(int node, SortedMap<String, Double> named, double[] least, Set<String> paths) {
        double beneath = 0;
        for (int child : tree.children(node)) {
            beneath += least[child];
        }
        if (named.containsKey(tree.path(node)) && named.get(tree.path(node)) >= beneath * (1 - 1e-12)) {
            paths.add(tree.path(node));
        }
        if (beneath >= least[node] * (1 - 1e-12)) {
            for (int child : tree.children(node)) {
                if (least[child] > 0) {
                    binding(child, named, least, paths);
                }
            }
        }
    }

    private List<String> loweredFloors(List<SortedMap<String, Double>> lowered) {
        List<String> notes = new ArrayList<>();
        List<String> missed = new ArrayList<>();
        for (int p = 0; p < lowered.size(); p++) {
            MixtureRequest.Phase phase = request.phases().get(p);
            double tokens = 0;
            for (int t = firstStep[p]; t < firstStep[p + 1]; t++) {
                tokens += rows[t];
            }
            for (Map.Entry<String, Double> floor : phase.floors().entrySet()) {
                double given = lowered.get(p).get(floor.getKey());
                if (given >= floor.getValue()) {
                    continue;
                }
                double short_ = (floor.getValue() - given) * tokens;
                String what = String.format(
                        Locale.ROOT,
                        "%s of %s from %s to %s (by %,.0f tokens)",
                        floor.getKey(),
                        phase.name(),
                        MixtureTargets.percent(floor.getValue()),
                        MixtureTargets.percent(given),
                        short_);
                notes.add("lowered the floor of " + what + ", for the packed sequences give no more");
                if (given < floor.getValue() * MOST_LOST && short_ > 2.0 * phase.sequenceLength()) {
                    missed.add(what);
                }
            }
        }
        if (!missed.isEmpty()) {
            throw new IllegalArgumentException("Invalid mixture:\n  the packed sequences do not reach for floors within"
                    + " the epoch limits: they would have to be lowered, that of " + String.join("; of ", missed)
                    + "; lower the floors, raise max epochs or lower the budget");
        }
        return notes;
    }

    /** Tokens that each node may give over all steps, by its epoch limit. */
    double[] caps() {
        double[] caps = new double[tree.size()];
        Arrays.fill(caps, Double.POSITIVE_INFINITY);
        SortedMap<String, Double> limits = request.maxEpochsByPath();
        for (int node = 1; node < tree.size(); node++) {
            if (tree.leaf(node)) {
                caps[node] = request.maxEpochs(domain(node)) * available[node];
            } else if (limits.containsKey(tree.path(node))) {
                caps[node] = limits.get(tree.path(node)) * available[node];
            }
        }
        return caps;
    }

    /** The domain of a leaf of this tree: itself, or the one that a stock is of. */
    String domain(int leaf) {
        String path = tree.path(leaf);
        return path.indexOf('@') < 0 ? path : path.substring(0, path.lastIndexOf('/'));
    }

    /** Whether each leaf was held back by a limit: it, or a node above it, is at its limit and was asked for more. */
    boolean[] capped(MixtureSolver solver, double[] caps) {
        boolean[] capped = new boolean[tree.size()];
        for (int node = 1; node < tree.size(); node++) {
            double taken = 0;
            double wanted = 0;
            for (int t = 0; t < rows.length; t++) {
                taken += solver.amount()[t][node];
                wanted += asked[t][node] * rows[t];
            }
            capped[node] = capped[tree.parent(node)]
                    || (caps[node] < Double.POSITIVE_INFINITY
                            && wanted > caps[node] * (1 + 1e-12)
                            && taken >= caps[node] * (1 - 1e-9));
        }
        return capped;
    }

    void refuseFloorsAgainstCaps(MixtureSolver solver) {
        FlowCheck.Cut cut = solver.floorsAgainstCaps();
        if (cut == null) {
            return;
        }
        Set<String> wanted = new TreeSet<>();
        Map<String, Double> limits = new TreeMap<>();
        double least = 0;
        for (FlowCheck.Crossing crossing : cut.crossings()) {
            int t = crossing.step();
            int node = crossing.node();
            if (crossing.kind() == FlowCheck.Kind.SHARE && !crossing.out() && floors[t][node] > 0) {
                String path = tree.path(node);
                request.phases().get(phaseOf(t)).floors().keySet().stream()
                        .filter(floor -> DomainPath.within(floor, path))
                        .forEach(wanted::add);
                least += floors[t][node] * rows[t];
            } else if (crossing.kind() == FlowCheck.Kind.TOTAL && crossing.out()) {
                limits.put(tree.path(node), solver.cap(node));
            }
        }
        throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "Invalid mixture:%n  floors of %s ask for %,.0f tokens over all phases, and the epoch limits"
                                + " leave %s; lower the floors, raise max epochs or lower the budget",
                        String.join(", ", wanted),
                        least,
                        limits.entrySet().stream()
                                .map(limit ->
                                        String.format(Locale.ROOT, "%,.0f of %s", limit.getValue(), limit.getKey()))
                                .collect(Collectors.joining(", ")))
                .replace(System.lineSeparator(), "\n"));
    }

    DomainTree tree() {
        return tree;
    }

    double[] available() {
        return available;
    }

    int firstStep(int phase) {
        return firstStep[phase];
    }

    double[] rows() {
        return rows;
    }

    double[][] asked() {
        return asked;
    }

    double[][] floors() {
        return floors;
    }

    double[][] ceilings() {
        return ceilings;
    }
}
