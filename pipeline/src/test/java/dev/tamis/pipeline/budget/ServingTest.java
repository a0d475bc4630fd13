package dev.tamis.pipeline.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Training and serving together, against Sardana et al. 2024 and against brute force. */
final class ServingTest {
    private static final LossSurface HOFFMANN = ScalingLaw.HOFFMANN_3.surface();

    /** Figure 1 of the paper: 7B instead of 13B saves 17 %, 1.7e22 FLOPs; the constants here give 16.3 %. */
    @Test
    void thirteenBillionsQualityAndTwoTrillionServedTokensTakeSevenBillionParameters() {
        Serving serving = new Serving(HOFFMANN, 2e12);
        Training optimum = new Training(13e9, HOFFMANN.optimalTokens(13e9));
        Training cheapest = serving.cheapest(HOFFMANN.excess(optimum.params(), optimum.tokens()));
        assertEquals(7.13e9, cheapest.params(), 0.03 * 7.13e9);
        assertEquals(1.30e12, cheapest.tokens(), 0.03 * 1.30e12);
        double saved = serving.totalFlops(optimum) - serving.totalFlops(cheapest);
        assertEquals(0.163, saved / serving.totalFlops(optimum), 0.01);
        assertEquals(1.7e22, saved, 0.1e22);
    }

    @Test
    void noOtherSizeOfTheSameLossIsCheaper() {
        SplittableRandom random = new SplittableRandom(7);
        for (ScalingLaw law : ScalingLaw.ALL) {
            if (law.surface() == null) {
                continue;
            }
            LossSurface surface = law.surface();
            for (int i = 0; i < 50; i++) {
                double excess = StrictMath.exp(random.nextDouble(-4, 0));
                Serving serving = new Serving(surface, StrictMath.exp(random.nextDouble(0, 35)));
                Training cheapest = serving.cheapest(excess);
                assertEquals(excess, surface.excess(cheapest.params(), cheapest.tokens()), 1e-9 * excess);
                for (double factor : new double[] {0.8, 0.97, 1.03, 1.3}) {
                    double params = cheapest.params() * factor;
                    double left = excess - surface.a() / StrictMath.pow(params, surface.alpha());
                    if (left > 0) {
                        double tokens = StrictMath.pow(surface.b() / left, 1 / surface.beta());
                        assertTrue(
                                serving.totalFlops(new Training(params, tokens)) > serving.totalFlops(cheapest),
                                law.name() + " with " + serving.served() + " at factor " + factor);
                    }
                }
            }
        }
    }

    @Test
    void withoutServedTokensTheCheapestIsComputeOptimal() {
        for (double excess : new double[] {0.01, 0.3, 2}) {
            Training cheapest = new Serving(HOFFMANN, 0).cheapest(excess);
            Training optimum = HOFFMANN.optimum(excess);
            assertEquals(optimum.params(), cheapest.params(), 1e-9 * optimum.params());
            assertEquals(optimum.tokens(), cheapest.tokens(), 1e-9 * optimum.tokens());
            assertEquals(HOFFMANN.optimalTokens(optimum.params()), optimum.tokens(), 1e-9 * optimum.tokens());
            assertEquals(HOFFMANN.optimalParams(optimum.tokens()), optimum.params(), 1e-9 * optimum.params());
        }
    }

    @Test
    void theTokensForASizeMakeItTheCheapestOfItsLoss() {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 200; i++) {
            double params = StrictMath.exp(random.nextDouble(10, 28));
            Serving serving = new Serving(HOFFMANN, StrictMath.exp(random.nextDouble(0, 35)));
            double tokens = serving.tokensFor(params);
            Training cheapest = serving.cheapest(HOFFMANN.excess(params, tokens));
            assertEquals(params, cheapest.params(), 1e-6 * params);
            assertEquals(tokens, cheapest.tokens(), 1e-6 * tokens);
            assertTrue(tokens >= HOFFMANN.optimalTokens(params) * (1 - 1e-9));
        }
    }
}
