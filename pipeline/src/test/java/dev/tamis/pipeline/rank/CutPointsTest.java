package dev.tamis.pipeline.rank;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tamis.pipeline.cluster.LongRows;
import dev.tamis.pipeline.recipe.RankSpec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class CutPointsTest {
    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        1,
        -1,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY
    };

    private static double score(SplittableRandom random, int kind) {
        return switch (kind) {
            case 0 -> random.nextInt(5);
            case 1 -> SPECIAL[random.nextInt(SPECIAL.length)];
            case 2 -> random.nextDouble();
            default -> {
                double any = Double.longBitsToDouble(random.nextLong());
                yield Double.isNaN(any) ? 0 : any;
            }
        };
    }

    @Test
    void keysOrderAsScoresDoAndGiveThemBack() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 100_000; i++) {
            double a = score(random, i % 4);
            double b = score(random, (i / 4) % 4);
            int order = Long.compareUnsigned(ScoreKeys.key(a), ScoreKeys.key(b));
            assertEquals(a < b ? -1 : a > b ? 1 : 0, Integer.signum(order), a + " and " + b);
            assertTrue(ScoreKeys.score(ScoreKeys.key(a)) == a, () -> a + "");
        }
    }

    @Test
    void stepsAreTheShareOfWeightThatScoresStrictlyLower() {
        SplittableRandom random = new SplittableRandom(2);
        for (int round = 0; round < 600; round++) {
            int documents = 1 + random.nextInt(round % 10 == 0 ? 5000 : 40);
            int kind = random.nextInt(4);
            long most = random.nextInt(5) == 0 ? 1L << 50 : 1 + random.nextInt(100);
            TreeMap<Double, Long> weights = new TreeMap<>();
            long total = 0;
            for (int i = 0; i < documents; i++) {
                long weight = random.nextLong(most);
                weights.merge(score(random, kind) + 0.0, weight, Long::sum);
                total += weight;
            }
            // cut into stretches, as tasks do
            CutPoints.Builder whole = new CutPoints.Builder(documents, total, 0);
            CutPoints.Builder stretch = new CutPoints.Builder(documents, total, 0);
            long before = 0;
            for (var one : weights.entrySet()) {
                if (random.nextInt(6) == 0) {
                    drain(stretch, whole);
                    stretch = new CutPoints.Builder(documents, total, before);
                }
                stretch.add(ScoreKeys.key(one.getKey()), one.getValue());
                before += one.getValue();
            }
            drain(stretch, whole);
            CutPoints cuts = whole.build();
            long lower = 0;
            List<Integer> steps = new ArrayList<>();
            List<Double> scores = new ArrayList<>(weights.keySet());
            for (var one : weights.entrySet()) {
                int expected = total == 0
                        ? 0
                        : BigInteger.valueOf(lower)
                                .multiply(BigInteger.valueOf(1000))
                                .divide(BigInteger.valueOf(total))
                                .min(BigInteger.valueOf(999))
                                .intValue();
                assertEquals(expected, cuts.step(one.getKey()));
                steps.add(expected);
                lower += one.getValue();
            }
            for (int step = 0; step <= 1000; step += 50) {
                OptionalDouble least = OptionalDouble.empty();
                for (int i = steps.size() - 1; i >= 0 && steps.get(i) >= step; i--) {
                    least = OptionalDouble.of(scores.get(i));
                }
                assertEquals(least, cuts.least(step));
            }
        }
    }

    private static void drain(CutPoints.Builder stretch, CutPoints.Builder whole) {
        for (int i = 0; i < stretch.size(); i++) {
            whole.put(stretch.key(i), stretch.step(i));
        }
    }

    @Test
    void zerosOfBothSignsAreOneScore() {
        CutPoints.Builder builder = new CutPoints.Builder(2, 2, 0);
        builder.add(ScoreKeys.key(-0.0), 1);
        assertEquals(ScoreKeys.key(0.0), ScoreKeys.key(-0.0));
        assertEquals(0, builder.build().step(0.0));
    }

    @Test
    void aTopScoreOfNoWeightIsInTheLastBucketAndBelowOne() {
        CutPoints.Builder builder = new CutPoints.Builder(4, 30, 0);
        builder.add(ScoreKeys.key(1), 10);
        builder.add(ScoreKeys.key(2), 20);
        builder.add(ScoreKeys.key(3), 0);
        builder.add(ScoreKeys.key(4), 0);
        CutPoints cuts = builder.build();
        RankSpec rank = new RankSpec("r", "s", "TRUE", List.of(), RankSpec.Weight.BYTES, 20, List.of(), List.of());
        assertEquals(333, cuts.step(2));
        for (double top : new double[] {3, 4}) {
            assertEquals(999, cuts.step(top));
            assertEquals(19L, rank.bucket(cuts.step(top)));
        }
    }

    @Test
    void splittersKeepEqualRowsTogetherAndInOrder() {
        SplittableRandom random = new SplittableRandom(4);
        for (int round = 0; round < 200; round++) {
            LongRows sample = new LongRows(3);
            int rows = random.nextInt(300);
            for (int i = 0; i < rows; i++) {
                sample.add(random.nextInt(3), ScoreKeys.key(score(random, round % 4)), 1 + random.nextInt(3));
            }
            Splitters splitters = new Splitters(sample, 1 + random.nextInt(12));
            int last = 0;
            for (int i = 0; i < rows; i++) {
                int of = splitters.of(sample.get(i, 0), sample.get(i, 1));
                assertTrue(of >= last && of < splitters.stretches());
                last = of;
            }
        }
    }
}
