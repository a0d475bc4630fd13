package dev.tamis.models.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LabelledScoresTest {
    private static final double EXACT = 1e-12;

    private static LabelledScores binary(float[] scores, boolean[] positive) {
        LabelledScores collected = new LabelledScores(List.of("hq", "cc"));
        for (int i = 0; i < scores.length; i++) {
            collected.add(
                    new int[] {positive[i] ? 0 : 1}, new float[] {scores[i], 1 - scores[i]}, scores[i] >= 0.5f ? 0 : 1);
        }
        return collected;
    }

    /** Positives 0.75, 0.5, 0.25; negatives 0.5, 0: of nine half pairs two lost and one tied. */
    @Test
    void figuresAreThoseOfAHandComputation() {
        LabelFigures hq = binary(
                        new float[] {0.75f, 0.5f, 0.25f, 0.5f, 0}, new boolean[] {true, true, true, false, false})
                .figures()
                .label("hq");

        // Pairs won: 0.75 beats both, 0.5 beats one and ties one, 0.25 beats one.
        assertEquals((2 + 1.5 + 1) / 6, hq.auc(), EXACT);
        // Recall rises by a third at each of precision 1, 2/3 and 3/4.
        assertEquals((1 + 2.0 / 3 + 3.0 / 4) / 3, hq.averagePrecision(), EXACT);
        assertEquals((0.0625 + 0.25 + 0.5625 + 0.25) / 5, hq.brier(), EXACT);
        assertEquals(3, hq.texts());
        // A tie of 0.5 and 0.5 is given as the first label here.
        assertEquals(3, hq.predicted());
        assertEquals(2.0 / 3, hq.precision(), EXACT);
        assertEquals(2.0 / 3, hq.recall(), EXACT);
        assertEquals(2.0 / 3, hq.f1(), EXACT);
    }

    @Test
    void confusionCountsTruthByPrediction() {
        ClassifierFigures figures = binary(
                        new float[] {0.9f, 0.2f, 0.8f, 0.1f}, new boolean[] {true, true, false, false})
                .figures();

        assertEquals(List.of(List.of(1L, 1L), List.of(1L, 1L)), figures.confusion());
        assertEquals(0.5, figures.accuracy(), EXACT);
        assertEquals(0.5, figures.macroF1(), EXACT);
        assertEquals(0.75, figures.macroAuc(), EXACT);
    }

    @Test
    void aucIsThatOfAllPairsWhateverTheTies() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 50; round++) {
            int texts = 2 + random.nextInt(60);
            int steps = 1 + random.nextInt(12);
            float[] scores = new float[texts];
            boolean[] positive = new boolean[texts];
            for (int i = 0; i < texts; i++) {
                scores[i] = random.nextInt(steps + 1) / (float) steps;
                positive[i] = i == 0 || (i > 1 && random.nextBoolean());
            }
            double won = 0;
            long pairs = 0;
            for (int i = 0; i < texts; i++) {
                for (int j = 0; j < texts; j++) {
                    if (positive[i] && !positive[j]) {
                        won += scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0;
                        pairs++;
                    }
                }
            }
            assertEquals(won / pairs, new BinaryScores(scores, positive).auc(), EXACT, "round " + round);
        }
    }

    @Test
    void thresholdsTellWhatAKeepRuleWouldKeep() {
        SplittableRandom random = new SplittableRandom(9);
        float[] scores = new float[500];
        boolean[] positive = new boolean[500];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = random.nextInt(1001) / 1000f;
            positive[i] = random.nextDouble() < scores[i];
        }
        List<ThresholdRow> rows = new BinaryScores(scores, positive).thresholds();

        double last = -1;
        for (ThresholdRow row : rows) {
            long kept = 0;
            long found = 0;
            long all = 0;
            for (int i = 0; i < scores.length; i++) {
                kept += scores[i] >= row.threshold() ? 1 : 0;
                found += positive[i] && scores[i] >= row.threshold() ? 1 : 0;
                all += positive[i] ? 1 : 0;
            }
            assertEquals(kept, row.kept());
            assertEquals(kept / 500.0, row.share(), EXACT);
            assertEquals((double) found / all, row.recall(), EXACT);
            assertTrue(row.threshold() > last);
            last = row.threshold();
        }
        // Nothing equal stands at the border of the best tenth often: it keeps a tenth or a little more.
        assertTrue(rows.stream().anyMatch(row -> row.kept() >= 50 && row.kept() <= 55));
    }

    /** Wilson's interval of 9 in 10 is 0.596 to 0.982 (computed from the formula by hand). */
    @Test
    void calibrationBinsHaveWilsonIntervals() {
        float[] scores = new float[10];
        boolean[] positive = new boolean[10];
        for (int i = 0; i < 10; i++) {
            scores[i] = 0.85f;
            positive[i] = i > 0;
        }
        List<CalibrationBin> bins = new BinaryScores(scores, positive).calibration();

        CalibrationBin bin = bins.get(8);
        assertEquals(10, bin.texts());
        assertEquals(0.9, bin.share(), EXACT);
        assertEquals(0.5958, bin.low(), 5e-5);
        assertEquals(0.9821, bin.high(), 5e-5);
        assertEquals(0.05, BinaryScores.calibrationError(bins), 1e-6);
        assertNull(bins.get(0).share());
    }

    @Test
    void scoresAtTheEdgesFallIntoTheOuterBins() {
        BinaryScores scores = new BinaryScores(new float[] {0, 1, 1}, new boolean[] {false, true, true});

        assertEquals(2, scores.calibration().get(9).texts());
        assertEquals(1, scores.calibration().get(0).texts());
        assertEquals(2L, scores.histogram(true).get(BinaryScores.HISTOGRAM_BINS - 1));
        assertEquals(1L, scores.histogram(false).get(0));
    }

    @Test
    void whatCannotBeMeasuredIsNull() {
        LabelFigures hq =
                binary(new float[] {0.9f}, new boolean[] {true}).figures().label("hq");
        LabelFigures cc =
                binary(new float[] {0.9f}, new boolean[] {true}).figures().label("cc");

        assertNull(hq.auc());
        assertNull(cc.precision());
        assertNull(cc.recall());
        assertNull(cc.f1());
        assertNull(cc.averagePrecision());
        assertNull(new LabelledScores(List.of("a")).figures().accuracy());
        assertNull(new LabelledScores(List.of("a")).figures().macroAuc());
    }

    @Test
    void aTextWithTwoLabelsCountsForBoth() {
        LabelledScores scores = new LabelledScores(List.of("a", "b", "c"));
        scores.add(new int[] {0, 2}, new float[] {0.2f, 0.1f, 0.7f}, 2);
        scores.add(new int[] {1}, new float[] {0.2f, 0.7f, 0.1f}, 1);
        ClassifierFigures figures = scores.figures();

        assertEquals(1, figures.label("a").texts());
        assertEquals(1, figures.label("c").correct());
        assertEquals(1, figures.accuracy(), EXACT);
        assertEquals(List.of(0L, 1L, 0L), figures.confusion().get(1));
        assertEquals(List.of(0L, 0L, 0L), figures.confusion().get(2));
    }

    @Test
    void probabilitiesBeyondTheEndsAreTakenAsTheEnds() {
        LabelledScores scores = new LabelledScores(List.of("a", "b"));
        scores.add(new int[] {0}, new float[] {1.00001f, Float.NaN}, 0);

        assertEquals(1f, scores.score(0, 0));
        assertEquals(0f, scores.score(0, 1));
    }

    @Test
    void wrongNumbersOfLabelsAreRefused() {
        LabelledScores scores = new LabelledScores(List.of("a", "b"));

        assertThrows(IllegalArgumentException.class, () -> scores.add(new int[] {0}, new float[] {1}, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> scores.add(new int[] {2}, new float[] {1, 0}, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> scores.add(new int[] {}, new float[] {1, 0}, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> scores.add(new int[] {0}, new float[] {1, 0}, 2));
        assertThrows(IllegalArgumentException.class, () -> new LabelledScores(List.of()));
    }
}
