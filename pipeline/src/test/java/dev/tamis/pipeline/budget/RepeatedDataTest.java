package dev.tamis.pipeline.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The loss on limited data, against Muennighoff et al. 2023 and against brute force. */
final class RepeatedDataTest {
    private static final LossSurface C4 = ScalingLaw.MUENNIGHOFF.surface();

    @Test
    void uniqueTokensAreEnoughForOneParameterInTwenty() {
        assertEquals(0.051, C4.optimalParams(25e9) / 25e9, 0.0005);
        RepeatedData data = new RepeatedData(C4, 25e9);
        double enough = C4.optimalParams(25e9);
        assertEquals(enough, data.effectiveParams(enough, 50e9), 1e-3);
        assertEquals(enough / 2, data.effectiveParams(enough / 2, 50e9));
        // Twice as many are one repetition: 1 + 5.309743 * (1 - exp(-1/5.309743)) = 1.91148 times.
        assertEquals(1.91148 * enough, data.effectiveParams(2 * enough, 50e9), 1e-5 * enough);
        // However many, they never count for more than 6.31 times.
        assertEquals(6.309743 * enough, data.effectiveParams(1e6 * enough, 50e9), 1e-5 * enough);
    }

    @Test
    void repeatedTokensAreWorthWhatTheLawSays() {
        RepeatedData data = new RepeatedData(C4, 5e9);
        double[][] epochsAndWorth = {{0.3, 0.3}, {1, 1}, {4, 3.726}, {16, 10.582}, {40, 15.167}, {1e6, 16.388}};
        for (double[] pair : epochsAndWorth) {
            assertEquals(pair[1] * 5e9, data.effectiveTokens(pair[0] * 5e9), 0.001 * 5e9);
        }
    }

    @Test
    void withoutRepetitionNothingIsLost() {
        for (double params : new double[] {1e7, 1e9, 1e12}) {
            assertEquals(
                    new RepeatedData(C4, 1e15).loss(params, 3e10),
                    new RepeatedData(C4, 3e10).loss(params, 3e10),
                    1e-12);
            assertEquals(
                    new RepeatedData(C4, 3e10).freshLoss(params, 3e10),
                    new RepeatedData(C4, 3e10).loss(params, 3e10),
                    1e-12);
        }
        assertEquals(C4.loss(1e9, 3e10), new RepeatedData(C4, 3e10).loss(1e9, 3e10), 1e-12);
    }

    @Test
    void onEndlessDataTheBestIsComputeOptimal() {
        for (ScalingLaw law : ScalingLaw.ALL) {
            if (law.surface() != null) {
                BudgetPlan optimal = Budget.fromFlops(1e22, law);
                Training best = new RepeatedData(law.surface(), 1e30).best(1e22);
                assertEquals(optimal.params(), best.params(), 1e-3 * optimal.params(), law.name());
            }
        }
    }

    @Test
    void theBestIsBestAmongAllSizes() {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < 60; i++) {
            ScalingLaw law = ScalingLaw.ALL.get(2 + random.nextInt(4));
            double flops = StrictMath.exp(random.nextDouble(30, 62));
            double unique = StrictMath.exp(random.nextDouble(12, 32));
            RepeatedData data = new RepeatedData(law.surface(), unique);
            Training best = data.best(flops);
            double least = data.loss(best.params(), best.tokens());
            assertEquals(flops, best.flops(), 1e-9 * flops);
            for (double logParams = 0; logParams < 60; logParams += 0.01) {
                double params = StrictMath.exp(logParams);
                double loss = data.loss(params, flops / (6 * params));
                assertTrue(loss >= least - 1e-9, law.name() + " " + flops + " " + unique + ": " + params);
            }
        }
    }

    /**
     * Section 5 and figure 1 of the paper: 9.3e21 FLOPs on 25B unique tokens are better spent on 6.34B parameters and 242B
     * tokens, 9.7 epochs, than on the 8.7B and 178B of the law for fresh data: 27 % fewer parameters. Its own formula, at
     * its minimum, gives 6.8B and 227B.
     */
    @Test
    void whereDataIsShortEpochsGrowFasterThanParameters() {
        RepeatedData data = new RepeatedData(C4, 25e9);
        Training best = data.best(9.3e21);
        assertEquals(6.34e9, best.params(), 0.1 * 6.34e9);
        assertEquals(242e9, best.tokens(), 0.1 * 242e9);
        assertTrue(best.params()
                < 0.8 * Budget.fromFlops(9.3e21, ScalingLaw.MUENNIGHOFF).params());
        Training more = data.best(10 * 9.3e21);
        assertTrue(more.tokens() / best.tokens() > more.params() / best.params());
    }

    @Test
    void aLimitOfEpochsIsKept() {
        RepeatedData data = new RepeatedData(C4, 25e9);
        Training limited = data.best(9.3e21, 4);
        assertEquals(100e9, limited.tokens());
        assertEquals(9.3e21, limited.flops(), 1e9);
        assertTrue(data.loss(limited.params(), 100e9)
                > data.loss(data.best(9.3e21).params(), data.best(9.3e21).tokens()));
        assertEquals(data.best(9.3e21), data.best(9.3e21, 16));
    }

    @Test
    void theCheapestToServeOnAShortCorpusReachesTheLossOrSaysThatNoneDoes() {
        Serving serving = new Serving(C4, 2e12);
        Training fresh = serving.cheapest(0.3);
        double loss = C4.loss(fresh.params(), fresh.tokens());
        Training plenty =
                new RepeatedData(C4, 1e15).cheapest(loss, serving, fresh).orElseThrow();
        assertEquals(fresh.params(), plenty.params(), 1e-3 * fresh.params());
        assertEquals(fresh.tokens(), plenty.tokens(), 1e-3 * fresh.tokens());
        RepeatedData little = new RepeatedData(C4, fresh.tokens() / 10);
        Training repeated = little.cheapest(loss, serving, fresh).orElseThrow();
        assertEquals(loss, little.loss(repeated.params(), repeated.tokens()), 1e-9);
        assertTrue(repeated.params() > fresh.params());
        assertTrue(serving.totalFlops(repeated) > serving.totalFlops(fresh));
        assertEquals(Optional.empty(), new RepeatedData(C4, fresh.tokens() / 1000).cheapest(loss, serving, fresh));
    }
}
