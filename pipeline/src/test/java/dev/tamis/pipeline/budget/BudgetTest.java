package dev.tamis.pipeline.budget;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The laws against the tables of the papers they come from. */
final class BudgetTest {

    /** Params, FLOPs, tokens of Hoffmann et al. 2022, table 3. */
    private static final double[][] APPROACH_1 = rows("""
            400M 1.92e19 8.0B
            1B 1.21e20 20.2B
            10B 1.23e22 205.1B
            67B 5.76e23 1.5T
            175B 3.85e24 3.7T
            280B 9.90e24 5.9T
            520B 3.43e25 11.0T
            1T 1.27e26 21.2T
            10T 1.30e28 216.2T
            """);

    /** Table A3, left half. */
    private static final double[][] APPROACH_2 = rows("""
            400M 1.84e19 7.7B
            1B 1.20e20 20.0B
            10B 1.32e22 219.5B
            67B 6.88e23 1.7T
            175B 4.54e24 4.3T
            280B 1.18e25 7.1T
            520B 4.19e25 13.4T
            1T 1.59e26 26.5T
            10T 1.75e28 292.0T
            """);

    /** Table A3, right half. The 175B row is printed with 1.26e24 FLOPs; 6ND is 1.26e25. */
    private static final double[][] APPROACH_3 = rows("""
            400M 2.21e19 9.2B
            1B 1.62e20 27.1B
            10B 2.46e22 410.1B
            67B 1.71e24 4.1T
            175B 1.26e25 12.0T
            280B 3.52e25 20.1T
            520B 1.36e26 43.5T
            1T 5.65e26 94.1T
            10T 8.55e28 1425.5T
            """);

    @Test
    void approachesOneAndTwoReproduceTheirTables() {
        for (double[] row : APPROACH_1) {
            assertRow(row, ScalingLaw.HOFFMANN_1, 0.02, 0.06);
        }
        for (double[] row : APPROACH_2) {
            assertRow(row, ScalingLaw.HOFFMANN_2, 0.04, 0.04);
        }
    }

    @Test
    void approachThreeReproducesItsTableWithUnroundedConstantsOnly() {
        double worstPrinted = 0;
        for (double[] row : APPROACH_3) {
            assertRow(row, ScalingLaw.HOFFMANN_3, 0.09, row[0] == 280e9 ? 0.12 : 0.09);
            BudgetPlan printed = Budget.fromFlops(row[1], ScalingLaw.HOFFMANN_3_PRINTED);
            assertTrue(printed.params() < row[0] * 0.85, () -> "printed constants must miss " + row[0]);
            worstPrinted = Math.max(worstPrinted, printed.tokens() / row[2] - 1);
        }
        assertTrue(worstPrinted > 0.15);
    }

    @Test
    void besirogluGivesTheTableOfComputeOptimalModels() {
        double[][] rows = rows("""
            81M 1e18 2.07B
            262M 1e19 6.36B
            853M 1e20 19.5B
            2.78B 1e21 60.0B
            9.05B 1e22 184B
            29.4B 1e23 566B
            95.9B 1e24 1.74T
            312B 1e25 5.34T
            1.02T 1e26 16.4T
            """);
        for (double[] row : rows) {
            assertRow(row, ScalingLaw.BESIROGLU, 0.01, 0.01);
        }
        assertEquals(0.5126, ScalingLaw.BESIROGLU.exponent(), 0.0005);
        assertEquals(0.5, ScalingLaw.MUENNIGHOFF.exponent(), 1e-12);
        assertEquals(0.4565, ScalingLaw.HOFFMANN_3.exponent(), 0.0001);
    }

    @Test
    void closedFormIsTheMinimumOfTheLossSurface() {
        for (ScalingLaw law : ScalingLaw.ALL) {
            if (law.surface() == null) {
                continue;
            }
            BudgetPlan best = Budget.fromFlops(1e22, law);
            for (double factor : new double[] {0.5, 0.9, 0.99, 1.01, 1.1, 2}) {
                double loss = law.surface().loss(best.params() * factor, best.tokens() / factor);
                assertTrue(loss > best.predictedLoss(), () -> law.name() + " at factor " + factor);
            }
        }
    }

    @Test
    void anyOneQuantityGivesTheSamePlan() {
        for (ScalingLaw law : ScalingLaw.ALL) {
            BudgetPlan byFlops = Budget.fromFlops(3.3e21, law);
            for (BudgetPlan other :
                    List.of(Budget.fromParams(byFlops.params(), law), Budget.fromTokens(byFlops.tokens(), law))) {
                assertEquals(byFlops.flops(), other.flops(), byFlops.flops() * 1e-9);
                assertEquals(byFlops.params(), other.params(), byFlops.params() * 1e-9);
                assertEquals(byFlops.tokens(), other.tokens(), byFlops.tokens() * 1e-9);
                assertEquals(byFlops.tokensPerParam(), other.tokensPerParam(), byFlops.tokensPerParam() * 1e-9);
            }
            assertEquals(byFlops.flops(), 6 * byFlops.params() * byFlops.tokens(), byFlops.flops() * 1e-12);
        }
    }

    @Test
    void powerLawsPredictNoLossAndSurfacesDo() {
        assertNull(Budget.fromFlops(1e21, ScalingLaw.HOFFMANN_1).predictedLoss());
        assertNull(Budget.fromFlops(1e21, ScalingLaw.HOFFMANN_2).predictedLoss());
        assertNotNull(Budget.fromFlops(1e21, ScalingLaw.MUENNIGHOFF).predictedLoss());
    }

    @Test
    void repeatedTokensAreWorthWhatMuennighoffFound() {
        double[][] epochsAndWorth = {{1, 1}, {2, 1.968}, {4, 3.726}, {8, 6.624}, {16, 10.582}, {40, 15.167}};
        for (double[] pair : epochsAndWorth) {
            assertEquals(pair[1], Repetition.effectiveEpochs(pair[0]), 0.001);
            assertEquals(pair[1] * 5e9, Repetition.effectiveTokens(5e9, pair[0] * 5e9), 0.001 * 5e9);
        }
        assertEquals(0.4, Repetition.effectiveEpochs(0.4));
        double[][] epochsAndMarginal = {{1, 1}, {2, 0.94}, {4, 0.82}, {8, 0.64}, {16, 0.38}, {40, 0.08}};
        for (double[] pair : epochsAndMarginal) {
            assertEquals(pair[1], Repetition.marginalValue(pair[0]), 0.01);
        }
    }

    @Test
    void unknownLawListsThoseThereAre() {
        var e = assertThrows(IllegalArgumentException.class, () -> ScalingLaw.named("chinchilla"));
        assertEquals(
                "Unknown scaling law \"chinchilla\" (allowed: hoffmann-1, hoffmann-2, hoffmann-3, hoffmann-3-printed,"
                        + " besiroglu, muennighoff)",
                e.getMessage());
    }

    @Test
    void amountsThatAreNotBudgetsAreRefused() {
        for (double bad : new double[] {0, -1, Double.NaN, Double.POSITIVE_INFINITY, 1e41}) {
            assertThrows(IllegalArgumentException.class, () -> Budget.fromFlops(bad, ScalingLaw.DEFAULT));
        }
    }

    @Test
    void quantitiesReadAndWriteTheUnitsOfTheField() {
        assertEquals(7e9, Quantity.parse("7B"));
        assertEquals(1.4e12, Quantity.parse("1.4t"), 1);
        assertEquals(3e8, Quantity.parse(" 300M "));
        assertEquals(12_000, Quantity.parse("12_000"));
        assertEquals(1_234_567, Quantity.parse("1,234,567"));
        assertEquals(1e21, Quantity.parse("1e21"));
        for (String bad : List.of(
                "", "B", "-3", "0", "NaN", "Infinity", "0x10", "1f", "7BB", "1e999", "1,5e21", "12,34", "seven")) {
            assertThrows(IllegalArgumentException.class, () -> Quantity.parse(bad), bad);
        }
        assertEquals("2.78B", Quantity.format(2.78e9));
        assertEquals("1.00B", Quantity.format(999.9e6));
        assertEquals("512", Quantity.format(512));
        assertEquals("1426T", Quantity.format(1425.5e12));
        assertEquals("1.30e28", Quantity.format(1.3e28));
    }

    private static void assertRow(double[] row, ScalingLaw law, double paramsWithin, double tokensWithin) {
        BudgetPlan plan = Budget.fromFlops(row[1], law);
        assertEquals(row[0], plan.params(), row[0] * paramsWithin, () -> law.name() + " params of row " + row[0]);
        assertEquals(row[2], plan.tokens(), row[2] * tokensWithin, () -> law.name() + " tokens of row " + row[0]);
    }

    /** Lines of params, FLOPs and tokens. */
    private static double[][] rows(String table) {
        return table.lines()
                .map(line -> Arrays.stream(line.strip().split(" "))
                        .mapToDouble(Quantity::parse)
                        .toArray())
                .toArray(double[][]::new);
    }
}
