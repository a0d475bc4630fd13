package dev.tamis.pipeline.mixture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.mixture.MixtureRequest.Phase;
import dev.tamis.pipeline.mixture.MixtureRequest.Stock;
import dev.tamis.shards.order.MixturePlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class MixturePlanTest {

    private static final int L = 512;

    private static Stock stock(String name, long sequences, double maxEpochs) {
        return Stock.of(name, sequences * L, L, maxEpochs);
    }

    @Test
    void phasesAndSourcesGetTheirSharesAndCursorsGoOn() {
        MixturePlan plan = MixturePlanner.plan(new MixtureRequest(
                10_000L * L + 17,
                L,
                1,
                List.of(
                        new Phase("main", 0.8, Map.of("web", 0.7, "books", 0.3)),
                        new Phase("late", 0.2, Map.of("web", 0.25, "books", 0.75))),
                List.of(stock("web", 20_000, 4), stock("books", 3_000, 4))));
        assertEquals(10_000, plan.sequencesAsked());
        assertEquals(10_000, plan.sequencesPlanned());
        assertEquals(0, plan.shortfall());
        assertEquals(List.of(), plan.notes());
        assertEquals(List.of(), plan.warnings());
        assertEquals(8000, plan.phases().get(0).sequences());
        assertEquals(2000, plan.phases().get(1).sequences());
        MixturePlan.Draw mainBooks = plan.phases().get(0).draws().get(0);
        MixturePlan.Draw lateBooks = plan.phases().get(1).draws().get(0);
        assertEquals("books", mainBooks.source());
        assertEquals(2400, (double) mainBooks.sequences(), 1);
        assertEquals(0, mainBooks.first());
        assertEquals(mainBooks.sequences(), lateBooks.first());
        assertEquals(1500, (double) lateBooks.sequences(), 1);
        assertEquals(1.3, plan.sources().get(0).epochs(), 0.001);
        assertFalse(plan.sources().get(0).capped());
    }

    @Test
    void aCappedSourceLeavesTheRestToTheOthersInProportion() {
        MixturePlan plan = MixturePlanner.plan(new MixtureRequest(
                10_000L * L,
                L,
                1,
                List.of(new Phase("late", 1, Map.of("web", 0.5, "code", 0.2, "books", 0.3))),
                List.of(stock("web", 20_000, 4), stock("code", 20_000, 4), stock("books", 560, 4))));
        MixturePlan.Phase late = plan.phases().get(0);
        assertEquals(2240, (double) late.draws().get(0).sequences(), 1);
        assertTrue(late.draws().get(0).sequences() <= 2240);
        assertEquals(0.3, late.draws().get(0).asked());
        assertEquals(0.224, late.draws().get(0).planned(), 1e-9);
        assertEquals(0.776 * 2 / 7, late.draws().get(1).planned(), 1e-9);
        assertEquals(0.776 * 5 / 7, late.draws().get(2).planned(), 1e-9);
        assertEquals(10_000, plan.sequencesPlanned());
        assertEquals(List.of("books asked 30 % of late, capped at 4 epochs: 22.4 %"), plan.notes());
        assertTrue(plan.sources().get(0).capped());
    }

    @Test
    void oneFactorHoldsASourceBackInEveryPhase() {
        MixturePlan plan = MixturePlanner.plan(new MixtureRequest(
                10_000L * L,
                L,
                1,
                List.of(
                        new Phase("main", 0.8, Map.of("web", 0.9, "books", 0.1)),
                        new Phase("late", 0.2, Map.of("web", 0.4, "books", 0.6))),
                List.of(stock("web", 20_000, 4), stock("books", 1000, 1))));
        assertEquals(0.05, plan.phases().get(0).draws().get(0).planned(), 1e-9);
        assertEquals(0.30, plan.phases().get(1).draws().get(0).planned(), 1e-9);
        assertTrue(plan.sources().get(0).drawn() <= 1000);
        assertTrue(plan.sources().get(0).drawn() >= 998);
        assertEquals(10_000, plan.sequencesPlanned());
    }

    @Test
    void whenAllAreCappedTheTotalShrinksAndIsReported() {
        MixturePlan plan = MixturePlanner.plan(new MixtureRequest(
                1000L * L,
                L,
                1,
                List.of(new Phase("main", 1, Map.of("web", 0.5, "books", 0.5))),
                List.of(stock("web", 100, 4), stock("books", 50, 2))));
        assertEquals(500, plan.sequencesPlanned());
        assertEquals(500, plan.shortfall());
        assertEquals(400, plan.sources().get(1).drawn());
        assertEquals(100, plan.sources().get(0).drawn());
        assertEquals(
                "asked 512,000 tokens, possible 256,000 within the caps (short by 256,000): add data, raise max epochs"
                        + " or lower the budget",
                plan.notes().get(plan.notes().size() - 1));
    }

    /** Chung et al. 2023, arXiv 2304.09151: the worked example of the algorithm. */
    @Test
    void equalWeightsAreUniMax() {
        List<Stock> stocks = List.of(
                Stock.of("swe", 179_955_884_499L, 1, 4),
                Stock.of("fas", 184_595_788_282L, 1, 4),
                Stock.of("ekk", 42_541_080_893L, 1, 4),
                Stock.of("isl", 10_027_573_389L, 1, 4),
                Stock.of("fao", 549_707_867L, 1, 4));
        Map<String, Double> equal = new LinkedHashMap<>();
        stocks.forEach(s -> equal.put(s.name(), 0.2));
        MixturePlan plan = MixturePlanner.plan(
                new MixtureRequest(250_000_000_000L, 1, 0, List.of(new Phase("main", 1, equal)), stocks));
        Map<String, Double> expected = Map.of(
                "fao", 2_198_831_468L / 250e9,
                "isl", 40_110_293_556L / 250e9,
                "ekk", 69_230_291_658.67 / 250e9,
                "swe", 69_230_291_658.67 / 250e9,
                "fas", 69_230_291_658.67 / 250e9);
        for (MixturePlan.Draw draw : plan.phases().get(0).draws()) {
            assertEquals(expected.get(draw.source()), draw.planned(), 1e-6, draw.source());
        }
        assertEquals(0, plan.shortfall());
        MixturePlan tooMuch = MixturePlanner.plan(
                new MixtureRequest(2_000_000_000_000L, 1, 0, List.of(new Phase("main", 1, equal)), stocks));
        long most = stocks.stream().mapToLong(s -> 4 * s.tokens()).sum();
        assertTrue(tooMuch.sequencesPlanned() <= most);
        assertEquals(1, (double) tooMuch.sequencesPlanned() / most, 0.005);
    }

    @Test
    void weightsAndSharesThatDoNotSumToOneAreNormalisedAndNoted() {
        MixturePlan plan = MixturePlanner.plan(new MixtureRequest(
                1000L * L,
                L,
                1,
                List.of(
                        new Phase("main", 3, Map.of("web", 3.0, "books", 1.0)),
                        new Phase("late", 1, Map.of("web", 1.0))),
                List.of(stock("web", 2000, 1), stock("books", 2000, 1), stock("unused", 0, 1))));
        assertEquals(750, plan.phases().get(0).sequences());
        assertEquals(0.25, plan.phases().get(0).draws().get(0).asked());
        assertEquals(1.0, plan.phases().get(0).draws().get(0).weight());
        assertEquals(
                List.of(
                        "shares of the phases sum to 4, not 1: each is divided by the sum",
                        "weights of main sum to 4, not 1: each is divided by the sum"),
                plan.notes());
    }

    @Test
    void aboveFourEpochsThePlanWarns() {
        MixturePlan plan = MixturePlanner.plan(new MixtureRequest(
                1600L * L, L, 1, List.of(new Phase("main", 1, Map.of("web", 1.0))), List.of(stock("web", 100, 20))));
        assertEquals(
                List.of("web is repeated for 16.0 epochs, worth 10.6 epochs of fresh data; by the end a token is worth"
                        + " 38 % of a fresh one (Muennighoff et al. 2023)"),
                plan.warnings());
    }

    @Test
    void everythingWrongIsNamedAtOnce() {
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> new MixtureRequest(
                        100,
                        L,
                        1,
                        List.of(
                                new Phase("main", 0.5, Map.of("web", 0.5, "boks", 0.5)),
                                new Phase("late", -1, Map.of("books", 0.3, "web", 1.0)),
                                new Phase("none", 1, Map.of("web", 0.0))),
                        List.of(stock("web", 100, 4), Stock.of("books", 300, L, 4))));
        assertEquals("""
                Invalid mixture:
                  budget: 100 tokens do not fill one sequence of 512; raise the budget or shorten the sequence
                  phase main: weight 0.5 for unknown source "boks" (sources: books, web)
                  phase late: share -1.0 (must be > 0, <= 1e9)
                  phase late: weight 0.3 asked of source "books", which has 300 tokens and not one sequence of 512; remove the weight or loosen its filters (sources with data: web)
                  phase none: no source has a weight above 0 (sources with data: web)""", e.getMessage());
    }

    @Test
    void planDoesNotDependOnTheOrderOfSources() {
        List<Stock> stocks = new ArrayList<>(
                List.of(stock("web", 900, 2), stock("code", 800, 2), stock("books", 30, 4), stock("art", 20, 4)));
        List<Phase> phases = List.of(new Phase("main", 1, Map.of("web", 1.0, "code", 1.0, "books", 1.0, "art", 1.0)));
        String json = MixturePlanner.plan(new MixtureRequest(700L * L, L, 9, phases, stocks))
                .toJson();
        Collections.reverse(stocks);
        assertEquals(
                json,
                MixturePlanner.plan(new MixtureRequest(700L * L, L, 9, phases, stocks))
                        .toJson());
    }

    @Test
    void capsHoldExactlyAndBudgetsAreMetWhenTheyCanBe() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 150; round++) {
            MixtureRequest request = randomRequest(random, round % 10 == 0 ? 3_000_000 : 3000);
            MixturePlan plan = MixturePlanner.plan(request);
            for (MixturePlan.Source source : plan.sources()) {
                assertTrue(
                        source.drawn() <= (long) (source.maxEpochs() * source.sequences()),
                        () -> source + " is over its cap");
            }
            for (int p = 0; p < plan.phases().size(); p++) {
                MixturePlan.Phase phase = plan.phases().get(p);
                boolean open = false;
                for (MixturePlan.Draw draw : phase.draws()) {
                    MixturePlan.Source source = plan.sources().get(plan.sourceIndex(draw.source()));
                    open |= !source.capped() && source.drawn() + 10 < source.maxEpochs() * source.sequences();
                    assertEquals(
                            draw.planned(),
                            draw.realised(),
                            phase.sequences() == 0 ? 1 : 3.0 / phase.sequences() + 2.0 / phase.period() + 0.003,
                            () -> phase.name() + " " + draw);
                }
                if (open) {
                    assertEquals(phase.sequencesAsked(), phase.sequences(), "a phase with room must not shrink");
                }
            }
            assertEquals(plan, MixturePlan.fromJson(plan.toJson()));
        }
    }

    static MixtureRequest randomRequest(SplittableRandom random, long sequences) {
        int k = 1 + random.nextInt(6);
        List<Stock> stocks = new ArrayList<>();
        for (int i = 0; i < k; i++) {
            stocks.add(stock(
                    "s" + i,
                    1 + random.nextLong(Math.max(1, sequences / (1 + random.nextInt(20)))),
                    1 + random.nextInt(8) / 2.0));
        }
        List<Phase> phases = new ArrayList<>();
        for (int p = 0; p <= random.nextInt(3); p++) {
            Map<String, Double> weights = new LinkedHashMap<>();
            for (Stock stock : stocks) {
                if (random.nextInt(4) > 0) {
                    weights.put(stock.name(), random.nextInt(10) == 0 ? 1e-4 : random.nextDouble() + 0.01);
                }
            }
            if (weights.isEmpty()) {
                weights.put("s0", 1.0);
            }
            phases.add(new Phase("p" + p, 0.1 + random.nextDouble(), weights));
        }
        return new MixtureRequest((1 + random.nextLong(sequences)) * L, L, random.nextLong(), phases, stocks);
    }

    @Test
    void jsonHasTheseKeysInThisOrder() {
        MixturePlan plan = MixturePlanner.plan(new MixtureRequest(
                100L * L,
                L,
                7,
                List.of(new Phase("main", 1, Map.of("web", 0.75, "books", 0.25))),
                List.of(stock("web", 200, 4), stock("books", 40, 4))));
        assertEquals("""
                {
                  "version" : 1,
                  "seed" : 7,
                  "sequence_length" : 512,
                  "tokens_asked" : 51200,
                  "tokens_planned" : 51200,
                  "sequences_asked" : 100,
                  "sequences_planned" : 100,
                  "phases" : [
                    {
                      "name" : "main",
                      "share_asked" : 1.0,
                      "sequences_asked" : 100,
                      "sequences" : 100,
                      "period" : 65536,
                      "draws" : [
                        {
                          "source" : "books",
                          "weight" : 0.25,
                          "asked" : 0.25,
                          "planned" : 0.25,
                          "quanta" : 16384,
                          "sequences" : 25,
                          "first" : 0,
                          "realised" : 0.25
                        },
                        {
                          "source" : "web",
                          "weight" : 0.75,
                          "asked" : 0.75,
                          "planned" : 0.75,
                          "quanta" : 49152,
                          "sequences" : 75,
                          "first" : 0,
                          "realised" : 0.75
                        }
                      ]
                    }
                  ],
                  "sources" : [
                    {
                      "name" : "books",
                      "tokens" : 20480,
                      "sequences" : 40,
                      "max_epochs" : 4.0,
                      "drawn" : 25,
                      "epochs" : 0.625,
                      "effective_epochs" : 0.625,
                      "capped" : false
                    },
                    {
                      "name" : "web",
                      "tokens" : 102400,
                      "sequences" : 200,
                      "max_epochs" : 4.0,
                      "drawn" : 75,
                      "epochs" : 0.375,
                      "effective_epochs" : 0.375,
                      "capped" : false
                    }
                  ],
                  "notes" : [ ],
                  "warnings" : [ ]
                }
                """, plan.toJson());
    }

    @Test
    void damagedPlansAreRefusedWithTheFieldNamed() {
        String json = MixturePlanner.plan(new MixtureRequest(
                        100L * L,
                        L,
                        7,
                        List.of(new Phase("main", 1, Map.of("web", 1.0))),
                        List.of(stock("web", 200, 4))))
                .toJson();
        assertRefused(json.substring(0, 200), "not JSON");
        assertRefused(json.replace("\"version\" : 1", "\"version\" : 2"), "version: 2");
        assertRefused(json.replace("\"seed\" : 7,", ""), "seed: absent");
        assertRefused(json.replace("\"quanta\" : 65536", "\"quanta\" : 65535"), "main.period 65536");
        assertRefused(json.replace("\"first\" : 0", "\"first\" : 3"), "main.web.first 3 (must be 0)");
        assertRefused(json.replace("\"drawn\" : 100", "\"drawn\" : 99"), "web.drawn 99 (must be 100)");
        assertRefused(json.replace("\"period\" : 65536", "\"period\" : 1e30"), "period: 1.0E30");
        assertRefused("[]", "version: absent");
    }

    private static void assertRefused(String json, String part) {
        var e = assertThrows(IllegalArgumentException.class, () -> MixturePlan.fromJson(json));
        assertTrue(e.getMessage().contains(part), e::getMessage);
    }
}
