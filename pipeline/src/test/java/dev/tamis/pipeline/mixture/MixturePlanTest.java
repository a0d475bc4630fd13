package dev.tamis.pipeline.mixture;

import static dev.tamis.pipeline.mixture.Mixtures.L;
import static dev.tamis.pipeline.mixture.Mixtures.domain;
import static dev.tamis.pipeline.mixture.Mixtures.phase;
import static dev.tamis.pipeline.mixture.Mixtures.ramp;
import static dev.tamis.pipeline.mixture.Mixtures.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.shards.order.MixturePlan;
import dev.tamis.shards.order.PrefixError;
import dev.tamis.shards.order.SequenceOrder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class MixturePlanTest {

    private static MixturePlan.Draw draw(MixturePlan plan, int phase, int step, String domain) {
        return plan.phases().get(phase).steps().get(step).draws().stream()
                .filter(draw -> plan.stocks().get(draw.stock()).domain().equals(domain))
                .findFirst()
                .orElseThrow();
    }

    private static MixturePlan.Domain of(MixturePlan plan, String domain) {
        return plan.domains().stream()
                .filter(one -> one.name().equals(domain))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void phasesAndDomainsGetTheirSharesAndCursorsGoOn() {
        MixturePlan plan = Mixtures.plan(request(
                10_000L * L + 17,
                List.of(
                        phase("main", 0.8, Map.of("web", 0.7, "books", 0.3)),
                        phase("late", 0.2, Map.of("web", 0.25, "books", 0.75))),
                4,
                domain("web", 20_000L * L),
                domain("books", 3_000L * L)));
        assertEquals(10_000L * L, plan.tokensPlanned());
        assertEquals(0, plan.shortfall());
        assertEquals(List.of(), plan.notes());
        assertEquals(List.of(), plan.warnings());
        assertEquals(8000, plan.phases().get(0).sequences());
        assertEquals(2000, plan.phases().get(1).sequences());
        assertEquals(8000, plan.phases().get(0).steps().get(0).period());
        assertEquals(2400, draw(plan, 0, 0, "books").sequences());
        assertEquals(0, draw(plan, 0, 0, "books").first());
        assertEquals(2400, draw(plan, 1, 0, "books").first());
        assertEquals(1500, draw(plan, 1, 0, "books").sequences());
        assertEquals(1.3, of(plan, "books").epochs(), 1e-12);
        assertFalse(of(plan, "books").capped());
        assertEquals("books@512", plan.stocks().get(0).name());
    }

    @Test
    void aCappedDomainLeavesTheRestToTheOthersInProportion() {
        MixturePlan plan = Mixtures.plan(request(
                10_000L * L,
                List.of(phase("late", 1, Map.of("web", 0.5, "code", 0.2, "books", 0.3))),
                4,
                domain("web", 20_000L * L),
                domain("code", 20_000L * L),
                domain("books", 560L * L)));
        assertEquals(2240, draw(plan, 0, 0, "books").sequences());
        assertEquals(0.3, draw(plan, 0, 0, "books").asked());
        assertEquals(0.224, draw(plan, 0, 0, "books").planned(), 1e-9);
        assertEquals(0.776 * 2 / 7, draw(plan, 0, 0, "code").planned(), 1e-9);
        assertEquals(0.776 * 5 / 7, draw(plan, 0, 0, "web").planned(), 1e-9);
        assertEquals(10_000L * L, plan.tokensPlanned());
        assertEquals(List.of("books asked 30 % of late, capped at 4 epochs: 22.4 %"), plan.notes());
        assertTrue(of(plan, "books").capped());
        assertEquals(4, of(plan, "books").epochs());
    }

    @Test
    void whenAllAreCappedTheTotalShrinksAndIsReported() {
        MixturePlan plan = Mixtures.plan(request(
                1000L * L,
                List.of(phase("main", 1, Map.of("web", 0.5, "books", 0.5))),
                4,
                Map.of("books", 2.0),
                domain("web", 100L * L),
                domain("books", 50L * L)));
        assertEquals(500, plan.phases().get(0).sequences());
        assertEquals(500L * L, plan.shortfall());
        assertEquals(400, plan.stocks().get(1).drawn());
        assertEquals(100, plan.stocks().get(0).drawn());
        assertEquals(
                List.of(
                        "books asked 50 % of main, capped at 2 epochs: 20 %",
                        "web asked 50 % of main, capped at 4 epochs: 80 %",
                        "main shrinks from 1000 to 500 sequences: every domain in it is at its limit",
                        "asked 512,000 tokens, possible 256,000 within the limits (short by 256,000): add data, raise"
                                + " max epochs or lower the budget"),
                plan.notes());
    }

    @Test
    void aLimitOfAPathHoldsForAllBeneathTogether() {
        MixturePlan plan = Mixtures.plan(request(
                1000L * L,
                List.of(phase("main", 1, Map.of("web", 0.8, "books", 0.2, "web/en", 0.5, "web/fr", 0.5))),
                4,
                Map.of("web", 1.5),
                domain("web/en", 300L * L),
                domain("web/fr", 100L * L),
                domain("books", 1000L * L)));
        assertEquals(600, plan.stocks().get(1).drawn() + plan.stocks().get(2).drawn());
        assertEquals(300, plan.stocks().get(1).drawn());
        assertEquals(400, plan.stocks().get(0).drawn());
        assertEquals(
                "web/en asked 40 % of main, capped at 4 epochs (and 1.5 of web): 30 %",
                plan.notes().get(0));
    }

    @Test
    void sharesOfPhasesThatDoNotSumToOneAreNormalisedAndNoted() {
        MixturePlan plan = Mixtures.plan(request(
                1000L * L,
                List.of(phase("main", 3, Map.of("web", 3.0, "books", 1.0)), phase("late", 1, Map.of("web", 1.0))),
                1,
                domain("web", 2000L * L),
                domain("books", 2000L * L),
                domain("unused", 0)));
        assertEquals(750, plan.phases().get(0).sequences());
        assertEquals(0.25, draw(plan, 0, 0, "books").asked());
        assertEquals(List.of("shares of the phases sum to 4, not 1: each is divided by the sum"), plan.notes());
    }

    @Test
    void whatFillsNoSequenceIsCarriedToTheNextPhase() {
        MixtureRequest request = new MixtureRequest(
                100_000,
                1,
                List.of(
                        MixtureRequest.Phase.of("short", 0.5, 512, Map.of()),
                        MixtureRequest.Phase.of("long", 0.3, 4096, Map.of()),
                        MixtureRequest.Phase.of("short2", 0.2, 512, Map.of())),
                List.of(domain("web", 1_000_000)),
                4,
                new TreeMap<>());
        MixturePlan plan = Mixtures.plan(request);
        // 50,000 is 97.7 sequences; 80,000 less 97 * 512 is 7.4 of 4096; the rest of 100,000 is 42.3 of 512.
        assertEquals(
                List.of(97L, 7L, 42L),
                plan.phases().stream().map(MixturePlan.Phase::sequencesAsked).toList());
        assertEquals(0, plan.shortfall());
        assertEquals("web@4096", plan.stocks().get(1).name());
    }

    @Test
    void aRampIsAStaircaseOfAtMost64Steps() {
        MixturePlan plan = Mixtures.plan(request(
                6400L * L,
                List.of(ramp("ramp", 1, Map.of("web", 1.0), Map.of("web", 0.5, "books", 0.5))),
                4,
                domain("web", 20_000L * L),
                domain("books", 20_000L * L)));
        assertEquals(64, plan.phases().get(0).steps().size());
        assertEquals(100, plan.phases().get(0).steps().get(63).sequences());
        assertEquals(0.5 / 128, draw(plan, 0, 0, "books").asked(), 1e-12);
        assertEquals(0.5 * 127 / 128, draw(plan, 0, 63, "books").asked(), 1e-12);
        assertEquals(1600, plan.stocks().get(0).drawn());
        MixturePlan few = Mixtures.plan(request(
                5L * L,
                List.of(ramp("ramp", 1, Map.of("web", 1.0), Map.of("books", 1.0))),
                4,
                domain("web", 20_000L * L),
                domain("books", 20_000L * L)));
        assertEquals(5, few.phases().get(0).steps().size());
    }

    @Test
    void aDomainWithoutASequenceOfAPhasesLengthIsLeftOut() {
        MixtureRequest request = request(
                100L * L,
                List.of(phase("main", 1, Map.of("web", 0.9, "tiny", 0.1))),
                4,
                domain("web", 200L * L),
                domain("tiny", 100));
        MixturePlan plan = MixturePlanner.plan(MixtureTargets.of(request), List.of(StockCount.full("web", L, 200)));
        assertEquals(100, plan.stocks().get(0).drawn());
        assertEquals(
                "tiny is left out of main: not one sequence of 512 tokens was packed of it",
                plan.notes().get(0));
    }

    @Test
    void sharesAreOfTokensAlsoWhereSequencesArePadded() {
        MixtureRequest request = request(
                1000L * L,
                List.of(phase("main", 1, Map.of("web", 0.5, "half", 0.5))),
                4,
                domain("web", 2000L * L),
                domain("half", 2000L * L));
        MixturePlan plan = MixturePlanner.plan(
                MixtureTargets.of(request),
                List.of(StockCount.full("web", L, 2000), new StockCount("half", L, 4000, 2000L * L)));
        // Two half-full sequences for each full one.
        assertEquals(667, plan.stocks().get(0).drawn());
        assertEquals(333, plan.stocks().get(1).drawn());
    }

    @Test
    void aboveFourEpochsThePlanWarns() {
        MixturePlan plan = Mixtures.plan(
                request(1600L * L, List.of(phase("main", 1, Map.of("web", 1.0))), 20, domain("web", 100L * L)));
        assertEquals(
                List.of("web is repeated for 16.0 epochs, worth 10.6 epochs of fresh data; by the end a token is worth"
                        + " 38 % of a fresh one (Muennighoff et al. 2023)"),
                plan.warnings());
    }

    @Test
    void planDoesNotDependOnTheOrderOfDomainsOrStocks() {
        SplittableRandom random = new SplittableRandom(12);
        for (int round = 0; round < 30; round++) {
            MixtureRequest request = Mixtures.random(random, 3000);
            List<StockCount> stocks = new ArrayList<>(Mixtures.stocks(request));
            String json =
                    MixturePlanner.plan(MixtureTargets.of(request), stocks).toJson();
            List<MixtureRequest.Domain> domains = new ArrayList<>(request.domains());
            Collections.reverse(domains);
            Collections.reverse(stocks);
            MixtureRequest reversed = new MixtureRequest(
                    request.tokens(),
                    request.seed(),
                    request.phases(),
                    domains,
                    request.maxEpochs(),
                    request.maxEpochsByPath());
            assertEquals(
                    json,
                    MixturePlanner.plan(MixtureTargets.of(reversed), stocks).toJson());
            assertEquals(
                    json,
                    MixturePlanner.plan(
                                    MixtureTargets.fromJson(
                                            MixtureTargets.of(request).toJson()),
                                    stocks)
                            .toJson());
        }
    }

    @Test
    void limitsHoldExactlyAndPlansAreReadBack() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 150; round++) {
            MixtureRequest request = Mixtures.random(random, round % 10 == 0 ? 3_000_000 : 3000);
            MixturePlan plan = Mixtures.plan(request);
            for (MixturePlan.Stock stock : plan.stocks()) {
                assertTrue(
                        stock.drawn() <= (long) (request.maxEpochs(stock.domain()) * stock.sequences()),
                        () -> stock + " is over its limit");
            }
            request.maxEpochsByPath().forEach((path, limit) -> {
                long drawn = 0;
                long tokens = 0;
                for (MixturePlan.Stock stock : plan.stocks()) {
                    if (stock.domain().equals(path) || stock.domain().startsWith(path + "/")) {
                        drawn += stock.drawn() * stock.sequenceLength();
                        tokens += stock.sequences() * stock.sequenceLength();
                    }
                }
                assertTrue(drawn <= limit * tokens, path);
            });
            assertEquals(plan, MixturePlan.fromJson(plan.toJson()));
        }
    }

    /** The contract of {@link MixturePlan}, counted at every prefix of every phase by the order itself. */
    @Test
    void everyPrefixIsWithinOneSequenceOfTheStaircase() {
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < 200; round++) {
            assertContract(Mixtures.plan(Mixtures.random(random, round % 40 == 0 ? 400_000 : 3000)));
        }
    }

    @Test
    void aFloorThatPackingMissesByOneSequenceIsLoweredAloneAndNamed() {
        MixtureRequest request = request(
                1000L * L,
                List.of(Mixtures.bounded(
                        "main", 1, Map.of("a", 0.3, "b", 0.1, "c", 0.6), Map.of("a", 0.5, "b", 0.25), Map.of())),
                1,
                domain("a", 500L * L),
                domain("b", 5000L * L),
                domain("c", 5000L * L));
        List<StockCount> stocks =
                List.of(StockCount.full("a", L, 499), StockCount.full("b", L, 5000), StockCount.full("c", L, 5000));
        MixturePlan plan = MixturePlanner.plan(MixtureTargets.of(request), stocks);
        assertEquals(499, draw(plan, 0, 0, "a").sequences());
        assertEquals(250.0, (double) draw(plan, 0, 0, "b").sequences(), 1.0);
        assertEquals(1000, plan.phases().get(0).sequences());
        assertEquals(
                "lowered the floor of a of main from 50 % to 49.9 % (by 512 tokens), for the packed sequences give no"
                        + " more",
                plan.notes().get(0));
        assertEquals(
                1, plan.notes().stream().filter(note -> note.contains("floor")).count());
    }

    @Test
    void aFloorFarAboveWhatWasPackedIsRefused() {
        MixtureRequest request = request(
                1000L * L,
                List.of(Mixtures.bounded("main", 1, Map.of("a", 0.3, "b", 0.7), Map.of("a", 0.5), Map.of())),
                1,
                domain("a", 500L * L),
                domain("b", 5000L * L));
        List<StockCount> stocks = List.of(StockCount.full("a", L, 450), StockCount.full("b", L, 5000));
        String message = assertThrows(
                        IllegalArgumentException.class, () -> MixturePlanner.plan(MixtureTargets.of(request), stocks))
                .getMessage();
        assertTrue(message.contains("a of main from 50 % to 45 % (by 25,600 tokens)"), message);
    }

    private static void assertCounts(Map<String, Double> shares, MixturePlan plan) {
        MixturePlan.Phase phase = plan.phases().get(0);
        double sum = shares.values().stream().mapToDouble(share -> share).sum();
        for (MixturePlan.Stock stock : plan.stocks()) {
            double wanted = shares.get(stock.domain()) / sum * phase.sequences();
            assertEquals(wanted, (double) stock.drawn(), Math.max(1.001, 0.005 * wanted), stock.domain());
        }
    }

    private static MixtureRequest.Domain[] plenty(Map<String, Double> shares, long tokens) {
        return shares.keySet().stream().map(path -> domain(path, tokens)).toArray(MixtureRequest.Domain[]::new);
    }

    @Test
    void smallSharesAreHeldToHalfAPercentOrOneSequence() {
        SplittableRandom random = new SplittableRandom(31);
        for (int round = 0; round < 60; round++) {
            Map<String, Double> shares = new TreeMap<>(Map.of("web", 0.6, "code", 0.4));
            for (double share : new double[] {1e-3, 2.5e-4, 3e-5, 1e-5, 1e-6, 3e-7, 1e-7}) {
                shares.put("s" + share, round == 0 ? share : share * (0.5 + random.nextDouble()));
            }
            long sequences = round == 0 ? 500_000_000 : (long) (50_000 * Math.pow(10_000, random.nextDouble()));
            MixturePlan plan = Mixtures.plan(
                    request(sequences * L, List.of(phase("main", 1, shares)), 4, plenty(shares, sequences * L)));
            assertEquals(sequences, plan.phases().get(0).sequences());
            assertCounts(shares, plan);
            if (round < 2) {
                assertTrue(PrefixError.of(plan, 0, 10).largest() < 1);
            }
        }
    }

    @Test
    void thousandsOfTinySharesAreHeldTogetherToo() {
        Map<String, Double> shares = new TreeMap<>();
        for (int i = 0; i < 2000; i++) {
            shares.put("tiny" + i, 1e-7);
        }
        shares.put("web", 1 - 2000e-7);
        for (long sequences : new long[] {40_000, 1_000_000, 500_000_000}) {
            MixturePlan plan = Mixtures.plan(
                    request(sequences * L, List.of(phase("main", 1, shares)), 4, plenty(shares, sequences * L)));
            assertCounts(shares, plan);
            long tiny = plan.stocks().stream()
                    .filter(stock -> stock.domain().startsWith("tiny"))
                    .mapToLong(MixturePlan.Stock::drawn)
                    .sum();
            assertEquals(2e-4, (double) tiny / sequences, 1.5 / sequences + 1e-6);
        }
    }

    @Test
    void smallSharesOfALongRampAreHeldOverThePhase() {
        Map<String, Double> from = Map.of("web", 0.6, "code", 0.4, "falls", 2e-6, "rises", 1e-9, "stays", 1e-7);
        Map<String, Double> to = Map.of("web", 0.4, "code", 0.6, "falls", 1e-9, "rises", 2e-6, "stays", 1e-7);
        Map<String, Double> mean = Map.of("web", 0.5, "code", 0.5, "falls", 1e-6, "rises", 1e-6, "stays", 1e-7);
        long sequences = 500_000_000;
        MixturePlan plan = Mixtures.plan(
                request(sequences * L, List.of(ramp("ramp", 1, from, to)), 4, plenty(mean, sequences * L)));
        assertCounts(mean, plan);
        assertEquals(plan, MixturePlan.fromJson(plan.toJson()));
    }

    @Test
    void onlyWhatPackingGaveNothingOfIsNotedAsNotPacked() {
        // In the first phase books alone can be drawn and all go there; the second asks for them and gets none.
        MixtureRequest request = new MixtureRequest(
                200L * L,
                1,
                List.of(
                        phase("first", 0.5, Map.of("books", 1.0)),
                        MixtureRequest.Phase.of("second", 0.5, 2 * L, Map.of("books", 0.5, "web", 0.5))),
                List.of(domain("books", 100L * L), domain("web", 1000L * L)),
                1,
                new TreeMap<>());
        MixturePlan plan = Mixtures.plan(request);
        assertEquals(100, plan.stocks().get(0).drawn());
        assertTrue(plan.notes().stream().noneMatch(note -> note.contains("was packed")), plan.notes()::toString);
    }

    @Test
    void domainsBelowASequenceAreNotedTogether() {
        Map<String, Double> shares = new TreeMap<>(Map.of("web", 1.0));
        for (int i = 0; i < 6; i++) {
            shares.put("tiny" + i, 1e-6);
        }
        MixturePlan plan =
                Mixtures.plan(request(1000L * L, List.of(phase("main", 1, shares)), 4, plenty(shares, 2000L * L)));
        assertEquals(
                List.of("tiny0, tiny1, tiny2, tiny3 and 2 more have no sequence of main: the share planned is about one"
                        + " sequence or less"),
                plan.notes());
    }

    @Test
    void longRampsAreWholePeriodsWhateverIsCarriedOn() {
        SplittableRandom random = new SplittableRandom(21);
        for (int round = 0; round < 400; round++) {
            long step = 65_537 + (long) (random.nextDouble() * random.nextDouble() * 40e6);
            if (round % 2 == 0) {
                // Just above whole periods, where what is carried on takes a step below them.
                step = (1 + step / 65_536) * 65_536 + 1 + random.nextInt(3);
            }
            long sequences = 64 * step + random.nextInt(64);
            MixturePlan plan = Mixtures.plan(request(
                    sequences * L,
                    List.of(ramp(
                            "ramp",
                            1,
                            Map.of("a", 0.1 + random.nextDouble(), "b", 0.3, "c", 0.05),
                            Map.of("a", 0.3, "b", 0.1 + random.nextDouble(), "c", 0.04))),
                    4,
                    domain("a", sequences * L),
                    domain("b", sequences * L),
                    domain("c", sequences * L)));
            assertEquals(sequences, plan.phases().get(0).sequences());
            if (round < 4) {
                double largest = PrefixError.of(plan, 0, 10).largest();
                assertTrue(largest < 1, () -> "off by " + largest);
            }
        }
    }

    static void assertContract(MixturePlan plan) {
        SequenceOrder order = new SequenceOrder(plan);
        for (int p = 0; p < plan.phases().size(); p++) {
            long[] count = new long[plan.stocks().size()];
            double[] target = new double[count.length];
            for (MixturePlan.Step step : plan.phases().get(p).steps()) {
                double[] share = new double[count.length];
                for (MixturePlan.Draw draw : step.draws()) {
                    share[draw.stock()] = (double) draw.quanta() / step.period();
                }
                for (long n = 0; n < step.sequences(); n++) {
                    count[order.at(p, step.firstSlot() + n).stock()]++;
                    for (int s = 0; s < count.length; s++) {
                        double due = target[s] + share[s] * (n + 1);
                        if (Math.abs(count[s] - due) >= 1 - 1e-9) {
                            throw new AssertionError("phase " + p + " after " + (step.firstSlot() + n + 1) + " slots: "
                                    + count[s] + " of " + plan.stocks().get(s).name() + ", due " + due);
                        }
                        if ((n + 1) % step.period() == 0) {
                            assertEquals(due, (double) count[s], 1e-6);
                        }
                    }
                }
                for (int s = 0; s < count.length; s++) {
                    target[s] += share[s] * step.sequences();
                }
            }
        }
    }

    @Test
    void aPhaseWithMuchPaddingHasAWarning() {
        MixtureTargets targets = MixtureTargets.of(new MixtureRequest(
                100_000,
                1,
                List.of(MixtureRequest.Phase.of("main", 1, 100, Map.of())),
                List.of(new MixtureRequest.Domain("a", 60_000, 10), new MixtureRequest.Domain("b", 40_000, 10)),
                4,
                new java.util.TreeMap<>()));
        List<StockCount> packed = List.of(new StockCount("a", 100, 600, 60_000), new StockCount("b", 100, 500, 40_000));
        List<String> warnings = MixturePlanner.plan(targets, packed).warnings();
        assertEquals(1, warnings.size(), warnings.toString());
        assertTrue(warnings.get(0).contains("% of main is padding"), warnings.get(0));
    }
}
