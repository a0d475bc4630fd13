package dev.tamis.pipeline.mixture;

import dev.tamis.pipeline.hocon.Nearest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds everything that is wrong with a request, before anything is solved. Used once. */
final class RequestCheck {

    /** Shares of floors and ceilings that are written in decimals may miss one by this. */
    private static final double ROUNDING = 1e-9;

    /** Paths that a problem lists. */
    private static final int LISTED = 10;

    private final long tokens;
    private final List<MixtureRequest.Phase> phases;
    private final List<MixtureRequest.Domain> domains;
    private final double maxEpochs;
    private final SortedMap<String, Double> maxEpochsByPath;
    private final List<String> problems = new ArrayList<>();

    private DomainTree tree;
    private double[] available;
    private String withData;
    private int unknownPaths;

    RequestCheck(
            long tokens,
            List<MixtureRequest.Phase> phases,
            List<MixtureRequest.Domain> domains,
            double maxEpochs,
            SortedMap<String, Double> maxEpochsByPath) {
        this.tokens = tokens;
        this.phases = phases;
        this.domains = domains;
        this.maxEpochs = maxEpochs;
        this.maxEpochsByPath = maxEpochsByPath;
    }

    List<String> problems() {
        domains();
        if (tree != null) {
            epochs();
        }
        if (phases.isEmpty()) {
            problems.add("phases: none given; at least one is needed");
        }
        Set<String> names = new HashSet<>();
        int shortest = Integer.MAX_VALUE;
        for (MixtureRequest.Phase phase : phases) {
            if (!names.add(phase.name())) {
                problems.add("phases: \"" + phase.name() + "\" is given twice");
            }
            shortest = Math.min(shortest, phase.sequenceLength());
        }
        if (!phases.isEmpty() && shortest >= 1 && tokens < shortest) {
            problems.add(
                    0,
                    "budget: " + tokens + " tokens do not fill one sequence of " + shortest
                            + "; raise the budget or shorten the sequence");
        } else if (tokens < 1 || tokens > 1L << 60) {
            problems.add(0, "budget: " + tokens + " tokens (must be >= 1, <= 2^60)");
        }
        for (MixtureRequest.Phase phase : phases) {
            phase(phase);
        }
        return problems;
    }

    private void domains() {
        int before = problems.size();
        TreeMap<String, MixtureRequest.Domain> byPath = new TreeMap<>();
        for (MixtureRequest.Domain domain : domains) {
            if (!isPath(domain.path())) {
                problems.add("domains: \"" + domain.path() + "\" is not a path of [A-Za-z0-9_.-] joined by \"/\"");
            }
            if (byPath.put(domain.path(), domain) != null) {
                problems.add("domains: \"" + domain.path() + "\" is given twice");
            }
            if (domain.tokens() < 0 || domain.tokens() > 1L << 60 || domain.documents() < 0) {
                problems.add("domain " + domain.path() + ": " + domain.tokens() + " tokens, " + domain.documents()
                        + " documents (must be >= 0, tokens <= 2^60)");
            }
        }
        for (String path : byPath.keySet()) {
            for (int slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
                if (byPath.containsKey(path.substring(0, slash))) {
                    problems.add("domains: \"" + path.substring(0, slash) + "\" has documents of its own and holds \""
                            + path + "\"; documents belong to leaves only");
                }
            }
        }
        if (problems.size() == before) {
            tree = new DomainTree(byPath.keySet());
            available = new double[tree.size()];
            for (int leaf : tree.leaves()) {
                // The root is a leaf where there are no domains.
                available[leaf] = leaf == 0 ? 0 : byPath.get(tree.path(leaf)).tokens();
            }
            available = tree.sums(available);
            withData = some(byPath.values().stream()
                    .filter(domain -> domain.tokens() > 0)
                    .map(MixtureRequest.Domain::path)
                    .toList());
            withData = withData.isEmpty() ? "none" : withData;
        }
    }

    private static boolean isPath(String path) {
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty()
                    || !segment.chars()
                            .allMatch(c -> (c < 128 && Character.isLetterOrDigit(c)) || "_.-".indexOf(c) >= 0)) {
                return false;
            }
        }
        return true;
    }

    /** For a message: the path nearest to an unknown one, and some of those there are. */
    private String paths(String unknown, String what) {
        Set<String> paths = new TreeSet<>();
        for (int node = 1; node < tree.size(); node++) {
            paths.add(tree.path(node));
        }
        // To look for the nearest of thousands of paths for thousands of unknown ones takes minutes.
        String hint = unknownPaths++ < LISTED ? Nearest.hint(unknown, paths) : "";
        return "\"" + unknown + "\"" + hint + " (" + what + ": " + some(paths) + ")";
    }

    private static String some(Collection<String> paths) {
        return paths.stream().limit(LISTED).collect(Collectors.joining(", "))
                + (paths.size() > LISTED ? " and " + (paths.size() - LISTED) + " more" : "");
    }

    private void epochs() {
        if (!isLimit(maxEpochs)) {
            problems.add("max epochs " + maxEpochs + " (must be > 0, <= 1e9)");
        }
        maxEpochsByPath.forEach((path, limit) -> {
            if (tree.node(path) <= 0) {
                problems.add("max epochs " + limit + " of unknown path " + paths(path, "paths"));
            } else if (!isLimit(limit)) {
                problems.add("max epochs " + limit + " of " + path + " (must be > 0, <= 1e9)");
            }
        });
    }

    private static boolean isLimit(double epochs) {
        return epochs > 0 && epochs <= 1e9;
    }

    private void phase(MixtureRequest.Phase phase) {
        String where = "phase " + phase.name();
        if (!(phase.share() > 0 && phase.share() <= 1e9)) {
            problems.add(where + ": share " + phase.share() + " (must be > 0, <= 1e9)");
        }
        if (phase.sequenceLength() < 1 || phase.sequenceLength() > 1 << 28) {
            problems.add(where + ": sequence length " + phase.sequenceLength() + " (must be >= 1, <= 2^28)");
        }
        if (tree == null) {
            return;
        }
        int before = problems.size();
        weights(where, "weight", phase.weights(), phase.scheme());
        if (phase.ramped()) {
            weights(where, "weight at the end", phase.rampTo(), phase.scheme());
        }
        bounds(where, "floor", phase.floors());
        bounds(where, "ceiling", phase.ceilings());
        if (problems.size() == before) {
            double[] reached = Shares.of(tree, available, phase.weights(), phase.scheme());
            if (phase.ramped()) {
                double[] end = Shares.of(tree, available, phase.rampTo(), phase.scheme());
                Arrays.setAll(reached, node -> reached[node] + end[node]);
            }
            contradictions(where, phase, reached);
        }
    }

    private void weights(String where, String what, SortedMap<String, Double> weights, Scheme scheme) {
        int before = problems.size();
        for (Map.Entry<String, Double> entry : weights.entrySet()) {
            String path = entry.getKey();
            double weight = entry.getValue();
            int node = tree.node(path);
            if (!(weight >= 0 && weight <= 1e9)) {
                problems.add(where + ": " + what + " " + weight + " of " + path + " (must be >= 0, <= 1e9)");
            }
            if (node <= 0) {
                problems.add(where + ": " + what + " " + weight + " for unknown domain " + paths(path, "domains"));
            } else if (weight > 0 && available[node] == 0) {
                problems.add(where + ": " + what + " " + weight + " asked of \"" + path
                        + "\", which has no tokens; remove the weight or loosen its filters (domains with data: "
                        + withData + ")");
            }
        }
        if (problems.size() > before) {
            return;
        }
        double[] shares = Shares.of(tree, available, weights, scheme);
        for (int node = 0; node < tree.size(); node++) {
            if (shares[node] > 0
                    && Arrays.stream(tree.children(node)).allMatch(c -> shares[c] == 0)
                    && (node == 0 || !tree.leaf(node))) {
                problems.add(where + ": no domain" + (node == 0 ? "" : " of " + tree.path(node)) + " has a " + what
                        + " above 0 (domains with data: " + withData + ")");
            }
        }
        for (Map.Entry<String, Double> entry : weights.entrySet()) {
            int node = tree.node(entry.getKey());
            int parent = tree.parent(node);
            if (entry.getValue() > 0 && shares[parent] == 0) {
                problems.add(where + ": " + what + " " + entry.getValue() + " of " + entry.getKey()
                        + " has no effect, for " + tree.path(parent)
                        + " has none among its siblings; give it one or remove this");
            }
        }
    }

    private void bounds(String where, String what, SortedMap<String, Double> bounds) {
        bounds.forEach((path, share) -> {
            if (!(share >= 0 && share <= 1)) {
                problems.add(where + ": " + what + " " + share + " of " + path + " (must be from 0 to 1)");
            }
            if (tree.node(path) <= 0) {
                problems.add(where + ": " + what + " " + share + " for unknown path " + paths(path, "paths"));
            }
        });
    }

    /** What floors and ceilings ask of each other, whatever the budget. */
    private void contradictions(String where, MixtureRequest.Phase phase, double[] reached) {
        int before = problems.size();
        phase.floors().forEach((path, floor) -> {
            if (floor > 0 && reached[tree.node(path)] == 0) {
                problems.add(where + ": floor " + floor + " of " + path
                        + ", which has no weight in it; give it a weight or remove the floor");
            }
            Double ceiling = phase.ceilings().get(path);
            if (ceiling != null && floor > ceiling) {
                problems.add(where + ": floor " + floor + " of " + path + " is above its ceiling " + ceiling
                        + "; lower the floor or raise the ceiling");
            }
        });
        if (problems.size() > before) {
            return;
        }
        double[] floors = floors(tree, phase.floors());
        double[] ceilings = ceilings(tree, phase.ceilings(), reached);
        for (int node = 0; node < tree.size(); node++) {
            double most = node == 0 ? 1 : phase.ceilings().getOrDefault(tree.path(node), 1.0);
            if (floors[node] > most + ROUNDING) {
                problems.add(where + ": floors of " + named(phase.floors(), node) + " sum to " + number(floors[node])
                        + ", above " + (node == 0 ? "1" : "the ceiling " + number(most) + " of " + tree.path(node))
                        + "; lower some" + (node == 0 ? "" : " or raise the ceiling"));
                return;
            }
        }
        for (int node = 0; node < tree.size(); node++) {
            double least = node == 0 ? 1 : phase.floors().getOrDefault(tree.path(node), 0.0);
            if (ceilings[node] < least - ROUNDING && reached[node] > 0) {
                problems.add(where + ": ceilings of " + named(phase.ceilings(), node) + " sum to "
                        + number(ceilings[node]) + ", below "
                        + (node == 0 ? "1" : "the floor " + number(least) + " of " + tree.path(node))
                        + "; raise some" + (node == 0 ? ", or give other domains a weight" : " or lower the floor"));
                return;
            }
        }
        for (int node = 0; node < tree.size(); node++) {
            if (floors[node] > ceilings[node] + ROUNDING && reached[node] > 0) {
                problems.add(where + ": floors of " + named(phase.floors(), node) + " sum to " + number(floors[node])
                        + ", above the ceilings of " + named(phase.ceilings(), node) + ", "
                        + number(ceilings[node]) + "; lower the floors or raise the ceilings");
                return;
            }
        }
    }

    /** Paths of a map at or beneath a node. */
    private String named(SortedMap<String, Double> bounds, int node) {
        String path = tree.path(node);
        return bounds.keySet().stream()
                .filter(p -> node == 0 || DomainPath.within(p, path))
                .collect(Collectors.joining(", "));
    }

    /** Least share of every node by its own floor and those beneath it. */
    static double[] floors(DomainTree tree, SortedMap<String, Double> floors) {
        double[] least = new double[tree.size()];
        for (int node = tree.size() - 1; node >= 0; node--) {
            double beneath = 0;
            for (int child : tree.children(node)) {
                beneath += least[child];
            }
            least[node] = Math.max(floors.getOrDefault(tree.path(node), 0.0), beneath);
        }
        return least;
    }

    /**
     * Greatest share of every node by its own ceiling and those beneath it; 0 for a node that no weight reaches.
     *
     * @param reached by node: above 0 where weights reach it
     */
    static double[] ceilings(DomainTree tree, SortedMap<String, Double> ceilings, double[] reached) {
        double[] most = new double[tree.size()];
        for (int node = tree.size() - 1; node >= 0; node--) {
            double beneath = tree.leaf(node) ? 1 : 0;
            for (int child : tree.children(node)) {
                beneath += most[child];
            }
            most[node] =
                    reached[node] > 0 ? Math.min(ceilings.getOrDefault(tree.path(node), 1.0), Math.min(1, beneath)) : 0;
        }
        // For messages: the root's own sum may be above or below one.
        double sum = 0;
        for (int child : tree.children(0)) {
            sum += most[child];
        }
        most[0] = sum;
        return most;
    }

    /** Up to four digits, without a trailing ".0". */
    static String number(double value) {
        double rounded = Math.rint(value * 1e4) / 1e4;
        return rounded == Math.rint(rounded) && Math.abs(rounded) < 1e15
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }
}
