package dev.tamis.pipeline.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tamis.pipeline.budget.PlanFigures.Efficiency;
import dev.tamis.pipeline.budget.PlanFigures.FamilyOfLaw;
import dev.tamis.pipeline.budget.PlanFigures.Member;
import dev.tamis.pipeline.budget.PlanFigures.Repeated;
import dev.tamis.pipeline.budget.PlanFigures.Served;
import dev.tamis.pipeline.budget.PlanRequest.Amount;
import dev.tamis.pipeline.run.SealedJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whole plans: what is asked, what is answered, and what is refused. */
final class PlannerTest {
    private static final LossSurface C4 = ScalingLaw.MUENNIGHOFF.surface();

    private static PlanRequest request(ScalingLaw law, Map<Amount, Double> amounts, Corpus corpus) {
        return new PlanRequest(law, amounts, List.of(), corpus, false);
    }

    private static PlanFigures plan(Map<Amount, Double> amounts) {
        return Planner.plan(request(ScalingLaw.BESIROGLU, amounts, null));
    }

    private static PlanFigures family(double unique, Double served, boolean force) {
        return Planner.plan(new PlanRequest(
                ScalingLaw.BESIROGLU,
                served == null ? Map.of() : Map.of(Amount.SERVE_TOKENS, served),
                List.of(1e9, 70e9, 8e9),
                Corpus.of(unique),
                force));
    }

    /** The text on one line. */
    private static String flat(PlanFigures figures) {
        return PlanText.of(figures).replace('\n', ' ');
    }

    private static String refusal(Map<Amount, Double> amounts, Double... family) {
        return assertThrows(
                        IllegalArgumentException.class,
                        () -> new PlanRequest(ScalingLaw.BESIROGLU, amounts, List.of(family), null, false))
                .getMessage();
    }

    @Test
    void theCheapestModelOfTheSameLossHasThatLossAndWastesNothing() {
        for (Map<Amount, Double> given : List.of(
                Map.of(Amount.PARAMS, 7e9, Amount.TOKENS, 2e12),
                Map.of(Amount.PARAMS, 175e9, Amount.TOKENS, 300e9),
                Map.of(Amount.FLOPS, 1e22, Amount.PARAMS, 1e9),
                Map.of(Amount.FLOPS, 1e22, Amount.TOKENS, 1e12))) {
            PlanFigures figures = plan(given);
            assertEquals(ScalingLaw.ALL.size(), figures.efficiency().size());
            for (Efficiency line : figures.efficiency()) {
                ScalingLaw law = ScalingLaw.named(line.law());
                if (law.surface() == null) {
                    assertNull(line.sameLoss());
                    continue;
                }
                BudgetPlan sameLoss = line.sameLoss();
                assertEquals(line.loss(), sameLoss.predictedLoss(), 1e-9);
                assertEquals(
                        Budget.fromFlops(sameLoss.flops(), law).params(), sameLoss.params(), 1e-6 * sameLoss.params());
                assertTrue(line.wasted() > 0 && line.wasted() < 1, law.name());
                assertTrue(line.sameFlops().predictedLoss() < line.loss());
            }
        }
        BudgetPlan best = Budget.fromFlops(1e22, ScalingLaw.BESIROGLU);
        PlanFigures optimal = plan(Map.of(Amount.PARAMS, best.params(), Amount.TOKENS, best.tokens()));
        assertEquals(0, optimal.efficiency().get(4).wasted(), 1e-9);
    }

    @Test
    void aLossGivesEachLawsCheapestModel() {
        PlanFigures figures = Planner.plan(request(ScalingLaw.HOFFMANN_3, Map.of(Amount.LOSS, 1.8), null));
        // By besiroglu and on C4 no model gets there.
        assertEquals(
                List.of("hoffmann-3", "hoffmann-3-printed"),
                figures.spread().stream().map(BudgetPlan::law).toList());
        for (BudgetPlan plan : figures.spread()) {
            assertEquals(1.8, plan.predictedLoss(), 1e-9);
            BudgetPlan best = Budget.fromFlops(plan.flops(), ScalingLaw.named(plan.law()));
            assertEquals(best.params(), plan.params(), 1e-6 * plan.params());
        }
    }

    @Test
    void servingIsPlannedByEveryLawThatPredictsALoss() {
        PlanFigures figures = Planner.plan(
                request(ScalingLaw.HOFFMANN_3, Map.of(Amount.QUALITY_OF, 13e9, Amount.SERVE_TOKENS, 2e12), null));
        assertEquals(
                List.of("hoffmann-3", "hoffmann-3-printed", "besiroglu", "muennighoff"),
                figures.serving().stream().map(Served::law).toList());
        assertEquals(7.13e9, figures.plan().params(), 0.03 * 7.13e9);
        for (Served line : figures.serving()) {
            assertTrue(line.saving() > 0.05
                    && line.params() < 13e9
                    && line.tokens() > line.optimum().tokens());
            assertEquals(line.optimum().predictedLoss(), line.loss(), 1e-9);
            assertEquals(13e9, line.optimum().params(), 1e3);
        }
        PlanFigures sized = plan(Map.of(Amount.PARAMS, 2e9, Amount.SERVE_TOKENS, 2e12));
        sized.serving().forEach(line -> assertEquals(2e9, line.params(), 1e3));
        PlanFigures given = plan(Map.of(Amount.PARAMS, 7e9, Amount.TOKENS, 2e12, Amount.SERVE_TOKENS, 1e12));
        assertEquals(
                given.efficiency().get(4).loss(),
                given.serving().get(2).loss(),
                1e-9,
                "the loss of the training given");
        assertTrue(flat(given).contains("The training given takes 9.80e22 in all"), flat(given));
    }

    @Test
    void aCorpusThatIsTooSmallSaysByHowMuchAndWhatItCosts() {
        PlanFigures figures = Planner.plan(
                request(ScalingLaw.MUENNIGHOFF, Map.of(Amount.PARAMS, 4.2e9, Amount.TOKENS, 84e9), Corpus.of(12e9)));
        Repeated line = figures.corpus().plans().get(5);
        assertEquals(7, line.epochs(), 1e-9);
        assertEquals(72e9, line.shortBy(), 1);
        assertEquals(9e9, line.shortByForFourEpochs(), 1);
        assertEquals(12e9 * Repetition.effectiveEpochs(7), line.effectiveTokens(), 1);
        assertEquals(line.loss() - line.freshLoss(), line.cost(), 1e-12);
        assertEquals(C4.loss(4.2e9, 84e9), line.freshLoss(), 1e-9);
        assertEquals(StrictMath.exp(-6 / Repetition.WORN), line.nextEpochValue(), 1e-12);
        assertEquals(line.loss() - new RepeatedData(C4, 12e9).loss(4.2e9, 96e9), line.nextEpochGain(), 1e-12);
        assertNull(figures.corpus().plans().get(0).loss());
        assertEquals(4, figures.corpus().best().size());
        String text = flat(figures);
        assertTrue(
                text.contains("7.00 epochs, worth 71.6B fresh ones: the corpus is 72.0B too small for one epoch, 9.00B"
                        + " for four."),
                text);
        assertTrue(text.contains("warning: the plan goes 7.00 times over the corpus"), text);
        assertTrue(!figures.refused());
    }

    @Test
    void aCorpusThatSufficesCostsNothing() {
        PlanFigures figures = Planner.plan(request(ScalingLaw.BESIROGLU, Map.of(Amount.FLOPS, 1e21), Corpus.of(100e9)));
        figures.corpus().plans().stream()
                .filter(line -> line.loss() != null)
                .forEach(line -> assertEquals(0, line.cost()));
        assertEquals(List.of(), figures.warnings());
        assertTrue(flat(figures).contains("the corpus suffices, 60.0 % of it is read, once."));
    }

    @Test
    void aboveFourEpochsAPlanWarnsAndAboveSixteenItIsRefusedUnlessForced() {
        double[][] epochsWarningsRefusals = {{4, 0, 0}, {4.01, 1, 0}, {16, 1, 0}, {16.01, 0, 1}, {1e9, 0, 1}};
        for (double[] expected : epochsWarningsRefusals) {
            Map<Amount, Double> amounts = Map.of(Amount.TOKENS, expected[0] * 9e9, Amount.PARAMS, 1e9);
            PlanFigures figures = Planner.plan(request(ScalingLaw.BESIROGLU, amounts, Corpus.of(9e9)));
            assertEquals(expected[1], figures.warnings().size());
            assertEquals(expected[2], figures.refusals().size());
            assertEquals(expected[2] > 0, figures.refused());
            PlanFigures forced =
                    Planner.plan(new PlanRequest(ScalingLaw.BESIROGLU, amounts, List.of(), Corpus.of(9e9), true));
            assertTrue(!forced.refused());
            assertEquals(expected[0] > 4 ? 1 : 0, forced.warnings().size());
        }
    }

    @Test
    void trainingsSmallerThanAnyThatTheLawsKnowAreWarnedOf() {
        assertEquals(
                0,
                plan(Map.of(Amount.PARAMS, 71e6, Amount.TOKENS, 5e9)).warnings().size());
        for (Map<Amount, Double> small : List.of(
                Map.of(Amount.PARAMS, 69e6, Amount.TOKENS, 5e9), Map.of(Amount.PARAMS, 71e6, Amount.TOKENS, 4.9e9))) {
            assertTrue(
                    plan(small).warnings().get(0).contains("below what Hoffmann et al. fitted on (from 70M and 5B)"));
        }
    }

    @Test
    void theBestWithinTheLimitsIsShownWhereTheBestGoesBeyond() {
        PlanFigures figures = Planner.plan(request(ScalingLaw.BESIROGLU, Map.of(Amount.FLOPS, 1e22), Corpus.of(2e9)));
        assertEquals(
                List.of(4.0, 16.0),
                figures.corpus().withinLimits().stream().map(Repeated::epochs).toList());
        figures.corpus().best().forEach(line -> assertTrue(line.epochs() > 16));
    }

    @Test
    void theSmallSizesOfAFamilyTakeTheTokensOfTheLargest() {
        PlanFigures figures = family(2e12, null, false);
        double tokens = Budget.fromParams(70e9, ScalingLaw.BESIROGLU).tokens();
        List<Member> members = figures.family().members();
        assertEquals(
                List.of(70e9, 8e9, 1e9), members.stream().map(Member::params).toList());
        for (Member member : members) {
            assertEquals(tokens, member.tokens());
            assertEquals(tokens / 2e12, member.epochs());
            assertEquals(6 * member.params() * tokens, member.trainingFlops(), 1e9);
            assertEquals(0, member.cost());
            assertEquals(0, member.servingFlops());
        }
        assertTrue(members.get(2).tokensPerParam() > 1000);
        assertEquals(
                ScalingLaw.ALL.stream().map(ScalingLaw::name).toList(),
                figures.family().spread().stream().map(FamilyOfLaw::law).toList());
        assertEquals(List.of(), figures.warnings());
    }

    @Test
    void withTokensToServeTheSmallSizesAreTrainedForTheirLife() {
        PlanFigures figures = family(2e12, 10e12, false);
        List<Member> members = figures.family().members();
        assertEquals(
                Budget.fromParams(70e9, ScalingLaw.BESIROGLU).tokens(),
                members.get(0).tokens());
        Serving serving = new Serving(ScalingLaw.BESIROGLU.surface(), 10e12);
        for (Member member : members.subList(1, 3)) {
            assertEquals(serving.tokensFor(member.params()), member.tokens());
            assertEquals(2 * member.params() * 10e12, member.servingFlops());
        }
        assertNull(
                figures.family().spread().get(0).tokens().get(1), "a power law cannot weigh training against serving");
    }

    @Test
    void aFamilyOnAShortCorpusIsCappedAtFourEpochsAndTheLargestIsJudged() {
        PlanFigures figures = family(200e9, 10e12, false);
        List<Member> members = figures.family().members();
        assertEquals(800e9, members.get(1).tokens());
        assertEquals(800e9, members.get(2).tokens());
        assertTrue(members.get(1).tokensAsked() > 2e12);
        assertTrue(members.get(1).cost() > 0);
        assertEquals(6.4, members.get(0).epochs(), 0.1);
        assertEquals(3, figures.warnings().size(), figures.warnings().toString());
        assertTrue(!figures.refused());
        PlanFigures forced = family(200e9, 10e12, true);
        assertEquals(
                forced.family().members().get(1).tokensAsked(),
                forced.family().members().get(1).tokens());
        assertTrue(family(20e9, null, false).refused());
        assertTrue(!family(20e9, null, true).refused());
    }

    @Test
    void contradictionsSayWhatToDo() {
        assertTrue(refusal(Map.of()).startsWith("Say what to plan: one or two of --flops, --params and --tokens;"));
        assertTrue(refusal(Map.of(Amount.FLOPS, 1e20, Amount.PARAMS, 1e9, Amount.TOKENS, 1e9))
                .contains("leave one out"));
        assertTrue(refusal(Map.of(Amount.SERVE_TOKENS, 1e9)).contains("add --loss L, --quality-of N or --params N"));
        assertTrue(refusal(Map.of(Amount.SERVE_TOKENS, 1e9, Amount.FLOPS, 1e20)).contains("leaves the size open"));
        assertTrue(refusal(Map.of(Amount.QUALITY_OF, 1e9)).contains("goes with --serve-tokens"));
        assertTrue(refusal(Map.of(Amount.LOSS, 2.0, Amount.PARAMS, 1e9)).contains("leave all but one out"));
        assertTrue(refusal(Map.of(Amount.LOSS, 1.8)).contains("no model gets to 1.8172 nats a token"));
        assertTrue(refusal(Map.of(Amount.FLOPS, 10.0, Amount.PARAMS, 1e9)).contains("leaves 1.67e-09 tokens"));
        String several = refusal(Map.of(Amount.FLOPS, 1e20), 7e9, 7e9);
        assertEquals(3, several.lines().count(), several);
        String law = assertThrows(
                        IllegalArgumentException.class,
                        () -> request(ScalingLaw.HOFFMANN_1, Map.of(Amount.LOSS, 2.0), null))
                .getMessage();
        assertEquals(
                "--law hoffmann-1 predicts no loss, which --loss needs; choose one of hoffmann-3, hoffmann-3-printed,"
                        + " besiroglu, muennighoff",
                law);
        assertThrows(
                IllegalArgumentException.class,
                () -> new PlanRequest(ScalingLaw.DEFAULT, Map.of(Amount.FLOPS, 1e20), List.of(), null, true));
    }

    @Test
    void numbersOutOfRangeAreRefused() {
        for (Amount amount : Amount.values()) {
            for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1.1e40}) {
                assertTrue(refusal(Map.of(amount, bad)).contains(amount.option() + ": " + bad), amount + " " + bad);
            }
        }
        for (double bad : new double[] {0, 0.5, Double.NaN, 1e41}) {
            assertThrows(IllegalArgumentException.class, () -> Corpus.of(bad));
            assertTrue(refusal(Map.of(), bad).contains("--family: " + bad));
        }
    }

    @Test
    void theWidestNumbersGiveFiguresAndNoneThatIsNotANumber() throws IOException {
        double[] sizes = {1, 17, 1e3, 1e9, 1e20, 1e40};
        for (ScalingLaw law : ScalingLaw.ALL) {
            for (double a : sizes) {
                for (double b : sizes) {
                    check(request(law, Map.of(Amount.FLOPS, a), Corpus.of(b)));
                    check(request(law, Map.of(Amount.PARAMS, a), Corpus.of(b)));
                    check(request(law, Map.of(Amount.TOKENS, a), Corpus.of(b)));
                    check(request(law, Map.of(Amount.PARAMS, a, Amount.TOKENS, b), Corpus.of(1e12)));
                    if (law.surface() != null) {
                        check(request(law, Map.of(Amount.QUALITY_OF, a, Amount.SERVE_TOKENS, b), Corpus.of(1e12)));
                        check(request(law, Map.of(Amount.PARAMS, a, Amount.SERVE_TOKENS, b), Corpus.of(b)));
                        check(new PlanRequest(
                                law, Map.of(Amount.SERVE_TOKENS, b), List.of(a, 2e9, 3.0), Corpus.of(1e6), true));
                    }
                }
            }
        }
        for (double loss : new double[] {StrictMath.nextUp(1.8172), 1.81720001, 2, 20}) {
            check(request(ScalingLaw.BESIROGLU, Map.of(Amount.LOSS, loss), Corpus.of(1e12)));
            check(request(ScalingLaw.BESIROGLU, Map.of(Amount.LOSS, loss, Amount.SERVE_TOKENS, 1e12), Corpus.of(1e12)));
        }
    }

    private static void check(PlanRequest request) throws IOException {
        PlanFigures figures = Planner.plan(request);
        String html = new String(PlanPage.html(figures), StandardCharsets.UTF_8);
        for (String shown : List.of(
                PlanText.of(figures),
                SealedJson.JSON.writeValueAsString(figures),
                html.substring(html.indexOf("<h1>")))) {
            assertTrue(!shown.contains("NaN") && !shown.contains("Infinity"), () -> request + ":\n" + shown);
        }
    }

    @Test
    void theTextShowsTheAnswerAndTheSpreadInAnyLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertEquals("""
                    By besiroglu: 2.78B parameters, 60.0B tokens, 1.00e21 FLOPs (Besiroglu et al. 2024, arXiv 2404.10102, refit of
                    approach 3).

                    law                   params  tokens  tokens/param    FLOPs   loss
                      hoffmann-1           2.86B   58.3B          20.4  1.00e21      -
                      hoffmann-2           2.81B   59.3B          21.1  1.00e21      -
                      hoffmann-3           2.21B   75.3B          34.0  1.00e21  2.295
                      hoffmann-3-printed   1.82B   91.4B          50.1  1.00e21  2.329
                    * besiroglu            2.78B   60.0B          21.6  1.00e21  2.306
                      muennighoff          2.92B   57.2B          19.6  1.00e21  2.348

                    The laws span 1.82B to 2.92B parameters, 57.2B to 91.4B tokens.
                    Tokens are fresh ones. Repeated data is worth less (Muennighoff et al. 2023): 2 epochs 1.97, 4 epochs 3.73, 8
                    epochs 6.62, 16 epochs 10.58, 40 epochs 15.17.
                    """, PlanText.of(plan(Map.of(Amount.FLOPS, 1e21))));
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void jsonHasThePlanAndEveryLaw() {
        JsonNode json = SealedJson.JSON.valueToTree(
                Planner.plan(request(ScalingLaw.HOFFMANN_1, Map.of(Amount.PARAMS, 7e9), Corpus.of(Map.of("web", 5L)))));
        assertEquals(7e9, json.at("/given/params").asDouble());
        assertEquals("hoffmann-1", json.at("/plan/law").asText());
        assertTrue(json.at("/plan/source").asText().startsWith("Hoffmann"));
        assertTrue(json.at("/plan/predicted_loss").isNull());
        assertEquals(6, json.at("/spread").size());
        assertEquals(3.726, json.at("/repetition/2/effective_epochs").asDouble(), 0.001);
        assertEquals(5, json.at("/corpus/by_source/web").asLong());
        assertTrue(json.at("/refused").asBoolean());
        assertTrue(json.at("/family").isMissingNode());
    }

    @Test
    void thePageStandsAloneAndTellsItsCharts() throws IOException {
        for (PlanFigures figures : List.of(
                Planner.plan(request(
                        ScalingLaw.HOFFMANN_2,
                        Map.of(Amount.FLOPS, 1e22),
                        Corpus.of(Map.of("<a&b>", 20_000_000_000L)))),
                family(200e9, 10e12, false))) {
            String html = new String(PlanPage.html(figures), StandardCharsets.UTF_8);
            for (String outside : List.of("<script", "<link", "<img", " src=", "href", "@import", "url(", "http")) {
                assertTrue(!html.contains(outside), outside);
            }
            assertEquals(2, html.split("<svg class=plot role=img aria-labelledby=").length - 1);
            assertEquals(2, html.split("<title id=").length - 1);
            assertEquals(2, html.split("<desc id=").length - 1);
            assertTrue(html.contains("prefers-color-scheme: dark"));
            assertTrue(!html.contains("<a&b>"));
        }
    }
}
