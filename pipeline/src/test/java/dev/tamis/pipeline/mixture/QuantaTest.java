package dev.tamis.pipeline.mixture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class QuantaTest {

    @Test
    void quantaSumToThePeriodAndAreWithinOneOfTheWeights() {
        SplittableRandom random = new SplittableRandom(1);
        for (int round = 0; round < 500; round++) {
            double[] weights = new double[1 + random.nextInt(40)];
            for (int i = 0; i < weights.length; i++) {
                weights[i] = random.nextInt(5) == 0 ? 0 : random.nextDouble() + 0.05;
            }
            weights[0] = 1;
            int[] quanta = Quanta.of(weights);
            double sum = Arrays.stream(weights).sum();
            assertEquals(Quanta.PERIOD, Arrays.stream(quanta).sum());
            for (int i = 0; i < weights.length; i++) {
                assertEquals(weights[i] / sum * Quanta.PERIOD, quanta[i], 1);
                assertTrue(weights[i] > 0 || quanta[i] == 0);
            }
        }
    }

    @Test
    void equalRemaindersGoToTheLowerIndex() {
        assertArrayEquals(new int[] {21846, 21845, 21845}, Quanta.of(new double[] {1, 1, 1}));
    }

    @Test
    void smallSharesGetTheFinePeriod() {
        assertEquals(Quanta.PERIOD, Quanta.periodFor(new double[] {4095, 1}));
        assertEquals(Quanta.FINE_PERIOD, Quanta.periodFor(new double[] {4096, 1}));
        assertEquals(Quanta.PERIOD, Quanta.periodFor(new double[] {4096, 0}));
    }

    @Test
    void noSourceWithWeightIsLostToRounding() {
        assertArrayEquals(new int[] {Quanta.FINE_PERIOD - 1, 1, 0}, Quanta.of(new double[] {1, 1e-12, 0}));
    }

    @Test
    void weightsThatAreNotWeightsAreRefused() {
        for (double[] bad : new double[][] {{}, {0, 0}, {1, -1}, {Double.NaN}, {Double.POSITIVE_INFINITY}}) {
            assertThrows(IllegalArgumentException.class, () -> Quanta.of(bad), Arrays.toString(bad));
        }
    }
}
