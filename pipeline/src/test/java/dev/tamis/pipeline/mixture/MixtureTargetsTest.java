package dev.tamis.pipeline.mixture;

import static dev.tamis.pipeline.mixture.Mixtures.L;
import static dev.tamis.pipeline.mixture.Mixtures.bounded;
import static dev.tamis.pipeline.mixture.Mixtures.domain;
import static dev.tamis.pipeline.mixture.Mixtures.phase;
import static dev.tamis.pipeline.mixture.Mixtures.ramp;
import static dev.tamis.pipeline.mixture.Mixtures.request;
import static dev.tamis.pipeline.mixture.Mixtures.schemed;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.mixture.MixtureRequest.Phase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MixtureTargetsTest {

    private static double solved(MixtureTargets targets, int phase, int step, String domain) {
        return targets.phases().get(phase).steps().get(step).shares().stream()
                .filter(share -> share.domain().equals(domain))
                .mapToDouble(MixtureTargets.Share::solved)
                .sum();
    }

    private static double asked(MixtureTargets targets, int phase, int step, String domain) {
        return targets.phases().get(phase).steps().get(step).shares().stream()
                .filter(share -> share.domain().equals(domain))
                .mapToDouble(MixtureTargets.Share::asked)
                .sum();
    }

    private static final MixtureRequest.Domain[] UNIMAX = {
        domain("swe", 179_955_884_499L),
        domain("fas", 184_595_788_282L),
        domain("ekk", 42_541_080_893L),
        domain("isl", 10_027_573_389L),
        domain("fao", 549_707_867L)
    };

    /** Chung et al. 2023, arXiv 2304.09151: the worked example of the algorithm. */
    @Test
    void equalWeightsAreUniMax() {
        MixtureTargets targets =
                MixtureTargets.of(request(250_000_000_000L, List.of(schemed("main", 1, Scheme.UNIMAX)), 4, UNIMAX));
        Map<String, Double> expected = Map.of(
                "fao", 2_198_831_468L / 250e9,
                "isl", 40_110_293_556L / 250e9,
                "ekk", 69_230_291_658.67 / 250e9,
                "swe", 69_230_291_658.67 / 250e9,
                "fas", 69_230_291_658.67 / 250e9);
        expected.forEach((domain, share) -> assertEquals(share, solved(targets, 0, 0, domain), 1e-11, domain));
        assertEquals(250e9, targets.tokens(), 1e-3);
        assertEquals(
                List.of(
                        "fao asked 20 % of main, capped at 4 epochs: 0.880 %",
                        "isl asked 20 % of main, capped at 4 epochs: 16 %"),
                targets.notes());
    }

    /** The trap of the algorithm: shares of what is left are not shares of the budget. */
    @Test
    void aBudgetBeyondAllLimitsIsShortAndSaysSo() {
        MixtureTargets targets =
                MixtureTargets.of(request(2_000_000_000_000L, List.of(schemed("main", 1, Scheme.UNIMAX)), 4, UNIMAX));
        long most = Arrays.stream(UNIMAX).mapToLong(d -> 4 * d.tokens()).sum();
        assertEquals((double) most, targets.tokens(), 1e-3);
        assertEquals(4 * 549_707_867.0 / most, solved(targets, 0, 0, "fao"), 1e-11);
        assertTrue(
                targets.notes()
                        .contains("asked 2,000,000,000,000 tokens, possible 1,670,680,139,720 within the limits (short"
                                + " by 329,319,860,280): add data, raise max epochs or lower the budget"),
                () -> targets.notes().toString());
    }

    @Test
    void schemesWeighWhatNoWeightNames() {
        MixtureRequest.Domain[] domains = {
            domain("web/en", 8_000_000), domain("web/de", 1_000_000), domain("web/empty", 0), domain("books", 1_000_000)
        };
        MixtureTargets proportional =
                MixtureTargets.of(request(1_000_000, List.of(schemed("p", 1, Scheme.PROPORTIONAL)), 4, domains));
        assertEquals(0.8, solved(proportional, 0, 0, "web/en"), 1e-12);
        assertEquals(0.1, solved(proportional, 0, 0, "books"), 1e-12);
        MixtureTargets cube =
                MixtureTargets.of(request(1_000_000, List.of(schemed("p", 1, Scheme.temperature(3))), 4, domains));
        double web = Math.cbrt(9) / (Math.cbrt(9) + 1);
        assertEquals(web * 2 / 3, solved(cube, 0, 0, "web/en"), 1e-12);
        assertEquals(1 - web, solved(cube, 0, 0, "books"), 1e-12);
        MixtureTargets equal =
                MixtureTargets.of(request(1_000_000, List.of(schemed("p", 1, Scheme.UNIMAX)), 4, domains));
        assertEquals(0.25, solved(equal, 0, 0, "web/de"), 1e-12);
        assertEquals(0.5, solved(equal, 0, 0, "books"), 1e-12);
        // Named at one level, by the scheme at the other; what is not named beside a name gets nothing.
        MixtureTargets mixed = MixtureTargets.of(
                request(1_000_000, List.of(phase("p", 1, Map.of("web", 3.0, "books", 1.0))), 4, domains));
        assertEquals(0.75 * 8 / 9, solved(mixed, 0, 0, "web/en"), 1e-12);
        MixtureTargets only =
                MixtureTargets.of(request(1_000_000, List.of(phase("p", 1, Map.of("web/de", 1.0))), 4, domains));
        assertEquals(0.9, solved(only, 0, 0, "web/de"), 1e-12);
        assertEquals(0, asked(only, 0, 0, "web/en"));
    }

    @Test
    void siblingsTakeUpFirst() {
        MixtureTargets targets = MixtureTargets.of(request(
                1_000_000,
                List.of(phase("p", 1, Map.of("web", 0.5, "books", 0.5, "web/en", 0.5, "web/is", 0.5))),
                4,
                domain("web/en", 10_000_000),
                domain("web/is", 10_000),
                domain("books", 10_000_000)));
        assertEquals(0.04, solved(targets, 0, 0, "web/is"), 1e-12);
        assertEquals(0.46, solved(targets, 0, 0, "web/en"), 1e-12);
        assertEquals(0.5, solved(targets, 0, 0, "books"), 1e-12);
    }

    /** In the first phase only a small part of the source can be drawn, though the source as a whole has plenty. */
    @Test
    void aSourceIsHeldToWhatItsActiveLeavesCanGive() {
        MixtureTargets targets = MixtureTargets.of(request(
                1_000_000,
                List.of(
                        phase("first", 0.5, Map.of("web", 0.5, "books", 0.5, "web/is", 1.0)),
                        phase("second", 0.5, Map.of("web", 0.5, "books", 0.5, "web/en", 1.0))),
                4,
                domain("web/en", 10_000_000),
                domain("web/is", 10_000),
                domain("books", 10_000_000)));
        assertEquals(0.08, solved(targets, 0, 0, "web/is"), 1e-9);
        assertEquals(0.92, solved(targets, 0, 0, "books"), 1e-9);
        assertEquals(0.5, solved(targets, 1, 0, "web/en"), 1e-9);
    }

    /**
     * Over several phases the projection holds a domain back by one factor on its odds, not on its share: {@code x/(1-x)
     * = f * a/(1-a)} in each phase, with the f at which it just fits.
     */
    @Test
    void oneFactorOfTheOddsHoldsADomainBackInEveryPhase() {
        MixtureTargets targets = MixtureTargets.of(request(
                1_000_000,
                List.of(
                        phase("main", 0.8, Map.of("web", 0.9, "books", 0.1)),
                        phase("late", 0.2, Map.of("web", 0.4, "books", 0.6))),
                1,
                domain("web", 2_000_000),
                domain("books", 100_000)));
        double main = solved(targets, 0, 0, "books");
        double late = solved(targets, 1, 0, "books");
        assertEquals(100_000, main * 800_000 + late * 200_000, 1e-4);
        assertEquals(main / (1 - main) / (0.1 / 0.9), late / (1 - late) / (0.6 / 0.4), 1e-9);
    }

    @Test
    void floorsAndCeilingsHold() {
        MixtureTargets targets = MixtureTargets.of(request(
                1_000_000,
                List.of(bounded(
                        "p",
                        1,
                        Map.of("web", 0.8, "code", 0.1, "books", 0.1),
                        Map.of("code", 0.2),
                        Map.of("web", 0.6))),
                4,
                domain("web/en", 10_000_000),
                domain("code", 10_000_000),
                domain("books", 10_000_000)));
        assertEquals(0.6, solved(targets, 0, 0, "web/en"), 1e-12);
        assertEquals(0.2, solved(targets, 0, 0, "code"), 1e-12);
        assertEquals(0.2, solved(targets, 0, 0, "books"), 1e-12);
    }

    @Test
    void aDeepFloorLiftsItsSource() {
        MixtureTargets targets = MixtureTargets.of(request(
                1_000_000,
                List.of(bounded(
                        "p", 1, Map.of("web", 0.1, "books", 0.9), Map.of("web/is", 0.15, "web/de", 0.05), Map.of())),
                4,
                domain("web/en", 10_000_000),
                domain("web/is", 100_000),
                domain("web/de", 100_000),
                domain("books", 10_000_000)));
        assertEquals(0.15, solved(targets, 0, 0, "web/is"), 1e-12);
        assertEquals(0.8, solved(targets, 0, 0, "books"), 1e-12);
    }

    @Test
    void aPhaseThatNeedsALimitedDomainGetsItFirst() {
        MixtureTargets targets = MixtureTargets.of(request(
                300_000,
                List.of(phase("main", 2, Map.of("web", 0.5, "books", 0.5)), phase("late", 1, Map.of("books", 1.0))),
                1,
                domain("web", 1_000_000),
                domain("books", 120_000)));
        // The budget is met: the late phase has nothing else.
        assertEquals(300_000, targets.tokens(), 1e-4);
        assertEquals(20_000.0 / 200_000, solved(targets, 0, 0, "books"), 1e-9);
    }

    @Test
    void shrinkingKeepsCeilingsAsSharesOfWhatIsLeft() {
        MixtureTargets targets = MixtureTargets.of(request(
                100_000,
                List.of(bounded("p", 1, Map.of("web", 0.5, "books", 0.5), Map.of(), Map.of("web", 0.5))),
                1,
                domain("web", 1_000_000),
                domain("books", 10_000)));
        assertEquals(20_000, targets.tokens(), 1e-6);
        assertEquals(0.5, solved(targets, 0, 0, "web"), 1e-9);
    }

    @Test
    void documentsAreDividedAmongLengthsByTheTokensTaken() {
        MixtureTargets targets = MixtureTargets.of(new MixtureRequest(
                1_000_000,
                1,
                List.of(
                        Phase.of("short", 0.8, 512, Map.of("web", 0.9, "code", 0.1)),
                        Phase.of("long", 0.15, 4096, Map.of("web", 0.5, "code", 0.5)),
                        Phase.of("short2", 0.05, 512, Map.of("code", 1.0))),
                List.of(domain("web", 10_000_000), domain("code", 10_000_000), domain("unused", 5)),
                4,
                Collections.emptySortedMap()));
        SortedMap<Integer, Double> code = targets.lengthShares().get("code");
        assertEquals((0.08 + 0.05) / (0.13 + 0.075), code.get(512), 1e-12);
        assertEquals(1, code.values().stream().mapToDouble(v -> v).sum(), 1e-15);
        assertEquals(Map.of(), targets.lengthShares().get("unused"));
        assertFalse(targets.lengthShares().containsKey("nothing"));
    }

    @Test
    void everythingWrongIsNamedAtOnce() {
        MixtureRequest.Domain[] domains = {domain("web/en", 100_000), domain("web/de", 50_000), domain("books", 0)};
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> request(
                        100,
                        List.of(
                                phase("main", 0.5, Map.of("web", 0.5, "boks", 0.5)),
                                phase("late", -1, Map.of("books", 0.3, "web", 1.0)),
                                phase("none", 1, Map.of("web", 0.0)),
                                phase("lost", 1, Map.of("web/en", 1.0, "books", 0.0)),
                                bounded("low", 1, Map.of(), Map.of("web/en", 0.7, "web/de", 0.4), Map.of()),
                                bounded("cross", 1, Map.of(), Map.of("web/en", 0.7), Map.of("web/en", 0.4)),
                                bounded("tight", 1, Map.of(), Map.of(), Map.of("web/en", 0.4, "web/de", 0.4)),
                                bounded("idle", 1, Map.of("web/en", 1.0), Map.of("web/de", 0.1), Map.of("x", 2.0))),
                        0,
                        Map.of("wab", 2.0),
                        domains));
        assertEquals("""
                  Invalid mixture:
                    budget: 100 tokens do not fill one sequence of 512; raise the budget or shorten the sequence
                    max epochs 0.0 (must be > 0, <= 1e9)
                    max epochs 2.0 of unknown path "wab" (did you mean "web"?) (paths: books, web, web/de, web/en)
                    phase main: weight 0.5 for unknown domain "boks" (did you mean "books"?) (domains: books, web, web/de, web/en)
                    phase late: share -1.0 (must be > 0, <= 1e9)
                    phase late: weight 0.3 asked of "books", which has no tokens; remove the weight or loosen its filters (domains with data: web/de, web/en)
                    phase none: no domain has a weight above 0 (domains with data: web/de, web/en)
                    phase lost: no domain has a weight above 0 (domains with data: web/de, web/en)
                    phase lost: weight 1.0 of web/en has no effect, for web has none among its siblings; give it one or remove this
                    phase low: floors of web/de, web/en sum to 1.1, above 1; lower some
                    phase cross: floor 0.7 of web/en is above its ceiling 0.4; lower the floor or raise the ceiling
                    phase tight: ceilings of web/de, web/en sum to 0.8, below 1; raise some, or give other domains a weight
                    phase idle: ceiling 2.0 of x (must be from 0 to 1)
                    phase idle: ceiling 2.0 for unknown path "x" (paths: books, web, web/de, web/en)\
                  """, e.getMessage());
    }

    @Test
    void floorsOfWhatHasNoWeightAreRefused() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> request(
                        1000,
                        List.of(bounded("p", 1, Map.of("web", 1.0), Map.of("books", 0.1), Map.of())),
                        4,
                        domain("web", 1000),
                        domain("books", 1000)));
        assertEquals("""
                  Invalid mixture:
                    phase p: floor 0.1 of books, which has no weight in it; give it a weight or remove the floor\
                  """, e.getMessage());
    }

    @Test
    void floorsBeyondEpochLimitsAreRefusedWithPathsAndNumbers() {
        MixtureRequest request = request(
                1_000_000,
                List.of(
                        bounded("main", 0.5, Map.of("web", 0.5, "books", 0.5), Map.of("books", 0.3), Map.of()),
                        bounded("late", 0.5, Map.of("web", 0.5, "books", 0.5), Map.of("books", 0.5), Map.of())),
                4,
                domain("web", 10_000_000),
                domain("books", 50_000));
        var e = assertThrows(IllegalArgumentException.class, () -> MixtureTargets.of(request));
        assertEquals("""
                  Invalid mixture:
                    floors of books ask for 400,000 tokens over all phases, and the epoch limits leave 200,000 of books; lower the floors, raise max epochs or lower the budget\
                  """, e.getMessage());
    }

    @Test
    void floorsOfSeveralLanguagesAgainstTheLimitOfTheirSource() {
        MixtureRequest request = request(
                1_000_000,
                List.of(bounded("main", 1, Map.of(), Map.of("web/is", 0.3, "web/fo", 0.2, "books", 0.1), Map.of())),
                4,
                Map.of("web", 1.0),
                domain("web/is", 200_000),
                domain("web/fo", 200_000),
                domain("books", 50_000_000));
        var e = assertThrows(IllegalArgumentException.class, () -> MixtureTargets.of(request));
        assertEquals("""
                  Invalid mixture:
                    floors of web/fo, web/is ask for 500,000 tokens over all phases, and the epoch limits leave 400,000 of web; lower the floors, raise max epochs or lower the budget\
                  """, e.getMessage());
    }

    @Test
    void targetsAreReadBackAndDoNotDependOnTheOrderOfDomains() {
        SplittableRandom random = new SplittableRandom(21);
        for (int round = 0; round < 50; round++) {
            MixtureRequest request = Mixtures.random(random, 3000);
            MixtureTargets targets = MixtureTargets.of(request);
            String json = targets.toJson();
            assertEquals(json, MixtureTargets.fromJson(json).toJson());
            List<MixtureRequest.Domain> domains = new ArrayList<>(request.domains());
            Collections.reverse(domains);
            MixtureRequest reversed = new MixtureRequest(
                    request.tokens(),
                    request.seed(),
                    request.phases(),
                    domains,
                    request.maxEpochs(),
                    request.maxEpochsByPath());
            assertEquals(json, MixtureTargets.of(reversed).toJson());
        }
    }

    @Test
    void damagedTargetsAreRefused() {
        String json = MixtureTargets.of(request(
                        1_000_000,
                        List.of(ramp("p", 1, Map.of("web", 1.0), Map.of("books", 1.0))),
                        4,
                        domain("web", 1_000_000),
                        domain("books", 1_000_000)))
                .toJson();
        for (String damaged : List.of(
                json.substring(0, 300),
                json.replace("\"version\" : 1", "\"version\" : 9"),
                json.replace("\"scheme\" : \"proportional\"", "\"scheme\" : \"fair\""),
                json.replace("\"share\" : 1.0", "\"share\" : -1.0"),
                json.replace("\"sequence_length\" : 512", "\"sequence_length\" : 5120000000"),
                "[]")) {
            assertThrows(IllegalArgumentException.class, () -> MixtureTargets.fromJson(damaged));
        }
    }

    /** One phase, no tree: whoever is at the limit stays there, the rest in proportion; by trying every set. */
    @Test
    void inOnePhaseLimitsFillLikeWater() {
        SplittableRandom random = new SplittableRandom(31);
        for (int round = 0; round < 300; round++) {
            int k = 2 + random.nextInt(6);
            MixtureRequest.Domain[] domains = new MixtureRequest.Domain[k];
            Map<String, Double> weights = new TreeMap<>();
            for (int i = 0; i < k; i++) {
                domains[i] = domain("d" + i, 1000 + random.nextLong(300_000));
                weights.put("d" + i, 0.01 + random.nextDouble());
            }
            MixtureTargets targets = MixtureTargets.of(request(1_000_000, List.of(phase("p", 1, weights)), 4, domains));
            double level = 0;
            double[] caps =
                    Arrays.stream(domains).mapToDouble(d -> 4.0 * d.tokens()).toArray();
            double low = 0;
            double high = 1e12;
            for (int i = 0; i < 200; i++) {
                level = (low + high) / 2;
                double sum = 0;
                for (int d = 0; d < k; d++) {
                    sum += Math.min(caps[d], level * weights.get("d" + d));
                }
                if (sum > 1_000_000) {
                    high = level;
                } else {
                    low = level;
                }
            }
            for (int d = 0; d < k; d++) {
                assertEquals(
                        Math.min(caps[d], level * weights.get("d" + d)),
                        targets.domains().get(d).tokens(),
                        1e-3,
                        "round " + round);
            }
        }
    }

    /**
     * No other solution within the same bounds is better: for each level of the tree, given the levels above, the
     * objective's slope from the solution towards any other solution is not negative. The others come from the same
     * request with other weights, whose bounds are the same since these depend only on which domains have a weight.
     */
    @Test
    void noFeasibleDirectionImprovesTheObjective() {
        SplittableRandom random = new SplittableRandom(41);
        int solved = 0;
        int bound = 0;
        for (int round = 0; round < 1000; round++) {
            MixtureRequest request;
            StepTable table;
            MixtureSolver solver;
            try {
                request = withBounds(random);
                table = StepTable.of(request);
                solver = table.solver(table.caps());
                table.refuseFloorsAgainstCaps(solver);
            } catch (IllegalArgumentException e) {
                continue;
            }
            solver.solve();
            solved++;
            bound += assertBounds(table, solver, "round " + round) ? 1 : 0;
            for (int other = 0; other < 4; other++) {
                // From the depth on weights differ; those above are the same.
                int depth = other % 2;
                StepTable table2 = StepTable.of(reweighed(random, request, depth));
                MixtureSolver solver2 = table2.solver(table2.caps());
                solver2.solve();
                String where = "round " + round + " other " + other;
                for (int t = 0; t < table.rows().length; t++) {
                    assertEquals(solver.rows()[t], solver2.rows()[t], 1e-6 * table.rows()[t], where);
                }
                assertSlope(table, solver, solver2, depth, where);
            }
        }
        assertTrue(solved > 300, "solved " + solved);
        assertTrue(bound > 100, "bound " + bound);
    }

    /** A request with floors, ceilings and limits, and weights for every node but some. */
    private static MixtureRequest withBounds(SplittableRandom random) {
        MixtureRequest free = Mixtures.random(random, 2000);
        DomainTree tree = new DomainTree(
                free.domains().stream().map(MixtureRequest.Domain::path).toList());
        List<Phase> phases = new ArrayList<>();
        for (Phase phase : free.phases()) {
            SortedMap<String, Double> weights = new TreeMap<>();
            for (int node = 1; node < tree.size(); node++) {
                boolean first = tree.children(tree.parent(node))[0] == node;
                weights.put(tree.path(node), first || random.nextInt(4) > 0 ? 0.05 + random.nextDouble() : 0);
            }
            SortedMap<String, Double> rampTo = new TreeMap<>();
            weights.forEach((path, weight) -> rampTo.put(path, weight == 0 ? 0 : 0.05 + random.nextDouble()));
            SortedMap<String, Double> floors = new TreeMap<>();
            SortedMap<String, Double> ceilings = new TreeMap<>();
            for (int node = 1; node < tree.size(); node++) {
                boolean live = true;
                for (int at = node; at > 0; at = tree.parent(at)) {
                    live &= weights.get(tree.path(at)) > 0;
                }
                if (live && random.nextInt(5) == 0) {
                    floors.put(tree.path(node), 0.1 * random.nextDouble());
                }
                if (random.nextInt(5) == 0) {
                    ceilings.put(tree.path(node), 0.3 + 0.6 * random.nextDouble());
                }
            }
            boolean few = free.tokens() / L < 200;
            phases.add(new Phase(
                    phase.name(),
                    phase.share(),
                    phase.sequenceLength(),
                    weights,
                    phase.ramped() && few ? rampTo : null,
                    phase.scheme(),
                    floors,
                    ceilings));
        }
        return new MixtureRequest(
                free.tokens(), 1, phases, free.domains(), 2 + random.nextInt(4), free.maxEpochsByPath());
    }

    private static MixtureRequest reweighed(SplittableRandom random, MixtureRequest request, int depth) {
        List<Phase> phases = request.phases().stream()
                .map(phase -> new Phase(
                        phase.name(),
                        phase.share(),
                        phase.sequenceLength(),
                        reweighed(random, phase.weights(), depth),
                        phase.ramped() ? reweighed(random, phase.rampTo(), depth) : null,
                        phase.scheme(),
                        phase.floors(),
                        phase.ceilings()))
                .toList();
        return new MixtureRequest(
                request.tokens(), 1, phases, request.domains(), request.maxEpochs(), request.maxEpochsByPath());
    }

    private static SortedMap<String, Double> reweighed(
            SplittableRandom random, SortedMap<String, Double> weights, int depth) {
        SortedMap<String, Double> other = new TreeMap<>();
        weights.forEach((path, weight) -> other.put(
                path,
                weight == 0 || path.chars().filter(c -> c == '/').count() < depth
                        ? weight
                        : Math.pow(10, 3 * random.nextDouble() - 2)));
        return other;
    }

    /** Checks every bound; true if one was tight. */
    private static boolean assertBounds(StepTable table, MixtureSolver solver, String where) {
        DomainTree tree = table.tree();
        double all = Arrays.stream(table.rows()).sum();
        double[] caps = table.caps();
        boolean tight = false;
        for (int node = 0; node < tree.size(); node++) {
            double sum = 0;
            for (int t = 0; t < solver.rows().length; t++) {
                double x = solver.amount()[t][node];
                sum += x;
                double beneath = 0;
                for (int child : tree.children(node)) {
                    beneath += solver.amount()[t][child];
                }
                double row = solver.rows()[t];
                if (!tree.leaf(node)) {
                    assertEquals(x, beneath, 1e-8 * row, where);
                }
                if (node > 0) {
                    double floor = table.floors()[t][node] * row;
                    double ceiling = table.ceilings()[t][node] * row;
                    assertTrue(x >= floor - 1e-8 * row, () -> where + " floor " + tree.path(0));
                    assertTrue(x <= ceiling + 1e-8 * row, () -> where + " ceiling");
                    tight |= ceiling > 0 && (x < floor * (1 + 1e-9) || (x > ceiling * (1 - 1e-9) && ceiling < row));
                }
            }
            double taken = sum;
            assertTrue(taken <= caps[node] + 1e-8 * all, () -> where + " limit " + taken);
            tight |= taken > caps[node] * (1 - 1e-9);
        }
        return tight;
    }

    private static void assertSlope(
            StepTable table, MixtureSolver solver, MixtureSolver other, int depth, String where) {
        DomainTree tree = table.tree();
        double slope = 0;
        double scale = 0;
        for (int node = 1; node < tree.size(); node++) {
            if (tree.path(node).chars().filter(c -> c == '/').count() != depth) {
                continue;
            }
            for (int t = 0; t < solver.rows().length; t++) {
                double x = solver.amount()[t][node];
                double y = other.amount()[t][node];
                int parent = tree.parent(node);
                if (depth > 0) {
                    assertEquals(
                            solver.amount()[t][parent],
                            other.amount()[t][parent],
                            1e-6 * Math.max(1, table.rows()[t]),
                            where + " level above");
                }
                double asked = solver.amount()[t][parent] * table.asked()[t][node] / table.asked()[t][parent];
                scale += table.rows()[t];
                if (table.asked()[t][node] > 0 && x != y) {
                    // At nothing the slope towards more is minus infinity: then y must be nothing too.
                    slope += Math.log(Math.max(x, 1e-9) / Math.max(asked, 1e-300)) * (y - x);
                }
            }
        }
        double total = slope;
        assertTrue(slope >= -1e-6 * scale, () -> where + ": the slope is " + total);
    }

    @Test
    void aProblemListsTenPathsAndTheNearestOfThousands() {
        MixtureRequest.Domain[] domains = new MixtureRequest.Domain[10_000];
        for (int i = 0; i < domains.length; i++) {
            domains[i] = domain("web/host" + i, 1000L * L);
        }
        String message = assertThrows(
                        IllegalArgumentException.class,
                        () -> request(10L * L, List.of(phase("main", 1, Map.of("web/hots77", 1.0))), 4, domains))
                .getMessage();
        assertTrue(message.contains("(did you mean \"web/host77\"?)"), message);
        assertTrue(message.contains(" and 9991 more)"), message);
        assertTrue(message.length() < 500, message);
    }

    @Test
    void tenThousandDomainsAreSolvedAndDividedAmongLengthsInOnePass() {
        MixtureRequest.Domain[] domains = new MixtureRequest.Domain[9_900];
        Map<String, Double> from = new TreeMap<>();
        Map<String, Double> to = new TreeMap<>();
        for (int i = 0; i < domains.length; i++) {
            domains[i] = domain("d" + i, 100_000L * L);
            from.put("d" + i, 1.0 + i);
            to.put("d" + i, 10_000.0 - i);
        }
        MixtureTargets targets = MixtureTargets.of(
                request(1_000_000L * L, List.of(ramp("a", 0.5, from, to), ramp("b", 0.5, to, from)), 4, domains));
        long before = System.nanoTime();
        var shares = targets.lengthShares();
        assertTrue(System.nanoTime() - before < 10_000_000_000L);
        assertEquals(9_900, shares.size());
        shares.values().forEach(lengths -> assertEquals(Map.of(L, 1.0), lengths));
    }
}
