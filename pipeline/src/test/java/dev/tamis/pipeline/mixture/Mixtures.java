package dev.tamis.pipeline.mixture;

import dev.tamis.shards.order.MixturePlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;

/** Requests and plans for tests. */
final class Mixtures {

    static final int L = 512;

    private Mixtures() {}

    static MixtureRequest.Domain domain(String path, long tokens) {
        return new MixtureRequest.Domain(path, tokens, tokens / 100);
    }

    static MixtureRequest.Phase phase(String name, double share, Map<String, Double> weights) {
        return MixtureRequest.Phase.of(name, share, L, weights);
    }

    static MixtureRequest.Phase bounded(
            String name,
            double share,
            Map<String, Double> weights,
            Map<String, Double> floors,
            Map<String, Double> ceilings) {
        return new MixtureRequest.Phase(
                name,
                share,
                L,
                new TreeMap<>(weights),
                null,
                Scheme.PROPORTIONAL,
                new TreeMap<>(floors),
                new TreeMap<>(ceilings));
    }

    static MixtureRequest.Phase schemed(String name, double share, Scheme scheme) {
        return new MixtureRequest.Phase(
                name,
                share,
                L,
                Collections.emptySortedMap(),
                null,
                scheme,
                Collections.emptySortedMap(),
                Collections.emptySortedMap());
    }

    static MixtureRequest.Phase ramp(
            String name, double share, Map<String, Double> weights, Map<String, Double> rampTo) {
        return new MixtureRequest.Phase(
                name,
                share,
                L,
                new TreeMap<>(weights),
                new TreeMap<>(rampTo),
                Scheme.PROPORTIONAL,
                Collections.emptySortedMap(),
                Collections.emptySortedMap());
    }

    static MixtureRequest request(
            long tokens, List<MixtureRequest.Phase> phases, double maxEpochs, MixtureRequest.Domain... domains) {
        return request(tokens, phases, maxEpochs, Map.of(), domains);
    }

    static MixtureRequest request(
            long tokens,
            List<MixtureRequest.Phase> phases,
            double maxEpochs,
            Map<String, Double> byPath,
            MixtureRequest.Domain... domains) {
        return new MixtureRequest(tokens, 1, phases, List.of(domains), maxEpochs, new TreeMap<>(byPath));
    }

    /** The plan where each domain is packed without loss. */
    static MixturePlan plan(MixtureRequest request) {
        return MixturePlanner.plan(MixtureTargets.of(request), stocks(request));
    }

    /** Documents fall to lengths as the targets say; what fills no sequence is lost. */
    static List<StockCount> stocks(MixtureRequest request) {
        MixtureTargets targets = MixtureTargets.of(request);
        SortedMap<String, SortedMap<Integer, Double>> lengths = targets.lengthShares();
        List<StockCount> stocks = new ArrayList<>();
        for (MixtureRequest.Domain domain : request.domains()) {
            SortedMap<Integer, Double> shares = lengths.get(domain.path());
            shares.forEach((length, share) -> stocks.add(
                    StockCount.full(domain.path(), length, (long) (domain.tokens() * share + 1e-6) / length)));
        }
        return stocks;
    }

    /** Nested domains, several phases of several lengths, ramps and limits; no floors, so that all can be solved. */
    static MixtureRequest random(SplittableRandom random, long sequences) {
        List<MixtureRequest.Domain> domains = new ArrayList<>();
        int sources = 1 + random.nextInt(4);
        for (int i = 0; i < sources; i++) {
            int languages = random.nextInt(4);
            for (int j = 0; j < Math.max(1, languages); j++) {
                long tokens = L * (1 + random.nextLong(Math.max(1, sequences / (1 + random.nextInt(20)))));
                domains.add(domain(languages == 0 ? "s" + i : "s" + i + "/l" + j, tokens));
            }
        }
        DomainTree tree =
                new DomainTree(domains.stream().map(MixtureRequest.Domain::path).toList());
        List<MixtureRequest.Phase> phases = new ArrayList<>();
        int count = 1 + random.nextInt(4);
        for (int p = 0; p < count; p++) {
            phases.add(new MixtureRequest.Phase(
                    "p" + p,
                    0.1 + random.nextDouble(),
                    random.nextInt(4) == 0 ? 2 * L : L,
                    weights(random, tree),
                    random.nextBoolean() ? weights(random, tree) : null,
                    random.nextBoolean() ? Scheme.UNIMAX : Scheme.temperature(1 + random.nextInt(3)),
                    Collections.emptySortedMap(),
                    Collections.emptySortedMap()));
        }
        SortedMap<String, Double> limits = new TreeMap<>();
        for (int node = 1; node < tree.size(); node++) {
            if (random.nextInt(4) == 0) {
                limits.put(tree.path(node), 1 + random.nextInt(8) / 2.0);
            }
        }
        return new MixtureRequest((2 + random.nextLong(sequences)) * L, random.nextLong(), phases, domains, 4, limits);
    }

    static SortedMap<String, Double> weights(SplittableRandom random, DomainTree tree) {
        SortedMap<String, Double> weights = new TreeMap<>();
        for (int node = 0; node < tree.size(); node++) {
            if (tree.leaf(node) || random.nextInt(3) == 0 || (node > 0 && absent(weights, tree, node))) {
                continue;
            }
            int[] children = tree.children(node);
            int sure = random.nextInt(children.length);
            for (int i = 0; i < children.length; i++) {
                double weight = random.nextInt(10) == 0 ? 1e-4 : random.nextDouble() + 0.01;
                if (i == sure || random.nextInt(4) > 0) {
                    weights.put(tree.path(children[i]), weight);
                }
            }
        }
        return weights;
    }

    /** Whether a node, or one above it, gets nothing because only siblings are named. */
    private static boolean absent(SortedMap<String, Double> weights, DomainTree tree, int node) {
        for (int at = node; at > 0; at = tree.parent(at)) {
            int[] siblings = tree.children(tree.parent(at));
            if (!weights.containsKey(tree.path(at))
                    && Arrays.stream(siblings).anyMatch(s -> weights.containsKey(tree.path(s)))) {
                return true;
            }
        }
        return false;
    }
}
